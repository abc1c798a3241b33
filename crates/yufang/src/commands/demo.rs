//! `yufang demo`: real data, real detectors, demonstration accounts.

use std::path::{Path, PathBuf};
use std::time::Instant;

use access::App;
use anyhow::Context;
use kernel::{Level, RegionCode};
use registry::synthetic::{Population, load_practitioners, synthetic_count};
use serde::Serialize;
use signals::{DetectionRequest, DetectionRunView};
use surveillance::ImportView;

use crate::cli::{Common, Demo};
use crate::commands::{detect, import, serve, synth};
use crate::exit::Ending;
use crate::output::Output;

#[derive(Serialize)]
struct Loaded {
    imports: Vec<ImportView>,
    detection: DetectionRunView,
    seconds: f64,
}

pub(crate) async fn run(common: &Common, out: Output, options: &Demo) -> Result<(), Ending> {
    // The port is taken first: loading for nothing would be a pity.
    let listener = if options.no_serve {
        None
    } else {
        Some(serve::listen(options.serve.listen).await?)
    };
    let tls = serve::tls(&options.serve)?;
    let secure_cookies = options.serve.secure_cookies || tls.is_some();
    let mut app = super::open_with_keys(common, secure_cookies, &options.serve.keys).await?;
    app.oidc = serve::provider(&options.serve.oidc).await?;
    access::load_demo_accounts(&app.db, &app.pack, app.clock.as_ref())
        .await
        .map_err(anyhow::Error::from)?;
    if !options.no_load {
        load(&app, out, options.data.as_deref()).await?;
        people(&app, out, options.people).await?;
    }
    let Some(listener) = listener else {
        app.db.close().await;
        return Ok(());
    };
    out.note(&accounts(&app));
    out.note(&serve::address(&listener, tls.is_some())?);
    serve::serve(app, &options.serve.signing, listener, tls).await
}

async fn load(app: &App, out: Output, data: Option<&Path>) -> Result<(), Ending> {
    let began = Instant::now();
    let files = data_files(&super::folder(data, "data", "--data")?)?;
    out.note(&format!(
        "loading {} files of published counts",
        files.len()
    ));
    let imports = import::import(app, out, files, None).await?;
    let detection = detect::detect(app, out, DetectionRequest::default()).await?;
    let loaded = Loaded {
        imports,
        detection,
        seconds: began.elapsed().as_secs_f64(),
    };
    out.report(&loaded, || {
        let mut lines: Vec<String> = loaded.imports.iter().map(import::summary).collect();
        lines.push(detect::summary(&loaded.detection));
        lines.push(format!("loaded in {:.1} s", loaded.seconds));
        lines.join("\n")
    });
    Ok(())
}

/// Makes people up for each county whose villages the packs know, and practitioners for each organisation, once.
async fn people(app: &App, out: Output, per_county: u64) -> Result<(), Ending> {
    if per_county == 0 || synthetic_count(&app.db, 1).await? > 0 {
        return Ok(());
    }
    let began = Instant::now();
    let pack = &app.pack;
    let counties: Vec<RegionCode> = pack
        .regions
        .descendants(RegionCode::CHINA, Level::County)
        .iter()
        .map(|county| county.code)
        .filter(|county| pack.regions.has_children(*county))
        .collect();
    let mut count = 0;
    for (seed, county) in (1..).zip(&counties) {
        count += synth::people(app, out, *county, per_county, seed)
            .await?
            .people;
    }
    let now = app.clock.now();
    if let Some(mut source) = Population::new(pack, pack.home_region, 0, now)
        .or_else(|| Population::new(pack, *counties.first()?, 0, now))
    {
        load_practitioners(&app.db, pack, &mut source, now)
            .await
            .map_err(anyhow::Error::from)?;
    }
    cards(app, out, &counties, per_county).await?;
    out.note(&format!(
        "made up {count} synthetic people in {} counties in {:.1} s",
        counties.len(),
        began.elapsed().as_secs_f64()
    ));
    Ok(())
}

/// Makes a year of report cards up for each city whose hospitals the packs know: one card for every ten people.
async fn cards(
    app: &App,
    out: Output,
    counties: &[RegionCode],
    per_county: u64,
) -> Result<(), Ending> {
    let reports = |county: &&RegionCode| {
        let mut organisations = app.pack.organisations.iter();
        organisations.any(|one| one.region == **county && one.kind == "hospital")
    };
    for (seed, county) in (1..).zip(counties.iter().filter(reports)) {
        synth::cards(app, out, *county, (per_county.div_ceil(10), 365), seed).await?;
    }
    Ok(())
}

/// Every CSV file in the folders of `data/`, in order of name.
fn data_files(folder: &Path) -> Result<Vec<PathBuf>, Ending> {
    let listing = |folder: &Path| -> anyhow::Result<Vec<PathBuf>> {
        std::fs::read_dir(folder)
            .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
            .with_context(|| format!("`{}` cannot be listed", folder.display()))
    };
    let mut files = Vec::new();
    for entry in listing(folder)? {
        if entry.is_dir() {
            files.extend(
                listing(&entry)?
                    .into_iter()
                    .filter(|file| file.extension().is_some_and(|ending| ending == "csv")),
            );
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Ending::Invalid(format!(
            "there is no CSV file in the folders of `{}`; say where the data is with --data",
            folder.display()
        )));
    }
    Ok(files)
}

fn accounts(app: &App) -> String {
    let mut text = String::from("demonstration accounts (synthetic, for this machine only):");
    for account in &app.pack.demo_accounts {
        text.push_str(&format!(
            "\n  {:<10} {}  {} · {}",
            account.username, account.password, account.display_name_zh, account.display_name_en
        ));
    }
    text
}
