//! What the Debian package is made of: the files it names exist, and what is generated speaks of every command.
//! `packaging/test-deb` installs it.

use crate::program::Desk;
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

#[path = "../../examples/assets.rs"]
#[allow(dead_code, reason = "the example's main")]
mod assets;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `[source, destination, mode]` of each asset.
fn listed() -> Vec<[String; 3]> {
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let words = |asset: &toml::Value| -> Vec<String> {
        asset.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    assets.iter().map(|asset| words(asset).try_into().unwrap()).collect()
}

#[test]
fn what_the_package_holds_is_there() {
    let assets = listed();
    for [source, destination, mode] in &assets {
        assert!(matches!(mode.as_str(), "644" | "755") && !destination.starts_with('/'), "{source}");
        let is_there = source.starts_with("target/") || source.contains('*') || root().join(source).is_file();
        assert!(is_there, "{source} is not in the repository");
    }
    let units = fs::read_dir(root().join("systemd")).unwrap().map(|entry| entry.unwrap().file_name());
    for unit in units.filter(|name| name != "score") {
        let source = format!("systemd/{}", unit.to_str().unwrap());
        assert!(assets.iter().any(|[known, ..]| *known == source), "{source} is in no package");
    }
    assert!(assets.iter().any(|[_, destination, _]| destination == "etc/feedmill/feedmill.toml"), "the conffile");
}

#[test]
fn manual_pages_and_completions_speak_of_every_command() {
    let dir = TempDir::new().unwrap();
    assets::write_assets(dir.path()).unwrap();
    let page = |name: &str| fs::read_to_string(dir.path().join(format!("man/{name}.1"))).unwrap();
    assert!(page("feedmill").contains("/var/lib/feedmill/feedmill.db") && page("feedmill").contains("FEEDMILL_CONFIG"));
    let scripts = ["feedmill.bash", "_feedmill", "feedmill.fish"];
    let scripts = scripts.map(|name| fs::read_to_string(dir.path().join("completions").join(name)).unwrap());
    let mut commands = 0;
    for command in feedmill::cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(page(&format!("feedmill-{name}")).contains(".SH SYNOPSIS"), "{name}");
        assert!(scripts.iter().all(|script| script.contains(name)), "{name}");
        for below in command.get_subcommands() {
            page(&format!("feedmill-{name}-{}", below.get_name()));
        }
        commands += 1;
    }
    assert!(commands > 20);
    assert_eq!(Desk::new("").ok(&["completions", "bash"]), scripts[0], "the program prints the same");
}

#[test]
fn shells_read_the_scripts() {
    let scripts =
        ["packaging/build-deb", "packaging/test-deb", "systemd/score"].map(|name| root().join(name)).into_iter();
    let maintainers = fs::read_dir(root().join("packaging/debian")).unwrap().map(|entry| entry.unwrap().path());
    for script in scripts.chain(maintainers) {
        let read = Command::new("sh").arg("-n").arg(&script).output().unwrap();
        assert!(read.status.success(), "{}: {}", script.display(), String::from_utf8_lossy(&read.stderr));
    }
}
