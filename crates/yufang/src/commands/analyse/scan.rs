//! `yufang analyse scan FILE`

use epi::scan::{
    Analysis, Cluster, Model, Monitoring, Position, ScanResult, ScanSettings, SpanMax, TimeUnit,
    scan,
};
use kernel::Day;
use platform::{Cell, Table};
use serde::Serialize;

use super::{Answer, setting};
use crate::cli::{Scan, ScanAnalysis, ScanModel, ScanUnit};
use crate::exit::Ending;
use crate::figure::clusters::{self, Circle, Spot};
use crate::file::ScanFiles;
use crate::grid::real;
use crate::lang::Lang;
use crate::output::Output;

/// Clusters of a larger p are not drawn or spoken of, but for the most likely one.
const P_SHOWN: f64 = 0.05;
/// Clusters shown at most.
const SHOWN_MAX: usize = 10;
/// Names of places spelled out in a row.
const NAMES_MAX: usize = 4;
/// Length of a degree of latitude.
const KM_A_DEGREE: f64 = 111.195;

#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    notes: &'a [String],
    settings: &'a ScanSettings,
    summary: &'a str,
    #[serde(flatten)]
    result: &'a ScanResult,
}

/// Looks for clusters.
pub(super) fn run(out: Output, asked: &Scan) -> Result<(), Ending> {
    let lang = asked.print.lang();
    let files = ScanFiles::read(asked, lang)?;
    let settings = setting::changed(settings(asked, &files), &asked.set)?;
    let result = scan(&files.input, &settings).map_err(|error| files.cases.refuse(error))?;
    let mut notes = files.notes.clone();
    notes.push(method(&files, &settings, &result, lang));
    let summary = sentence(&files, &result, &settings, lang);
    let telling = (0..result.clusters.len())
        .filter(|number| is_shown(&result.clusters[*number]))
        .take(SHOWN_MAX)
        .collect();
    let answer = Answer {
        json: Report {
            file: &files.cases.name,
            notes: &notes,
            settings: &settings,
            summary: &summary,
            result: &result,
        },
        csv: table(&files, &result, None),
        table: table(&files, &result, Some(lang)),
        telling,
        whole: 0,
        notes: notes.clone(),
        words: vec![summary.clone()],
    };
    answer.print(out, &asked.print, || {
        draw(&files, &settings, &result, &notes[1], lang)
    })
}

fn settings(asked: &Scan, files: &ScanFiles) -> ScanSettings {
    let model = match asked.model {
        Some(ScanModel::Poisson) => Model::Poisson,
        Some(ScanModel::Bernoulli) => Model::Bernoulli,
        Some(ScanModel::Permutation) => Model::Permutation,
        None if !files.input.controls.is_empty() => Model::Bernoulli,
        None if !files.input.populations.is_empty() => Model::Poisson,
        None => Model::Permutation,
    };
    ScanSettings {
        analysis: match asked.analysis {
            ScanAnalysis::Spatial => Analysis::Spatial,
            ScanAnalysis::Temporal => Analysis::Temporal,
            ScanAnalysis::SpaceTime => Analysis::SpaceTime,
        },
        model,
        monitoring: if asked.prospective {
            Monitoring::Prospective
        } else {
            Monitoring::Retrospective
        },
        first_day: asked.from.map(Day::number),
        last_day: asked.to.map(Day::number),
        time_unit: match asked.unit {
            ScanUnit::Day => TimeUnit::Day,
            ScanUnit::Month => TimeUnit::Month,
            ScanUnit::Year => TimeUnit::Year,
        },
        span_max: asked.span_max.map_or(SpanMax::Share(0.5), SpanMax::Units),
        share_max: asked.share_max,
        radius_max: asked.radius_max,
        replications: asked.replications,
        seed: asked.seed,
        ..ScanSettings::default()
    }
}

fn is_shown(cluster: &Cluster) -> bool {
    cluster.rank == 1 || cluster.p_value.is_some_and(|p| p <= P_SHOWN)
}

fn method(files: &ScanFiles, settings: &ScanSettings, result: &ScanResult, lang: Lang) -> String {
    let period = period(files, result.first_day, result.last_day, lang);
    let model = match settings.model {
        Model::Poisson => lang.pick("Poisson model, by population", "泊松模型（按人口）"),
        Model::Bernoulli => lang.pick("Bernoulli model, by controls", "伯努利模型（按对照）"),
        Model::Permutation => lang.pick("permutation model, cases only", "重排模型（仅用病例）"),
    };
    let watching = match settings.monitoring {
        Monitoring::Prospective => {
            lang.pick("clusters that last until the end", "持续至末日的聚集")
        }
        Monitoring::Retrospective if settings.analysis == Analysis::Spatial => {
            lang.pick("clusters in space", "空间聚集")
        }
        Monitoring::Retrospective => lang.pick("clusters of any time", "任意时段的聚集"),
    };
    let replications = settings.replications;
    lang.pick(
        format!("{period}{model}, {watching}, {replications} replications"),
        format!("{period}{model}，{watching}，模拟 {replications} 次"),
    )
}

fn table(files: &ScanFiles, result: &ScanResult, lang: Option<Lang>) -> Table {
    let titles = match lang {
        None => [
            "rank",
            "centre",
            "places",
            "radius",
            "first_day",
            "last_day",
            "observed",
            "expected",
            "relative_risk",
            "llr",
            "p_value",
            "recurrence_days",
        ],
        Some(Lang::En) => [
            "rank",
            "centre",
            "places",
            "radius",
            "from",
            "to",
            "cases",
            "expected",
            "risk",
            "LLR",
            "p",
            "recurs, d",
        ],
        Some(Lang::Zh) => [
            "序号",
            "中心",
            "地点",
            "半径",
            "开始",
            "结束",
            "病例",
            "期望",
            "相对危险度",
            "LLR",
            "p值",
            "重现期（天）",
        ],
    };
    let places = |cluster: &Cluster| match lang {
        None => cluster.places.join(" "),
        Some(_) => names(cluster),
    };
    let day = |number: i32| -> Cell {
        let day = files
            .has_dates
            .then(|| Day::from_number(number).to_string());
        day.into()
    };
    let cells = |cluster: &Cluster| -> Vec<Cell> {
        vec![
            i64::try_from(cluster.rank).unwrap_or(i64::MAX).into(),
            cluster.centre.clone().into(),
            places(cluster).into(),
            cluster.radius.into(),
            day(cluster.first_day),
            day(cluster.last_day),
            i64::from(cluster.observed).into(),
            cluster.expected.into(),
            cluster.relative_risk.into(),
            cluster.llr.into(),
            cluster.p_value.into(),
            cluster.recurrence_days.into(),
        ]
    };
    Table {
        name: "scan".to_owned(),
        notes: Vec::new(),
        columns: titles.map(str::to_owned).to_vec(),
        rows: result.clusters.iter().map(cells).collect(),
    }
}

/// The first places of a cluster and how many more there are.
fn names(cluster: &Cluster) -> String {
    let mut text = cluster
        .places
        .iter()
        .take(NAMES_MAX)
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    let more = cluster.places.len().saturating_sub(NAMES_MAX);
    if more > 0 {
        text.push_str(&format!(" +{more}"));
    }
    text
}

/// A stretch of days and a comma; nothing when the cases have no days.
fn period(files: &ScanFiles, first: i32, last: i32, lang: Lang) -> String {
    let (from, to) = (Day::from_number(first), Day::from_number(last));
    if files.has_dates {
        lang.pick(format!("{from} to {to}, "), format!("{from} 至 {to}，"))
    } else {
        String::new()
    }
}

/// The most likely cluster, and whether chance explains it.
fn sentence(files: &ScanFiles, result: &ScanResult, settings: &ScanSettings, lang: Lang) -> String {
    let Some(first) = result.clusters.first() else {
        return lang
            .pick(
                "no place and time has more cases than expected",
                "没有地点和时段的病例多于期望",
            )
            .to_owned();
    };
    let where_ = names(first);
    let period = period(files, first.first_day, first.last_day, lang);
    let (observed, expected) = (first.observed, real(first.expected));
    let p = first
        .p_value
        .map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
    let mut text = lang.pick(
        format!("most likely cluster: {where_}, {period}{observed} cases where {expected} were expected, p = {p}"),
        format!("最可能聚集区：{where_}，{period}{observed} 例，期望 {expected} 例，p = {p}"),
    );
    let is_clear = first.p_value.is_some_and(|p| p <= P_SHOWN);
    text.push_str(lang.pick(
        if is_clear {
            "; chance does not explain it"
        } else {
            "; chance may explain it"
        },
        if is_clear {
            "；偶然性难以解释"
        } else {
            "；可由偶然性解释"
        },
    ));
    if let (Monitoring::Prospective, Some(days)) = (settings.monitoring, first.recurrence_days) {
        text.push_str(&lang.pick(
            format!("; one as strong is expected by chance every {days:.0} days of monitoring"),
            format!("；同等强度的信号平均每 {days:.0} 天偶然出现一次"),
        ));
    }
    text
}

fn draw(
    files: &ScanFiles,
    settings: &ScanSettings,
    result: &ScanResult,
    method: &str,
    lang: Lang,
) -> String {
    let places = &files.input.places;
    // Degrees of longitude are shorter than those of latitude; for a city or a province one factor does for all.
    let latitudes = places.iter().filter_map(|place| match place.position {
        Position::Globe { latitude, .. } => Some(latitude),
        Position::Plane { .. } => None,
    });
    let count = latitudes.clone().count();
    let middle = latitudes.sum::<f64>() / count.max(1) as f64;
    let narrower = middle.to_radians().cos();
    let flat = |position: &Position| match *position {
        Position::Globe {
            latitude,
            longitude,
        } => (longitude * narrower * KM_A_DEGREE, latitude * KM_A_DEGREE),
        Position::Plane { x, y } => (x, y),
    };
    let shown: Vec<&Cluster> = result
        .clusters
        .iter()
        .filter(|cluster| is_shown(cluster))
        .take(SHOWN_MAX)
        .collect();
    let spots: Vec<Spot> = places
        .iter()
        .map(|place| {
            let cases = files
                .input
                .cases
                .iter()
                .filter(|case| case.place == place.id);
            Spot {
                at: flat(&place.position),
                cases: cases.map(|case| f64::from(case.count)).sum(),
                is_inside: shown
                    .iter()
                    .any(|cluster| cluster.places.contains(&place.id)),
            }
        })
        .collect();
    let circles: Vec<Circle> = shown
        .iter()
        .map(|cluster| Circle {
            label: format!("{}", cluster.rank),
            at: places
                .iter()
                .find(|place| Some(&place.id) == cluster.centre.as_ref())
                .map(|place| flat(&place.position)),
            radius: cluster.radius,
            days: (cluster.first_day, cluster.last_day),
            text: format!(
                "{} – {}  {}",
                Day::from_number(cluster.first_day),
                Day::from_number(cluster.last_day),
                names(cluster)
            ),
        })
        .collect();
    let days =
        (settings.analysis != Analysis::Spatial).then_some((result.first_day, result.last_day));
    clusters::draw(files.cases.title(), method, &spots, &circles, days, lang)
}
