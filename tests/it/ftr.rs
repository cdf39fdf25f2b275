//! Files of ftr-site-config to TOML, and that the TOML is a configuration.

use feedmill::config::{Config, Source, Surroundings, compile};
use feedmill::extract;
use feedmill::ftr::{Imported, SiteFile, import};
use feedmill::model::PageContext;
use proptest::prelude::*;

const FERRY: &str = "# our own site
title: //h1[@class=\"headline\"]
body: //div[@id='story']
body: //article | //div[contains(@class, 'text')]
author: substring-after(//p[@class='by'], 'By ')
date://time/@datetime
date: //span[@class='Datum'],/span
strip_id_or_class: 'promo box'
strip_image_src: /pixel\\\"gif
strip: //p[contains(., 'Read more')]
strip: //p[contains(., 'Read more')]
next_page_link: //a[@rel='next']
single_page_link: concat(substring-before(//link[@rel='canonical']/@href, '.html'), '/print')
if_page_contains: //link[@rel='canonical']
single_page_link: //a[@class='all']/@href
if_page_contains: //div[@class='pager']
tidy: no
find_string: <p/>
replace_string: <p>
replace_string(<noscript>): <div>
replace_string: <b>
find_string: a => b
replace_string: <i>
find_string: <hr>
login_uri: https://ferry.example/in
strange: yes
no directive at all
test_url: https://ferry.example/1
test_contains: The ferry left
test_contains: and \"came\" back
test_url: https://ferry.example/2
test_url: sec://ferry.example/3
test_contains: what another program fetches
";

fn file(name: &str, text: &str) -> SiteFile {
    SiteFile { path: name.into(), text: text.to_owned() }
}

fn compiled(toml: &str) -> Config {
    let around = Surroundings {
        env: &|_| None,
        read_file: &|_| Err("there is no such file".to_owned()),
        judge_rule: &extract::judge_rule,
    };
    let source = Source { path: "rules.toml".into(), text: toml.to_owned() };
    compile(&[source], around).unwrap_or_else(|faults| panic!("{faults}\n{toml}"))
}

fn imported(files: &[SiteFile]) -> Imported {
    import(files, &extract::xpath_fault)
}

#[test]
fn a_site_file_becomes_a_table() {
    let found = imported(&[file("dir/.ferry.example.txt", FERRY)]);
    let expected = r#"# .ferry.example.txt
[site."*.ferry.example"]
replace = [
    "<p/> => <p>",
    "<noscript> => <div>",
]
body = [
    "xpath: //div[@id='story']",
    "xpath: (//article | //div[contains(@class, 'text')])[not(//div[@id='story'])]",
]
strip = [
    '[class*="promo box"], [id*="promo box"]',
    'img[src*="/pixel\\\"gif"]',
    "xpath: //p[contains(., 'Read more')]",
]
title = ['xpath: //h1[@class="headline"]']
author = ["xpath: substring-after(//p[@class='by'], 'By ')"]
date = ["xpath: //time/@datetime"]
next = ["xpath: //a[@rel='next']"]
single_page = [
    "xpath: substring(concat(substring-before(//link[@rel='canonical']/@href, '.html'), '/print'), 1 div boolean(//link[@rel='canonical']))",
    "xpath: (//a[@class='all']/@href)[boolean(//div[@class='pager'])]",
]

[[site."*.ferry.example".test]]
url = "https://ferry.example/1"
contains = [
    "The ferry left",
    'and "came" back',
]
"#;
    assert_eq!(found.toml, expected);
    assert_eq!((found.sites, found.rules, found.tests), (1, 13, 1));
    let rules = &compiled(&found.toml).article_settings(None, "www.ferry.example").rules.clone();
    assert_eq!((rules.body.len(), rules.single_page.len()), (2, 2));
}

#[test]
fn what_is_left_out_is_told_with_its_line() {
    let found = imported(&[file("ferry.example.txt", FERRY)]);
    let told: Vec<(usize, &str, &str, bool)> =
        found.left_out.iter().map(|one| (one.line, one.directive.as_str(), one.why.as_str(), one.is_rule)).collect();
    let expected = [
        (7, "date", "this isn't an XPath: `,` stands where it should end", true),
        (17, "tidy", "there is one parser", false),
        (21, "replace_string", "it belongs to a `find_string`, and there is none", true),
        (23, "replace_string", "what it looks for can't be written in a rule", true),
        (25, "login_uri", "there is no logging in", false),
        (26, "strange", "no such directive is known", true),
        (27, "no directive at all", "it is no directive", true),
        (32, "test_url", "this is no address of a page", false),
        (24, "find_string", "no `replace_string` stands behind it", true),
    ];
    assert_eq!(told, expected);
}

#[test]
fn each_directive_of_the_format_is_carried_over_or_told() {
    let carried = [
        "title",
        "body",
        "author",
        "date",
        "strip",
        "strip_id_or_class",
        "strip_image_src",
        "next_page_link",
        "single_page_link",
        "test_url",
        "test_urls",
    ];
    let needless = [
        "autodetect_next_page",
        "autodetect_on_failure",
        "convert_double_br_tags",
        "dissolve",
        "footnotes",
        "http_header(user-agent)",
        "insert_detected_image",
        "login_extra_fields",
        "login_password_field",
        "login_uri",
        "login_username_field",
        "native_ad_clue",
        "not_logged_in_xpath",
        "parser",
        "post_strip_attr",
        "prune",
        "requires_login",
        "skip_id_or_class",
        "skip_json_ld",
        "src_lazy_load_attr",
        "strip_attr",
        "strip_comments",
        "tidy",
        "wrap_in(blockquote)",
    ];
    let lacking = ["move_into(//a)", "single_page_link_in_feed"];
    let told = |name: &str| {
        let value = if name.starts_with("test_url") { "https://a.example/" } else { "//div" };
        let found = imported(&[file("a.example.txt", &format!("{name}: {value}\n"))]);
        found.left_out.into_iter().map(|one| (one.is_rule, one.why)).collect::<Vec<_>>()
    };
    for name in carried {
        assert_eq!(told(name), [], "{name}");
    }
    for (names, is_rule) in [(&needless[..], false), (&lacking[..], true)] {
        for name in names {
            let told = told(name);
            assert!(told.len() == 1 && told[0].0 == is_rule && told[0].1 != "no such directive is known", "{name}");
        }
    }
}

#[test]
fn files_are_named_for_their_hosts() {
    let text = "body: //article\n";
    let names =
        ["a.example.txt", ".a.example.txt", "www.a.example.txt", "LICENSE.txt", "新闻.example.txt", "127.0.0.1.txt"];
    let files: Vec<SiteFile> = names.iter().map(|name| file(name, text)).collect();
    let found = imported(&files);
    let told: Vec<(usize, String, &str)> =
        found.left_out.iter().map(|one| (one.line, one.path.display().to_string(), one.why.as_str())).collect();
    let expected = [
        (0, "www.a.example.txt".to_owned(), "a.example.txt is of the same site"),
        (0, "LICENSE.txt".to_owned(), "its name is no host"),
        (0, "127.0.0.1.txt".to_owned(), "its name is no host"),
    ];
    assert_eq!(told, expected);
    assert_eq!(found.sites, 3);
    compiled(&found.toml);
}

#[test]
fn the_first_body_that_selects_anything_is_the_body() {
    let found = imported(&[file("a.example.txt", "body: //b\nbody: //i\nbody: //u\n")]);
    let rules = compiled(&found.toml).article_settings(None, "a.example").rules.clone();
    for (html, expected) in [
        ("<u>Under, the line.</u><i>Slanted, a bit.</i><b>Bold, as ever.</b>", "Bold, as ever."),
        ("<u>Under, the line.</u><i>Slanted, a bit.</i>", "Slanted, a bit."),
        ("<u>Under, the line.</u>", "Under, the line."),
    ] {
        let page = extract::page(html, &PageContext { rules: Some(&rules), ..PageContext::default() });
        let texts: Vec<&str> = page.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!((texts.as_slice(), page.method), (&[expected][..], "rule"), "{html}");
    }
}

/// Texts that are likely to be site files.
fn any_site_file() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "title",
        "body",
        "strip",
        "strip_id_or_class",
        "strip_image_src",
        "next_page_link",
        "single_page_link",
        "if_page_contains",
        "test_url",
        "test_contains",
        "replace_string(a:b)",
        "find_string",
        "replace_string",
        "tidy",
        "#",
    ]);
    let value = prop_oneof![
        Just("//div[@id='x']".to_owned()),
        Just("concat('a', \"b\")".to_owned()),
        "[a-z'\"\\\\/@\\[\\]() \u{7f}é]{0,12}",
        any::<String>(),
    ];
    prop::collection::vec((name, value), 0..12)
        .prop_map(|lines| lines.into_iter().map(|(name, value)| format!("{name}: {value}\n")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_site_file_becomes_a_configuration_without_fault(text in any_site_file()) {
        // Some of the addresses are those of pages.
        let text = text.replacen("test_url: ", "test_url: https://a.example/", 1);
        compiled(&imported(&[file("a.example.txt", &text)]).toml);
    }
}
