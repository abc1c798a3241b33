//! `yufang detect`

use access::App;
use signals::{DetectionRequest, DetectionRunView};

use crate::cli::{Common, Detect};
use crate::exit::Ending;
use crate::output::{Output, Unit};

pub(crate) async fn run(common: &Common, out: Output, asked: Detect) -> Result<(), Ending> {
    if let Some(file) = &asked.file {
        return super::analyse::detect::run(out, &asked, file);
    }
    if asked.methods {
        super::analyse::list_methods(out, asked.print.lang());
        return Ok(());
    }
    let app = super::open(common).await?;
    let request = DetectionRequest {
        from: asked.from,
        to: asked.to,
        region: asked.region,
        streams: asked.streams,
        detectors: asked.detectors,
    };
    let view = detect(&app, out, request).await?;
    app.db.close().await;
    out.report(&view, || summary(&view));
    Ok(())
}

/// Runs the detectors here and now.
pub(crate) async fn detect(
    app: &App,
    out: Output,
    request: DetectionRequest,
) -> Result<DetectionRunView, Ending> {
    let bar = out.bar("detecting", Unit::Items);
    Ok(
        signals::detect(app, &request, move |view: &DetectionRunView| {
            bar.at(view.series_done, view.series_total);
        })
        .await
        .map_err(anyhow::Error::from)?,
    )
}

/// What a run found, in one line and its warnings.
pub(crate) fn summary(view: &DetectionRunView) -> String {
    let window = match (view.from, view.to) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        _ => "no counts".to_owned(),
    };
    let mut text = format!(
        "{} series, {window}: {} signals ({} new, {} changed, {} withdrawn)",
        view.series_done,
        view.signals_found,
        view.signals_new,
        view.signals_changed,
        view.signals_withdrawn,
    );
    for note in view.warning.iter().chain(&view.error) {
        text.push_str(&format!("\n  {note}"));
    }
    text
}
