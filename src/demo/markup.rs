//! Text into markup: escaping, and templates whose `{{slots}}` are filled.

/// Text as it may stand in an element or a quoted attribute, in XML and HTML alike.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The template with each `{{name}}` replaced by its value, which is markup already.
///
/// A name without a value is given back as the error.
pub(super) fn fill(template: &str, slots: &[(&str, String)]) -> Result<String, String> {
    let mut page = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, following) = after.split_once("}}").ok_or_else(|| after.to_owned())?;
        let (_, value) = slots.iter().find(|(slot, _)| *slot == name).ok_or_else(|| name.to_owned())?;
        page.push_str(before);
        page.push_str(value);
        rest = following;
    }
    page.push_str(rest);
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_is_only_text() {
        assert_eq!(escape("<a href=\"x\">R&D's</a>"), "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt;");
    }

    #[test]
    fn slots_are_filled_once() {
        let slots = [("a", "{{b}}".to_owned()), ("b", "2".to_owned())];
        assert_eq!(fill("<{{a}}|{{b}}>", &slots).unwrap(), "<{{b}}|2>");
        assert_eq!(fill("{{c}}", &slots).unwrap_err(), "c");
        assert_eq!(fill("{{a", &slots).unwrap_err(), "a");
    }
}
