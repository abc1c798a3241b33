//! TOML as a tree that remembers lines, so that packs can be overlaid and findings placed.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::{Day, RegionCode};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::load::findings::{Findings, Key, Place};
use crate::marks::Confidence;
use crate::search::nearest_word;

/// Keys and values of a table.
pub(crate) type Table = BTreeMap<String, Node>;

/// A value and the line it stands on.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Val,
}

#[derive(Debug, Clone)]
pub(crate) enum Val {
    Text(String),
    Whole(i64),
    Number(f64),
    Flag(bool),
    List(Vec<Node>),
    Table(Table),
}

impl Val {
    fn kind(&self) -> &'static str {
        match self {
            Val::Text(_) => "a text",
            Val::Whole(_) => "a whole number",
            Val::Number(_) => "a number",
            Val::Flag(_) => "true or false",
            Val::List(_) => "a list",
            Val::Table(_) => "a table",
        }
    }
}

/// Parses a TOML file; a syntax error is reported and gives an empty table.
pub(crate) fn parse(label: &str, text: &str, findings: &Findings) -> Node {
    let lines = Lines::new(label, text);
    match DeTable::parse(text) {
        Ok(table) => Node {
            place: lines.place(0),
            value: Val::Table(convert_table(table.into_inner(), &lines)),
        },
        Err(error) => {
            let place = lines.place(error.span().map_or(0, |span| span.start));
            let message = format!("not valid TOML: {}", error.message());
            findings.error(&place, "", "toml-syntax", message);
            Node {
                place,
                value: Val::Table(Table::new()),
            }
        }
    }
}

/// Byte offsets to lines.
struct Lines {
    file: Arc<str>,
    starts: Vec<usize>,
}

impl Lines {
    fn new(label: &str, text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            file: label.into(),
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    fn place(&self, offset: usize) -> Place {
        Place {
            file: Arc::clone(&self.file),
            line: self.starts.partition_point(|start| *start <= offset) as u32,
        }
    }
}

fn convert_table(table: DeTable<'_>, lines: &Lines) -> Table {
    table
        .into_iter()
        .map(|(key, value)| {
            let mut node = convert(value, lines);
            // A finding about a value points at its key; a table's own span may begin elsewhere.
            node.place = lines.place(key.span().start);
            (key.into_inner().into_owned(), node)
        })
        .collect()
}

fn convert(spanned: Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let place = lines.place(spanned.span().start);
    let value = match spanned.into_inner() {
        DeValue::String(text) => Val::Text(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Val::Text(number.as_str().to_owned()), Val::Whole),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .map_or_else(|_| Val::Text(number.as_str().to_owned()), Val::Number),
        DeValue::Boolean(flag) => Val::Flag(flag),
        DeValue::Datetime(moment) => Val::Text(moment.to_string()),
        DeValue::Array(list) => {
            Val::List(list.into_iter().map(|item| convert(item, lines)).collect())
        }
        DeValue::Table(table) => Val::Table(convert_table(table, lines)),
    };
    Node { place, value }
}

/// Lays `over` onto `under`: tables key by key, everything else replaced.
pub(crate) fn overlay(under: &mut Table, over: Table) {
    for (key, node) in over {
        match (under.get_mut(&key), node) {
            (
                Some(Node {
                    value: Val::Table(below),
                    ..
                }),
                Node {
                    value: Val::Table(above),
                    ..
                },
            ) => overlay(below, above),
            (_, node) => {
                under.insert(key, node);
            }
        }
    }
}

/// Gathers all texts of a table with their full keys; items of a list share the key of the list.
pub(crate) fn texts(table: &Table, path: &str, found: &mut Vec<Key>) {
    for (key, node) in table {
        let path = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        gather(node, path, found);
    }
}

fn gather(node: &Node, path: String, found: &mut Vec<Key>) {
    match &node.value {
        Val::Text(text) => found.push(Key {
            path,
            text: text.clone(),
            place: node.place.clone(),
        }),
        Val::List(items) => {
            for item in items {
                gather(item, path.clone(), found);
            }
        }
        Val::Table(table) => texts(table, &path, found),
        Val::Whole(_) | Val::Number(_) | Val::Flag(_) => {}
    }
}

/// Reads a table key by key; keys nobody asked for are reported by [`Reader::finish`].
pub(crate) struct Reader<'a> {
    table: &'a Table,
    pub(crate) place: Place,
    path: String,
    asked: RefCell<BTreeSet<String>>,
    pub(crate) findings: &'a Findings,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(table: &'a Table, place: &Place, path: &str, findings: &'a Findings) -> Self {
        Reader {
            table,
            place: place.clone(),
            path: path.to_owned(),
            asked: RefCell::default(),
            findings,
        }
    }

    /// The full key, for example `detector.params.limit`.
    pub(crate) fn key(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// The node of a key, if it is there.
    pub(crate) fn node(&self, key: &str) -> Option<&'a Node> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    /// The place of a key, or of the table where the key is absent.
    pub(crate) fn place_of(&self, key: &str) -> Place {
        self.table
            .get(key)
            .map_or_else(|| self.place.clone(), |node| node.place.clone())
    }

    pub(crate) fn wrong_type(&self, key: &str, node: &Node, wanted: &str) {
        self.findings.error(
            &node.place,
            &self.key(key),
            "wrong-type",
            format!("this is {}; it must be {wanted}", node.value.kind()),
        );
    }

    pub(crate) fn missing(&self, key: &str) {
        self.findings.error(
            &self.place,
            &self.key(key),
            "missing-key",
            format!("the key `{key}` is missing"),
        );
    }

    /// A text that may be absent.
    pub(crate) fn text_opt(&self, key: &str) -> Option<String> {
        let node = self.node(key)?;
        match &node.value {
            Val::Text(text) => Some(text.clone()),
            _ => {
                self.wrong_type(key, node, "a text");
                None
            }
        }
    }

    /// A text that must be there and not empty.
    pub(crate) fn text(&self, key: &str) -> String {
        match self.node(key) {
            Some(_) => self.text_opt(key).unwrap_or_default(),
            None => {
                self.missing(key);
                String::new()
            }
        }
    }

    /// A text that `parse` understands.
    pub(crate) fn parsed<T>(
        &self,
        key: &str,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text_opt(key)?;
        let value = parse(&text);
        if value.is_none() {
            self.findings.error(
                &self.place_of(key),
                &self.key(key),
                "wrong-type",
                format!("`{text}` is not {wanted}"),
            );
        }
        value
    }

    pub(crate) fn day(&self, key: &str) -> Option<Day> {
        self.parsed(key, "a day written as YYYY-MM-DD", |text| text.parse().ok())
    }

    pub(crate) fn region(&self, key: &str) -> Option<RegionCode> {
        self.parsed(key, "a region code of 6, 9 or 12 digits", |text| {
            text.parse().ok()
        })
    }

    /// The confidence mark, which every sourced entry must have.
    pub(crate) fn confidence(&self) -> Confidence {
        match self.node("confidence") {
            Some(_) => self
                .parsed(
                    "confidence",
                    "one of the marks A, B, C, D",
                    Confidence::parse,
                )
                .unwrap_or(Confidence::D),
            None => {
                self.findings.error_with(
                    &self.place,
                    &self.key("confidence"),
                    "unsourced",
                    "the entry has no confidence mark".to_owned(),
                    "write `confidence = \"D\"` where in doubt",
                );
                Confidence::D
            }
        }
    }

    pub(crate) fn whole_opt(&self, key: &str) -> Option<i64> {
        let node = self.node(key)?;
        match node.value {
            Val::Whole(number) => Some(number),
            _ => {
                self.wrong_type(key, node, "a whole number");
                None
            }
        }
    }

    pub(crate) fn flag_opt(&self, key: &str) -> Option<bool> {
        let node = self.node(key)?;
        match node.value {
            Val::Flag(flag) => Some(flag),
            _ => {
                self.wrong_type(key, node, "true or false");
                None
            }
        }
    }

    /// A list of texts; absent is empty.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let Val::List(items) = &node.value else {
            self.wrong_type(key, node, "a list of texts");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match &item.value {
                Val::Text(text) => Some(text.clone()),
                _ => {
                    self.wrong_type(key, item, "a text");
                    None
                }
            })
            .collect()
    }

    /// A table below this one.
    pub(crate) fn table(&self, key: &str) -> Option<Reader<'a>> {
        let node = self.node(key)?;
        match &node.value {
            Val::Table(table) => Some(Reader::new(
                table,
                &node.place,
                &self.key(key),
                self.findings,
            )),
            _ => {
                self.wrong_type(key, node, "a table");
                None
            }
        }
    }

    /// A list of tables below this one; absent is empty.
    pub(crate) fn tables(&self, key: &str) -> Vec<Reader<'a>> {
        let Some(node) = self.node(key) else {
            return Vec::new();
        };
        let Val::List(items) = &node.value else {
            self.wrong_type(key, node, "a list of tables");
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match &item.value {
                Val::Table(table) => Some(Reader::new(
                    table,
                    &item.place,
                    &self.key(key),
                    self.findings,
                )),
                _ => {
                    self.wrong_type(key, item, "a table");
                    None
                }
            })
            .collect()
    }

    /// The names and nodes of all keys; marks them as asked for.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        self.asked.borrow_mut().extend(self.table.keys().cloned());
        self.table.iter().map(|(key, node)| (key.as_str(), node))
    }

    /// Reports the keys that nobody asked for, each with the nearest known one.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, node) in self.table {
            if !asked.contains(key) {
                let hint = match nearest_word(key, asked.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "remove it, or see the schema in packs/README.md".to_owned(),
                };
                self.findings.error_with(
                    &node.place,
                    &self.key(key),
                    "unknown-key",
                    format!("the key `{key}` is not known here"),
                    hint,
                );
            }
        }
    }
}
