//! `yufang pack`

use pack::{Diagnostic, Pack, Severity};
use serde::Serialize;

use crate::cli::{Common, PackCommand};
use crate::exit::Ending;
use crate::output::Output;

pub(crate) fn run(common: &Common, out: Output, what: PackCommand) -> Result<(), Ending> {
    match what {
        PackCommand::Check { folder } => {
            let folder = match folder {
                Some(folder) => folder,
                None => super::packs_folder(common)?,
            };
            let findings = pack::check(&folder);
            out.report(&findings, || listing(&findings));
            let errors = count(&findings, Severity::Error);
            if errors > 0 {
                Err(Ending::Invalid(format!(
                    "{errors} errors in {}",
                    folder.display()
                )))
            } else {
                Ok(())
            }
        }
        PackCommand::Show => show(common, out),
    }
}

fn count(findings: &[Diagnostic], severity: Severity) -> usize {
    findings
        .iter()
        .filter(|finding| finding.severity == severity)
        .count()
}

fn listing(findings: &[Diagnostic]) -> String {
    let mut lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
    lines.push(format!(
        "{} errors, {} warnings",
        count(findings, Severity::Error),
        count(findings, Severity::Warning)
    ));
    lines.join("\n")
}

/// What a pack holds, by numbers.
#[derive(Serialize)]
struct Holdings {
    city: String,
    version: String,
    regions: usize,
    conditions: usize,
    streams: Vec<String>,
    detectors: Vec<String>,
    layouts: Vec<String>,
    roles: Vec<String>,
}

fn show(common: &Common, out: Output) -> Result<(), Ending> {
    let folder = super::packs_folder(common)?;
    let pack = Pack::load(&folder, &common.city)
        .map_err(|findings| Ending::from(server::OpenError::Pack(findings)))?;
    let holdings = Holdings {
        city: common.city.clone(),
        version: pack.version().to_owned(),
        regions: pack.regions.iter().count(),
        conditions: pack.conditions.iter().count(),
        streams: pack
            .streams
            .iter()
            .map(|stream| stream.id.clone())
            .collect(),
        detectors: pack
            .detectors
            .iter()
            .map(|detector| detector.id.clone())
            .collect(),
        layouts: pack
            .layouts
            .iter()
            .map(|layout| layout.id.clone())
            .collect(),
        roles: pack.roles.iter().map(|role| role.id.clone()).collect(),
    };
    out.report(&holdings, || {
        format!(
            "{} {}: {} regions, {} conditions\nstreams: {}\ndetectors: {}\nlayouts: {}\nroles: {}",
            holdings.city,
            holdings.version,
            holdings.regions,
            holdings.conditions,
            holdings.streams.join(", "),
            holdings.detectors.join(", "),
            holdings.layouts.join(", "),
            holdings.roles.join(", "),
        )
    });
    Ok(())
}
