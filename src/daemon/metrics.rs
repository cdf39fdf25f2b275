//! Counts over the life of the daemon, for Prometheus. Labels are words of our own, so their number is bounded.

use super::events::Event;
use super::exposition::Exposition;
use crate::pipeline::{PollReport, ScrapeReport};
use crate::store::Checked;
use std::collections::BTreeMap;

/// What has happened since the start.
#[derive(Debug, Default)]
pub struct Metrics {
    /// By outcome: `fresh`, `not_modified`, `left_alone`, or a kind of failure.
    polls: BTreeMap<String, u64>,
    /// By outcome: `page`, or a kind of failure.
    pages: BTreeMap<String, u64>,
    /// By what came of it: `same`, `edited`, `gone`, `back`, `kept`, `later`.
    checks: BTreeMap<String, u64>,
    poll_times: Times,
    page_times: Times,
    new_articles: u64,
    changed_articles: u64,
    cleaned_again: u64,
    purged: u64,
    faults: u64,
    /// A full disk or the like keeps it from its work.
    stands_still: bool,
}

/// Upper bounds of the histograms' buckets.
const BUCKETS_SECONDS: [f64; 9] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

/// How long things took.
#[derive(Debug, Default)]
struct Times {
    /// Not cumulative; what took longer than the last bound is in none.
    buckets: [u64; BUCKETS_SECONDS.len()],
    count: u64,
    sum_seconds: f64,
}

impl Times {
    fn take_in(&mut self, took_ms: u64) {
        let seconds = took_ms as f64 / 1000.0;
        if let Some(at) = BUCKETS_SECONDS.iter().position(|bound| seconds <= *bound) {
            self.buckets[at] += 1;
        }
        self.count += 1;
        self.sum_seconds += seconds;
    }

    fn write(&self, page: &mut Exposition, name: &str, help: &str) {
        page.histogram(name, help);
        let mut below = 0;
        for (bound, count) in BUCKETS_SECONDS.iter().zip(self.buckets) {
            below += count;
            page.sample(&format!("{name}_bucket"), &[("le", &bound.to_string())], below as f64);
        }
        page.sample(&format!("{name}_bucket"), &[("le", "+Inf")], self.count as f64);
        page.sample(&format!("{name}_sum"), &[], self.sum_seconds);
        page.sample(&format!("{name}_count"), &[], self.count as f64);
    }
}

impl Metrics {
    pub fn take_in(&mut self, event: &Event) {
        match event {
            Event::Polled(report) => self.polled(report),
            Event::Scraped(report) => self.scraped(report),
            Event::Rechecked(report) => count(&mut self.checks, checked(report.checked)),
            Event::CleanedAgain(report) => self.cleaned_again += u64::from(report.changed),
            Event::Purged(report) => self.purged += report.purged.articles,
            Event::Broken(_) => self.faults += 1,
            Event::StandsStill(_) => self.stands_still = true,
            Event::GoesOn => self.stands_still = false,
            Event::Reloaded(_) | Event::ReloadRefused(_) => {}
            Event::Backlog { .. } | Event::WalGrown(_) | Event::WalEmptied => {}
        }
    }

    fn polled(&mut self, report: &PollReport) {
        count(&mut self.polls, &report.outcome);
        if report.outcome != "left_alone" {
            self.poll_times.take_in(report.took_ms);
        }
        self.new_articles += u64::from(report.new_articles);
        self.changed_articles += u64::from(report.changed_articles);
    }

    fn scraped(&mut self, report: &ScrapeReport) {
        count(&mut self.pages, &report.outcome);
        self.page_times.take_in(report.took_ms);
    }

    pub fn write(&self, page: &mut Exposition) {
        let by_outcome = [
            ("feedmill_polls_total", "Polls of feeds, by outcome.", &self.polls),
            ("feedmill_pages_total", "Pages of articles asked for, by outcome.", &self.pages),
            ("feedmill_page_checks_total", "Pages looked at again for edits, by what came of it.", &self.checks),
        ];
        for (name, help, counts) in by_outcome {
            page.counter(name, help);
            for (outcome, count) in counts {
                page.sample(name, &[("outcome", outcome)], *count as f64);
            }
        }
        self.poll_times.write(page, "feedmill_poll_duration_seconds", "Time that polls took on the network.");
        self.page_times.write(page, "feedmill_page_duration_seconds", "Time that pages took on the network.");
        let counters = [
            ("feedmill_articles_new_total", "Articles that were new.", self.new_articles),
            ("feedmill_articles_changed_total", "Articles of which a feed said something else.", self.changed_articles),
            (
                "feedmill_articles_cleaned_again_total",
                "Earlier articles out of which more of their site was taken.",
                self.cleaned_again,
            ),
            ("feedmill_articles_purged_total", "Articles that have had their time.", self.purged),
            ("feedmill_faults_total", "Jobs that ended in a fault of feedmill's own.", self.faults),
        ];
        for (name, help, value) in counters {
            page.counter(name, help);
            page.sample(name, &[], value as f64);
        }
        page.gauge("feedmill_stands_still", "1 while too little space, or a disk that fails, keeps it from its work.");
        page.sample("feedmill_stands_still", &[], f64::from(u8::from(self.stands_still)));
    }
}

fn checked(checked: Checked) -> &'static str {
    match checked {
        Checked::Same => "same",
        Checked::Edited => "edited",
        Checked::Gone => "gone",
        Checked::Back => "back",
        Checked::Kept => "kept",
        Checked::Later => "later",
    }
}

fn count(counts: &mut BTreeMap<String, u64>, outcome: &str) {
    match counts.get_mut(outcome) {
        Some(count) => *count += 1,
        None => drop(counts.insert(outcome.to_owned(), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_are_cumulative() {
        let mut times = Times::default();
        for took_ms in [50, 100, 900, 70_000] {
            times.take_in(took_ms);
        }
        let mut page = Exposition::default();
        times.write(&mut page, "t_seconds", "Times.");
        let page = page.finish();
        for line in [
            "t_seconds_bucket{le=\"0.1\"} 2",
            "t_seconds_bucket{le=\"1\"} 3",
            "t_seconds_bucket{le=\"60\"} 3",
            "t_seconds_bucket{le=\"+Inf\"} 4",
            "t_seconds_sum 71.05",
            "t_seconds_count 4",
        ] {
            assert!(page.lines().any(|known| known == line), "{line}\n{page}");
        }
    }
}
