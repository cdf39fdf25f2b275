//! An expression on a page to what it selects, within a budget of looks at nodes.

use super::expression::{Axis, Expression, Operator, Path, Start, Step};
use super::functions;
use super::looks::{Context, Looks, Spent};
use super::page::{Item, Page};
use super::value::Value;

struct Evaluator<'p, 'a> {
    looks: Looks<'p, 'a>,
}

/// What an expression gives at the root of the page.
pub(in super::super) fn evaluate(page: &Page<'_>, expression: &Expression) -> Result<Value, Spent> {
    let evaluator = Evaluator { looks: Looks::at(page) };
    evaluator.value(expression, Context { item: Item::ROOT, position: 1, size: 1 })
}

impl Evaluator<'_, '_> {
    fn value(&self, expression: &Expression, context: Context) -> Result<Value, Spent> {
        self.looks.spend(1)?;
        Ok(match expression {
            Expression::Literal(text) => Value::Text(text.clone()),
            Expression::Number(number) => Value::Number(*number),
            Expression::Negative(inner) => Value::Number(-self.looks.number(&self.value(inner, context)?)?),
            Expression::Call(function, arguments) => {
                let arguments =
                    arguments.iter().map(|argument| self.value(argument, context)).collect::<Result<Vec<_>, _>>()?;
                functions::call(*function, &self.looks, &arguments, context)?
            }
            Expression::Path(path) => self.path(path, context)?,
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right, context)?,
        })
    }

    fn path(&self, path: &Path, context: Context) -> Result<Value, Spent> {
        let mut nodes = match &path.start {
            Start::Root => vec![Item::ROOT],
            Start::Here => vec![context.item],
            Start::Filtered(expression, predicates) => {
                let Value::Nodes(nodes) = self.value(expression, context)? else { return Ok(Value::Nodes(Vec::new())) };
                self.filter(nodes, predicates)?
            }
        };
        for step in &path.steps {
            nodes = self.step(&nodes, step)?;
        }
        Ok(Value::Nodes(nodes))
    }

    fn step(&self, from: &[Item], step: &Step) -> Result<Vec<Item>, Spent> {
        let mut found = Vec::new();
        let goes_down = matches!(step.axis, Axis::Descendant | Axis::DescendantOrSelf);
        let mut last: Option<Item> = None;
        for &item in from {
            // What is below a node has been listed with what is below the node around it.
            if goes_down && step.predicates.is_empty() && last.is_some_and(|last| self.looks.page.is_below(item, last))
            {
                continue;
            }
            last = Some(item);
            self.looks.spend(self.looks.page.reach(item, step.axis))?;
            let along = self.looks.page.along(item, step.axis, &step.test);
            self.looks.spend(along.len())?;
            found.extend(self.filter(along, &step.predicates)?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Those that meet every predicate, whose positions count along the order given.
    fn filter(&self, mut items: Vec<Item>, predicates: &[Expression]) -> Result<Vec<Item>, Spent> {
        for predicate in predicates {
            let size = items.len();
            let mut kept = Vec::new();
            for (&item, position) in items.iter().zip(1..) {
                let meets = match self.value(predicate, Context { item, position, size })? {
                    Value::Number(number) => number == position as f64,
                    value => value.is_true(),
                };
                if meets {
                    kept.push(item);
                }
            }
            items = kept;
        }
        Ok(items)
    }

    fn binary(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        context: Context,
    ) -> Result<Value, Spent> {
        let left = self.value(left, context)?;
        match (operator, left.is_true()) {
            (Operator::Or, true) => return Ok(Value::Truth(true)),
            (Operator::And, false) => return Ok(Value::Truth(false)),
            _ => {}
        }
        let right = self.value(right, context)?;
        if let Some(compare) = comparison(operator) {
            return Ok(Value::Truth(self.compare(compare, &left, &right)?));
        }
        Ok(match operator {
            Operator::Or | Operator::And => Value::Truth(right.is_true()),
            Operator::Union => match (left, right) {
                (Value::Nodes(mut nodes), Value::Nodes(more)) => {
                    nodes.extend(more);
                    nodes.sort_unstable();
                    nodes.dedup();
                    Value::Nodes(nodes)
                }
                _ => Value::Nodes(Vec::new()),
            },
            _ => Value::Number(reckon(operator, self.looks.number(&left)?, self.looks.number(&right)?)),
        })
    }

    /// §3.4: nodes are compared one by one, and one that fits is enough.
    fn compare(&self, compare: Comparison, left: &Value, right: &Value) -> Result<bool, Spent> {
        if matches!(left, Value::Truth(_)) || matches!(right, Value::Truth(_)) {
            let (left, right) = (f64::from(u8::from(left.is_true())), f64::from(u8::from(right.is_true())));
            return Ok(compare.numbers(left, right));
        }
        let by_number = compare.orders || matches!(left, Value::Number(_)) || matches!(right, Value::Number(_));
        let (left, right) = (self.looks.texts(left)?, self.looks.texts(right)?);
        self.looks.spend(left.len().saturating_mul(right.len()))?;
        let number = |text: &String| Value::Text(text.clone()).number();
        Ok(left.iter().any(|left| {
            right.iter().any(|right| {
                if by_number { compare.numbers(number(left), number(right)) } else { (left == right) == compare.equal }
            })
        }))
    }
}

#[derive(Clone, Copy)]
struct Comparison {
    less: bool,
    equal: bool,
    greater: bool,
    /// Of `<` and its like, which compare numbers alone.
    orders: bool,
}

impl Comparison {
    fn numbers(self, left: f64, right: f64) -> bool {
        if left.is_nan() || right.is_nan() {
            // `!=` alone holds for what is no number.
            return !self.equal && !self.orders;
        }
        (self.less && left < right) || (self.equal && left == right) || (self.greater && left > right)
    }
}

fn comparison(operator: Operator) -> Option<Comparison> {
    let (less, equal, greater, orders) = match operator {
        Operator::Equal => (false, true, false, false),
        Operator::Unequal => (true, false, true, false),
        Operator::Less => (true, false, false, true),
        Operator::LessOrEqual => (true, true, false, true),
        Operator::Greater => (false, false, true, true),
        Operator::GreaterOrEqual => (false, true, true, true),
        _ => return None,
    };
    Some(Comparison { less, equal, greater, orders })
}

fn reckon(operator: Operator, left: f64, right: f64) -> f64 {
    match operator {
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::Divided => left / right,
        Operator::Remainder => left % right,
        _ => f64::NAN,
    }
}
