//! How a command fails: a sentence, a hint, an exit code.

use super::output::printable;
use crate::config::Faults;
use crate::store::StoreError;
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    code: u8,
}

const DID_NOT_WORK: u8 = 1;
const WRONG_USAGE: u8 = 2;
const WRONG_CONFIGURATION: u8 = 78;

impl Failure {
    /// It did not work.
    pub fn new(message: impl Display) -> Failure {
        Failure { message: message.to_string(), hint: None, code: DID_NOT_WORK }
    }

    /// It can't be asked for in this way.
    pub fn usage(message: impl Display) -> Failure {
        Failure { code: WRONG_USAGE, ..Failure::new(message) }
    }

    /// The configuration is at fault.
    pub fn configuration(message: impl Display) -> Failure {
        Failure { code: WRONG_CONFIGURATION, ..Failure::new(message) }
    }

    pub fn with_hint(self, hint: impl Display) -> Failure {
        Failure { hint: Some(hint.to_string()), ..self }
    }

    /// What has been said already is not said twice: only the exit code counts.
    pub fn silent() -> Failure {
        Failure::new("")
    }

    pub fn print(&self) {
        let mut stderr = std::io::stderr().lock();
        // Nobody is left to tell when standard error is closed.
        if !self.message.is_empty() {
            let lead = if self.message.starts_with("error:") { "" } else { "error: " };
            let _ = writeln!(stderr, "{lead}{}", printable(&self.message));
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(stderr, "hint: {}", printable(hint));
        }
    }

    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Failure {
        Failure::configuration(faults)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let hint = error.hint().map(str::to_owned);
        Failure { hint, ..Failure::new(chain(&error)) }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        // A reader that has seen enough, such as `head`, closes the pipe: an end, not a fault.
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Failure { code: 0, ..Failure::silent() };
        }
        Failure::new(error)
    }
}

/// An error and its causes in one sentence.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !sentence.contains(&text) {
            sentence.push_str(": ");
            sentence.push_str(&text);
        }
        cause = error.source();
    }
    sentence
}
