//! XPath on a small page: what expressions select, what is no expression, what holds for any text at all.

use super::*;
use crate::extract::limits;
use crate::extract::tokenizer::Wanted;
use proptest::prelude::*;

const PAGE: &str = "<html><head><meta name=by content='Jane Doe'></head><body>
<div id=story class='post story wide'><h1>Ferry</h1><p class=lead>One</p><p>Two <b>bold</b></p><p>Three</p><!--end-->
<ul><li>a<li>b<li>c</ul></div>
<div id=foot class=storyfoot><p>By Jane Doe, 12</p><a href=/2 rel=next>Next page</a><a href=/3>Last</a></div></body></html>";

/// What an expression gives, as texts.
fn found(expression: &str) -> Vec<String> {
    let parsed = limits::parse(PAGE, Wanted::All);
    let page = Page::new(&parsed.tree);
    match evaluate(&page, &parse(expression).unwrap_or_else(|why| panic!("{expression}: {why}"))).unwrap() {
        Value::Nodes(items) => items.into_iter().map(|item| text(&page, &Value::Nodes(vec![item]))).collect(),
        other => vec![text(&page, &other)],
    }
}

#[test]
fn what_expressions_select() {
    for (expression, expected) in [
        ("//div[@id='story']/p", &["One", "Two bold", "Three"][..]),
        ("//div[contains(concat(' ',normalize-space(@class),' '),' story ')]/h1", &["Ferry"]),
        ("//div[@class='storyfoot' and @id = \"foot\"]/a[1]/@href", &["/2"]),
        ("//DIV[@ID='foot']/a[@rel='none' or position() = last()]", &["Last"]),
        ("id('story')/p[2]/b/text()", &["bold"]),
        ("//p[2]", &["Two bold"]),
        ("(//p)[last()]", &["By Jane Doe, 12"]),
        ("//li[position()<3]", &["a", "b"]),
        ("//p[not(@class)][1]", &["Two bold", "By Jane Doe, 12"]),
        ("//p[@class]/following-sibling::p", &["Two bold", "Three"]),
        ("//p[preceding-sibling::p[1][@class='lead']]", &["Two bold"]),
        ("//b/ancestor::*[@id]/@id", &["story"]),
        ("//b/..", &["Two bold"]),
        ("//b/parent::p/preceding-sibling::*[1]", &["One"]),
        ("//ul/preceding::h1 | //a[.='Last'] | //h1", &["Ferry", "Last"]),
        ("//h1/following::a", &["Next page", "Last"]),
        ("//a[text()='Next page']/@*", &["/2", "next"]),
        ("//a[contains(., 'Next') and starts-with(@href, '/')]", &["Next page"]),
        ("//div[.//b]/@id", &["story"]),
        ("//*[self::h1 or self::b]", &["Ferry", "bold"]),
        ("//comment()", &[]),
        ("//meta[@name='by']/@content", &["Jane Doe"]),
        ("substring-after(//div[@id='foot']/p, 'By ')", &["Jane Doe, 12"]),
        ("substring-before(substring-after(//div[@id='foot']/p, 'By '), ',')", &["Jane Doe"]),
        ("substring('12345', 2, 3)", &["234"]),
        ("translate('bar', 'abc', 'AB')", &["BAr"]),
        ("normalize-space('  a  b ')", &["a b"]),
        ("concat('x', //h1, 1 + 2 * 3)", &["xFerry7"]),
        ("count(//li) = 3 and string-length(//h1) > 4", &["true"]),
        ("//li = 'b' and //li != 'b' and not(//li = 'z')", &["true"]),
        ("number('x') = number('x')", &["false"]),
        ("-(7 mod 4) div 2", &["-1.5"]),
        ("name(//*[@rel]) = 'a'", &["true"]),
        ("sum(//nothing) + floor(1.5) + round(2.5) + ceiling(0.1)", &["5"]),
        ("//body/div[2]/descendant-or-self::node()[self::a][2]", &["Last"]),
        ("/html/body/div/@id", &["story", "foot"]),
        ("//nothing", &[]),
        ("'a' | 'b'", &[]),
    ] {
        assert_eq!(found(expression), expected, "{expression}");
    }
}

#[test]
fn what_is_no_expression() {
    for (text, why) in [
        ("//div[", "something is missing before its end"),
        ("//div[@id='x'", "`]` is missing before its end"),
        ("//div]", "`]` stands where it should end"),
        ("//", "a name is missing before its end"),
        ("sideways::p", "`sideways` is no axis"),
        ("last-word(//p)", "there is no function `last-word`"),
        ("contains(//p)", "`contains` doesn't take 1 arguments"),
        ("//p[@class='x]", "a ' isn't closed"),
        ("$x", "something is missing before `$`"),
        ("", "something is missing before its end"),
        (&"(".repeat(2_000), "its brackets are nested too deep"),
        (&"-".repeat(5_000), "it is longer than 4000 bytes"),
    ] {
        assert_eq!(parse(text).unwrap_err(), why, "{text}");
    }
    assert!(parse(&format!("{}1", "-".repeat(3_000))).is_ok());
}

#[test]
fn work_without_end_is_given_up() {
    let parsed = limits::parse(&"<p><i>x</i></p>".repeat(5_000), Wanted::All);
    let page = Page::new(&parsed.tree);
    let all_with_all = parse("//p[following::p[preceding::i[. = 'y']]]").unwrap();
    assert_eq!(evaluate(&page, &all_with_all), Err(looks::Spent));
    let plain = parse("//p[i[. = 'x']]").unwrap();
    assert!(matches!(evaluate(&page, &plain), Ok(Value::Nodes(nodes)) if nodes.len() == 5_000));
}

/// Texts that are likely to be XPaths.
fn any_xpath() -> impl Strategy<Value = String> {
    let pieces = vec![
        "//",
        "/",
        "p",
        "*",
        "@",
        "class",
        "[",
        "]",
        "(",
        ")",
        "'x'",
        "\"",
        "|",
        " and ",
        " or ",
        "=",
        "!=",
        "<",
        "1",
        "-",
        "..",
        ".",
        "::",
        "ancestor::",
        "following::",
        "text()",
        "contains(",
        "not(",
        ",",
        "position()",
        "last()",
        "é",
        "preceding-sibling::",
        "normalize-space(",
        "id('story')",
        " div ",
        "count(//p)",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_an_xpath_or_a_sentence(text in prop_oneof![any_xpath(), any::<String>()]) {
        let parsed = limits::parse(PAGE, Wanted::All);
        let page = Page::new(&parsed.tree);
        match parse(&text) {
            Ok(expression) => {
                if let Ok(Value::Nodes(items)) = evaluate(&page, &expression) {
                    prop_assert!(items.is_sorted_by(|a, b| a < b), "in order, each once");
                }
            }
            Err(why) => prop_assert!(!why.is_empty() && !why.contains('\n') || text.contains('\n')),
        }
    }
}
