//! The two lines of work, poll and scrape; the only file that knows the order of the steps.
