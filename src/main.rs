//! The program: hands its arguments to the command line, and what came of them to the system.

use std::process::ExitCode;

/// glibc's own keeps twice what is in use: an arena for each thread, with the room that its largest page once took.
/// How it is set is in `.cargo/config.toml`.
#[cfg(all(feature = "jemalloc", target_os = "linux", target_env = "gnu"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    feedmill::cli::main()
}
