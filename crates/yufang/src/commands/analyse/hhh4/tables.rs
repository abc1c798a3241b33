//! Coefficients for people, and every count with its parts for programs.

use epi::hhh4::Fit;
use platform::{Cell, Table};

use super::{Answered, Estimate};
use crate::lang::Lang;

/// Every coefficient with its standard error; those of single series bear the name of theirs.
pub(super) fn estimates_of(fit: &Fit, names: &[String]) -> Vec<Estimate> {
    let coefficients = fit.coefficients().into_iter().map(|found| Estimate {
        factor: is_factor(&found.name).then(|| found.estimate.exp()),
        name: with_name(&found.name, names),
        estimate: found.estimate,
        standard_error: found.standard_error,
    });
    let several = fit.overdispersions().len() > 1;
    let overdispersions = fit.overdispersions();
    let overdispersions = overdispersions.iter().enumerate().map(|(unit, found)| {
        let name = if several {
            with_name(&format!("overdispersion[{unit}]"), names)
        } else {
            "overdispersion".to_owned()
        };
        Estimate {
            name,
            estimate: found.alpha,
            // That of ln α times α, to first order.
            standard_error: found.log_standard_error.map(|error| error * found.alpha),
            factor: None,
        }
    });
    coefficients.chain(overdispersions).collect()
}

/// Levels, trends and weights by order are logarithms of factors; waves only together, and a decay is an exponent.
fn is_factor(name: &str) -> bool {
    !name.contains(".sin") && !name.contains(".cos") && name != "ne.decay"
}

/// `end.level[2]` with the name of the third series in place of its number.
fn with_name(name: &str, names: &[String]) -> String {
    let unit = name
        .strip_suffix(']')
        .and_then(|rest| rest.split_once('['))
        .and_then(|(term, unit)| Some((term, names.get(unit.parse::<usize>().ok()?)?)));
    unit.map_or_else(|| name.to_owned(), |(term, unit)| format!("{term}[{unit}]"))
}

/// The coefficients.
pub(super) fn estimates(estimates: &[Estimate], lang: Lang) -> Table {
    let titles = lang.pick(
        ["coefficient", "estimate", "std. error", "factor"],
        ["系数", "估计值", "标准误", "倍数"],
    );
    let cells = |found: &Estimate| -> Vec<Cell> {
        vec![
            found.name.clone().into(),
            found.estimate.into(),
            found.standard_error.into(),
            found.factor.into(),
        ]
    };
    Table {
        name: "hhh4".to_owned(),
        notes: Vec::new(),
        columns: titles.map(str::to_owned).to_vec(),
        rows: estimates.iter().map(cells).collect(),
    }
}

/// Every count, and the one to come, with what was to be expected of it.
pub(super) fn points(answered: &Answered<'_>) -> Table {
    let columns = [
        "date", "series", "count", "mean", "endemic", "own", "others", "bound_95",
    ];
    let mut rows = Vec::new();
    for (unit, points) in answered.expected.iter().enumerate() {
        let series = &answered.asked.series[unit];
        for (at, expected) in points.iter().enumerate() {
            let count = series.observed.get(at).copied().flatten();
            rows.push(vec![
                answered.dates.label(series, at).into(),
                answered.asked.names[unit].clone().into(),
                count.map(i64::from).into(),
                expected.map(|e| e.mean).into(),
                expected.map(|e| e.endemic).into(),
                expected.map(|e| e.own).into(),
                expected.map(|e| e.others).into(),
                expected.map(|e| e.bound_95).into(),
            ]);
        }
    }
    Table {
        name: "hhh4".to_owned(),
        notes: Vec::new(),
        columns: columns.map(str::to_owned).to_vec(),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_series_become_their_names() {
        let names = ["济宁".to_owned(), "聊城".to_owned()];
        assert_eq!(with_name("end.level[1]", &names), "end.level[聊城]");
        for other in ["end.level", "end.level[2]", "ne.order2"] {
            assert_eq!(with_name(other, &names), other);
        }
        assert!(is_factor("ar.level") && is_factor("end.trend") && is_factor("ne.order2"));
        assert!(!is_factor("end.sin1") && !is_factor("ne.decay"));
    }
}
