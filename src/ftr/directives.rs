//! A site file's text to its directives.

/// One line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Directive<'a> {
    /// From 1.
    pub(super) line: usize,
    /// `strip_id_or_class`; of `replace_string(this): that` what stands before the bracket. Empty for a line that
    /// is no directive.
    pub(super) name: &'a str,
    /// What stands in the bracket: `this`.
    pub(super) argument: Option<&'a str>,
    pub(super) value: &'a str,
}

/// The directives of a text, in their order; comments and empty lines say nothing.
pub(super) fn directives(text: &str) -> impl Iterator<Item = Directive<'_>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().zip(1..).map(|(text, line)| (text.trim(), line));
    lines.filter(|(text, _)| !text.is_empty() && !text.starts_with('#')).map(|(text, line)| {
        let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
        let (name, rest) = text.split_at(end);
        let parts = match rest.trim_start().strip_prefix('(') {
            Some(bracket) => bracket.split_once("):").map(|(argument, value)| (Some(argument), value)),
            None => rest.trim_start().strip_prefix(':').map(|value| (None, value)),
        };
        match parts {
            Some((argument, value)) if !name.is_empty() => Directive { line, name, argument, value: value.trim() },
            _ => Directive { line, name: "", argument: None, value: text },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let text = "\u{feff}# a comment: none\r\n\r\ntitle: //h1[a:b]\r\nauthor://a\n replace_string(<a href=\"x:y\">): <b> \n\
                    http_header(user-agent): x\nprune:no\ntest https://a.example/\n//div\nstrip:";
        let found: Vec<(usize, &str, &str)> = directives(text).map(|one| (one.line, one.name, one.value)).collect();
        let arguments: Vec<&str> = directives(text).filter_map(|one| one.argument).collect();
        assert_eq!(arguments, ["<a href=\"x:y\">", "user-agent"]);
        let expected = [
            (3, "title", "//h1[a:b]"),
            (4, "author", "//a"),
            (5, "replace_string", "<b>"),
            (6, "http_header", "x"),
            (7, "prune", "no"),
            (8, "", "test https://a.example/"),
            (9, "", "//div"),
            (10, "strip", ""),
        ];
        assert_eq!(found, expected);
    }
}
