//! Expressions of packs, in CEL (Common Expression Language), compiled once and evaluated many times.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, LazyLock};

use cel::common::ast::{EntryExpr, Expr, IdedExpr};
use cel::objects::{Key, Map};
use cel::{Context, Program, Value};

use crate::load::findings::Place;

/// The standard functions, built once: each evaluation opens a small scope below it.
static ROOT: LazyLock<Context<'static, 'static>> = LazyLock::new(Context::default);

/// A compiled expression that remembers where it was written.
#[derive(Clone)]
pub struct Expression {
    text: Arc<str>,
    file: Arc<str>,
    line: u32,
    key: Arc<str>,
    program: Arc<Program>,
}

/// Why an expression gave no answer; names the place in the pack.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{file}:{line}: {key}: the expression `{text}` {reason}")]
pub struct ExpressionError {
    /// Pack file.
    pub file: String,
    /// Line of the expression.
    pub line: u32,
    /// Key of the expression.
    pub key: String,
    /// The expression as written.
    pub text: String,
    /// What went wrong and what to do.
    pub reason: String,
}

/// What an expression reads and returns: one plain value.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// Nothing known; `null` in an expression.
    Empty,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
}

/// The variables of one evaluation: maps of plain values by name, for example `condition`.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    maps: Vec<(&'static str, Value)>,
}

impl Variables {
    /// No variables yet.
    #[must_use]
    pub fn new() -> Self {
        Variables::default()
    }

    /// Adds the map `name`, replacing an earlier one of that name.
    #[must_use]
    pub fn with<K, V>(
        mut self,
        name: &'static str,
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Self
    where
        K: Into<String>,
        V: Into<Scalar>,
    {
        let map: HashMap<Key, Value> = entries
            .into_iter()
            .map(|(key, value)| {
                let value: Scalar = value.into();
                (Key::from(key.into()), Value::from(value))
            })
            .collect();
        self.maps.retain(|(known, _)| *known != name);
        self.maps
            .push((name, Value::Map(Map { map: Arc::new(map) })));
        self
    }
}

impl Expression {
    /// Compiles `text`, written at `key` on `line` of `file`.
    ///
    /// # Errors
    /// When the text is not CEL; the reason names the position.
    pub fn compile(text: &str, file: &str, line: u32, key: &str) -> Result<Self, ExpressionError> {
        let program = Program::compile(text).map_err(|error| ExpressionError {
            file: file.to_owned(),
            line,
            key: key.to_owned(),
            text: text.to_owned(),
            reason: format!("cannot be read: {}", first_line(&error)),
        })?;
        Ok(Expression {
            text: text.into(),
            file: file.into(),
            line,
            key: key.into(),
            program: Arc::new(program),
        })
    }

    /// The expression as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The fields of the map `variable` that the expression reads, for example `observed` of `row.observed == "0"`.
    ///
    /// A caller that evaluates many times needs to supply these fields alone.
    #[must_use]
    pub fn fields_of(&self, variable: &str) -> BTreeSet<&str> {
        let mut fields = BTreeSet::new();
        walk(self.program.expression(), &mut |expr| {
            if let Expr::Select(select) = expr
                && matches!(&select.operand.expr, Expr::Ident(name) if name == variable)
            {
                fields.insert(select.field.as_str());
            }
        });
        fields
    }

    /// Where the expression is written, and at which key.
    pub(crate) fn place(&self) -> (Place, &str) {
        (Place::new(&self.file, self.line), &self.key)
    }

    /// Names of the variables that the expression uses, sorted.
    pub(crate) fn variables(&self) -> Vec<String> {
        let references = self.program.references();
        let mut names: Vec<String> = references
            .variables()
            .into_iter()
            // A macro such as `exists` brings its own accumulator.
            .filter(|name| !name.starts_with('@'))
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names
    }

    /// The value of the expression.
    ///
    /// # Errors
    /// When a variable or field is missing, types do not fit, or the result is not a plain value.
    pub fn evaluate(&self, variables: &Variables) -> Result<Scalar, ExpressionError> {
        let mut scope = ROOT.new_inner_scope();
        for (name, value) in &variables.maps {
            scope.add_variable_from_value(*name, value.clone());
        }
        match self.program.execute(&scope) {
            Ok(value) => Scalar::try_from(value).map_err(|kind| {
                self.error(format!("gives a {kind}; it must give one plain value"))
            }),
            Err(error) => Err(self.error(format!("failed: {}", first_line(&error)))),
        }
    }

    /// Whether the expression holds.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], and when the result is neither true nor false.
    pub fn is_true(&self, variables: &Variables) -> Result<bool, ExpressionError> {
        match self.evaluate(variables)? {
            Scalar::Flag(flag) => Ok(flag),
            other => Err(self.error(format!("gives {other}; it must give true or false"))),
        }
    }

    fn error(&self, reason: String) -> ExpressionError {
        ExpressionError {
            file: self.file.to_string(),
            line: self.line,
            key: self.key.to_string(),
            text: self.text.to_string(),
            reason,
        }
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Expression({})", self.text)
    }
}

fn first_line(error: &impl fmt::Display) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    // The parser goes on to list every token it would have taken.
    let line = line.split(" expecting {").next().unwrap_or(line);
    line.trim().trim_start_matches("ERROR: ").to_owned()
}

fn walk<'e>(node: &'e IdedExpr, visit: &mut impl FnMut(&'e Expr)) {
    visit(&node.expr);
    match &node.expr {
        Expr::Call(call) => {
            if let Some(target) = &call.target {
                walk(target, visit);
            }
            for argument in &call.args {
                walk(argument, visit);
            }
        }
        Expr::Comprehension(inner) => {
            for part in [
                &inner.iter_range,
                &inner.accu_init,
                &inner.loop_cond,
                &inner.loop_step,
                &inner.result,
            ] {
                walk(part, visit);
            }
        }
        Expr::List(list) => {
            for element in &list.elements {
                walk(element, visit);
            }
        }
        Expr::Map(map) => {
            for entry in &map.entries {
                if let EntryExpr::MapEntry(entry) = &entry.expr {
                    walk(&entry.key, visit);
                    walk(&entry.value, visit);
                }
            }
        }
        Expr::Select(select) => walk(&select.operand, visit),
        Expr::Struct(_) | Expr::Ident(_) | Expr::Literal(_) | Expr::Unspecified => {}
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scalar::Empty => out.write_str("null"),
            Scalar::Flag(flag) => write!(out, "{flag}"),
            Scalar::Whole(number) => write!(out, "{number}"),
            Scalar::Number(number) => write!(out, "{number}"),
            Scalar::Text(text) => write!(out, "`{text}`"),
        }
    }
}

impl From<Scalar> for Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Empty => Value::Null,
            Scalar::Flag(flag) => Value::Bool(flag),
            Scalar::Whole(number) => Value::Int(number),
            Scalar::Number(number) => Value::Float(number),
            Scalar::Text(text) => Value::String(Arc::new(text)),
        }
    }
}

impl From<Scalar> for serde_json::Value {
    fn from(scalar: Scalar) -> Self {
        match scalar {
            Scalar::Empty => serde_json::Value::Null,
            Scalar::Flag(flag) => flag.into(),
            Scalar::Whole(number) => number.into(),
            Scalar::Number(number) => number.into(),
            Scalar::Text(text) => text.into(),
        }
    }
}

impl TryFrom<Value> for Scalar {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        Ok(match value {
            Value::Null => Scalar::Empty,
            Value::Bool(flag) => Scalar::Flag(flag),
            Value::Int(number) => Scalar::Whole(number),
            Value::UInt(number) => match i64::try_from(number) {
                Ok(number) => Scalar::Whole(number),
                Err(_) => return Err("number beyond 64 bits"),
            },
            Value::Float(number) => Scalar::Number(number),
            Value::String(text) => Scalar::Text(text.as_str().to_owned()),
            Value::List(_) => return Err("list"),
            Value::Map(_) => return Err("map"),
            _ => return Err("value of another kind"),
        })
    }
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Scalar::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Scalar::Text(text)
    }
}

impl From<bool> for Scalar {
    fn from(flag: bool) -> Self {
        Scalar::Flag(flag)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Scalar::Whole(number)
    }
}

impl From<f64> for Scalar {
    fn from(number: f64) -> Self {
        Scalar::Number(number)
    }
}

impl<T: Into<Scalar>> From<Option<T>> for Scalar {
    fn from(value: Option<T>) -> Self {
        value.map_or(Scalar::Empty, Into::into)
    }
}
