//! How the program is linked.

use std::env;
use std::process::Command;

/// glibc from this version on reads relocations in short form.
const RELR_SINCE: (u32, u32) = (2, 36);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name| env::var(name).unwrap_or_default();
    // A program that is built here for another machine may meet an older glibc there.
    let is_for_this_machine = variable("HOST") == variable("TARGET");
    let is_gnu = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    if is_for_this_machine && is_gnu && glibc().is_some_and(|version| version >= RELR_SINCE) {
        // A megabyte less, and less to read at each start.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// The version of this machine's glibc, which ends the first line of `ldd --version`.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("ldd").arg("--version").output().ok()?.stdout;
    let said = String::from_utf8_lossy(&said);
    let (major, minor) = said.lines().next()?.split_whitespace().next_back()?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}
