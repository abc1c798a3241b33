//! The rules a row must keep, and what is said when it breaks one.

/// A rule with its stable code; the README lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    UnclosedQuote,
    RowTooLong,
    Truncated,
    TooFewCells,
    TooManyCells,
    Undecodable,
    MissingValue,
    UnknownStream,
    UnknownRegion,
    AmbiguousRegion,
    OutsideArea,
    UnknownCondition,
    UnknownStratum,
    DateUnreadable,
    DateTwoDigitYear,
    DateExcelSerial,
    DateFuture,
    DateTooCoarse,
    DateNotPeriodStart,
    CountNegative,
    CountFractional,
    CountTooLarge,
    CountUnreadable,
    DuplicateKey,
    LayoutFails,
}

impl Rule {
    /// The stable word in the database, in JSON and in exports.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Rule::UnclosedQuote => "unclosed_quote",
            Rule::RowTooLong => "row_too_long",
            Rule::Truncated => "truncated",
            Rule::TooFewCells => "too_few_cells",
            Rule::TooManyCells => "too_many_cells",
            Rule::Undecodable => "undecodable",
            Rule::MissingValue => "missing_value",
            Rule::UnknownStream => "unknown_stream",
            Rule::UnknownRegion => "unknown_region",
            Rule::AmbiguousRegion => "ambiguous_region",
            Rule::OutsideArea => "outside_area",
            Rule::UnknownCondition => "unknown_condition",
            Rule::UnknownStratum => "unknown_stratum",
            Rule::DateUnreadable => "date_unreadable",
            Rule::DateTwoDigitYear => "date_two_digit_year",
            Rule::DateExcelSerial => "date_excel_serial",
            Rule::DateFuture => "date_future",
            Rule::DateTooCoarse => "date_too_coarse",
            Rule::DateNotPeriodStart => "date_not_period_start",
            Rule::CountNegative => "count_negative",
            Rule::CountFractional => "count_fractional",
            Rule::CountTooLarge => "count_too_large",
            Rule::CountUnreadable => "count_unreadable",
            Rule::DuplicateKey => "duplicate_key",
            Rule::LayoutFails => "layout_fails",
        }
    }
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) rule: Rule,
    /// Header of the column at fault.
    pub(crate) column: Option<String>,
    /// The text at fault.
    pub(crate) value: Option<String>,
    pub(crate) message_en: String,
    pub(crate) message_zh: String,
    /// What may have been meant.
    pub(crate) suggestion: Option<String>,
}

/// The longest text at fault that is kept beside the whole row.
const VALUE_CHARS_MAX: usize = 200;

impl Finding {
    pub(crate) fn new(rule: Rule, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Finding {
            rule,
            column: None,
            value: None,
            message_en: en.into(),
            message_zh: zh.into(),
            suggestion: None,
        }
    }

    pub(crate) fn at(mut self, column: &str, value: &str) -> Self {
        self.column = Some(column.to_owned());
        self.value = Some(value.chars().take(VALUE_CHARS_MAX).collect());
        self
    }

    pub(crate) fn suggesting(mut self, suggestion: Option<String>) -> Self {
        if let Some(name) = &suggestion {
            self.message_en
                .push_str(&format!("; did you mean `{name}`?"));
            self.message_zh.push_str(&format!("；是否应为“{name}”？"));
        }
        self.suggestion = suggestion;
        self
    }
}

/// A rejected row: what is wrong with it, and the whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rejected {
    /// Row as a spreadsheet shows it.
    pub(crate) row: u64,
    pub(crate) finding: Finding,
    /// Its cells in the order of the headers.
    pub(crate) fields: Vec<String>,
}
