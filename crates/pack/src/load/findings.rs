//! Where findings are gathered while packs are read.

use std::cell::RefCell;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Severity};
use crate::search::nearest_word;

/// A line of a pack file.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) file: Arc<str>,
    pub(crate) line: u32,
}

impl Place {
    pub(crate) fn new(file: &str, line: u32) -> Self {
        Place {
            file: file.into(),
            line,
        }
    }
}

/// A thing together with the place that says it.
#[derive(Debug, Clone)]
pub(crate) struct Placed<T> {
    pub(crate) place: Place,
    /// Which of the overlaid packs says it, from 0.
    pub(crate) pack: usize,
    /// Where each text of a definition stands, by key; empty for a row, which is one line.
    pub(crate) keys: Vec<Key>,
    pub(crate) item: T,
}

/// A text of a definition: its key, itself and its place.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) place: Place,
}

impl<T> Placed<T> {
    /// Where `text` is written at `key`, or the place of the whole where that is not known.
    pub(crate) fn place_of(&self, key: &str, text: &str) -> &Place {
        self.keys
            .iter()
            .find(|one| one.path == key && one.text == text)
            .map_or(&self.place, |one| &one.place)
    }
}

/// All findings so far. Shared by readers, hence the cell.
#[derive(Debug, Default)]
pub(crate) struct Findings(RefCell<Vec<Diagnostic>>);

impl Findings {
    pub(crate) fn error(&self, place: &Place, key: &str, rule: &'static str, message: String) {
        self.add(place, key, rule, Severity::Error, message, None);
    }

    pub(crate) fn error_with(
        &self,
        place: &Place,
        key: &str,
        rule: &'static str,
        message: String,
        hint: impl Into<String>,
    ) {
        self.add(
            place,
            key,
            rule,
            Severity::Error,
            message,
            Some(hint.into()),
        );
    }

    pub(crate) fn warning(
        &self,
        place: &Place,
        key: &str,
        rule: &'static str,
        message: String,
        hint: impl Into<String>,
    ) {
        self.add(
            place,
            key,
            rule,
            Severity::Warning,
            message,
            Some(hint.into()),
        );
    }

    /// Reports that `name` is none of the known names of a `kind`, and the nearest one.
    pub(crate) fn unknown<'a>(
        &self,
        place: &Place,
        key: &str,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let hint = match nearest_word(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add the {kind} to this pack or one it includes"),
        };
        self.error_with(
            place,
            key,
            "unknown-reference",
            format!("there is no {kind} `{name}`"),
            hint,
        );
    }

    fn add(
        &self,
        place: &Place,
        key: &str,
        rule: &'static str,
        severity: Severity,
        message: String,
        hint: Option<String>,
    ) {
        self.0.borrow_mut().push(Diagnostic {
            file: place.file.to_string(),
            line: place.line,
            key: key.to_owned(),
            rule,
            severity,
            message,
            hint,
        });
    }

    /// Whether any finding stops the load.
    pub(crate) fn has_errors(&self) -> bool {
        self.0
            .borrow()
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// All findings in order, each once.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        let mut found = self.0.into_inner();
        found.sort();
        found.dedup();
        found
    }
}
