//! Is the database whole? Each capability publishes what must hold between its tables.

use serde::Serialize;
use sqlx::Row;

use crate::{Db, DbError, DbKind};

/// Something that must hold, as a query for what breaks it.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// What must hold, in words.
    pub claim: &'static str,
    /// A query that returns one text per offence; it should stop after a few.
    pub offences: &'static str,
}

/// A claim that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Damage {
    /// The claim.
    pub claim: String,
    /// The first offences.
    pub offences: Vec<String>,
}

/// What must hold of the counts.
pub const CHECKS: &[Check] = &[
    Check {
        claim: "every series knows the first and the last day of its counts",
        offences: "SELECT 'series ' || CAST(series.id AS TEXT) FROM count_series AS series JOIN ( \
                   SELECT series, min(day) AS first, max(day) AS last FROM count_point GROUP BY series \
                   ) AS held ON held.series = series.id \
                   WHERE series.first_day <> held.first OR series.last_day <> held.last \
                   OR series.first_day IS NULL LIMIT 10",
    },
    Check {
        claim: "every replaced count has a count that stands in its place",
        offences: "SELECT 'revision ' || CAST(old.id AS TEXT) FROM count_revision AS old \
                   LEFT JOIN count_point AS point ON point.series = old.series AND point.day = old.day \
                   WHERE point.series IS NULL LIMIT 10",
    },
    Check {
        claim: "no effect was promised for a topic without a name",
        offences: "SELECT 'outbox ' || CAST(id AS TEXT) FROM outbox WHERE topic = '' LIMIT 10",
    },
];

impl Db {
    /// Reads the whole database and returns every claim that does not hold; none means it is whole.
    ///
    /// # Errors
    /// When the database cannot be read at all.
    pub async fn verify(&self, checks: &[&[Check]]) -> Result<Vec<Damage>, DbError> {
        let mut damage = Vec::new();
        if self.kind() == DbKind::Sqlite {
            damage.extend(
                self.offences("SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
                    .await?
                    .map(|offences| Damage {
                        claim: "the file's pages and indexes agree".to_owned(),
                        offences,
                    }),
            );
            damage.extend(
                self.offences("SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' refers to no ' || parent FROM pragma_foreign_key_check LIMIT 10")
                    .await?
                    .map(|offences| Damage {
                        claim: "every reference leads to a row".to_owned(),
                        offences,
                    }),
            );
        }
        for check in checks.iter().copied().flatten() {
            if let Some(offences) = self.offences(check.offences).await? {
                damage.push(Damage {
                    claim: check.claim.to_owned(),
                    offences,
                });
            }
        }
        Ok(damage)
    }

    async fn offences(&self, sql: &'static str) -> Result<Option<Vec<String>>, DbError> {
        let rows = sqlx::query(sql).fetch_all(self.read()).await?;
        let found: Vec<String> = rows
            .iter()
            .filter_map(|row| row.try_get::<String, _>(0).ok())
            .collect();
        Ok((!found.is_empty()).then_some(found))
    }
}
