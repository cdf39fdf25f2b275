//! What systemd and OpenRC are given, read without them: the units name commands and options that exist, and the same
//! places and people as sysusers, tmpfiles and the configuration do. `systemd/score` has systemd's own word.

use std::fs;
use std::path::{Path, PathBuf};

const SERVICES: &[&str] = &["feedmill.service", "feedmill-fetch.service"];
const PROGRAM: &str = "/usr/bin/feedmill";

fn root(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn file(name: &str) -> String {
    let path = root(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// `(section, key, value)` of a unit, in its order.
fn settings(unit: &str) -> Vec<(String, String, String)> {
    let mut section = String::new();
    let mut settings = Vec::new();
    for line in file(&format!("systemd/{unit}")).lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => name.clone_into(&mut section),
            None => {
                let (key, value) = line.split_once('=').unwrap_or_else(|| panic!("{unit}: {line}"));
                settings.push((section.clone(), key.to_owned(), value.to_owned()));
            }
        }
    }
    settings
}

fn values(unit: &str, key: &str) -> Vec<String> {
    settings(unit).into_iter().filter(|(_, known, _)| known == key).map(|(_, _, value)| value).collect()
}

fn value(unit: &str, key: &str) -> String {
    match <[String; 1]>::try_from(values(unit, key)) {
        Ok([value]) => value,
        Err(several) => panic!("{unit}: {key} is there {} times", several.len()),
    }
}

/// The lines of a sysusers or tmpfiles file, as words.
fn lines(name: &str) -> Vec<Vec<String>> {
    let text = file(name);
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn units_name_commands_and_options_that_exist() {
    for unit in SERVICES {
        let commands: Vec<_> = settings(unit).into_iter().filter(|(_, key, _)| key.starts_with("Exec")).collect();
        for (_, key, command) in commands.iter().filter(|(_, key, _)| key != "ExecPaths") {
            let words: Vec<_> = command.split_whitespace().collect();
            assert_eq!(words[0], PROGRAM, "{unit}: {key}");
            let read = feedmill::cli::command().try_get_matches_from(&words);
            assert!(read.is_ok(), "{unit}: {command}: {}", read.unwrap_err());
        }
        let may_run = value(unit, "ExecPaths");
        assert!(may_run.split_whitespace().any(|path| path == PROGRAM), "{unit}: {may_run}");
    }
}

/// The service for OpenRC: its commands with their variables put in, and the places of the packaged configuration.
#[test]
fn openrc_is_given_commands_and_options_that_exist() {
    let script = file("contrib/openrc/feedmill");
    let variable = |name: &str| {
        let written = script.lines().find_map(|line| line.strip_prefix(&format!("{name}=\""))?.strip_suffix('"'));
        written.unwrap_or_else(|| panic!("there is no {name}"))
    };
    assert_eq!(variable("command"), PROGRAM);
    let started = format!("${{command}} {}", variable("command_args"));
    let called = script.lines().filter_map(|line| line.trim().strip_prefix("\"${command}\"")).map(str::to_owned);
    let commands: Vec<_> = std::iter::once(started).chain(called.map(|rest| format!("${{command}}{rest}"))).collect();
    assert_eq!(commands.len(), 3, "run, check, reload: {commands:?}");
    let configuration = "/etc/feedmill/feedmill.toml";
    assert_eq!(variable("configuration"), format!("${{configuration:-{configuration}}}"));
    for command in commands {
        let command = command.replace("${command}", PROGRAM).replace("${configuration}", configuration);
        let command = command.replace('"', "");
        let read = feedmill::cli::command().try_get_matches_from(command.split_whitespace());
        assert!(read.is_ok(), "{command}: {}", read.unwrap_err());
    }
    assert_eq!(variable("umask"), value("feedmill.service", "UMask"));
    assert_eq!(variable("directory"), "/var/lib/feedmill");
    assert_eq!(variable("command_user"), "feedmill:feedmill");
    let sh = std::process::Command::new("sh").arg("-n").arg(root("contrib/openrc/feedmill")).status().unwrap();
    assert!(sh.success());
}

#[test]
fn units_speak_of_the_same_user_and_places() {
    let [user] = <[_; 1]>::try_from(lines("systemd/feedmill.sysusers")).unwrap();
    let home = user.last().unwrap().clone();
    for unit in SERVICES {
        assert_eq!([value(unit, "User"), value(unit, "Group")], [user[1].clone(), user[1].clone()], "{unit}");
        assert_eq!(format!("/var/lib/{}", value(unit, "StateDirectory")), home, "{unit}");
        let folders = lines("systemd/feedmill.tmpfiles");
        let state = folders.iter().find(|line| line[1] == home).unwrap();
        assert_eq!(state[2..5], [value(unit, "StateDirectoryMode"), user[1].clone(), user[1].clone()], "{unit}");
        let config = value(unit, "ExecStart")
            .split_whitespace()
            .skip_while(|word| *word != "--config")
            .nth(1)
            .unwrap()
            .to_owned();
        let folder = Path::new(&config).parent().unwrap();
        let known = folders.iter().find(|line| Path::new(&line[1]) == folder).unwrap();
        assert_eq!((known[3].as_str(), &known[4]), ("root", &user[1]), "{unit}: only root writes the configuration");
    }
}

#[test]
fn the_packaged_configuration_keeps_the_articles_where_the_units_may_write() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/feedmill.toml");
    let config = feedmill::config::load(&path, &|_, _| Ok(())).unwrap();
    for unit in SERVICES {
        let state = Path::new("/var/lib").join(value(unit, "StateDirectory"));
        assert_eq!(config.daemon.database.parent(), Some(state.as_path()), "{unit}");
    }
}

/// What one unit is kept from, the other is too.
#[test]
fn both_services_are_hardened_alike() {
    let hardening = |unit: &str| -> Vec<_> {
        settings(unit)
            .into_iter()
            .skip_while(|(_, key, _)| key != "User")
            .filter(|(section, ..)| section == "Service")
            .collect()
    };
    assert_eq!(hardening(SERVICES[0]), hardening(SERVICES[1]));
    assert!(hardening(SERVICES[0]).len() > 30);
}
