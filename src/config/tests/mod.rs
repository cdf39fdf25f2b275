//! What the tests of this room share: compiling texts in a small world of their own.

mod credentials;
mod faults;
mod keys;
mod meaning;

use super::*;
use crate::model::FeedKey;

fn sources(texts: &[(&str, &str)]) -> Vec<Source> {
    texts.iter().map(|(path, text)| Source { path: path.into(), text: (*text).to_owned() }).collect()
}

fn compiled(texts: &[(&str, &str)]) -> Result<Config, Faults> {
    let around = Surroundings {
        env: &|name| match name {
            "FEED_URL" => Some("https://secret.example/rss".to_owned()),
            "CREDENTIALS_DIRECTORY" => Some("/run/credentials".to_owned()),
            "BAD_URL" => Some("hunter2 hunter2".to_owned()),
            _ => None,
        },
        read_file: &|path| match path.to_str() {
            Some("conf.d/secret.txt") => Ok("https://file.example/rss\n".to_owned()),
            Some("/run/credentials/a-cookie") => Ok("of systemd\n".to_owned()),
            _ => Err("there is no such file".to_owned()),
        },
        judge_rule: &|text, _| if text.contains('!') { Err("this isn't a CSS selector".to_owned()) } else { Ok(()) },
    };
    compile(&sources(texts), around)
}

fn meant(text: &str) -> Config {
    compiled(&[("feedmill.toml", text)]).unwrap_or_else(|faults| panic!("{faults}"))
}

/// Holds all that is said of one file against what is expected, to the letter.
#[track_caller]
fn check(text: &str, expected: &str) {
    let faults = compiled(&[("feedmill.toml", text)]).unwrap_err();
    assert_eq!(faults.to_string(), expected.trim(), "\n{faults}\n");
}

/// Holds messages and hints of a `[feed.a]` with a good URL and `line` against what is expected.
#[track_caller]
fn check_line(line: &str, message: &str, hint: &str) {
    let text = format!("[feed.a]\nurl = \"https://a.example/rss\"\n{line}\n");
    let faults = compiled(&[("feedmill.toml", &text)]).unwrap_err();
    let said: Vec<_> = faults.0.iter().map(|f| (f.message.as_str(), f.hint.as_deref().unwrap_or(""), f.line)).collect();
    assert_eq!(said, [(message, hint, Some(3))], "{line}");
}

fn key(text: &str) -> FeedKey {
    FeedKey::parse(text).unwrap()
}
