//! When a feed is due next: crontab, intervals, back-off; a function of its arguments.
