//! Names that are signed and are no person's: accounts, abbreviations, offices, associations.

/// Whether a name is an account's: `jane.doe`, `j_doe7`.
pub(super) fn is_login(name: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    name.contains(['.', '_']) && name.chars().all(is_sign)
}

/// Whether a name is an abbreviation, or more than a name: `BRG`, "Bridge – The Magazine for Rivers".
pub(super) fn is_no_name(name: &str) -> bool {
    let is_abbreviation = (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase());
    is_abbreviation || [" – ", " - ", " | "].iter().any(|mark| name.contains(mark))
}

/// Whether a name is that of an office or an association by its last word: "Bridge Online Team", "Flussverein e.V.".
pub(super) fn is_office(name: &str) -> bool {
    const LAST_WORDS: &[&str] = &[
        "admin",
        "administrator",
        "agencies",
        "agency",
        "archiv",
        "archive",
        "blog",
        "bureau",
        "desk",
        "e.v.",
        "editors",
        "foundation",
        "gmbh",
        "inc",
        "inc.",
        "llc",
        "ltd",
        "magazin",
        "magazine",
        "media",
        "news",
        "newsroom",
        "online",
        "press",
        "publishers",
        "publishing",
        "redaktion",
        "redazione",
        "redacción",
        "redação",
        "rédaction",
        "staff",
        "stiftung",
        "team",
        "verlag",
        "webmaster",
        "zeitung",
    ];
    /// In scripts without spaces.
    const ENDS: &[&str] =
        &["网", "報", "报", "社", "期刊", "编辑部", "公司", "中心", "政府", "電視台", "电视台", "委员会"];
    const DOMAINS: &[&str] = &[".com", ".net", ".org", ".de", ".cn", ".info"];
    let last = name.rsplit(char::is_whitespace).next().unwrap_or_default().to_lowercase();
    LAST_WORDS.contains(&last.as_str())
        || ENDS.iter().any(|end| name.ends_with(end))
        || name.split(' ').any(|word| DOMAINS.iter().any(|end| word.trim_end_matches(')').ends_with(end)))
}
