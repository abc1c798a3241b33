//! Made-up cards into the database, many at a time.

use access::Resource;
use kernel::{Day, Id, RegionCode, Timestamp};
use pack::{Organisation, Pack, SyntheticCards};
use platform::{Db, DbError};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;
use registry::{People, agreement};
use serde::Serialize;
use vault::Vault;

use super::life::{Lived, live};
use super::patient::Pool;
use super::plan::{Plan, Planner};
use crate::engine::{Reading, identity, sex};
use crate::error::CardError;
use crate::model::{Card, Duplicate, DuplicateState};
use crate::store::{self, SealedCard, SealedVersion};

/// Cards of one transaction.
const BATCH_CARDS: usize = 4_000;
/// People that are looked at; of a larger registry the first ones fall ill.
const PEOPLE_MAX: usize = 200_000;
const PAGE: usize = 500;
/// Kinds of organisations that report.
const REPORTING: [&str; 2] = ["hospital", "township_health_centre"];
/// Draws without a card after which the rest is given up: nobody of the ages asked for lives there.
const IN_VAIN_MAX: usize = 10_000;

/// What is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Where the patients live.
    pub region: RegionCode,
    /// How many cards.
    pub count: u64,
    /// Another number makes other cards.
    pub seed: u64,
    /// First day of an onset.
    pub from: Day,
    /// Last day of an onset.
    pub to: Day,
}

/// What was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Made {
    /// Cards.
    pub cards: u64,
    /// Versions of cards.
    pub versions: u64,
    /// Pairs that may be of one illness.
    pub duplicates: u64,
}

/// Makes cards up for people of a region that the database holds, and stores them.
///
/// # Errors
/// When the packs name no reporting organisation or disease there, the database holds nobody there, or it refuses;
/// whole batches before that stay.
pub async fn load(
    db: &Db,
    pack: &Pack,
    vault: &Vault,
    wanted: Wanted,
    now: Timestamp,
    told: &mut (dyn FnMut(u64) + Send),
) -> Result<Made, CardError> {
    let path = pack.regions.path(wanted.region).ok_or_else(|| {
        refused(
            "unknown_region",
            "the packs have no such region; choose one of the city's pack",
        )
    })?;
    let facilities = facilities(pack, &path);
    if facilities.is_empty() {
        return Err(refused(
            "no_organisation",
            "the packs name no hospital or health centre there; add some to `organisations.csv`, or use the pack `demo`",
        ));
    }
    let pool = Pool::new(people(db, pack, vault, &path, now).await?);
    if pool.is_empty() {
        return Err(refused(
            "nobody",
            "the database holds nobody who lives there; make people first with `yufang synth people`",
        ));
    }
    let planner = Planner {
        pack,
        pool: &pool,
        facilities: &facilities,
        diseases: &shares(&pack.cards.synthetic),
        from: wanted.from,
        days: wanted.to.since(wanted.from) + 1,
        now,
    };
    let mut rng = Pcg64Mcg::seed_from_u64(wanted.seed);
    let (mut made, mut in_vain) = (Made::default(), 0);
    while made.cards < wanted.count && in_vain < IN_VAIN_MAX {
        let left = usize::try_from(wanted.count - made.cards).unwrap_or(usize::MAX);
        let mut plans: Vec<(Plan<'_>, Id<Card>)> = Vec::new();
        while plans.len() < left.min(BATCH_CARDS) && in_vain < IN_VAIN_MAX {
            let drawn = planner.draw(&mut rng);
            in_vain = if drawn.is_empty() { in_vain + 1 } else { 0 };
            plans.extend(drawn.into_iter().map(|plan| {
                let at = plan.events.first().map_or(now, |event| event.at);
                let id = made_id(at, &mut rng);
                (plan, id)
            }));
        }
        let ring = vault.ring();
        let lived: Vec<Lived> = plans
            .par_iter()
            .map(|(plan, id)| live(pack, &ring, plan, *id))
            .collect::<Result<Vec<Option<Lived>>, CardError>>()?
            .into_iter()
            .flatten()
            .collect();
        write(db, pack, lived, &mut made).await?;
        told(made.cards);
    }
    Ok(made)
}

fn refused(rule: &'static str, message: &str) -> CardError {
    CardError::Field("region", rule, message.to_owned())
}

/// An id that follows from the seed, ordered by time like all others.
fn made_id<T>(at: Timestamp, rng: &mut impl Rng) -> Id<T> {
    let mut bytes = [0_u8; 10];
    rng.fill_bytes(&mut bytes);
    let millis = u64::try_from(at.millis()).unwrap_or(0);
    Id::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// Reporting organisations below a path, by county.
fn facilities<'a>(pack: &'a Pack, path: &str) -> Vec<(String, Vec<&'a Organisation>)> {
    let mut by_county: std::collections::BTreeMap<String, Vec<&Organisation>> =
        std::collections::BTreeMap::new();
    for one in pack.organisations.iter() {
        let is_below = pack
            .regions
            .path(one.region)
            .is_some_and(|own| own.starts_with(path) || path.starts_with(&own));
        if REPORTING.contains(&one.kind.as_str()) && is_below {
            let code = one.region.to_string();
            let county = code.get(..6).unwrap_or(&code).to_owned();
            by_county.entry(county).or_default().push(one);
        }
    }
    by_county.into_iter().collect()
}

/// Diseases with the sums of their shares.
fn shares(all: &[SyntheticCards]) -> Vec<(&SyntheticCards, f64)> {
    let mut sum = 0.0;
    all.iter()
        .map(|one| {
            sum += one.share;
            (one, sum)
        })
        .collect()
}

async fn people(
    db: &Db,
    pack: &Pack,
    vault: &Vault,
    path: &str,
    now: Timestamp,
) -> Result<Vec<registry::Resident>, CardError> {
    let people = People::new(db, pack, vault, now, "synthetic");
    let areas = [path.to_owned()];
    let (mut all, mut after) = (Vec::new(), None);
    while all.len() < PEOPLE_MAX {
        let page = people
            .list(
                &areas,
                None,
                (None, None),
                Some(true),
                None,
                after.as_ref(),
                PAGE,
            )
            .await?;
        let is_last = page.len() < PAGE;
        after = page
            .last()
            .map(|one| (one.standing.region_path.clone(), one.number));
        // Real people never fall ill in a demonstration.
        all.extend(page.into_iter().filter(|one| one.standing.is_synthetic));
        if is_last {
            break;
        }
    }
    Ok(all)
}

async fn write(db: &Db, pack: &Pack, lived: Vec<Lived>, made: &mut Made) -> Result<(), CardError> {
    let cards: Vec<SealedCard> = lived.iter().map(|one| one.card.clone()).collect();
    let mut tx = db.begin().await?;
    let numbers = store::insert(&mut tx, &cards).await?;
    let mut versions: Vec<SealedVersion> = Vec::new();
    let mut pairs = Vec::new();
    for (at, (one, number)) in lived.iter().zip(&numbers).enumerate() {
        versions.extend(one.versions.iter().map(|version| SealedVersion {
            card: *number,
            ..version.clone()
        }));
        if one.repeats && at > 0 {
            let before = (&lived[at - 1], numbers[at - 1]);
            pairs.extend(pair(pack, before, (one, *number)));
        }
    }
    store::insert_versions(&mut tx, &versions).await?;
    store::insert_duplicates(&mut tx, &pairs).await?;
    tx.commit().await.map_err(DbError::from)?;
    made.cards += cards.len() as u64;
    made.versions += versions.len() as u64;
    made.duplicates += pairs.len() as u64;
    Ok(())
}

/// The pair of two reported cards of one illness.
fn pair(pack: &Pack, one: (&Lived, i64), other: (&Lived, i64)) -> Option<Duplicate> {
    let ((first, earlier), (second, later)) = if one.1 < other.1 {
        (one, other)
    } else {
        (other, one)
    };
    let (a, b) = (&first.card.card, &second.card.card);
    let found_at = a.reported_at?.max(b.reported_at?);
    if a.person.is_none() || a.person != b.person {
        return None;
    }
    let read = |lived: &Lived| {
        let reading = Reading::new(pack, &lived.content.values, found_at, None);
        Some((identity(&reading)?, sex(&reading)))
    };
    let (left, right) = (read(first)?, read(second)?);
    let (score, evidence) = agreement((&left.0, left.1), (&right.0, right.1), &pack.matching);
    Some(Duplicate {
        number: 0,
        // A pair is known by its newer card, which has one made-up pair at most.
        id: b.id.to_string().parse().ok()?,
        earlier,
        later,
        score,
        onset_gap_days: i64::from(a.facts.onset?.since(b.facts.onset?).abs()),
        evidence,
        state: DuplicateState::Open,
        organisation_path: b.organisation_path.clone(),
        level: a.facts.level.max(Resource::USUAL),
        found_at,
    })
}
