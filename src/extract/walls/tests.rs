//! Pages that are walls, and articles that look like some.

use crate::extract::page;
use crate::model::{PageContext, Wall};
use url::Url;

fn judged(html: &str) -> Option<Wall> {
    page(html, &PageContext::default()).wall
}

fn judged_at(html: &str, url: &str, feed_title: &str) -> Option<Wall> {
    let url = Url::parse(url).unwrap();
    page(html, &PageContext { url: Some(&url), feed_title: Some(feed_title), ..PageContext::default() }).wall
}

fn titled(title: &str, body: &str) -> String {
    format!("<title>{title}</title><body><nav><a href=/>Home</a> <a href=/w>World</a></nav><main>{body}</main>")
}

const STORY: &str = "<p>The ferry left the harbour at noon, an hour late, and nobody on board minded the delay. On the river
    the wind had dropped, and the captain, who was new, took the long way round the island and its two lighthouses.</p>";

#[test]
fn pages_that_are_not_there() {
    for title in [
        "Page not found | The Bridge Post",
        "404 - Page Not Found",
        "Seite nicht gefunden – Brückenpost",
        "404: Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada - El Puente",
        "Página não encontrada",
        "Strona nie istnieje",
        "Страница не найдена",
        "Sayfa bulunamadı",
        "Η σελίδα δεν βρέθηκε",
        "الصفحة غير موجودة",
        "पेज नहीं मिला",
        "您访问的页面不存在",
        "找不到頁面_瀾江網",
        "ページが見つかりません｜橋新聞",
        "페이지를 찾을 수 없습니다",
    ] {
        let html = titled(title, "<h1>Sorry</h1><p>Perhaps one of these stories is of interest to you:</p>");
        assert_eq!(judged(&html), Some(Wall::NotFound), "{title}");
    }
    let html =
        titled("The Bridge Post", "<h1>Oops</h1><p>The page you are looking for has moved or was taken down.</p>");
    assert_eq!(judged(&html), Some(Wall::NotFound));
    // Sites lead to their front pages from addresses that are no more.
    let front = titled("The Bridge Post", &STORY.repeat(8));
    assert_eq!(judged_at(&front, "https://post.example/", "Ferry sinks in the harbour"), Some(Wall::NotFound));
    assert_eq!(judged_at(&front, "https://post.example/?p=12", "Ferry sinks in the harbour"), None);
}

#[test]
fn checks_and_empty_pages() {
    for (html, wall) in [
        (
            titled(
                "Just a moment...",
                "<p>Enable JavaScript and cookies to continue</p><script>window._cf_chl_opt={}</script>",
            ),
            Wall::BotWall,
        ),
        (
            titled(
                "Attention Required! | Cloudflare",
                "<h1>Sorry, you have been blocked</h1><p>You are unable to access post.example</p>",
            ),
            Wall::BotWall,
        ),
        (
            titled(
                "post.example",
                "<p>Please enable JS and disable any ad blocker</p><script src='https://geo.captcha-delivery.com/c.js'></script>",
            ),
            Wall::BotWall,
        ),
        (titled("安全验证", "<p>请完成安全验证后继续访问</p>"), Wall::BotWall),
        (
            titled("502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"),
            Wall::ErrorPage,
        ),
        (titled("网站维护中", "<p>网站维护中，请稍后再来。</p>"), Wall::ErrorPage),
        (
            "<title>Post</title><noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"
                .to_owned(),
            Wall::NeedsScript,
        ),
        (
            "<title>Post</title><div id=app></div><noscript>JavaScriptを有効にしてください</noscript>".to_owned(),
            Wall::NeedsScript,
        ),
        (
            titled(
                "Log in | The Bridge Post",
                "<form><input name=user><input type=\"password\"><button>Log in</button></form><p>Forgot your password?</p>",
            ),
            Wall::Login,
        ),
        (titled("用户登录", "<form><input type='password'></form><p>请先登录后再继续浏览。</p>"), Wall::Login),
    ] {
        assert_eq!(judged(&html), Some(wall), "{html}");
    }
}

#[test]
fn questions_for_consent() {
    let english = "<p>We and our partners store and/or access information on a device, such as cookies.</p>
        <p>You can withdraw your consent at any time, or manage settings.</p><p>Accept all Reject all</p>";
    let german =
        "<p>Wir und unsere Partner verarbeiten personenbezogene Daten, wenn Sie auf „Alle akzeptieren“ klicken.</p>
        <p>Ihre Einwilligung ist freiwillig. Sie können auch alle ablehnen oder werbefrei lesen.</p>";
    let french = "<p>Nous et nos partenaires déposons des traceurs avec votre consentement.</p><p>Tout accepter ou tout refuser</p>";
    for body in [english, german, french] {
        assert_eq!(judged(&titled("Before you continue", body)), Some(Wall::Consent), "{body}");
    }
    let at = "https://consent.post.example/collectConsent?sessionId=3";
    assert_eq!(judged_at(&titled("Post", "<p>Yes or no?</p>"), at, "Ferry sinks"), Some(Wall::Consent));
}

#[test]
fn beginnings_of_articles() {
    let closed = r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry sinks","isAccessibleForFree":"False"}</script>"#;
    for (behind, is_paywall) in [
        (closed, true),
        ("<div>Subscribe to continue reading this story.</div>", true),
        ("<div>Jetzt weiterlesen mit Plus</div>", true),
        ("<div>Cet article est réservé aux abonnés.</div>", true),
        ("<div>この記事は会員限定です。</div>", true),
        ("<div>Contenido exclusivo para suscriptores</div>", true),
        ("<div>付费阅读全文</div>", true),
        ("<ul><li><a href=/x>Réservé aux abonnés : le port</a></li></ul>", false),
        ("", false),
    ] {
        let html = titled("Ferry sinks", &format!("<article><h1>Ferry sinks</h1>{STORY}{behind}</article>"));
        assert_eq!(judged(&html) == Some(Wall::Paywall), is_paywall, "{behind}");
    }
    // Sites that count what is read serve the whole article.
    let whole = titled("Ferry sinks", &format!("<article>{}{closed}</article>", STORY.repeat(10)));
    assert_eq!(judged(&whole), None);
}

#[test]
fn articles_are_no_walls() {
    let dated = r#"<meta property="article:published_time" content="2026-11-15T08:00:00Z">"#;
    for html in [
        titled("Page not found: the library that lost its catalogue", STORY),
        titled("Access denied", &format!("{dated}{STORY}")),
        titled("Log in", &format!("{dated}<form><input type=password></form>{STORY}")),
        titled("Cookies", &format!("<p>Bakers accept all orders until noon.</p>{STORY}{STORY}{STORY}")),
        titled("渡轮中午离开", "<p>渡轮中午离开港口，晚了一个小时，没有人介意，因为河上的天气很好。</p>"),
        titled("Ferry", "<noscript>Please enable JavaScript for comments</noscript><p>It sank at noon; two hundred people were saved by fishermen and nobody was hurt, the harbour master said on Monday.</p>
            <p>The owner of the ferry said that a new one would be there in spring, and that the old one could not be raised from the ground of the river.</p>
            <p>Until then boats of the town will cross the river every hour.</p>"),
    ] {
        assert_eq!(judged(&html), None, "{html}");
    }
    // A headline that the feed announced is believed.
    let html = titled("404", &format!("<h1>404</h1>{STORY}"));
    assert_eq!(judged_at(&html, "https://post.example/404-the-story-of-a-number", "404"), None);
}
