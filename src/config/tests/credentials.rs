//! Secrets: where they come from, what may not be sent, and that they are shown nowhere.

use super::*;

#[test]
fn credentials_come_from_outside_the_text() {
    let config = meant(
        "[feed.a]\nurl = \"https://a.example/\"\nusername = \"me\"\npassword = \"${FEED_URL}\"\n\
         headers = { X-Api-Key = \"${file:conf.d/secret.txt}\", Cookie = \"${credential:a-cookie}\" }\n",
    );
    let credentials = config.feeds[0].credentials.as_deref().unwrap();
    assert_eq!(credentials.username.as_deref(), Some("me"));
    assert_eq!(credentials.password.as_deref(), Some("https://secret.example/rss"));
    let headers: Vec<_> = credentials.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(headers, [("x-api-key", "https://file.example/rss"), ("cookie", "of systemd")]);
    assert!(config.warnings.is_empty(), "{:?}", config.warnings);
    assert!(!format!("{config:?}").contains("secret.example"));
}

#[test]
fn credentials_stay_at_their_origin() {
    let config = meant("[feed.a]\nurl = \"https://a.example/feed\"\npassword = \"${FEED_URL}\"\n");
    let sent_to = |url: &str| config.feeds[0].credentials_for(&Url::parse(url).unwrap()).is_some();
    assert!(sent_to("https://a.example/article?x=1") && sent_to("https://a.example:443/"));
    for other in ["http://a.example/", "https://a.example:8443/", "https://b.example/", "https://www.a.example/"] {
        assert!(!sent_to(other), "{other}");
    }
}

#[test]
fn what_would_break_a_request_is_a_fault() {
    for (line, part) in [
        ("headers = { Host = \"${FEED_URL}\" }", "feedmill's own"),
        ("headers = { Transfer-Encoding = \"x\" }", "feedmill's own"),
        ("headers = { \"a b\" = \"x\" }", "no name of a header"),
        ("headers = { \"a\\r\\nb\" = \"x\" }", "no name of a header"),
        ("headers = { X-A = \"a\\r\\nX-B: b\" }", "control character"),
        ("headers = { X-A = \"${MISSING}\" }", "isn't set"),
        ("headers = { X-A = \"${credential:missing}\" }", "there is no such file"),
        ("headers = { X-A = \"${FEED_URL}\", x-a = \"${FEED_URL}\" }", "twice"),
        ("headers = [\"X-A: b\"]", "must be a table"),
        ("password = \"a\\u0000b\"", "control character"),
    ] {
        let text = format!("[feed.a]\nurl = \"https://a.example/\"\n{line}\n");
        let faults = compiled(&[("feedmill.toml", &text)]).unwrap_err().to_string();
        assert!(faults.contains(part), "{line}: {faults}");
    }
}

#[test]
fn a_password_in_the_text_is_told_of_and_not_shown() {
    let config = meant("[feed.a]\nurl = \"https://a.example/\"\npassword = \"hunter2\"\n");
    let told = config.warnings.iter().map(ToString::to_string).collect::<String>();
    assert!(told.contains("is written out") && !told.contains("hunter2"), "{told}");
}
