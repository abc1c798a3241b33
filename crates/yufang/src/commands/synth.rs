//! `yufang synth`

use std::time::Instant;

use access::App;
use access::audit::{Action, Author, Detail, Entry};
use kernel::RegionCode;
use platform::DbError;
use registry::PeopleError;
use registry::synthetic::{Loaded, Population, load};
use serde::Serialize;

use crate::cli::{Common, Synth};
use crate::exit::Ending;
use crate::output::{Output, Unit};

#[derive(Serialize)]
struct Made {
    region: RegionCode,
    seed: u64,
    #[serde(flatten)]
    loaded: Loaded,
    seconds: f64,
}

pub(crate) async fn run(common: &Common, out: Output, what: &Synth) -> Result<(), Ending> {
    let Synth::People(options) = what;
    let app = super::open_with_keys(common, false, &options.keys).await?;
    let began = Instant::now();
    let loaded = people(&app, out, options.region, options.count, options.seed).await?;
    let made = Made {
        region: options.region,
        seed: options.seed,
        loaded,
        seconds: began.elapsed().as_secs_f64(),
    };
    out.report(&made, || {
        format!(
            "made up {} people in {} households of {} in {:.1} s ({:.0} people a second)",
            made.loaded.people,
            made.loaded.households,
            made.region,
            made.seconds,
            made.loaded.people as f64 / made.seconds.max(0.001)
        )
    });
    app.db.close().await;
    Ok(())
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
