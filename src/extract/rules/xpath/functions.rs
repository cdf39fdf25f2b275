//! What the functions of XPath 1.0 (§4) give.

use super::expression::Function;
use super::looks::{Context, Looks, Spent};
use super::value::{Value, round};

/// What a function gives for as many arguments as it takes.
pub(super) fn call(
    function: Function,
    looks: &Looks<'_, '_>,
    arguments: &[Value],
    context: Context,
) -> Result<Value, Spent> {
    let here = Value::Nodes(vec![context.item]);
    // Without an argument the functions of text speak of the context node.
    let text = |at: usize| looks.text_of(arguments.get(at).unwrap_or(&here));
    let number = |at: usize| text(at).map(|text| Value::Text(text).number());
    Ok(match function {
        Function::True => Value::Truth(true),
        Function::False => Value::Truth(false),
        Function::Boolean => Value::Truth(arguments[0].is_true()),
        Function::Not => Value::Truth(!arguments[0].is_true()),
        Function::Position => Value::Number(context.position as f64),
        Function::Last => Value::Number(context.size as f64),
        Function::Count => match &arguments[0] {
            Value::Nodes(nodes) => Value::Number(nodes.len() as f64),
            _ => Value::Number(f64::NAN),
        },
        Function::Sum => Value::Number(looks.numbers(&arguments[0])?.iter().sum()),
        Function::Id => {
            let text = text(0)?;
            let ids = text.split_whitespace().take(20);
            let mut found = ids.map(|id| looks.with_id(id)).collect::<Result<Vec<_>, _>>()?;
            found.sort_unstable();
            Value::Nodes(found.into_iter().flatten().collect())
        }
        Function::Name => Value::Text(looks.name_of(arguments.first().unwrap_or(&here))),
        Function::Number => Value::Number(number(0)?),
        Function::Floor => Value::Number(number(0)?.floor()),
        Function::Ceiling => Value::Number(number(0)?.ceil()),
        Function::Round => Value::Number(round(number(0)?)),
        Function::String => Value::Text(text(0)?),
        Function::StringLength => Value::Number(text(0)?.chars().count() as f64),
        Function::NormalizeSpace => Value::Text(text(0)?.split_ascii_whitespace().collect::<Vec<_>>().join(" ")),
        Function::Concat => {
            let pieces = (0..arguments.len()).map(text).collect::<Result<Vec<_>, _>>()?;
            Value::Text(pieces.concat())
        }
        Function::Contains => Value::Truth(text(0)?.contains(&text(1)?)),
        Function::StartsWith => Value::Truth(text(0)?.starts_with(&text(1)?)),
        Function::SubstringBefore => {
            let whole = text(0)?;
            Value::Text(whole.split_once(&text(1)?).map_or("", |(before, _)| before).to_owned())
        }
        Function::SubstringAfter => {
            let whole = text(0)?;
            Value::Text(whole.split_once(&text(1)?).map_or("", |(_, after)| after).to_owned())
        }
        Function::Substring => {
            let length = if arguments.len() > 2 { number(2)? } else { f64::INFINITY };
            Value::Text(substring(&text(0)?, number(1)?, length))
        }
        Function::Translate => Value::Text(translate(&text(0)?, &text(1)?, &text(2)?)),
    })
}

/// Characters count from 1 and both numbers are rounded (§4.2).
fn substring(text: &str, first: f64, length: f64) -> String {
    let (first, end) = (round(first), round(first) + round(length));
    let characters = text.chars().zip(1_u32..);
    characters.filter(|(_, at)| f64::from(*at) >= first && f64::from(*at) < end).map(|(c, _)| c).collect()
}

/// Each character of `from` becomes the one at its place in `to`, or goes if there is none.
fn translate(text: &str, from: &str, to: &str) -> String {
    let to: Vec<char> = to.chars().collect();
    let becomes = |c: char| match from.chars().position(|known| known == c) {
        Some(at) => to.get(at).copied(),
        None => Some(c),
    };
    text.chars().filter_map(becomes).collect()
}
