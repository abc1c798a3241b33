//! `GET /api/card-timeliness`

use access::audit::{Action, Detail};
use access::{Actor, App, Params, Permission};
use axum::Json;
use axum::extract::State;
use platform::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::asked::CardsQuery;
use super::views::{Named, named_organisation};
use crate::store::{self, CardFilter, FacilityRow};

/// What the cards of one facility add up to; each number is that of the list with the filter beside it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FacilityTimeliness {
    /// The facility; absent in the sum of all.
    organisation: Option<Named>,
    /// All cards.
    cards: i64,
    /// Drafts (`state=draft`).
    drafts: i64,
    /// Not reported though the limit has passed (`report=overdue`): diagnosed, and missing at the county.
    overdue: i64,
    /// Reported and not withdrawn.
    reported: i64,
    /// Reported in time (`report=on_time`).
    on_time: i64,
    /// Reported late (`report=late`).
    late: i64,
    /// Reported, of diseases without a limit.
    no_limit: i64,
    /// Reported, and it cannot be judged whether in time.
    unknown: i64,
    /// Share in time of those that can be judged, 0 to 1; absent where there are none.
    on_time_proportion: Option<f64>,
    /// Returned now (`state=returned`).
    returned: i64,
    /// Ever returned (`was_returned=true`).
    was_returned: i64,
    /// Waiting for a review (`state=reported`).
    waiting: i64,
    /// Waiting though the limit has passed (`review=overdue`).
    review_overdue: i64,
    /// Reviewed in time (`review=on_time`).
    review_on_time: i64,
    /// Reviewed late (`review=late`).
    review_late: i64,
    /// Corrected (`is_corrected=true`).
    corrected: i64,
    /// Withdrawn (`state=withdrawn`).
    withdrawn: i64,
    /// May be duplicates of an older card (`has_duplicate=true`).
    duplicates: i64,
}

/// Timeliness by facility and of all together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CardTimeliness {
    /// All facilities together.
    all: FacilityTimeliness,
    /// Facilities with any card, in the order of places.
    facilities: Vec<FacilityTimeliness>,
}

impl FacilityTimeliness {
    fn of(organisation: Option<Named>, row: &FacilityRow) -> Self {
        let judged = row.on_time + row.late;
        FacilityTimeliness {
            organisation,
            cards: row.cards,
            drafts: row.drafts,
            overdue: row.overdue,
            reported: row.reported,
            on_time: row.on_time,
            late: row.late,
            no_limit: row.no_limit,
            unknown: row.unknown,
            // Counts of cards are far below where a float loses whole ones.
            on_time_proportion: (judged > 0).then(|| row.on_time as f64 / judged as f64),
            returned: row.returned,
            was_returned: row.was_returned,
            waiting: row.waiting,
            review_overdue: row.review_overdue,
            review_on_time: row.review_on_time,
            review_late: row.review_late,
            corrected: row.corrected,
            withdrawn: row.withdrawn,
            duplicates: row.duplicates,
        }
    }
}

/// How timely each facility reports, for a month or any other filter of the list, by the place of the facility.
#[utoipa::path(
    get, path = "/api/card-timeliness", tag = "cases", params(CardsQuery),
    responses(
        (status = 200, description = "sums by facility", body = CardTimeliness),
        (status = 401, description = "nobody is signed in", body = Problem),
        (status = 403, description = "the permission is missing", body = Problem),
        (status = 422, description = "wrong parameter", body = Problem),
    ),
)]
pub(crate) async fn get_card_timeliness(
    actor: Actor,
    State(app): State<App>,
    Params(query): Params<CardsQuery>,
) -> Result<Json<CardTimeliness>, Problem> {
    let scope = actor.scope(&app, Permission::CardsRead)?;
    let filter: CardFilter = query.filter(&app, &scope)?;
    let rows = store::by_facility(&app.db, &filter).await?;
    let sum = rows
        .iter()
        .fold(FacilityRow::default(), |sum, row| sum.plus(row));
    let entry = scope
        .entry(Action::CardRead)
        .count(Detail::Rows, rows.len() as u64);
    app.record_now(entry).await?;
    Ok(Json(CardTimeliness {
        all: FacilityTimeliness::of(None, &sum),
        facilities: rows
            .iter()
            .map(|row| {
                let named = named_organisation(&app.pack, &row.organisation);
                FacilityTimeliness::of(Some(named), row)
            })
            .collect(),
    }))
}
