//! What an expression gives, and one type as another (XPath 1.0 §3 and §4).

use super::page::Item;

#[derive(Clone, Debug, PartialEq)]
pub(in super::super) enum Value {
    /// In the order of the document, each once.
    Nodes(Vec<Item>),
    Text(String),
    Number(f64),
    Truth(bool),
}

impl Value {
    pub(super) fn is_true(&self) -> bool {
        match self {
            Value::Nodes(nodes) => !nodes.is_empty(),
            Value::Text(text) => !text.is_empty(),
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Truth(truth) => *truth,
        }
    }

    /// As a number; nodes are made text before.
    pub(super) fn number(&self) -> f64 {
        match self {
            Value::Nodes(_) => f64::NAN,
            Value::Text(text) => number_in(text),
            Value::Number(number) => *number,
            Value::Truth(truth) => f64::from(u8::from(*truth)),
        }
    }
}

/// Digits with at most a sign and a point; anything else is no number.
fn number_in(text: &str) -> f64 {
    let text = text.trim();
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    if is_plain { text.parse().unwrap_or(f64::NAN) } else { f64::NAN }
}

/// A number as text: whole ones without a point.
pub(super) fn number_text(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        number.to_string()
    }
}

/// Halves go up (§4.4).
pub(super) fn round(number: f64) -> f64 {
    (number + 0.5).floor()
}
