//! One file per command.

mod account;
mod analyse;
mod audit;
mod backup;
mod client;
mod deidentify;
mod demo;
mod detect;
mod import;
mod key;
mod packs;
mod serve;
mod synth;
mod verify;

use std::path::{Path, PathBuf};

use access::App;
use anyhow::Context;
use clap::CommandFactory;
use server::Options;
use vault::KeySource;

use crate::cli::{Cli, Command, Common, Keys};
use crate::exit::Ending;
use crate::output::Output;

/// Carries out one command line.
pub(crate) async fn run(cli: Cli) -> Result<(), Ending> {
    let (common, out) = (&cli.common, Output::new(&cli.common));
    match cli.command {
        Command::Serve(options) => serve::run(common, out, &options).await,
        Command::Import(what) => import::run(common, out, what).await,
        Command::Detect(request) => detect::run(common, out, request).await,
        Command::Analyse(what) => analyse::run(out, &what),
        Command::Deidentify(asked) => deidentify::run(out, &asked).await,
        Command::Demo(options) => demo::run(common, out, &options).await,
        Command::Pack(what) => packs::run(common, out, what),
        Command::Backup { file } => backup::backup(common, out, &file).await,
        Command::Restore { file } => backup::restore(common, out, &file).await,
        Command::Verify => verify::run(common, out).await,
        Command::Audit(what) => audit::run(common, out, what).await,
        Command::Account(what) => account::run(common, out, what).await,
        Command::Client(what) => client::run(common, out, what).await,
        Command::Synth(what) => synth::run(common, out, &what).await,
        Command::Key(key) => key::run(common, out, &key).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "yufang", &mut std::io::stdout());
            Ok(())
        }
        Command::Openapi => {
            let text = serde_json::to_string_pretty(&server::api_document())
                .context("the API document cannot be written")?;
            println!("{text}");
            Ok(())
        }
    }
}

/// Opens the database and the packs that the command line names, for a command that needs no keys.
async fn open(common: &Common) -> Result<App, Ending> {
    Ok(server::open(&options(common)?).await?)
}

/// The same with the keys.
async fn open_with_keys(common: &Common, secure_cookies: bool, keys: &Keys) -> Result<App, Ending> {
    let source =
        KeySource::parse(&keys.keys).map_err(|error| Ending::Invalid(error.to_string()))?;
    Ok(server::open(&Options {
        secure_cookies,
        keys: Some(source),
        ..options(common)?
    })
    .await?)
}

fn options(common: &Common) -> Result<Options, Ending> {
    Ok(Options {
        database: common.database.clone(),
        packs: packs_folder(common)?,
        city: common.city.clone(),
        secure_cookies: false,
        keys: None,
    })
}

/// The packs' folder: as said, else `packs/` here, else beside the program.
fn packs_folder(common: &Common) -> Result<PathBuf, Ending> {
    folder(common.packs.as_deref(), "packs", "--packs")
}

fn folder(said: Option<&Path>, name: &str, option: &str) -> Result<PathBuf, Ending> {
    if let Some(said) = said {
        return Ok(said.to_owned());
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join(name)));
    std::iter::once(PathBuf::from(name))
        .chain(beside)
        .find(|folder| folder.is_dir())
        .ok_or_else(|| {
            Ending::Invalid(format!(
                "there is no folder `{name}` here or beside the program; say where it is with {option}"
            ))
        })
}
