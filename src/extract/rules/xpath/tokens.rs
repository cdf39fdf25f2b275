//! An XPath's text to its tokens (XPath 1.0 §3.7).

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name where a name can stand: of an element, an attribute, an axis or a function.
    Name(String),
    Literal(String),
    Number(f64),
    /// Punctuation, and the words `and`, `or`, `div`, `mod` and the sign `*` where they are operators.
    Sign(&'static str),
    /// `*` in place of a name.
    AnyName,
}

/// The longer come first.
const SIGNS: &[&str] =
    &["//", "::", "..", "!=", "<=", ">=", "/", ".", "@", "(", ")", "[", "]", ",", "|", "+", "-", "=", "<", ">", "$"];
const OPERATOR_WORDS: &[&str] = &["and", "or", "div", "mod"];

/// The tokens of a text; the error says what can't be one.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if matches!(first, '"' | '\'') {
            literal(rest, first)?
        } else if first.is_ascii_digit() || (first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit())) {
            number(rest)?
        } else if first == '*' {
            (if takes_operator(tokens.last()) { Token::Sign("*") } else { Token::AnyName }, 1)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else if first.is_alphabetic() || first == '_' {
            name(rest, tokens.last())
        } else {
            return Err(format!("`{first}` can't stand in it"));
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// Whether an operator can follow: not at the beginning, and not behind what asks for an operand.
fn takes_operator(before: Option<&Token>) -> bool {
    match before {
        None => false,
        Some(Token::Sign(sign)) => matches!(*sign, ")" | "]" | "." | ".."),
        Some(_) => true,
    }
}

fn literal(rest: &str, quote: char) -> Result<(Token, usize), String> {
    let inner = &rest[1..];
    let end = inner.find(quote).ok_or_else(|| format!("a {quote} isn't closed"))?;
    Ok((Token::Literal(inner[..end].to_owned()), end + 2))
}

fn number(rest: &str) -> Result<(Token, usize), String> {
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let number = rest[..length].parse().map_err(|_| format!("`{}` is no number", &rest[..length]))?;
    Ok((Token::Number(number), length))
}

/// A name, with a namespace's prefix if a single colon stands in it.
fn name(rest: &str, before: Option<&Token>) -> (Token, usize) {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '\u{b7}');
    let mut length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let behind = &rest[length..];
    if let Some(local) = behind.strip_prefix(':')
        && local.starts_with(|c: char| c.is_alphabetic() || c == '_')
    {
        length += 1 + local.find(|c| !is_part(c)).unwrap_or(local.len());
    }
    let word = &rest[..length];
    let operator = OPERATOR_WORDS.iter().find(|known| **known == word && takes_operator(before));
    (operator.map_or_else(|| Token::Name(word.to_owned()), |known| Token::Sign(known)), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_told_from_names() {
        use Token::{AnyName, Literal, Name, Number, Sign};
        for (text, expected) in [
            ("//*[@*]", vec![Sign("//"), AnyName, Sign("["), Sign("@"), AnyName, Sign("]")]),
            ("div div div", vec![Name("div".into()), Sign("div"), Name("div".into())]),
            ("2 * .5", vec![Number(2.0), Sign("*"), Number(0.5)]),
            ("a-b", vec![Name("a-b".into())]),
            ("og:title", vec![Name("og:title".into())]),
            ("self::p", vec![Name("self".into()), Sign("::"), Name("p".into())]),
            ("'a\"b'", vec![Literal("a\"b".into())]),
            ("../.", vec![Sign(".."), Sign("/"), Sign(".")]),
        ] {
            assert_eq!(tokens(text).unwrap(), expected, "{text}");
        }
        for text in ["'a", "1.2.3", "#"] {
            assert!(tokens(text).is_err(), "{text}");
        }
    }
}
