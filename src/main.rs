//! The program: hands its arguments to the command line, and what came of them to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    feedmill::cli::main()
}
