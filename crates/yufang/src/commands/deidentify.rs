//! `yufang deidentify`: a line list as it may leave the house for a project.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use csv::StringRecord;
use vault::deidentify::{DeidentifyReport, DeidentifySpec, Plan, Tally};
use vault::{KeySource, Pseudonyms};

use crate::cli::Deidentify;
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(out: Output, asked: &Deidentify) -> Result<(), Ending> {
    let text = std::fs::read_to_string(&asked.spec)
        .with_context(|| format!("`{}` cannot be read", asked.spec.display()))?;
    let spec = DeidentifySpec::parse(&text).map_err(invalid)?;
    let source = KeySource::parse(&asked.key).map_err(invalid)?;
    let secret = source.text().await.map_err(invalid)?;
    let pseudonyms =
        Pseudonyms::of_project(secret.trim().as_bytes(), &spec.project).ok_or_else(|| {
            Ending::Invalid(
                "the key is shorter than 32 characters; `yufang key new` makes one".to_owned(),
            )
        })?;
    let plan = tally(&asked.file, spec)?;
    if let Some(path) = &asked.out {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .with_context(|| {
                format!("`{}` cannot be made; it must not exist yet", path.display())
            })?;
        let written = write(&asked.file, file, &plan, &pseudonyms);
        if written.is_err() {
            // A data set that ends in the middle promises nothing.
            let _ = std::fs::remove_file(path);
        }
        written?;
    }
    let report = plan.report();
    out.report(report, || shown(report, asked.out.as_deref()));
    Ok(())
}

fn invalid(error: impl std::fmt::Display) -> Ending {
    Ending::Invalid(error.to_string())
}

/// The rows of a CSV file in UTF-8; what stands above the header with `#` is passed over.
fn reader(path: &Path) -> Result<csv::Reader<impl Read>, Ending> {
    let file = File::open(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    Ok(csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(file))
}

fn headers(reader: &mut csv::Reader<impl Read>) -> Result<Vec<String>, Ending> {
    let headers = reader.headers().map_err(unreadable)?;
    Ok(headers
        .iter()
        .map(|header| header.trim().trim_start_matches('\u{feff}').to_owned())
        .collect())
}

/// The driver's words may quote a cell, so they are not shown.
fn unreadable(error: csv::Error) -> Ending {
    let line = error.position().map_or(0, csv::Position::line);
    Ending::Invalid(format!(
        "line {line} is no row of a CSV file in UTF-8; save the file as CSV UTF-8"
    ))
}

/// Calls `each` with every row, one at a time.
fn rows(
    reader: &mut csv::Reader<impl Read>,
    mut each: impl FnMut(&[&str]) -> Result<(), Ending>,
) -> Result<(), Ending> {
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(unreadable)? {
        let cells: Vec<&str> = record.iter().collect();
        each(&cells)?;
    }
    Ok(())
}

fn tally(path: &Path, spec: DeidentifySpec) -> Result<Plan, Ending> {
    let mut reader = reader(path)?;
    let headers = headers(&mut reader)?;
    let mut tally = Tally::new(spec, headers).map_err(invalid)?;
    rows(&mut reader, |row| tally.add(row).map_err(invalid))?;
    tally.plan().map_err(invalid)
}

fn write(from: &Path, to: File, plan: &Plan, pseudonyms: &Pseudonyms) -> Result<(), Ending> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(std::io::BufWriter::new(to));
    let cannot = "the data set cannot be written";
    writer.write_record(plan.headers()).context(cannot)?;
    let mut reader = reader(from)?;
    headers(&mut reader)?;
    rows(&mut reader, |row| {
        if let Some(cells) = plan.row(pseudonyms, row) {
            let cells = cells.iter().map(|cell| platform::inert(cell).into_owned());
            writer.write_record(cells).context(cannot)?;
        }
        Ok(())
    })?;
    writer.flush().context(cannot)?;
    Ok(())
}

fn shown(report: &DeidentifyReport, file: Option<&Path>) -> String {
    let count =
        |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let mut lines = vec![
        format!(
            "{} of {} rows leave, {} stay at home",
            report.released_count, report.rows_count, report.dropped_count
        ),
        format!(
            "k-anonymity: {} before, {} after, {} wanted",
            report.k_before, report.k_after, report.k_wanted
        ),
        format!(
            "l-diversity: {} before, {} after, {} wanted (counted up to that)",
            count(report.l_before),
            count(report.l_after),
            report.l_wanted
        ),
        format!(
            "groups: {} before, {} after",
            report.groups_before, report.groups_after
        ),
    ];
    lines.extend(
        report
            .steps
            .iter()
            .map(|(column, step)| format!("  {column}: {step}")),
    );
    lines.push(match file {
        Some(file) => format!("written to {}", file.display()),
        None => "nothing was written; say --out FILE to write it".to_owned(),
    });
    lines.join("\n")
}
