//! What a page becomes, case by case, and what holds for any text at all.

use super::*;
use crate::model::{BlockKind, RuleUse, SiteRules};
use proptest::prelude::*;

/// Enough prose around a case that the page reads as an article.
fn article(inside: &str) -> String {
    format!(
        "<title>Ferry | Bridge</title><nav><a href=/>Home</a> <a href=/w>World</a></nav><article><h1>Ferry</h1>
        <p>The ferry left the harbour at noon, an hour late, and nobody on board minded the delay.</p>{inside}
        <p>On the river the wind had dropped, and the captain, who was new, took the long way round.</p></article>
        <footer><a href=/imprint>Imprint</a></footer>"
    )
}

fn read(html: &str) -> Extracted {
    let url = Url::parse("https://news.example/a/ferry").unwrap();
    page(html, &PageContext { url: Some(&url), ..PageContext::default() })
}

/// The Markdown of what stands between the first and the last paragraph.
fn inside(html: &str) -> Vec<String> {
    let blocks = read(&article(html)).blocks;
    let start = blocks.iter().position(|block| block.text.starts_with("The ferry left")).unwrap();
    let end = blocks.iter().position(|block| block.text.starts_with("On the river")).unwrap();
    blocks[start + 1..end].iter().map(|block| block.markdown.clone()).collect()
}

#[test]
fn blocks_as_markdown() {
    for (html, markdown) in [
        ("<h2>What now?</h2>", &["## What now?"][..]),
        ("<p>It <b>sank</b>, <i>they said</i>, <b><i>twice</i></b>.</p>", &["It **sank**, *they said*, ***twice***."]),
        (
            "<p>See <a href='/b'>the <em>other</em> story</a>.</p>",
            &["See [the *other* story](https://news.example/b)."],
        ),
        ("<p>Not <a href='javascript:x()'>this</a>.</p>", &["Not this."]),
        ("<p>It costs 5 * 3 = <code>a_b</code> &lt;b&gt; [x].</p>", &["It costs 5 \\* 3 = `a_b` &lt;b> \\[x\\]."]),
        ("<p># not a heading, says the captain.</p>", &["\\# not a heading, says the captain."]),
        ("<p>1. not a list, says the captain.</p>", &["1\\. not a list, says the captain."]),
        (
            "<ul><li>One boat, old.<ul><li>Its crew, new.</li></ul></li></ul>",
            &["- One boat, old.", "  - Its crew, new."],
        ),
        ("<ol><li>First, the boat.</li><li>Then, the crew.</li></ol>", &["1. First, the boat.", "1. Then, the crew."]),
        ("<blockquote><p>We saw it, all of us.</p></blockquote>", &["> We saw it, all of us."]),
        ("<pre>let a = 1;\n  let b;</pre>", &["```\nlet a = 1;\n  let b;\n```"]),
        (
            "<table><tr><th>Boat<th>Year<tr><td>Ann<td>1990<tr><td>Zoë<td>2001</table>",
            &["| Boat | Year |\n| --- | --- |\n| Ann | 1990 |\n| Zoë | 2001 |"],
        ),
        ("<p>One line, then.<br><br>Another line, then.</p>", &["One line, then.", "Another line, then."]),
        ("<p>One line,<br>and the same one.</p>", &["One line, and the same one."]),
        ("<div>Text in a division, as it comes.</div>", &["Text in a division, as it comes."]),
        ("<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>の船、です。</p>", &["東京の船、です。"]),
        ("<p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>の船、です。</p>", &["東京の船、です。"]),
        ("<p><ruby>東京<rp>（<rt>とうきょう<rp>）</ruby>の船、です。</p>", &["東京の船、です。"]),
        ("<p><ruby><rb>東<rb>京<rt>とう<rt>きょう</ruby>の船、です。</p>", &["東京の船、です。"]),
        ("<p><ruby><rb>東京</rb><rt>とうきょう</rt><rtc>Tokyo</rtc></ruby>の船、です。</p>", &["東京の船、です。"]),
        (
            "<p><ruby><rbc><rb>東</rb><rb>京</rb></rbc><rtc><rt>とう</rt><rt>きょう</rt></rtc></ruby>の船、です。</p>",
            &["東京の船、です。"],
        ),
        ("<p>船は<ruby>東京<rt>とうきょう</p><p>昼に出る、です。</p>", &["船は東京", "昼に出る、です。"]),
        ("<p hidden>Nobody sees this, at all.</p>", &[]),
        ("<p style='color: red; DISPLAY : none'>Nobody sees this, at all.</p>", &[]),
        (
            "<div hidden id='S:0'><p>React shows this to its readers, later on, when its scripts have run.</p></div>",
            &["React shows this to its readers, later on, when its scripts have run."],
        ),
        ("<p class='u-visually-hidden'>Only some hear this, at all.</p>", &[]),
        (
            "<p>See <a href='/b'>it<span class='sr-only'> (opens in a new window)</span></a>.</p>",
            &["See [it](https://news.example/b)."],
        ),
        ("<script>var x = '<p>No text, this.</p>';</script>", &[]),
        ("<noscript><p>No text, this, at all.</p></noscript>", &[]),
    ] {
        assert_eq!(inside(html), markdown, "{html}");
    }
}

#[test]
fn captions_stand_apart() {
    let found =
        read(&article("<figure><img src=a.jpg><figcaption>The ferry, at noon. Photo: J. Doe</figcaption></figure>"));
    assert_eq!(found.captions, ["The ferry, at noon. Photo: J. Doe"]);
    assert!(found.blocks.iter().all(|block| !block.text.contains("Photo")));
    assert!(found.removed.iter().all(|removed| removed.why != "caption"), "{:?}", found.removed);
}

#[test]
fn furniture_inside_the_article_is_left_out_with_a_reason() {
    let found = read(&article(
        "<div class='related-links'><ul><li><a href=/1>Other ferries</a></li><li><a href=/2>More ferries</a></li></ul></div>
        <div class='newsletter-signup'>Get our letter</div>",
    ));
    let reasons: Vec<_> =
        found.removed.iter().map(|one| (one.text.as_str(), one.why.as_str(), one.is_around)).collect();
    for reason in [
        ("Home World", "link_list", true),
        ("Other ferries", "related", false),
        ("More ferries", "related", false),
        ("Get our letter", "newsletter", false),
        ("Imprint", "link_list", true),
    ] {
        assert!(reasons.contains(&reason), "{reason:?} in {reasons:?}");
    }
}

#[test]
fn what_words_say_of_a_line_near_the_article_comes_before_its_score() {
    for (beside, why) in [
        ("<p>Scan the QR code</p>", "boilerplate"),
        ("<p>扫描二维码关注我们</p>", "boilerplate"),
        ("<p>© 2024 The Harbour Herald. All rights reserved.</p>", "boilerplate"),
        ("<p>اشترك في نشرتنا البريدية</p>", "newsletter"),
        ("<div class=sharing><p>Sign up for our newsletter</p></div>", "newsletter"),
        ("<p>Nobody waved</p>", "low_score"),
    ] {
        let found = read(&article("").replace("</article>", &format!("</article><aside>{beside}</aside>")));
        let reasons: Vec<&str> = found.removed.iter().map(|one| one.why.as_str()).collect();
        assert!(reasons.contains(&why), "{beside}: {:?}", found.removed);
    }
}

#[test]
fn a_heading_is_not_named_by_its_own_words() {
    let heading = "<h2 id='newsletter-tools'>Newsletter tools</h2>";
    let paragraph = "<p>The ferry's own letter, which comes on Mondays, is written with a pen, and posted by hand.</p>";
    assert_eq!(inside(&format!("{heading}{paragraph}"))[0], "## Newsletter tools");
}

#[test]
fn a_table_of_contents_is_a_tool() {
    let found = read(&article(
        "<ul><li><a href='#boat'>The boat and its crew</a></li><li><a href='#river'>The river</a></li></ul>
        <h2 id=boat>The boat and its crew</h2><p>Ann is old, they said, and her crew, all four of them, is new.</p>",
    ));
    let reasons: Vec<(&str, &str)> = found.removed.iter().map(|one| (one.text.as_str(), one.why.as_str())).collect();
    assert!(reasons.contains(&("The boat and its crew", "tool")), "{reasons:?}");
    assert!(reasons.contains(&("The river", "tool")), "{reasons:?}");
    assert!(found.blocks.iter().any(|block| block.markdown == "## The boat and its crew"));
}

#[test]
fn a_linked_line_in_capitals_is_another_story() {
    let found = read(&article("<p><a href='/b'>THE FERRY THAT NEVER CAME BACK</a></p>"));
    let reasons: Vec<(&str, &str)> = found.removed.iter().map(|one| (one.text.as_str(), one.why.as_str())).collect();
    assert!(reasons.contains(&("THE FERRY THAT NEVER CAME BACK", "related")), "{reasons:?}");
}

#[test]
fn a_list_that_sells_a_subscription_is_left_out_whole() {
    let offers = [
        "Subscribe now to read the latest news in your city.",
        "Daily puzzles, including the crossword.",
        "The harbour's own tide tables, for every pier.",
    ];
    let piers = ["Pier 1, which is old, and closed.", "Pier 2, which is new, and open at noon."];
    let list = |items: &[&str]| {
        format!("<ul>{}</ul>", items.iter().map(|item| format!("<li>{item}</li>")).collect::<String>())
    };
    let found = read(&article(&format!(
        "{}<p>Two piers are left in the harbour, they said, one of them old.</p>{}",
        list(&offers),
        list(&piers)
    )));
    for offer in offers {
        assert!(
            found.removed.iter().any(|one| one.text == offer && one.why == "paywall"),
            "{offer}: {:?}",
            found.removed
        );
    }
    assert!(piers.iter().all(|pier| found.blocks.iter().any(|block| block.text == *pier)), "{:?}", found.blocks);
}

#[test]
fn a_text_goes_on_behind_a_box_though_one_element_holds_both() {
    let pier = |pier| {
        format!(
            "<div class=item><p class=text>At pier {pier} the crowd had waited since dawn, with flags and thermos flasks, for the boat to come in.</p></div>"
        )
    };
    let before: String = (1..12).map(pier).collect();
    let stories = "<article><a href=/b>The boat that came in</a></article>".repeat(3);
    let behind: String = (12..14).map(pier).collect();
    let found = inside(&format!(
        "<div>{before}</div><div class=more><aside><div><h3>Related stories</h3>{stories}</div></aside>{behind}</div>"
    ));
    assert_eq!(found.iter().filter(|line| line.starts_with("At pier")).count(), 13, "{found:?}");
    assert!(found.iter().all(|line| !line.contains("The boat that came in")), "{found:?}");
}

#[test]
fn a_box_under_the_word_advertisement_is_one() {
    let prose: String = (1..9)
        .map(|pier| format!("<p>At pier {pier} the crowd had waited since dawn, with flags and thermos flasks, for the boat to come in.</p>"))
        .collect();
    for advertisement in [
        "<div class=x1><p>Advertisement</p><p>Oilskins that forgive. Half price at the harbour, Rope Walk 4.</p></div>",
        "<div class=x2><small>إعلان</small><p>بيت البهارات في سوق العطارين: زعفران الموسم الجديد وصل.</p></div>",
    ] {
        let found = read(&article(&format!("{prose}{advertisement}")));
        assert_eq!(found.removed.iter().filter(|one| one.why == "advertisement").count(), 2, "{:?}", found.removed);
        assert_eq!(found.blocks.len(), 11, "the headline and ten paragraphs");
    }
}

#[test]
fn rules_decide_and_fall_back() {
    let html = article("<div class=box>Buy a boat, today, from us.</div>");
    let rules = |body: &[&str], strip: &[&str]| SiteRules {
        body: body.iter().map(|css| (*css).to_owned()).collect(),
        strip: strip.iter().map(|css| (*css).to_owned()).collect(),
        ..SiteRules::default()
    };
    for (rules, method, has_box) in [
        (rules(&[".box"], &[]), "rule", true),
        (rules(&["article"], &[".box"]), "rule", false),
        (rules(&[".nowhere"], &[".box"]), "scored", false),
        (rules(&["[["], &[]), "scored", true),
    ] {
        let found = page(&html, &PageContext { rules: Some(&rules), ..PageContext::default() });
        assert_eq!(found.method, method, "{rules:?}");
        let shown = found.blocks.iter().any(|block| block.text.starts_with("Buy a boat"));
        assert_eq!(shown, has_box, "{rules:?}");
        assert_eq!(found.removed.iter().any(|removed| removed.why == "strip_rule"), !rules.strip.is_empty());
    }
}

/// A page with what rules are asked for, and with what stands against them.
const RULED: &str = "<title>Wrong</title><meta name=author content='Wrong Name'><meta property=og:title content=Wrong>
    <meta property=article:published_time content=2020-01-01>
    <p class=by>By Jane Doe and Wu Ming</p><h2 class=head>The Right Title</h2><time datetime=2026-11-23T08:00:00+01:00>Monday</time>
    <div style='display:none'><span class=text>The <i>ferry</i> left the harbour at noon.<br><br>It came back.</span></div>
    <p>Outside of it all.</p><a class=all href=/all>All</a><p class=pages>2 of 3 <a href='?page=2'>Next</a></p>";

#[test]
fn rules_stand_before_all_witnesses() {
    let list = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>();
    let css = SiteRules {
        body: list(&[".text"]),
        strip: list(&[".text i"]),
        title: list(&[".none", ".head"]),
        author: list(&[".by"]),
        date: list(&[".by", "time"]),
        next: list(&[".pages"]),
        single_page: list(&["a.all @href"]),
        ..SiteRules::default()
    };
    let xpath = SiteRules {
        body: list(&["xpath: //span[@class='text']"]),
        strip: list(&["xpath: //i/text()"]),
        title: list(&["xpath: //h2[1]/text()"]),
        author: list(&["xpath: substring-after(//p[@class='by'], 'By ')"]),
        date: list(&["xpath: //time/@datetime"]),
        next: list(&["xpath: //a[.='Next']"]),
        single_page: list(&["xpath: concat('/', 'all')"]),
        ..SiteRules::default()
    };
    let url = Url::parse("https://news.example/a").unwrap();
    for rules in [css, xpath] {
        let found = page(RULED, &PageContext { url: Some(&url), rules: Some(&rules), ..PageContext::default() });
        let texts: Vec<&str> = found.blocks.iter().map(|block| block.markdown.as_str()).collect();
        assert_eq!((texts.as_slice(), found.method), (&["The left the harbour at noon.", "It came back."][..], "rule"));
        let first = |source: &str, value: &str| (source.to_owned(), value.to_owned());
        let (titles, authors, dates) =
            (&found.metadata.titles[0], &found.metadata.authors[0], &found.metadata.published[0]);
        assert_eq!(first(titles.source, &titles.value), first("rule title", "The Right Title"));
        assert_eq!(first(authors.source, &authors.value.join(";")), first("rule author", "Jane Doe;Wu Ming"));
        assert_eq!(first(dates.source, &dates.value.to_rfc3339()), first("rule date", "2026-11-23T08:00:00+01:00"));
        assert_eq!(found.onward.next.unwrap().as_str(), "https://news.example/a?page=2");
        assert_eq!(found.onward.single_page.unwrap().as_str(), "https://news.example/all");
        assert!(found.rule_notes.is_empty());
    }
}

#[test]
fn replacements_come_before_the_page_is_read() {
    let rules = SiteRules {
        replace: vec!["<noscript> => <section>".to_owned(), "</noscript> => </section>".to_owned()],
        body: vec!["section".to_owned()],
        ..SiteRules::default()
    };
    let html = "<title>Ferry</title><noscript><p>The ferry left the harbour at noon.</p></noscript>";
    let found = page(html, &PageContext { rules: Some(&rules), ..PageContext::default() });
    let texts: Vec<&str> = found.blocks.iter().map(|block| block.text.as_str()).collect();
    assert_eq!((texts.as_slice(), found.method), (&["The ferry left the harbour at noon."][..], "rule"));
    assert_eq!(idle_rules(html, &rules), []);
    let idle = idle_rules("<section>One.</section>", &rules);
    assert_eq!(idle.iter().map(|(key, _)| *key).collect::<Vec<_>>(), ["replace", "replace"]);
}

#[test]
fn rules_that_give_nothing_are_told() {
    let nothing = vec![".none".to_owned(), "xpath: //none".to_owned()];
    let rules = SiteRules {
        body: nothing.clone(),
        strip: nothing.clone(),
        title: nothing.clone(),
        author: nothing.clone(),
        date: nothing.clone(),
        next: nothing.clone(),
        single_page: nothing,
        ..SiteRules::default()
    };
    let found = page(RULED, &PageContext { rules: Some(&rules), ..PageContext::default() });
    let stale: Vec<(&str, &str)> = found.rule_notes.into_iter().collect();
    assert_eq!(stale, ["rule author", "rule body", "rule date", "rule title"].map(|rule| (rule, "selected nothing")));
    assert_eq!((found.onward, found.metadata.titles[0].value.as_str()), (Onward::default(), "Wrong"));
}

#[test]
fn a_text_may_begin_with_its_date() {
    let prose = "Bei der Einfahrt in den Hafen ist die alte Fähre am Mittag gesunken, und niemand an Bord kam dabei zu \
                 Schaden, wie die Polizei am Abend mitteilte.";
    for (opening, day) in [("27.1.2026 – ", Some("2026-01-27")), ("In Halle 27 – ", None), ("1912 war es so: ", None)]
    {
        let found = read(&format!("<h1>Fähre sinkt</h1><p>{prose}</p><p>{opening}{prose}</p><p>{prose}</p>"));
        let published = found.metadata.published.first().map(|found| found.value.date_naive().to_string());
        assert_eq!(published.as_deref(), day, "{opening}");
    }
}

#[test]
fn links_follow_the_base() {
    let html = format!("<base href='https://cdn.example/x/'>{}", article("<p>See <a href=y>this</a>, now.</p>"));
    assert!(read(&html).blocks.iter().any(|block| block.markdown == "See [this](https://cdn.example/x/y), now."));
}

/// The standard's parser leaves one where it stands.
#[test]
fn a_title_within_the_text_is_no_part_of_it() {
    let html = article("<p>See <title><a title='</title>this, now.</p>");
    let block = read(&html).blocks.into_iter().find(|block| block.text == "See this, now.").expect("the line");
    assert_eq!(block.markdown, "See this, now.");
}

#[test]
fn a_body_that_only_machines_see() {
    let body = "The ferry left the harbour at noon, an hour late. ".repeat(20);
    let script =
        format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>"#);
    let found = read(&format!("<title>Ferry</title>{script}<div id=app></div>"));
    assert_eq!((found.method, found.blocks.len()), ("script", 1));
    let html = format!("{script}{}", article(&format!("<p>{body}</p>")));
    assert_eq!(read(&html).method, "scored");
}

#[test]
fn line_breaks_are_the_form_of_a_feeds_plain_text() {
    for (html, expected) in [
        ("One &amp; two 1 < 2.\n\nThree.\nFour.", &["One & two 1 < 2.", "Three.", "Four."][..]),
        ("渡轮中午离开港口。\r\n晚了一个小时。", &["渡轮中午离开港口。", "晚了一个小时。"]),
        (
            "It left the harbour at noon\nand came back before dark.",
            &["It left the harbour at noon and came back before dark."],
        ),
        ("One.\n\n<b>Two.</b>\n\nThree.", &["One. Two. Three."]),
    ] {
        let texts: Vec<String> = fragment(html, None).blocks.into_iter().map(|block| block.text).collect();
        assert_eq!(texts, expected, "{html:?}");
    }
}

#[test]
fn a_feed_s_html_is_all_content() {
    let base = Url::parse("https://news.example/").unwrap();
    let found =
        fragment("<p>Short.</p><img src='/pixel.gif' width=1><ul><li><a href=/b>Link</a></li></ul>", Some(&base));
    let markdown: Vec<&str> = found.blocks.iter().map(|block| block.markdown.as_str()).collect();
    assert_eq!(markdown, ["Short.", "- [Link](https://news.example/b)"]);
    assert_eq!(found.method, "feed");
}

#[test]
fn hostile_pages_end_with_what_came_before() {
    for (html, limit) in [
        (format!("{}{}", article(""), "<div>".repeat(2_000)), "too_deep"),
        (format!("{}{}", article(""), "<ul><li>".repeat(2_000)), "too_deep"),
        (format!("{}{}", article(""), "<p>x</p>".repeat(110_000)), "too_many_nodes"),
    ] {
        let found = read(&html);
        assert_eq!(found.cut_short, [limit]);
        assert!(found.blocks.iter().any(|block| block.text.starts_with("The ferry left")), "{limit}");
    }
    let long = format!("<p class='{0}' id='{0}' title='{0}'>x</p>{1}", "related".repeat(150_000), article(""));
    assert!(read(&long).blocks.iter().any(|block| block.text.starts_with("The ferry left")));
}

/// Shapes that make a careless walk, search or list grow with the square of the page; each ends at once.
#[test]
fn pages_of_any_shape_end_within_their_limits() {
    let many = 4_000;
    let attribute = "x".repeat(1 << 18);
    let cells = "<tr><td>Ferry</td><td>1990</td></tr>".repeat(1_000);
    for (name, html) in [
        ("headings", "<h2>Ferry</h2>".repeat(many)),
        ("captions", "<figure><img src=a><figcaption>Ferry</figcaption></figure>".repeat(many / 3)),
        ("links", "<a href=/a>ferry</a> ".repeat(many)),
        ("breaks", "ferry<br><br>".repeat(many)),
        ("paragraphs of one class", "<p class=a>The ferry left, late.</p>".repeat(many)),
        ("paragraphs of many classes", (0..many).map(|n| format!("<p class=a{n}>The ferry left, late.</p>")).collect()),
        ("deep paragraphs", format!("{}{}", "<div>".repeat(400), "<p>The ferry left, late.</p>".repeat(many))),
        ("one line", "The ferry left, late. ".repeat(many)),
        ("tables", format!("<table>{cells}</table>").repeat(40)),
        ("tables in tables", format!("{}{cells}", "<table><tr><td>".repeat(100))),
        ("lists in lists", "<ul><li>Ferry".repeat(many)),
        ("attributes", format!("<p title='{attribute}' class='{attribute}' style='{attribute}'>Ferry").repeat(4)),
        ("linked data", format!("<script type='application/ld+json'>{}</script>", "[".repeat(1 << 16))),
        ("script state", format!("<script>window.a={}</script>", "{\"body\":[".repeat(1 << 15))),
        ("scripts", "<script>a=(</script>".repeat(many / 2)),
    ] {
        let found = read(&article(&html));
        assert!(found.removed.len() <= MOST_REMOVED, "{name}");
        assert!(found.removed.iter().all(|removed| removed.text.chars().count() <= REMOVED_CHARACTERS), "{name}");
        let shown: usize = found.blocks.iter().map(|block| block.text.len()).sum();
        assert!(shown <= html.len() + 1_000, "{name}");
    }
}

#[test]
fn plain_text_has_paragraphs_and_no_title() {
    let found = plain_text("Ferry\n\nThe ferry left\r\nat noon. <b>\n\n\n  \n* Late.");
    let markdown: Vec<&str> = found.blocks.iter().map(|block| block.markdown.as_str()).collect();
    assert_eq!(markdown, ["Ferry", "The ferry left at noon. &lt;b>", "\\* Late."]);
    assert!(found.metadata.titles.is_empty());
}

/// Texts that are likely to be HTML.
fn any_html() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z 。،<>&\"'=/*_`#|\\[\\]-]{0,12}",
        Just("<p>A long enough sentence, with a comma, to be prose for once.</p>".to_owned()),
        prop::sample::select(vec![
            "<div class='article-body'>",
            "</div>",
            "<li>",
            "<ul>",
            "<table><tr><td>",
            "</table>",
            "<a href='/x y'>",
            "</a>",
            "<b>",
            "</b>",
            "<pre>",
            "</pre>",
            "<br><br>",
            "<script>",
            "</script>",
            "<figure>",
            "<figcaption>",
            "<h1>",
            "<h2>",
            "&lt;script>",
            "<template>",
            "<svg>",
            "<base href=//b>",
            "<img src=a alt='<script>'>",
            "<blockquote>",
            "<code>",
            "<time datetime=2026-01-02>",
            "<!--",
            "-->",
            "<title>",
            "</title>",
            "<meta property=og:title content='&lt;script>'>",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_page_becomes_tidy_blocks(html in any_html()) {
        for found in [read(&html), fragment(&html, None), plain_text(&html)] {
            for block in &found.blocks {
                prop_assert!(!block.text.is_empty());
                if block.kind == BlockKind::Code {
                    continue;
                }
                // Within a code span HTML is inert.
                let outside_code: String = block.markdown.split('`').step_by(2).collect();
                prop_assert!(!outside_code.contains("<script"), "{}", block.markdown);
                for line in block.text.lines() {
                    prop_assert_eq!(line, tidy_line(line));
                }
            }
            prop_assert!(found.removed.len() <= MOST_REMOVED);
        }
    }

    #[test]
    fn any_text_can_be_a_page(html in any::<String>()) {
        read(&html);
        let _ = read_date(&html);
        let _ = judge_rule(&html, RuleUse::Value);
        let _ = judge_rule(&format!("xpath:{html}"), RuleUse::Value);
    }
}

#[test]
fn every_feature_has_a_name() {
    let blocks = study(&article(""), None, |_| {}).unwrap().blocks;
    assert!(blocks.iter().all(|block| block.features.len() == feature_names().len()));
    assert!(blocks.iter().all(|block| (0.0..=1.0).contains(&block.score)));
}

#[test]
fn pages_are_told_from_texts() {
    for (text, is_page) in [
        ("<p>One.", true),
        ("\u{feff}<?xml version='1.0'?><HTML>", true),
        ("渡轮<BR>沉没", true),
        ("渡轮沉没", false),
        ("<!-- saved at noon --> The ferry left.", true),
        ("\n<table><tr><td>One.", true),
        ("< 3 words", false),
        ("a <pair> of words < 3", false),
        ("", false),
    ] {
        assert_eq!(is_html(text), is_page, "{text}");
    }
    assert!(!is_html(&format!("{}<p>", "汉".repeat(10_000))));
}

#[test]
fn a_date_that_counts_from_today_needs_to_know_today() {
    let fetched_at = "2026-11-24T08:30:00Z".parse().ok();
    let html = |lang: &str, line: &str| {
        article("")
            .replace("</h1>", "</h1><p class=meta>LINE</p>")
            .replace("LINE", line)
            .replace("<title>", &format!("<html lang={lang}><title>"))
    };
    for (lang, line, published) in [
        ("de", "Vor 3 Stunden", Some("2026-11-24T06:30:00+01:00")),
        ("de", "Gestern, 23:10 Uhr", Some("2026-11-23T23:10:00+01:00")),
        ("ja", "3時間前", Some("2026-11-24T14:30:00+09:00")),
        ("en", "3 hours ago", Some("2026-11-24T05:30:00+00:00")),
        ("en", "November 23, 2026", Some("2026-11-23T00:00:00+00:00")),
        ("en", "The harbour", None),
    ] {
        let page = page(&html(lang, line), &PageContext { fetched_at, ..PageContext::default() });
        let found = page.metadata.published.first().map(|found| found.value.to_rfc3339());
        assert_eq!(found.as_deref(), published, "{line}");
    }
    assert!(read(&html("en", "3 hours ago")).metadata.published.is_empty());
}
