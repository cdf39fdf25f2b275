//! `feedmill completions`: what a shell needs to complete the commands.

use super::arguments::Completions;
use super::failure::Failure;
use super::output::stdout;
use std::io::Write;

pub fn completions(arguments: &Completions) -> Result<(), Failure> {
    // Made in memory first: a reader that closes the pipe is an end, and clap_complete would panic.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "feedmill", &mut script);
    let mut out = stdout();
    out.write_all(&script)?;
    Ok(out.flush()?)
}
