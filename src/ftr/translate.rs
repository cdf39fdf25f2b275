//! Directives to rules: XPaths stay XPaths, and what says more than our rules do is told.

use super::directives::{Directive, directives};
use super::{LeftOut, SiteFile};
use std::collections::BTreeMap;
use url::Url;

/// What one file comes to.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// By the keys of a site's table.
    pub(super) rules: BTreeMap<&'static str, Vec<String>>,
    pub(super) tests: Vec<Test>,
    pub(super) left_out: Vec<LeftOut>,
}

/// An address and what its page's text holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Test {
    pub(super) url: String,
    pub(super) contains: Vec<String>,
}

/// Directives whose value is an XPath, and our keys for them.
const XPATHS: &[(&str, &str)] = &[
    ("title", "title"),
    ("body", "body"),
    ("author", "author"),
    ("date", "date"),
    ("strip", "strip"),
    ("next_page_link", "next"),
    ("single_page_link", "single_page"),
];

/// Directives that change what is taken from a page, and why they have no counterpart.
const RULES_LEFT_OUT: &[(&str, &str)] = &[
    ("if_page_contains", "it belongs to the link before it, and there is none"),
    ("move_into", "elements stay where they are"),
    ("single_page_link_in_feed", "a feed's item leads to one page, which its link names"),
];

/// Directives about something else than what is taken from a page, or about what is always so here.
const OTHERS_LEFT_OUT: &[(&str, &str)] = &[
    ("autodetect_next_page", "pages follow by the rule `next` alone"),
    ("autodetect_on_failure", "the automatic choice always takes the place of rules that select nothing"),
    ("convert_double_br_tags", "two line breaks always part paragraphs"),
    ("dissolve", "what an element wraps is taken as it is; headings and links stay what they are"),
    ("footnotes", NOT_FROM_PAGES),
    ("http_header", "all sites are asked in the same way"),
    ("insert_detected_image", "the lead image has a field of its own"),
    ("native_ad_clue", NOT_FROM_PAGES),
    ("not_logged_in_xpath", NO_LOGIN),
    ("parser", "there is one parser"),
    ("post_strip_attr", NO_ATTRIBUTES),
    ("prune", "what a rule selects is taken as it is"),
    ("requires_login", NO_LOGIN),
    ("skip_id_or_class", "what a rule selects is taken as it is"),
    ("skip_id_or_class_check", "what a rule selects is taken as it is"),
    ("skip_json_ld", "rules stand before linked data as it is"),
    ("src_lazy_load_attr", "pictures are no part of the text"),
    ("strip_attr", NO_ATTRIBUTES),
    ("strip_comments", "comments in the source are never text"),
    ("tidy", "there is one parser"),
    ("wrap_in", "what an element wraps is taken as it is"),
];

const NO_ATTRIBUTES: &str = "no attribute but the addresses of links is taken over into the text";
const NO_LOGIN: &str = "there is no logging in";
const NOT_FROM_PAGES: &str = "it has no counterpart";

/// Functions that give a text and no nodes.
const TEXT_FUNCTIONS: &[&str] = &["concat", "normalize-space", "string", "substring", "translate"];

pub(super) fn site(file: &SiteFile, xpath_fault: &dyn Fn(&str) -> Option<String>) -> Site {
    let mut reader =
        Reader { file, xpath_fault, site: Site::default(), bodies: Vec::new(), last_link: None, sought: None };
    for directive in directives(&file.text) {
        reader.read(directive);
    }
    if let Some(sought) = reader.sought.take() {
        reader.leave_out(sought, NOTHING_TO_REPLACE_WITH, true);
    }
    // A test that expects nothing can't fail, and one of no page can't be run.
    reader.site.tests.retain(|test| !test.contains.is_empty() && is_page_address(&test.url));
    reader.site
}

const NOTHING_TO_REPLACE_WITH: &str = "no `replace_string` stands behind it";

struct Reader<'a> {
    file: &'a SiteFile,
    xpath_fault: &'a dyn Fn(&str) -> Option<String>,
    site: Site,
    /// The body's XPaths so far.
    bodies: Vec<String>,
    /// The key of the link that a condition on the next line belongs to.
    last_link: Option<&'static str>,
    /// The `find_string` whose replacement is still to come.
    sought: Option<Directive<'a>>,
}

impl<'a> Reader<'a> {
    fn read(&mut self, directive: Directive<'a>) {
        let Directive { name, value, .. } = directive;
        let link = self.last_link.take();
        if let Some((_, key)) = XPATHS.iter().find(|(known, _)| *known == name) {
            self.xpath(directive, key);
            return;
        }
        match name {
            "if_page_contains" if link.is_some() => self.condition(directive, link),
            "find_string" => {
                if let Some(before) = self.sought.replace(directive) {
                    self.leave_out(before, NOTHING_TO_REPLACE_WITH, true);
                }
            }
            "replace_string" => match directive.argument.or_else(|| self.sought.take().map(|sought| sought.value)) {
                Some(find) => self.replacement(directive, find),
                None => self.leave_out(directive, "it belongs to a `find_string`, and there is none", true),
            },
            "strip_id_or_class" => self.strip_by_part(directive, |part| {
                let part = quoted_css(part);
                format!("[class*={part}], [id*={part}]")
            }),
            "strip_image_src" => self.strip_by_part(directive, |part| format!("img[src*={}]", quoted_css(part))),
            // Some write it in the plural.
            "test_url" | "test_urls" => self.test(directive),
            "test_contains" if value.is_empty() => self.leave_out(directive, "there is nothing to look for", false),
            "test_contains" => match self.site.tests.last_mut() {
                Some(test) => test.contains.push(value.to_owned()),
                None => self.leave_out(directive, "it belongs to a `test_url`, and there is none", false),
            },
            "" => self.leave_out(directive, "it is no directive", true),
            name if name.starts_with("login_") => self.leave_out(directive, NO_LOGIN, false),
            _ => match (why_left_out(RULES_LEFT_OUT, name), why_left_out(OTHERS_LEFT_OUT, name)) {
                (Some(why), _) => self.leave_out(directive, why, true),
                (_, Some(why)) => self.leave_out(directive, why, false),
                _ => self.leave_out(directive, "no such directive is known", true),
            },
        }
    }

    fn xpath(&mut self, directive: Directive<'_>, key: &'static str) {
        let written = match key {
            // There the first that selects anything is the body; here all that are selected are.
            "body" => instead_of(directive.value, &self.bodies),
            _ => directive.value.to_owned(),
        };
        if !self.judge(directive, &written) {
            return;
        }
        if key == "body" {
            self.bodies.push(directive.value.to_owned());
        }
        if matches!(key, "next" | "single_page") {
            self.last_link = Some(key);
        }
        self.push(key, format!("xpath: {written}"));
    }

    /// The link before holds only on pages where the condition selects something.
    fn condition(&mut self, directive: Directive<'_>, link: Option<&'static str>) {
        let link =
            link.and_then(|key| self.site.rules.get_mut(key)).and_then(|rules| rules.pop().map(|rule| (rule, rules)));
        let Some((rule, rules)) = link else { return };
        let xpath = rule.trim_start_matches("xpath:").trim();
        let condition = directive.value;
        let is_text = TEXT_FUNCTIONS.iter().any(|function| xpath.starts_with(function));
        let written = if is_text {
            // A text from past its end is empty: 1 div false() is infinite.
            format!("substring({xpath}, 1 div boolean({condition}))")
        } else {
            format!("({xpath})[boolean({condition})]")
        };
        match (self.xpath_fault)(condition).or_else(|| (self.xpath_fault)(&written)) {
            None => rules.push(format!("xpath: {written}")),
            Some(why) => self.leave_out(directive, &format!("{why}; its link is left out too"), true),
        }
    }

    fn replacement(&mut self, directive: Directive<'_>, find: &str) {
        let find = find.trim();
        if find.is_empty() || find.contains("=>") {
            self.leave_out(directive, "what it looks for can't be written in a rule", true);
        } else {
            self.push("replace", format!("{find} => {}", directive.value));
        }
    }

    /// `sec://` is an address of Full-Text RSS's own.
    fn test(&mut self, directive: Directive<'_>) {
        if !is_page_address(directive.value) {
            self.leave_out(directive, "this is no address of a page", false);
        }
        self.site.tests.push(Test { url: directive.value.to_owned(), contains: Vec::new() });
    }

    fn strip_by_part(&mut self, directive: Directive<'_>, written: impl Fn(&str) -> String) {
        let part = directive.value.trim_matches(['\'', '"']).trim();
        if part.is_empty() || part.chars().any(char::is_control) {
            self.leave_out(directive, "there is nothing to look for", true);
        } else {
            self.push("strip", written(part));
        }
    }

    fn judge(&mut self, directive: Directive<'_>, xpath: &str) -> bool {
        match (self.xpath_fault)(xpath) {
            None => true,
            Some(why) => {
                self.leave_out(directive, &format!("this isn't an XPath: {why}"), true);
                false
            }
        }
    }

    fn push(&mut self, key: &'static str, rule: String) {
        let rules = self.site.rules.entry(key).or_default();
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }

    fn leave_out(&mut self, directive: Directive<'_>, why: &str, is_rule: bool) {
        let directive_name = if directive.name.is_empty() { directive.value } else { directive.name };
        self.site.left_out.push(LeftOut {
            path: self.file.path.clone(),
            line: directive.line,
            directive: directive_name.chars().take(60).collect(),
            why: why.to_owned(),
            is_rule,
        });
    }
}

fn is_page_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn why_left_out(list: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    list.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

/// An XPath that selects nothing where one of the earlier ones selects something.
fn instead_of(xpath: &str, earlier: &[String]) -> String {
    if earlier.is_empty() {
        return xpath.to_owned();
    }
    let conditions: Vec<String> = earlier.iter().map(|earlier| format!("not({earlier})")).collect();
    format!("({xpath})[{}]", conditions.join(" and "))
}

/// A string of CSS.
fn quoted_css(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
