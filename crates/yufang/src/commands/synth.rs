//! `yufang synth`

use std::time::Instant;

use access::App;
use access::audit::{Action, Author, Detail, Entry};
use cases::CardError;
use kernel::{Day, RegionCode};
use platform::DbError;
use registry::PeopleError;
use registry::synthetic::{Loaded, Population, load};
use serde::Serialize;

use crate::cli::{Common, Synth, SynthCards, SynthPeople};
use crate::exit::Ending;
use crate::output::{Output, Unit};

#[derive(Serialize)]
struct Report<T> {
    region: RegionCode,
    seed: u64,
    #[serde(flatten)]
    made: T,
    seconds: f64,
}

pub(crate) async fn run(common: &Common, out: Output, what: &Synth) -> Result<(), Ending> {
    match what {
        Synth::People(options) => make_people(common, out, options).await,
        Synth::Cards(options) => make_cards(common, out, options).await,
    }
}

async fn make_people(common: &Common, out: Output, options: &SynthPeople) -> Result<(), Ending> {
    let app = super::open_with_keys(common, false, &options.keys).await?;
    let began = Instant::now();
    let made = people(&app, out, options.region, options.count, options.seed).await?;
    let report = Report {
        region: options.region,
        seed: options.seed,
        made,
        seconds: began.elapsed().as_secs_f64(),
    };
    out.report(&report, || {
        format!(
            "made up {} people in {} households of {} in {:.1} s ({:.0} people a second)",
            report.made.people,
            report.made.households,
            report.region,
            report.seconds,
            report.made.people as f64 / report.seconds.max(0.001)
        )
    });
    app.db.close().await;
    Ok(())
}

async fn make_cards(common: &Common, out: Output, options: &SynthCards) -> Result<(), Ending> {
    let app = super::open_with_keys(common, false, &options.keys).await?;
    let began = Instant::now();
    let days = i32::from(options.days);
    let made = cards(
        &app,
        out,
        options.region,
        (options.count, days),
        options.seed,
    )
    .await?;
    let report = Report {
        region: options.region,
        seed: options.seed,
        made,
        seconds: began.elapsed().as_secs_f64(),
    };
    out.report(&report, || {
        format!(
            "made up {} report cards with {} versions and {} possible duplicates in {} in {:.1} s ({:.0} cards a second)",
            report.made.cards,
            report.made.versions,
            report.made.duplicates,
            report.region,
            report.seconds,
            report.made.cards as f64 / report.seconds.max(0.001)
        )
    });
    app.db.close().await;
    Ok(())
}

/// Makes up so many report cards of the people of a region, with onsets in so many days up to today, and puts that on record.
pub(crate) async fn cards(
    app: &App,
    out: Output,
    region: RegionCode,
    (count, days): (u64, i32),
    seed: u64,
) -> Result<cases::synthetic::Made, Ending> {
    let now = app.clock.now();
    let Some(vault) = &app.vault else {
        return Err(Ending::Invalid(CardError::NoVault.to_string()));
    };
    let today = Day::in_shanghai(now);
    let wanted = cases::synthetic::Wanted {
        region,
        count,
        seed,
        from: today.plus(1 - days),
        to: today,
    };
    let bar = out.bar(&region.to_string(), Unit::Items);
    let made = cases::synthetic::load(&app.db, &app.pack, vault, wanted, now, &mut |cards| {
        bar.at(cards, count.max(cards));
    })
    .await
    .map_err(|error| match error {
        CardError::Field(_, _, words) => Ending::Invalid(words),
        other => anyhow::Error::from(other).into(),
    })?;
    let mut tx = app.db.begin().await?;
    let entry = Entry::new(Author::command_line(), Action::CardsMadeUp)
        .with(Detail::Region, region.to_string())
        .count(Detail::Rows, made.cards);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(made)
}

/// Makes up at least so many people of a region and puts that on record.
pub(crate) async fn people(
    app: &App,
    out: Output,
    region: RegionCode,
    count: u64,
    seed: u64,
) -> Result<Loaded, Ending> {
    let now = app.clock.now();
    let Some(vault) = &app.vault else {
        return Err(Ending::Invalid(PeopleError::NoVault.to_string()));
    };
    let Some(mut source) = Population::new(&app.pack, region, seed, now) else {
        return Err(Ending::Invalid(format!(
            "the pack knows no villages in `{region}`; choose a region of the city's pack"
        )));
    };
    let bar = out.bar(&region.to_string(), Unit::Items);
    let loaded = load(&app.db, vault, &mut source, count, now, &mut |people| {
        bar.at(people, count.max(people));
    })
    .await
    .map_err(anyhow::Error::from)?;
    let mut tx = app.db.begin().await?;
    let entry = Entry::new(Author::command_line(), Action::PeopleMadeUp)
        .with(Detail::Region, region.to_string())
        .count(Detail::Rows, loaded.people);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(loaded)
}
