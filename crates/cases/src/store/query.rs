//! Conditions of a list, as SQL with its values beside it.

use access::Reach;
use kernel::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};
use utoipa::ToSchema;

use crate::model::{State, Timeliness};

/// Which day of a card a range of dates is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// The day a card counts in: of its first report, else of its diagnosis.
    #[default]
    Stat,
    /// The onset.
    Onset,
    /// The diagnosis.
    Diagnosis,
}

impl DateKind {
    fn column(self) -> &'static str {
        match self {
            DateKind::Stat => "stat_day",
            DateKind::Onset => "onset_day",
            DateKind::Diagnosis => "diagnosis_day",
        }
    }
}

/// By what a list is sorted; cards that lack it come last, and those alike in the order they were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Last changed first.
    #[default]
    Changed,
    /// Newest onset first.
    Onset,
    /// Newest diagnosis first.
    Diagnosis,
    /// Last reported first.
    Reported,
    /// The review due first comes first.
    ReviewDue,
    /// The report due first comes first.
    ReportDue,
}

impl Sort {
    /// The expression it sorts by; never null, so that keys compare.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Sort::Changed => "changed_at",
            Sort::Onset => "coalesce(onset_day, -1000000)",
            Sort::Diagnosis => "coalesce(diagnosis_day, -1000000)",
            Sort::Reported => "coalesce(submitted_at, -1)",
            Sort::ReviewDue => "coalesce(review_due_at, 9000000000000000)",
            Sort::ReportDue => "coalesce(report_due_at, 9000000000000000)",
        }
    }

    pub(crate) fn is_ascending(self) -> bool {
        matches!(self, Sort::ReviewDue | Sort::ReportDue)
    }
}

/// Which cards.
#[derive(Debug, Clone, Default)]
pub(crate) struct CardFilter {
    /// What who asks may see.
    pub(crate) reaches: Vec<Reach>,
    /// Whether cards of the area's residents reported elsewhere are among it.
    pub(crate) with_residents: bool,
    pub(crate) organisation_path: Option<String>,
    pub(crate) residence_path: Option<String>,
    pub(crate) states: Vec<State>,
    pub(crate) condition: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) dates: DateKind,
    pub(crate) from: Option<Day>,
    pub(crate) to: Option<Day>,
    pub(crate) report_timeliness: Option<Timeliness>,
    pub(crate) review_timeliness: Option<Timeliness>,
    pub(crate) was_returned: Option<bool>,
    pub(crate) is_corrected: Option<bool>,
    pub(crate) has_death: Option<bool>,
    pub(crate) has_duplicate: Option<bool>,
    pub(crate) now: i64,
}

enum Argument {
    Whole(i64),
    Text(String),
}

/// Conditions that all have to hold.
pub(crate) struct Where {
    parts: Vec<String>,
    arguments: Vec<Argument>,
}

impl Where {
    /// The conditions of a filter.
    pub(crate) fn of(filter: &CardFilter) -> Self {
        let mut conditions = Where {
            parts: Vec::new(),
            arguments: Vec::new(),
        };
        conditions.reaches(&filter.reaches, filter.with_residents, "card");
        if let Some(path) = &filter.organisation_path {
            let inside = conditions.inside("organisation_path", path);
            conditions.parts.push(inside);
        }
        if let Some(path) = &filter.residence_path {
            let inside = conditions.inside("residence_path", path);
            conditions.parts.push(inside);
        }
        if !filter.states.is_empty() {
            let states: Vec<String> = filter
                .states
                .iter()
                .map(|state| conditions.text(state.as_str()))
                .collect();
            conditions
                .parts
                .push(format!("state IN ({})", states.join(",")));
        }
        if let Some(condition) = &filter.condition {
            let (own, root) = (conditions.text(condition), conditions.text(condition));
            conditions
                .parts
                .push(format!("(condition = {own} OR root = {root})"));
        }
        if let Some(organisation) = &filter.organisation {
            let place = conditions.text(organisation);
            conditions.parts.push(format!("organisation = {place}"));
        }
        let column = filter.dates.column();
        if let Some(from) = filter.from {
            let place = conditions.whole(i64::from(from.number()));
            conditions.parts.push(format!("{column} >= {place}"));
        }
        if let Some(to) = filter.to {
            let place = conditions.whole(i64::from(to.number()));
            conditions.parts.push(format!("{column} <= {place}"));
        }
        conditions.states_of_clocks(filter);
        conditions.flags(filter);
        conditions
    }

    fn states_of_clocks(&mut self, filter: &CardFilter) {
        for (column, due, wanted) in [
            ("report_timeliness", "overdue_at", filter.report_timeliness),
            (
                "review_timeliness",
                "review_due_at",
                filter.review_timeliness,
            ),
        ] {
            let Some(wanted) = wanted else { continue };
            let stored = match wanted {
                Timeliness::Overdue => Timeliness::Running,
                other => other,
            };
            let place = self.text(stored.as_str());
            self.parts
                .push(format!("{column} = {place} AND state <> 'withdrawn'"));
            // A clock that runs is kept once; whether its time is over depends on now.
            if stored == Timeliness::Running {
                let now = self.whole(filter.now);
                self.parts.push(match wanted {
                    Timeliness::Overdue => format!("{due} < {now}"),
                    _ => format!("({due} IS NULL OR {due} >= {now})"),
                });
            }
        }
    }

    fn flags(&mut self, filter: &CardFilter) {
        let mut flag = |wanted: Option<bool>, claim: &str| match wanted {
            Some(true) => self.parts.push(claim.to_owned()),
            Some(false) => self.parts.push(format!("NOT ({claim})")),
            None => {}
        };
        flag(filter.was_returned, "returned_count > 0");
        flag(filter.is_corrected, "is_corrected = 1");
        flag(filter.has_death, "death_day IS NOT NULL");
        flag(
            filter.has_duplicate,
            "EXISTS (SELECT 1 FROM card_duplicate AS pair WHERE pair.later = card.number AND pair.state = 'open')",
        );
    }

    /// Only rows that lie within one of the reaches.
    pub(crate) fn reaches(&mut self, reaches: &[Reach], with_residents: bool, table: &str) {
        let mut any = Vec::new();
        for reach in reaches.iter().filter(|reach| reach.events.is_none()) {
            let mut inside = self.inside(&format!("{table}.organisation_path"), &reach.path);
            if with_residents && reach.organisation.is_none() {
                let resident = self.inside(&format!("{table}.residence_path"), &reach.path);
                inside = format!("({inside} OR {resident})");
            }
            let level = self.whole(i64::from(reach.level));
            let mut all = format!("{inside} AND {table}.level <= {level}");
            if let Some(organisation) = &reach.organisation {
                let place = self.text(organisation);
                all.push_str(&format!(" AND {table}.organisation = {place}"));
            }
            any.push(format!("({all})"));
        }
        self.parts.push(match any.as_slice() {
            // Whoever reaches nothing sees nothing.
            [] => "1 = 0".to_owned(),
            _ => format!("({})", any.join(" OR ")),
        });
    }

    /// At or below an ancestor path: from it up to, and without, what follows its slash.
    fn inside(&mut self, column: &str, path: &str) -> String {
        let first = self.text(path);
        let end = self.text(&format!("{}0", path.trim_end_matches('/')));
        format!("({column} >= {first} AND {column} < {end})")
    }

    /// One condition more.
    pub(crate) fn and(&mut self, part: String) {
        self.parts.push(part);
    }

    /// Takes a text; returns its place.
    pub(crate) fn text(&mut self, text: &str) -> String {
        self.arguments.push(Argument::Text(text.to_owned()));
        format!("${}", self.arguments.len())
    }

    /// Takes a number; returns its place.
    pub(crate) fn whole(&mut self, number: i64) -> String {
        self.arguments.push(Argument::Whole(number));
        format!("${}", self.arguments.len())
    }

    /// Nothing asked yet.
    pub(crate) fn nothing() -> Self {
        Where {
            parts: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// The conditions as SQL.
    pub(crate) fn sql(&self) -> String {
        match self.parts.as_slice() {
            [] => "1 = 1".to_owned(),
            parts => parts.join(" AND "),
        }
    }

    /// A query with the values bound.
    pub(crate) fn bind(self, sql: String) -> Query<'static, Any, AnyArguments> {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for argument in self.arguments {
            query = match argument {
                Argument::Whole(number) => query.bind(number),
                Argument::Text(text) => query.bind(text),
            };
        }
        query
    }
}

/// The number of an instant in the database.
pub(crate) fn millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(Timestamp::millis)
}
