//! How the program is linked.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// glibc from this version on reads relocations in short form.
const RELR_SINCE: (u32, u32) = (2, 36);

/// Functions of the same code become one. lld knows it, GNU's linker doesn't. Nothing here
/// tells functions apart by their addresses but SQLite, among functions whose code differs.
const ONE_OF_EACH_CODE: &str = "-Wl,--icf=all";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A program that is built here for another machine may meet an older glibc there.
    let is_for_this_machine = variable("HOST") == variable("TARGET");
    let is_gnu = variable("CARGO_CFG_TARGET_OS") == "linux" && variable("CARGO_CFG_TARGET_ENV") == "gnu";
    if is_for_this_machine && is_gnu && glibc().is_some_and(|version| version >= RELR_SINCE) {
        // A megabyte less, and less to read at each start.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    if is_gnu && variable("PROFILE") == "release" && is_taken(ONE_OF_EACH_CODE) {
        println!("cargo::rustc-link-arg-bins={ONE_OF_EACH_CODE}");
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

/// The version of this machine's glibc, which ends the first line of `ldd --version`.
fn glibc() -> Option<(u32, u32)> {
    let said = Command::new("ldd").arg("--version").output().ok()?.stdout;
    let said = String::from_utf8_lossy(&said);
    let (major, minor) = said.lines().next()?.split_whitespace().next_back()?.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Whether the linker of this build knows an argument, tried on a program that does nothing.
fn is_taken(argument: &str) -> bool {
    let folder = variable("OUT_DIR");
    let source = Path::new(&folder).join("nothing.rs");
    if std::fs::write(&source, "fn main() {}").is_err() {
        return false;
    }
    let mut rustc = Command::new(variable("RUSTC"));
    rustc.arg(&source).args(["--out-dir", &folder, "--target", &variable("TARGET")]);
    rustc.args(variable("CARGO_ENCODED_RUSTFLAGS").split('\u{1f}').filter(|flag| !flag.is_empty()));
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.args(["-C", &format!("linker={linker}")]);
    }
    rustc.args(["-C", &format!("link-arg={argument}")]).stdout(Stdio::null()).stderr(Stdio::null());
    rustc.status().is_ok_and(|status| status.success())
}
