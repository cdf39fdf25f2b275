//! Where log lines go: text on a terminal, the journal under systemd, JSON anywhere else.

use std::env;
use std::io::{self, IsTerminal};
use tracing_subscriber::filter::{EnvFilter, LevelFilter};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

/// Starts logging at this level; `FEEDMILL_LOG` overrides it (`debug`, `feedmill=debug,reqwest=info`, …).
pub fn start(level: LevelFilter) {
    let filter =
        EnvFilter::builder().with_default_directive(level.into()).with_env_var("FEEDMILL_LOG").from_env_lossy();
    // A second start, as in tests within one process, keeps the first.
    let _ = tracing_subscriber::registry().with(sink().with_filter(filter)).try_init();
}

fn sink() -> Box<dyn Layer<Registry> + Send + Sync> {
    let text = || tracing_subscriber::fmt::layer().with_writer(io::stderr).with_target(false);
    if io::stderr().is_terminal() {
        return text().boxed();
    }
    // systemd sets this for services whose standard error goes to the journal.
    if env::var_os("JOURNAL_STREAM").is_some()
        && let Ok(journal) = tracing_journald::layer()
    {
        return journal.boxed();
    }
    text().json().flatten_event(true).boxed()
}
