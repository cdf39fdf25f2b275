//! Where log lines go: text on a terminal, the journal under systemd, JSON anywhere else.

use super::arguments::LogFormat;
use std::env;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use tracing_journald::{Priority, PriorityMappings};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// syslog's priorities (RFC 5424): a poll is information, not yet a notice.
const PRIORITIES: PriorityMappings = PriorityMappings {
    error: Priority::Error,
    warn: Priority::Warning,
    info: Priority::Informational,
    debug: Priority::Debug,
    trace: Priority::Debug,
};

/// Starts logging at this level; `FEEDMILL_LOG` overrides it (`debug`, `feedmill=debug,reqwest=info`, …).
pub fn start(level: LevelFilter, format: LogFormat) {
    let asked = env::var("FEEDMILL_LOG").ok().filter(|asked| !asked.trim().is_empty());
    let filter = asked.and_then(|asked| asked.parse().ok()).unwrap_or(Targets::new().with_default(level));
    // A second start, as in tests within one process, keeps the first.
    let _ = tracing_subscriber::registry().with(sink(format).with_filter(filter)).try_init();
}

fn sink(format: LogFormat) -> Box<dyn Layer<Registry> + Send + Sync> {
    let text = || tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    let is_terminal = io::stderr().is_terminal();
    let wants_journal = match format {
        LogFormat::Text => return text().with_ansi(is_terminal).boxed(),
        LogFormat::Json => false,
        LogFormat::Journal => true,
        LogFormat::Auto if is_terminal => return text().boxed(),
        LogFormat::Auto => is_the_journal(),
    };
    match tracing_journald::layer() {
        Ok(journal) if wants_journal => journal.with_priority_mappings(PRIORITIES).boxed(),
        _ => text().json().flatten_event(true).boxed(),
    }
}

/// Whether standard error is the stream to the journal that systemd opened for this service (systemd.exec(5)). The
/// variable alone says little: a program inherits it from its parent, wherever its own output goes.
fn is_the_journal() -> bool {
    let Some(stream) = env::var_os("JOURNAL_STREAM") else { return false };
    let stderr = io::stderr().as_fd().try_clone_to_owned().and_then(|stderr| File::from(stderr).metadata());
    stderr.is_ok_and(|stderr| stream.to_string_lossy() == format!("{}:{}", stderr.dev(), stderr.ino()))
}
