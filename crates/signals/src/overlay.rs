//! What detectors say of a curve on a screen, and how many signals stand on a map.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::App;
use async_trait::async_trait;
use epi::CountSeries;
use kernel::Day;
use pack::Pack;
use platform::Problem;
use surveillance::{
    Detection, DetectionPoint, SeriesInput, SignalCount, SignalOverlay, SignalQuestion,
};

use crate::engine::{Span, Watch, opinions, series_of, unanswered_zh, watch, with_population};
use crate::store;
use crate::today::china_day;

/// The overlay that the server lays over the counts of surveillance.
#[must_use]
pub fn overlay(app: &App) -> Arc<dyn SignalOverlay> {
    Arc::new(Overlay { app: app.clone() })
}

struct Overlay {
    app: App,
}

#[async_trait]
impl SignalOverlay for Overlay {
    async fn detections(
        &self,
        series: &SeriesInput,
        detectors: &[String],
    ) -> Result<Vec<Detection>, Problem> {
        for given in detectors {
            if self.app.pack.detector(given).is_none() {
                let known: Vec<&str> = self
                    .app
                    .pack
                    .detectors
                    .iter()
                    .map(|one| one.id.as_str())
                    .collect();
                let given: String = given.chars().take(60).collect();
                return Err(Problem::invalid(
                    "detector",
                    "unknown_detector",
                    format!(
                        "there is no detector `{given}`; choose among {}",
                        known.join(", ")
                    ),
                ));
            }
        }
        let (pack, today) = (self.app.pack.clone(), china_day(self.app.clock.now()));
        let (series, detectors) = (series.clone(), detectors.to_vec());
        // A regression for each of hundreds of points would hold up the tasks that answer requests.
        tokio::task::spawn_blocking(move || {
            detectors
                .iter()
                .map(|detector| detect_one(&pack, &series, detector, today))
                .collect()
        })
        .await
        .map_err(|error| {
            tracing::error!(%error, "detectors could not be computed");
            Problem::internal()
        })
    }

    async fn signal_counts(&self, question: &SignalQuestion) -> Result<Vec<SignalCount>, Problem> {
        let span = Span {
            from: question.from,
            to: question.to,
        };
        let held = store::tally(
            &self.app.db,
            question.stream.as_deref(),
            question.condition.as_deref(),
            question.stratum.as_deref(),
            span,
        )
        .await?;
        let mut counts: BTreeMap<(String, String, usize), u64> = BTreeMap::new();
        for group in held {
            for (at, (_, path)) in question.areas.iter().enumerate() {
                if group.region_path.starts_with(path.as_str()) {
                    let key = (group.stream.clone(), group.condition.clone(), at);
                    *counts.entry(key).or_default() += group.signals;
                }
            }
        }
        Ok(counts
            .into_iter()
            .map(|((stream, condition, at), signals)| SignalCount {
                stream,
                condition,
                area: question.areas[at].0,
                signals,
            })
            .collect())
    }
}

/// What one detector of the pack says of the series.
fn detect_one(pack: &Pack, input: &SeriesInput, detector: &str, today: Day) -> Detection {
    let Some(known) = pack.detector(detector) else {
        return silent(
            detector,
            "",
            "规则包中没有此方法",
            "the pack has no such detector",
        );
    };
    let variables = pack.series_variables(&input.stream, &input.condition, input.region, today);
    let Some(variables) = variables else {
        return silent(
            detector,
            &known.method,
            "规则包中没有此监测流、病种或地区",
            "the pack does not know this stream, condition or region",
        );
    };
    let watch = match watch(known, input.period, &variables) {
        Ok(watch) => watch,
        Err(error) => {
            return silent(
                detector,
                &known.method,
                &error.text_zh(),
                &error.to_string(),
            );
        }
    };
    let points: Vec<(Day, i64)> = input
        .points
        .iter()
        .filter_map(|(day, value)| Some((*day, i64::try_from((*value)?).unwrap_or(i64::MAX))))
        .collect();
    let Some((first, _)) = input.points.first() else {
        return silent(detector, &known.method, "没有数据", "there are no counts");
    };
    let mut series = series_of(watch.step, &points, *first, input.to);
    if watch.needs_population {
        series = with_population(series, &pack.regions, input.region);
    }
    let span = Span {
        from: input.from,
        to: input.to,
    };
    say(&watch, &series, span)
}

/// The opinions of a detector about a span as a screen shows them.
pub(crate) fn say(watch: &Watch, series: &CountSeries, span: Span) -> Detection {
    let (mut points, mut answered, mut first_reason) = (Vec::new(), false, None);
    for opinion in opinions(watch, series, span) {
        // Where nothing was reported there is nothing to say.
        let Some(reported) = opinion.reported else {
            continue;
        };
        match opinion.answer {
            Ok(judged) => {
                answered = true;
                points.push(DetectionPoint {
                    day: opinion.day,
                    observed: judged.observed,
                    expected: judged.expected,
                    bound: Some(judged.bound),
                    p: judged.p_value,
                    alarm: judged.is_alarm,
                    why: None,
                });
            }
            Err(error) => {
                let why = in_both(&unanswered_zh(&error), &error.to_string());
                first_reason.get_or_insert_with(|| why.clone());
                points.push(DetectionPoint {
                    day: opinion.day,
                    observed: u64::from(reported),
                    expected: None,
                    bound: None,
                    p: None,
                    alarm: false,
                    why: Some(why),
                });
            }
        }
    }
    let note =
        if answered {
            None
        } else {
            Some(first_reason.unwrap_or_else(|| {
                in_both("所选时段没有报告", "nothing was reported in this window")
            }))
        };
    Detection {
        detector: watch.detector.clone(),
        method: watch.method.id().to_owned(),
        points,
        note,
    }
}

fn silent(detector: &str, method: &str, zh: &str, en: &str) -> Detection {
    Detection {
        detector: detector.to_owned(),
        method: method.to_owned(),
        points: Vec::new(),
        note: Some(in_both(zh, en)),
    }
}

/// A text for readers of both languages: the interface gives one string.
fn in_both(zh: &str, en: &str) -> String {
    format!("{zh} / {en}")
}
