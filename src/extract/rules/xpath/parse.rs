//! An XPath's tokens to an expression (XPath 1.0 §2 and §3).

use super::expression::{Axis, Expression, Function, NodeTest, Operator, Path, Start, Step};
use super::tokens::{Token, tokens};

/// Longer than any rule people write; it bounds how deep an expression can be.
const MOST_BYTES: usize = 4_000;

/// Brackets within brackets.
const MOST_NESTED: usize = 24;

/// The binary operators, from the loosest to the tightest.
const LEVELS: &[&[(&str, Operator)]] = &[
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("=", Operator::Equal), ("!=", Operator::Unequal)],
    &[("<", Operator::Less), ("<=", Operator::LessOrEqual), (">", Operator::Greater), (">=", Operator::GreaterOrEqual)],
    &[("+", Operator::Plus), ("-", Operator::Minus)],
    &[("*", Operator::Times), ("div", Operator::Divided), ("mod", Operator::Remainder)],
];

const AXES: &[(&str, Axis)] = &[
    ("ancestor", Axis::Ancestor),
    ("ancestor-or-self", Axis::AncestorOrSelf),
    ("attribute", Axis::Attribute),
    ("child", Axis::Child),
    ("descendant", Axis::Descendant),
    ("descendant-or-self", Axis::DescendantOrSelf),
    ("following", Axis::Following),
    ("following-sibling", Axis::FollowingSibling),
    ("parent", Axis::Parent),
    ("preceding", Axis::Preceding),
    ("preceding-sibling", Axis::PrecedingSibling),
    ("self", Axis::Itself),
];

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

/// An expression; the error is the rest of a sentence that begins with what is wrong.
pub(in super::super) fn parse(text: &str) -> Result<Expression, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("it is longer than {MOST_BYTES} bytes"));
    }
    let tokens = tokens(text)?;
    let mut reader = Reader { tokens: &tokens, nested: 0 };
    let expression = reader.binary(LEVELS)?;
    match reader.tokens.first() {
        None => Ok(expression),
        Some(token) => Err(format!("{} stands where it should end", shown(token))),
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    nested: usize,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let is_there = self.sees(sign);
        if is_there {
            self.tokens = &self.tokens[1..];
        }
        is_there
    }

    fn sees(&self, sign: &str) -> bool {
        matches!(self.tokens.first(), Some(Token::Sign(found)) if *found == sign)
    }

    fn expects(&mut self, sign: &str) -> Result<(), String> {
        if self.takes(sign) { Ok(()) } else { Err(format!("`{sign}` is missing before {}", self.place())) }
    }

    fn place(&self) -> String {
        self.tokens.first().map_or_else(|| "its end".to_owned(), shown)
    }

    /// What `read` reads between brackets.
    fn within<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        self.nested += 1;
        if self.nested > MOST_NESTED {
            return Err("its brackets are nested too deep".to_owned());
        }
        let inner = read(self);
        self.nested -= 1;
        inner
    }

    fn binary(&mut self, levels: &[&[(&str, Operator)]]) -> Result<Expression, String> {
        let Some((level, tighter)) = levels.split_first() else { return self.unary() };
        let mut left = self.binary(tighter)?;
        while let Some((_, operator)) = level.iter().find(|(sign, _)| self.takes(sign)) {
            let right = self.binary(tighter)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, String> {
        let mut signs = 0_usize;
        while self.takes("-") {
            signs += 1;
        }
        let mut expression = self.path()?;
        while self.takes("|") {
            let right = self.path()?;
            expression = Expression::Binary(Operator::Union, Box::new(expression), Box::new(right));
        }
        // Two signs are none, but that they make a number.
        let signs = if signs > 0 && signs.is_multiple_of(2) { 2 } else { signs.min(1) };
        Ok((0..signs).fold(expression, |inner, _| Expression::Negative(Box::new(inner))))
    }

    fn path(&mut self) -> Result<Expression, String> {
        if self.takes("/") {
            let steps = if self.starts_step() { self.steps(Vec::new())? } else { Vec::new() };
            return Ok(Expression::Path(Path { start: Start::Root, steps }));
        }
        if self.takes("//") {
            let steps = self.steps(vec![anywhere_below()])?;
            return Ok(Expression::Path(Path { start: Start::Root, steps }));
        }
        if self.starts_step() {
            return Ok(Expression::Path(Path { start: Start::Here, steps: self.steps(Vec::new())? }));
        }
        let primary = self.primary()?;
        let predicates = self.predicates()?;
        let steps = if self.takes("//") {
            self.steps(vec![anywhere_below()])?
        } else if self.takes("/") {
            self.steps(Vec::new())?
        } else if predicates.is_empty() {
            return Ok(primary);
        } else {
            Vec::new()
        };
        Ok(Expression::Path(Path { start: Start::Filtered(Box::new(primary), predicates), steps }))
    }

    /// Whether a step of a path stands here, and no function's call.
    fn starts_step(&self) -> bool {
        match self.tokens {
            [Token::AnyName, ..] | [Token::Sign("." | ".." | "@"), ..] => true,
            [Token::Name(name), Token::Sign("("), ..] => node_type(name).is_some(),
            [Token::Name(_), ..] => true,
            _ => false,
        }
    }

    fn steps(&mut self, mut steps: Vec<Step>) -> Result<Vec<Step>, String> {
        loop {
            steps.push(self.step()?);
            if self.takes("//") {
                steps.push(anywhere_below());
            } else if !self.takes("/") {
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Result<Step, String> {
        for (sign, axis) in [("..", Axis::Parent), (".", Axis::Itself)] {
            if self.takes(sign) {
                // `.[…]` isn't in the standard's grammar, though rules have it and its meaning is plain.
                return Ok(Step { axis, test: NodeTest::AnyNode, predicates: self.predicates()? });
            }
        }
        let axis = self.axis()?;
        let test = self.node_test()?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn axis(&mut self) -> Result<Axis, String> {
        if self.takes("@") {
            return Ok(Axis::Attribute);
        }
        let [Token::Name(name), Token::Sign("::"), rest @ ..] = self.tokens else { return Ok(Axis::Child) };
        let known = AXES.iter().find(|(known, _)| known == name);
        self.tokens = rest;
        known.map(|(_, axis)| *axis).ok_or_else(|| format!("`{name}` is no axis"))
    }

    fn node_test(&mut self) -> Result<NodeTest, String> {
        match self.tokens {
            [Token::AnyName, rest @ ..] => {
                self.tokens = rest;
                Ok(NodeTest::AnyName)
            }
            [Token::Name(name), Token::Sign("("), Token::Sign(")"), rest @ ..] => {
                let test = node_type(name).ok_or_else(|| format!("`{name}()` is no kind of node"))?;
                self.tokens = rest;
                Ok(test)
            }
            [Token::Name(name), rest @ ..] => {
                self.tokens = rest;
                Ok(NodeTest::Name(name.to_ascii_lowercase()))
            }
            _ => Err(format!("a name is missing before {}", self.place())),
        }
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, String> {
        let mut predicates = Vec::new();
        while self.takes("[") {
            predicates.push(self.within(|reader| reader.binary(LEVELS))?);
            self.expects("]")?;
        }
        Ok(predicates)
    }

    fn primary(&mut self) -> Result<Expression, String> {
        match self.tokens {
            [Token::Literal(text), rest @ ..] => {
                self.tokens = rest;
                Ok(Expression::Literal(text.clone()))
            }
            [Token::Number(number), rest @ ..] => {
                self.tokens = rest;
                Ok(Expression::Number(*number))
            }
            [Token::Sign("("), rest @ ..] => {
                self.tokens = rest;
                let inner = self.within(|reader| reader.binary(LEVELS))?;
                self.expects(")")?;
                Ok(inner)
            }
            [Token::Name(name), Token::Sign("("), rest @ ..] => {
                self.tokens = rest;
                let arguments = self.within(Reader::arguments)?;
                Ok(Expression::Call(function(name, arguments.len())?, arguments))
            }
            _ => Err(format!("something is missing before {}", self.place())),
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, String> {
        let mut arguments = Vec::new();
        if self.takes(")") {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.binary(LEVELS)?);
            if !self.takes(",") {
                self.expects(")")?;
                return Ok(arguments);
            }
        }
    }
}

/// What `//` is short for.
fn anywhere_below() -> Step {
    Step { axis: Axis::DescendantOrSelf, test: NodeTest::AnyNode, predicates: Vec::new() }
}

/// The function of that name, if it takes so many arguments.
fn function(name: &str, arguments: usize) -> Result<Function, String> {
    let (_, function, fewest, most) =
        FUNCTIONS.iter().find(|(known, ..)| *known == name).ok_or_else(|| format!("there is no function `{name}`"))?;
    if (*fewest..=*most).contains(&arguments) {
        Ok(*function)
    } else {
        Err(format!("`{name}` doesn't take {arguments} arguments"))
    }
}

fn node_type(name: &str) -> Option<NodeTest> {
    match name {
        "node" => Some(NodeTest::AnyNode),
        "text" => Some(NodeTest::Text),
        "comment" => Some(NodeTest::Comment),
        _ => None,
    }
}

fn shown(token: &Token) -> String {
    match token {
        Token::Name(name) => format!("`{name}`"),
        Token::Literal(text) => format!("\"{text}\""),
        Token::Number(number) => format!("`{number}`"),
        Token::Sign(sign) => format!("`{sign}`"),
        Token::AnyName => "`*`".to_owned(),
    }
}
