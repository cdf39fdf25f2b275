//! The functions of XPath 1.0 (§4), all but `lang`, `namespace-uri` and `id` over node-sets.

use super::evaluate::{Context, Evaluator, Spent};
use super::parse::Expression;
use super::value::{Value, round};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Function {
    Boolean,
    Ceiling,
    Concat,
    Contains,
    Count,
    False,
    Floor,
    Id,
    Last,
    Name,
    NormalizeSpace,
    Not,
    Number,
    Position,
    Round,
    StartsWith,
    String,
    StringLength,
    Substring,
    SubstringAfter,
    SubstringBefore,
    Sum,
    Translate,
    True,
}

/// Name, function, fewest and most arguments.
const FUNCTIONS: &[(&str, Function, usize, usize)] = &[
    ("boolean", Function::Boolean, 1, 1),
    ("ceiling", Function::Ceiling, 1, 1),
    ("concat", Function::Concat, 2, usize::MAX),
    ("contains", Function::Contains, 2, 2),
    ("count", Function::Count, 1, 1),
    ("false", Function::False, 0, 0),
    ("floor", Function::Floor, 1, 1),
    ("id", Function::Id, 1, 1),
    ("last", Function::Last, 0, 0),
    ("local-name", Function::Name, 0, 1),
    ("name", Function::Name, 0, 1),
    ("normalize-space", Function::NormalizeSpace, 0, 1),
    ("not", Function::Not, 1, 1),
    ("number", Function::Number, 0, 1),
    ("position", Function::Position, 0, 0),
    ("round", Function::Round, 1, 1),
    ("starts-with", Function::StartsWith, 2, 2),
    ("string", Function::String, 0, 1),
    ("string-length", Function::StringLength, 0, 1),
    ("substring", Function::Substring, 2, 3),
    ("substring-after", Function::SubstringAfter, 2, 2),
    ("substring-before", Function::SubstringBefore, 2, 2),
    ("sum", Function::Sum, 1, 1),
    ("translate", Function::Translate, 3, 3),
    ("true", Function::True, 0, 0),
];

impl Function {
    /// The function of that name, if it takes so many arguments.
    pub(super) fn of(name: &str, arguments: usize) -> Result<Function, String> {
        let (_, function, fewest, most) = FUNCTIONS
            .iter()
            .find(|(known, ..)| *known == name)
            .ok_or_else(|| format!("there is no function `{name}`"))?;
        if (*fewest..=*most).contains(&arguments) {
            Ok(*function)
        } else {
            Err(format!("`{name}` doesn't take {arguments} arguments"))
        }
    }

    pub(super) fn call(
        self,
        evaluator: &Evaluator<'_, '_>,
        arguments: &[Expression],
        context: Context,
    ) -> Result<Value, Spent> {
        let value = |at: usize| evaluator.value(&arguments[at], context);
        // Without an argument the functions of text speak of the context node.
        let text = |at: usize| match arguments.get(at) {
            Some(argument) => evaluator.value(argument, context).and_then(|value| evaluator.text_of(&value)),
            None => evaluator.text_of(&Value::Nodes(vec![context.item])),
        };
        let number = |at: usize| text(at).map(|text| Value::Text(text).number());
        Ok(match self {
            Function::True => Value::Truth(true),
            Function::False => Value::Truth(false),
            Function::Boolean => Value::Truth(value(0)?.is_true()),
            Function::Not => Value::Truth(!value(0)?.is_true()),
            Function::Position => Value::Number(context.position as f64),
            Function::Last => Value::Number(context.size as f64),
            Function::Count => match value(0)? {
                Value::Nodes(nodes) => Value::Number(nodes.len() as f64),
                _ => Value::Number(f64::NAN),
            },
            Function::Sum => Value::Number(evaluator.numbers(&value(0)?)?.iter().sum()),
            Function::Id => {
                let text = text(0)?;
                let ids = text.split_whitespace().take(20);
                let mut found = ids.map(|id| evaluator.with_id(id)).collect::<Result<Vec<_>, _>>()?;
                found.sort_unstable();
                Value::Nodes(found.into_iter().flatten().collect())
            }
            Function::Name => {
                let nodes = match arguments.first() {
                    Some(_) => value(0)?,
                    None => Value::Nodes(vec![context.item]),
                };
                Value::Text(evaluator.name_of(&nodes))
            }
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
