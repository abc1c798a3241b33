//! Cards as a line list (病例一览表): one row a card, the card's fields and how it stands.

use kernel::Timestamp;
use pack::{CardMasking, CardType, Pack};
use platform::{Cell, Table};

use crate::api::{report_clock, review_clock};
use crate::engine::masked;
use crate::model::Card;

/// The code system whose column names are used, too.
const FRONT: &str = "front";
/// Columns in front of the card's fields.
const STANDING: [&str; 9] = [
    "id",
    "version",
    "state 状态",
    "reported_at 报告时间",
    "report_timeliness 报告及时性",
    "reviewed_at 审核时间",
    "review_timeliness 审核及时性",
    "returned_count 退卡次数",
    "is_corrected 已订正",
];

/// How a line list is written.
pub(crate) struct LineList<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) now: Timestamp,
    /// Whether names and numbers stand in the clear.
    pub(crate) is_clear: bool,
    /// Whose codes are used; ours where none is named.
    pub(crate) system: Option<&'a str>,
}

/// The columns in which somebody may have written anything.
pub(crate) fn free_text(pack: &Pack) -> Vec<usize> {
    pack.cards
        .fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.masking == CardMasking::Text)
        .map(|(at, _)| STANDING.len() + at)
        .collect()
}

impl LineList<'_> {
    /// The table of these cards.
    pub(crate) fn table<'c>(&self, cards: impl Iterator<Item = &'c Card>) -> Table {
        let fields = self.pack.cards.fields.iter().map(|field| {
            let front = field
                .front_column
                .as_ref()
                .filter(|_| self.system == Some(FRONT));
            match front {
                Some(column) => column.clone(),
                None => format!("{} {}", field.id, field.name_zh),
            }
        });
        Table {
            name: "cards".to_owned(),
            notes: Vec::new(),
            columns: STANDING
                .iter()
                .map(|name| (*name).to_owned())
                .chain(fields)
                .collect(),
            rows: cards.map(|card| self.row(card)).collect(),
        }
    }

    fn row(&self, card: &Card) -> Vec<Cell> {
        let shown = match self.is_clear {
            true => card.content.values.clone(),
            false => masked(self.pack, &card.content.values),
        };
        let instant = |at: Option<Timestamp>| Cell::from(at.map(|at| at.to_string()));
        let review = review_clock(card, self.now).map(|clock| clock.timeliness.as_str());
        let mut row = vec![
            Cell::from(card.id.to_string()),
            Cell::from(card.version),
            Cell::from(card.state.as_str()),
            instant(card.reported_at),
            Cell::from(report_clock(card, self.now).timeliness.as_str()),
            instant(card.reviewed_at),
            Cell::from(review),
            Cell::from(card.returned_count),
            Cell::from(i64::from(card.is_corrected)),
        ];
        row.extend(self.pack.cards.fields.iter().map(|field| {
            let Some(text) = shown.get(&field.id) else {
                return Cell::Empty;
            };
            Cell::from(self.coded(field.kind, field.set.as_deref(), text))
        }));
        row
    }

    /// A value in the codes of the system that was asked for.
    fn coded(&self, kind: CardType, set: Option<&str>, text: &str) -> String {
        let Some(system) = self.system else {
            return text.to_owned();
        };
        match (kind, set) {
            (CardType::Condition, _) => self
                .pack
                .conditions
                .get(text)
                .and_then(|one| one.card_code.clone())
                .unwrap_or_else(|| text.to_owned()),
            (CardType::Code | CardType::Codes, Some(set)) => text
                .split(';')
                .map(|code| self.pack.cards.external(system, set, code))
                .collect::<Vec<_>>()
                .join(";"),
            _ => text.to_owned(),
        }
    }
}
