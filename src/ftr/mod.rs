//! Site configs of the ftr-site-config format, which Full-Text RSS and its kin read, to site rules in TOML.
//!
//! A file is named for its host, `.example.com.txt` for all below a domain; a line reads `directive: value`, most
//! values are XPaths. `directives` reads the lines, `translate` makes rules of them, `written` makes TOML of the
//! rules. What has no counterpart is told line by line: nothing is passed over in silence.

mod directives;
mod translate;
mod written;

use std::path::PathBuf;

/// One site's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// As it is shown in what is told; its name without `.txt` is the host.
    pub path: PathBuf,
    pub text: String,
}

/// What the files come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// A table for each site, with its tests below it.
    pub toml: String,
    pub sites: usize,
    pub rules: usize,
    pub tests: usize,
    /// In the order of the files and lines.
    pub left_out: Vec<LeftOut>,
}

/// A line that is no part of the TOML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub path: PathBuf,
    /// From 1; 0 for the file as a whole.
    pub line: usize,
    /// Its directive; empty for a line without one.
    pub directive: String,
    pub why: String,
    /// It says what is taken from a page, so that the site's rules are poorer without it. The others are about
    /// requests, logins, or how another program works.
    pub is_rule: bool,
}

/// Site files, in the order in which their tables are to stand, to TOML. `xpath_fault` says what is wrong with
/// an XPath.
///
/// ```
/// use feedmill::{extract::xpath_fault, ftr::{SiteFile, import}};
/// let text = "body: //div[@id='story']\nstrip_id_or_class: promo\ntidy: no\n".to_owned();
/// let imported = import(&[SiteFile { path: "news.example.txt".into(), text }], &xpath_fault);
/// assert_eq!(
///     imported.toml,
///     "# news.example.txt\n[site.\"news.example\"]\nbody = [\"xpath: //div[@id='story']\"]\n\
///      strip = ['[class*=\"promo\"], [id*=\"promo\"]']\n"
/// );
/// assert_eq!((imported.rules, imported.left_out[0].line), (2, 3));
/// ```
pub fn import(files: &[SiteFile], xpath_fault: &dyn Fn(&str) -> Option<String>) -> Imported {
    let mut imported = Imported::default();
    let mut hosts: Vec<(String, &SiteFile)> = Vec::new();
    for file in files {
        let host = match written::host_of(&file.path) {
            Ok(host) => host,
            Err(why) => {
                imported.left_out.push(LeftOut::file(file, why));
                continue;
            }
        };
        if let Some((_, first)) = hosts.iter().find(|(known, _)| *known == host) {
            imported.left_out.push(LeftOut::file(file, format!("{} is of the same site", first.path.display())));
            continue;
        }
        let site = translate::site(file, xpath_fault);
        imported.left_out.extend(site.left_out);
        if site.rules.is_empty() {
            continue;
        }
        imported.sites += 1;
        imported.rules += site.rules.values().map(Vec::len).sum::<usize>();
        imported.tests += site.tests.len();
        if !imported.toml.is_empty() {
            imported.toml.push('\n');
        }
        imported.toml.push_str(&written::table(file, &host, &site.rules, &site.tests));
        hosts.push((host, file));
    }
    imported
}

impl LeftOut {
    fn file(file: &SiteFile, why: impl Into<String>) -> LeftOut {
        LeftOut { path: file.path.clone(), line: 0, directive: String::new(), why: why.into(), is_rule: true }
    }
}
