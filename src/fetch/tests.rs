//! The whole room against a scripted server on loopback.

use super::test_server::{Act, Seen, TestServer, answer};
use super::*;
use crate::model::FailureKind;
use std::time::Instant;

const FEED: &[u8] = b"<rss/>";

fn fetcher(limits: Limits) -> HttpFetcher {
    let contact = Some("https://example.org/bot".to_owned());
    HttpFetcher::new(FetchOptions { contact, workers: 4, limits, ..FetchOptions::default() })
}

fn request(url: Url) -> FetchRequest {
    FetchRequest {
        url,
        kind: RequestKind::Poll,
        validators: Validators::default(),
        credentials: None,
        reach: Reach { private: true, any_port: true },
        gap: Duration::ZERO,
    }
}

async fn fetch(url: Url) -> Result<FetchAnswer, FetchFailure> {
    fetcher(Limits::default()).fetch(request(url)).await
}

/// Limits that are met at once by a server that does nothing, and by no other.
fn short(limit: impl Fn(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    limit(&mut limits);
    limits
}

const MOMENT: Duration = Duration::from_millis(60);

#[tokio::test]
async fn an_answer_comes_back_as_it_was_sent() {
    let head = "Content-Type: application/RSS+xml; Charset=GBK\r\nContent-Encoding: GZip\r\nETag: W/\"\u{e9}\"\r\n\
                Last-Modified: yesterday\r\nCache-Control: max-age=900\r\n";
    let server = TestServer::answering(answer("200 OK", head, b"\x1f\x8b\x08 still packed")).await;
    let found = fetch(server.url("/feed.xml?a=b#top")).await.unwrap();
    assert_eq!(found.status, 200);
    assert_eq!(found.url, server.url("/feed.xml?a=b"));
    assert_eq!(found.content_type.as_deref(), Some("application/RSS+xml; Charset=GBK"));
    assert_eq!(found.content_encoding, "gzip");
    assert_eq!(found.validators.etag.as_deref(), Some("W/\"\u{e9}\"".as_bytes()));
    assert_eq!(found.validators.last_modified.as_deref(), Some(b"yesterday".as_slice()));
    assert_eq!(found.cache.max_age_seconds, Some(900));
    assert_eq!(found.body, b"\x1f\x8b\x08 still packed");

    let [seen] = server.seen().try_into().unwrap();
    assert_eq!(seen.path(), "/feed.xml?a=b");
    let text = |name: &str| seen.header(name).map(|value| String::from_utf8(value).unwrap());
    let agent = format!("feedmill/{} (+https://example.org/bot)", env!("CARGO_PKG_VERSION"));
    assert_eq!(text("user-agent"), Some(agent));
    assert_eq!(text("accept-encoding").as_deref(), Some("gzip, br, zstd, deflate"));
    assert!(text("accept").unwrap().starts_with("application/rss+xml, "));
    for absent in ["cookie", "referer", "authorization", "range", "if-none-match", "if-modified-since", "origin"] {
        assert_eq!(text(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn validators_are_echoed_byte_for_byte() {
    let cases: [(&[u8], &[u8]); 6] = [
        (b"\"plain\"", b"Sun, 06 Nov 1994 08:49:37 GMT"),
        (b"W/\"weak\"", b"sun, 6 nov 94"),
        (b"no quotes", b"0"),
        (b"\"\xe9\xff\"", b"\xbd\xf1\xcc\xec"),
        (b"\"a,b\"; c", b"2099-01-01T00:00:00Z"),
        (b"*", b"-1"),
    ];
    for (etag, date) in cases {
        let mut reply = b"HTTP/1.1 200 OK\r\nETag: ".to_vec();
        for part in [etag, b"\r\nLast-Modified: ", date, b"\r\nContent-Length: 0\r\n\r\n"] {
            reply.extend_from_slice(part);
        }
        let not_modified = "HTTP/1.1 304 Not Modified\r\nETag: \"newer\"\r\n\r\n";
        let server = TestServer::start("127.0.0.1", move |path| {
            vec![Act::Send(if path == "/first" { reply.clone() } else { not_modified.into() })]
        })
        .await;
        let fetcher = fetcher(Limits::default());
        let first = fetcher.fetch(request(server.url("/first"))).await.unwrap();
        let again = FetchRequest { validators: first.validators, ..request(server.url("/again")) };
        let second = fetcher.fetch(again).await.unwrap();
        assert_eq!((second.status, second.body.len()), (304, 0));
        assert_eq!(second.validators.etag.as_deref(), Some(b"\"newer\"".as_slice()));
        let seen = server.seen();
        assert_eq!(seen[1].header("if-none-match").as_deref(), Some(etag));
        assert_eq!(seen[1].header("if-modified-since").as_deref(), Some(date));
    }
}

#[tokio::test]
async fn statuses_that_are_no_answer_fail_by_kind() {
    for (status, headers, kind, pause) in [
        ("204 No Content", "", "status", None),
        ("206 Partial Content", "", "status", None),
        ("304 Not Modified", "", "status", None),
        ("300 Multiple Choices", "Location: /x\r\n", "status", None),
        ("403 Forbidden", "", "forbidden", None),
        ("404 Not Found", "", "not_found", None),
        ("410 Gone", "", "gone", None),
        ("429 Too Many Requests", "Retry-After: 120\r\n", "rate_limited", Some(120)),
        (
            "429 Too Many Requests",
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 09:49:37 GMT\r\n",
            "rate_limited",
            Some(3600),
        ),
        ("429 Too Many Requests", "Retry-After: soon\r\n", "rate_limited", None),
        ("503 Service Unavailable", "Retry-After: 7\r\n", "server_error", Some(7)),
        ("301 Moved", "Retry-After: 9\r\n", "redirect", Some(9)),
        ("999 Odd", "", "status", None),
    ] {
        let server = TestServer::answering(answer(status, headers, b"")).await;
        let failure = fetch(server.url("/")).await.unwrap_err();
        assert_eq!(failure.kind.as_str(), kind, "{status}");
        assert_eq!(failure.status.unwrap().to_string(), status[..3]);
        assert_eq!(failure.retry_after.map(|pause| pause.as_secs()), pause, "{status}");
        assert_eq!(server.seen().len(), 1, "{status} is not tried again");
    }
}

#[tokio::test]
async fn redirects_are_followed_and_remembered() {
    let server = TestServer::start("127.0.0.1", |path| {
        let moved = |status: &str, to: &str| answer(status, &format!("Location: {to}\r\n"), b"moved");
        vec![Act::Send(match path {
            "/1" => moved("301 Moved", "2"),
            "/2" => moved("302 Found", "?3"),
            "/2?3" => moved("303 See Other", "/4#part"),
            "/4" => moved("307 Temporary", "5"),
            "/5" => moved("308 Permanent", "/six"),
            _ => answer("200 OK", "", FEED),
        })]
    })
    .await;
    let found = fetch(server.url("/1")).await.unwrap();
    assert_eq!((found.url, found.body.as_slice()), (server.url("/six"), FEED));
    let hops: Vec<(u16, &str)> = found.hops.iter().map(|hop| (hop.status, hop.to.path())).collect();
    assert_eq!(hops, [(301, "/2"), (302, "/2"), (303, "/4"), (307, "/5"), (308, "/six")]);
    assert_eq!(found.hops[0].from, server.url("/1"));

    let four_hops = fetcher(short(|limits| limits.hops = 4));
    let failure = four_hops.fetch(request(server.url("/1"))).await.unwrap_err();
    assert_eq!((failure.kind, failure.message.as_str()), (FailureKind::Redirect, "more than 4 redirects"));
    assert_eq!(failure.url, server.url("/5"));
}

#[tokio::test]
async fn redirects_that_lead_nowhere() {
    for (headers, kind) in [
        ("", "redirect"),
        ("Location: \r\n", "redirect"),
        ("Location: /\r\n", "redirect"),
        ("Location: http://[::1\r\n", "redirect"),
        ("Location: file:///etc/passwd\r\n", "redirect_scheme"),
        ("Location: ftp://127.0.0.1/\r\n", "redirect_scheme"),
        ("Location: gopher://127.0.0.1/\r\n", "redirect_scheme"),
        ("Location: data:text/html,x\r\n", "redirect_scheme"),
        ("Location: javascript:alert(1)\r\n", "redirect_scheme"),
        ("Location: http://169.254.169.254/latest/\r\n", "blocked_address"),
        ("Location: //0/\r\n", "blocked_address"),
    ] {
        let server = TestServer::answering(answer("302 Found", headers, b"")).await;
        let failure = fetch(server.url("/")).await.unwrap_err();
        assert_eq!(failure.kind.as_str(), kind, "{headers}");
        assert_eq!((failure.status, server.seen().len()), (Some(302), 1), "{headers}");
    }
}

#[tokio::test]
async fn private_addresses_are_not_even_connected_to() {
    let server = TestServer::answering(answer("200 OK", "", FEED)).await;
    let port = server.address.port();
    let fetcher = fetcher(Limits::default());
    for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127。0。0。1", "[::ffff:127.0.0.1]"] {
        let url = Url::parse(&format!("http://{host}:{port}/")).unwrap();
        let failure = fetcher
            .fetch(FetchRequest { reach: Reach { private: false, any_port: true }, ..request(url) })
            .await
            .unwrap_err();
        assert_eq!(failure.kind, FailureKind::BlockedAddress, "{host}");
        assert!(failure.message.contains("allow_private"), "{}", failure.message);
    }
    assert!(server.seen().is_empty());
    // A connection that a feed was allowed to make is of no use to one that wasn't.
    fetcher.fetch(request(server.url("/"))).await.unwrap();
    let url = Url::parse(&format!("http://localhost:{port}/")).unwrap();
    fetcher.fetch(request(url.clone())).await.unwrap();
    let failure = fetcher
        .fetch(FetchRequest { reach: Reach { private: false, any_port: true }, ..request(url) })
        .await
        .unwrap_err();
    assert_eq!((failure.kind, server.seen().len()), (FailureKind::BlockedAddress, 2));
}

#[tokio::test]
async fn credentials_stay_with_their_origin() {
    let other =
        TestServer::start("127.0.0.2", |_| vec![Act::Send(answer("200 OK", "Set-Cookie: a=b\r\n", FEED))]).await;
    let elsewhere = other.url("/").to_string().replace("//", "//good:pass@");
    let server = TestServer::start("127.0.0.1", move |path| {
        let to = if path == "/1" { "/2" } else { elsewhere.as_str() };
        vec![Act::Send(answer("302 Found", &format!("Location: {to}\r\nSet-Cookie: a=b\r\n"), b""))]
    })
    .await;
    let mut url = server.url("/1");
    url.set_username("me").unwrap();
    url.set_password(Some("secret")).unwrap();
    let found = fetch(url).await.unwrap();
    assert_eq!(found.url, other.url("/"));
    assert_eq!(found.hops.iter().map(|hop| hop.from.username()).collect::<Vec<_>>(), ["", ""]);
    let authorization = |seen: &Seen| seen.header("authorization").map(|value| String::from_utf8(value).unwrap());
    let own: Vec<_> = server.seen().iter().map(authorization).collect();
    assert_eq!(own, [Some("Basic bWU6c2VjcmV0".to_owned()), Some("Basic bWU6c2VjcmV0".to_owned())]);
    for seen in server.seen().iter().chain(&other.seen()) {
        assert_eq!((seen.header("cookie"), seen.header("referer")), (None, None));
    }
    assert_eq!(authorization(&other.seen()[0]), None);
}

#[tokio::test]
async fn broken_answers_fail_by_kind() {
    use Act::{Close, Hold, Repeat, Reset, Send};
    let send = |text: &str| Send(text.as_bytes().to_vec());
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>";
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(150));
    let cases = [
        ("closed before the answer", vec![Close], "reset"),
        ("closed in the header", vec![send("HTTP/1.1 200 OK\r\nCont"), Close], "reset"),
        ("broken off before the answer", vec![Reset], "reset"),
        ("broken off in the body", vec![send(head), Reset], "reset"),
        ("shorter than announced", vec![send(head), Close], "truncated"),
        ("no last chunk", vec![send(chunked), send("5\r\n<rss>\r\n"), Close], "truncated"),
        ("bad chunk size", vec![send(chunked), send("zz\r\n")], "protocol"),
        ("not HTTP", vec![send("SSH-2.0-OpenSSH_9.2\r\n\r\n")], "protocol"),
        ("two lengths", vec![send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")], "protocol"),
        ("many headers", vec![send(&many)], "protocol"),
        (
            "another protocol",
            vec![send("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")],
            "protocol",
        ),
        ("announced too large", vec![send("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"), Hold], "too_large"),
        ("endless", vec![send(chunked), Repeat(b"5\r\n<rss>\r\n".to_vec())], "too_large"),
        ("endless, no length", vec![send("HTTP/1.0 200 OK\r\n\r\n"), Repeat(vec![b'x'; 100])], "too_large"),
    ];
    for (name, acts, kind) in cases {
        // Its own, since a connection that was kept may be stale and is given a second try.
        let fetcher = fetcher(short(|limits| limits.poll.wire = 1000));
        let server = TestServer::start("127.0.0.1", move |_| acts.clone()).await;
        let failure = fetcher.fetch(request(server.url("/"))).await.unwrap_err();
        assert_eq!(failure.kind.as_str(), kind, "{name}: {}", failure.message);
        assert_eq!(server.seen().len(), 1, "{name} is not tried again");
    }
}

#[tokio::test]
async fn what_was_read_before_it_broke_is_counted() {
    let reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>";
    let server = TestServer::start("127.0.0.1", move |_| vec![Act::Send(reply.into()), Act::Close]).await;
    let failure = fetch(server.url("/?key=1")).await.unwrap_err();
    assert_eq!((failure.status, failure.wire_bytes), (Some(200), 5));
    assert_eq!(failure.message, "the server closed the connection before the answer was complete");
}

#[tokio::test]
async fn a_silent_server_meets_the_limit_it_is_silent_at() {
    let held = |text: &'static str| TestServer::start("127.0.0.1", move |_| vec![Act::Send(text.into()), Act::Hold]);
    let body = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<rss>";
    type Limit = fn(&mut Limits);
    let cases: [(&'static str, Limit, FailureKind); 5] = [
        ("", |limits| limits.headers = MOMENT, FailureKind::TimeoutHeaders),
        ("HTTP/1.1 200 OK\r\nX", |limits| limits.headers = MOMENT, FailureKind::TimeoutHeaders),
        ("", |limits| limits.total = MOMENT, FailureKind::TimeoutTotal),
        (body, |limits| limits.idle = MOMENT, FailureKind::TimeoutIdle),
        (body, |limits| limits.total = MOMENT, FailureKind::TimeoutTotal),
    ];
    for (sent, limit, kind) in cases {
        let server = held(sent).await;
        let failure = fetcher(short(limit)).fetch(request(server.url("/"))).await.unwrap_err();
        assert_eq!(failure.kind, kind, "{sent:?}");
        assert!(failure.took >= MOMENT, "{:?}", failure.took);
    }
}

/// By a clock that stands still until the second hop: it goes on by itself only while nothing blocks.
#[tokio::test(start_paused = true)]
async fn the_whole_time_is_shared_by_all_hops() {
    const TOTAL: Duration = Duration::from_secs(10);
    const FIRST_HOP: Duration = Duration::from_secs(6);
    let (asked, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let server = TestServer::start("127.0.0.1", move |path| {
        asked.send(path.to_owned()).unwrap();
        match path {
            "/hang" => vec![Act::Hold],
            _ => vec![Act::Wait(FIRST_HOP), Act::Send(answer("302 Found", "Location: /hang\r\n", b""))],
        }
    })
    .await;
    let (go_on, told) = std::sync::mpsc::channel::<()>();
    let clock = tokio::task::spawn_blocking(move || told.recv());
    let limits = short(|limits| (limits.total, limits.headers) = (TOTAL, TOTAL));
    let first = request(server.url("/"));
    let fetching = tokio::spawn(async move { fetcher(limits).fetch(first).await });
    assert_eq!(requests.recv().await.as_deref(), Some("/"));
    tokio::time::advance(FIRST_HOP).await;
    assert_eq!(requests.recv().await.as_deref(), Some("/hang"));
    drop(go_on);
    let _ = clock.await;
    let failure = fetching.await.unwrap().unwrap_err();
    assert_eq!(failure.kind, FailureKind::TimeoutTotal);
    assert_eq!((failure.status, failure.url), (None, server.url("/hang")));
    assert!(failure.took >= TOTAL && failure.took < TOTAL + MOMENT, "{:?}", failure.took);
}

#[tokio::test]
async fn no_connection() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let failure = fetch(Url::parse(&format!("http://{closed}/")).unwrap()).await.unwrap_err();
    assert_eq!((failure.kind, failure.status), (FailureKind::Connect, None));
    assert_eq!(failure.message, "the server refused the connection");

    // A label of more than 63 bytes can't even be asked for, so the test stays off the network.
    let unaskable = format!("http://{}.invalid/", "a".repeat(64));
    let failure = fetch(Url::parse(&unaskable).unwrap()).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Dns);

    let plain = TestServer::start("127.0.0.1", |_| vec![]).await;
    let url = Url::parse(&format!("https://{}/", plain.address)).unwrap();
    let limits = short(|limits| limits.connect = MOMENT);
    let failure = fetcher(limits).fetch(request(url)).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::TimeoutConnect, "{}", failure.message);
}

#[tokio::test]
async fn a_robots_txt_past_the_limit_is_cut() {
    let server = TestServer::answering(answer("200 OK", "", &[b'#'; 5000])).await;
    let fetcher = fetcher(short(|limits| limits.robots.wire = 1000));
    let robots = FetchRequest { kind: RequestKind::Robots, ..request(server.url("/robots.txt")) };
    assert_eq!(fetcher.fetch(robots).await.unwrap().body.len(), 1000);
    assert_eq!(server.seen()[0].header("accept-encoding").as_deref(), Some(b"identity".as_slice()));
}

#[tokio::test]
async fn one_host_is_asked_in_turn_and_others_meanwhile() {
    let gap = Duration::from_millis(40);
    let reply = || vec![Act::Send(answer("200 OK", "", FEED))];
    let server =
        TestServer::start("127.0.0.1", move |path| if path == "/hang" { vec![Act::Hold] } else { reply() }).await;
    let other = TestServer::start("127.0.0.2", move |_| reply()).await;
    let fetcher = fetcher(Limits::default());
    let ask = |url: Url| fetcher.fetch(FetchRequest { gap, ..request(url) });

    let begun = Instant::now();
    let (first, second, third) = tokio::join!(ask(server.url("/1")), ask(server.url("/2")), ask(server.url("/3")));
    assert!(first.is_ok() && second.is_ok() && third.is_ok());
    assert!(begun.elapsed() >= 2 * gap);
    let seen = server.seen();
    for pair in seen.windows(2) {
        assert!(pair[1].begun - pair[0].begun >= gap);
    }

    // A host that hangs holds up its own queue alone, and a fetch that is given up leaves it.
    {
        let hanging = ask(server.url("/hang"));
        tokio::pin!(hanging);
        let meanwhile = tokio::select! {
            found = ask(other.url("/")) => found,
            _ = &mut hanging => panic!("the host that hangs answered"),
        };
        assert!(meanwhile.is_ok());
    }
    assert!(ask(server.url("/4")).await.is_ok());
}

#[tokio::test]
async fn waiting_for_a_turn_takes_no_workers_place() {
    let reply = || vec![Act::Send(answer("200 OK", "", FEED))];
    let server = TestServer::start("127.0.0.1", move |_| reply()).await;
    let other = TestServer::start("127.0.0.2", move |_| reply()).await;
    let options = FetchOptions { workers: 1, ..FetchOptions::default() };
    let fetcher = HttpFetcher::new(options);
    let resting = FetchRequest { gap: Duration::from_secs(3600), ..request(server.url("/")) };
    fetcher.fetch(resting.clone()).await.unwrap();
    tokio::select! {
        biased;
        _ = fetcher.fetch(resting) => panic!("the gap wasn't kept"),
        found = fetcher.fetch(request(other.url("/"))) => assert!(found.is_ok()),
    }
}

#[tokio::test]
async fn hosts_that_hung_leave_places_to_others() {
    let script = |path: &str| match path {
        "/stops" => vec![Act::Send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<rss>".to_vec()), Act::Hold],
        _ => vec![Act::Hold],
    };
    let (one, two) = (TestServer::start("127.0.0.3", script).await, TestServer::start("127.0.0.4", script).await);
    let sound = TestServer::start("127.0.0.5", |_| vec![Act::Send(answer("200 OK", "", FEED))]).await;
    let limits = short(|limits| limits.idle = MOMENT);
    let fetcher = HttpFetcher::new(FetchOptions { workers: 2, limits, ..FetchOptions::default() });
    for server in [&one, &two] {
        let failure = fetcher.fetch(request(server.url("/stops"))).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::TimeoutIdle);
    }
    tokio::select! {
        biased;
        _ = fetcher.fetch(request(one.url("/hang"))) => panic!("a host that hangs answered"),
        _ = fetcher.fetch(request(two.url("/hang"))) => panic!("a host that hangs answered"),
        found = fetcher.fetch(request(sound.url("/"))) => assert!(found.is_ok()),
    }
}

#[tokio::test]
async fn silent_hosts_hold_no_place() {
    let silent = |address: &'static str| TestServer::start(address, |_| vec![Act::Hold]);
    let (one, two) = (silent("127.0.0.6").await, silent("127.0.0.7").await);
    let sound = TestServer::start("127.0.0.8", |_| vec![Act::Send(answer("200 OK", "", FEED))]).await;
    let limits = short(|limits| limits.silence = MOMENT);
    let fetcher = HttpFetcher::new(FetchOptions { workers: 2, limits, ..FetchOptions::default() });
    // Nothing is known of any of them: both places are taken when the sound host's turn comes.
    tokio::select! {
        biased;
        _ = fetcher.fetch(request(one.url("/"))) => panic!("a host that hangs answered"),
        _ = fetcher.fetch(request(two.url("/"))) => panic!("a host that hangs answered"),
        found = fetcher.fetch(request(sound.url("/"))) => assert!(found.is_ok()),
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let server = TestServer::answering(answer("200 OK", "", FEED)).await;
    let fetcher = fetcher(Limits::default());
    for _ in 0..3 {
        fetcher.fetch(request(server.url("/"))).await.unwrap();
    }
    assert_eq!((server.seen().len(), server.connections()), (3, 1));
}

/// What a simulation is shown is what goes out: the same lines, but for `Host`.
#[tokio::test]
async fn the_lines_of_a_request_are_what_the_server_sees() {
    let server = TestServer::answering(answer("304 Not Modified", "", b"")).await;
    let validators = Validators { etag: Some(b"W/\"\xe9\" x".to_vec()), last_modified: Some(b"yesterday".to_vec()) };
    for kind in [RequestKind::Poll, RequestKind::Scrape, RequestKind::Robots] {
        let asked = FetchRequest { kind, validators: validators.clone(), ..request(server.url("/feed?a=b#c")) };
        let mut expected = lines_of(&asked, &user_agent(Some("https://example.org/bot")));
        fetcher(Limits::default()).fetch(asked).await.unwrap();
        let seen = server.seen().pop().unwrap();
        let lines =
            seen.header.split(|byte| *byte == b'\n').skip(1).map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let mut lines: Vec<HeaderLine> = lines
            .map(|line| {
                let colon = line.iter().position(|byte| *byte == b':').unwrap();
                let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
                (name, line[colon + 1..].trim_ascii().to_vec())
            })
            .filter(|(name, _)| name != "host")
            .collect();
        lines.sort();
        expected.sort();
        assert_eq!(lines, expected, "{kind:?}");
    }
}

#[tokio::test]
async fn json_is_posted_and_the_status_is_the_answer() {
    let server = TestServer::answering(answer("204 No Content", "", b"")).await;
    let url = server.url("/hook?token=abc");
    fetcher(Limits::default()).post_json(&url, "{\"a\":\"报\"}".to_owned(), true).await.unwrap();
    let [seen] = server.seen().try_into().unwrap();
    assert_eq!(seen.path(), "/hook?token=abc");
    assert_eq!(seen.header("content-type").as_deref(), Some(b"application/json".as_slice()));
    let refused = fetcher(Limits::default()).post_json(&url, String::new(), false).await.unwrap_err();
    assert!(refused.contains("loopback"), "{refused}");
    assert_eq!(server.seen().len(), 1);
    for (status, head, said) in [
        ("500 Internal Server Error", "", "the server answered 500 Internal Server Error"),
        (
            "302 Found",
            "Location: /elsewhere\r\n",
            "it was answered with a redirect (status 302), which is not followed",
        ),
    ] {
        let server = TestServer::answering(answer(status, head, b"no")).await;
        let refused = fetcher(Limits::default()).post_json(&server.url("/hook"), String::new(), true).await;
        assert_eq!(refused, Err(said.to_owned()));
        assert_eq!(server.seen().len(), 1);
    }
}
