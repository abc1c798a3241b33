//! The answer in words.

use epi::hhh4::Convergence;

use super::{Answered, Expected};
use crate::cli::EndemicEpidemic;
use crate::file::step_zh;
use crate::grid::real;
use crate::lang::Lang;

/// Series named with their forecast at most.
const NAMED_MAX: usize = 3;

/// What the counts are made of, how much follows a case, and what is next; or why nothing can be relied on.
pub(super) fn all(answered: &Answered<'_>, asked: &EndemicEpidemic, lang: Lang) -> Vec<String> {
    match &answered.fit.convergence {
        Convergence::Reached { .. } => {}
        Convergence::Flat { coefficient } => {
            return vec![lang.pick(
                format!("no answer to rely on: the counts do not determine `{coefficient}`; leave it out of the model (--waves, --family, --neighbours), or bring more counts"),
                format!("没有可靠的答案：计数不足以确定“{coefficient}”；请从模型中去掉该项（--waves、--family、--neighbours），或提供更多数据"),
            )];
        }
        Convergence::StepsExhausted => {
            return vec![lang.pick(
                "no answer to rely on: the search for the coefficients did not arrive; try a simpler model".to_owned(),
                "没有可靠的答案：系数搜索未收敛；请简化模型".to_owned(),
            )];
        }
    }
    let mut words = vec![shares(answered, lang)];
    words.extend(followers(answered, asked, lang));
    words.push(above(answered, lang));
    words.push(next(answered, lang));
    words
}

/// Shares of the expected cases of all series.
fn shares(answered: &Answered<'_>, lang: Lang) -> String {
    let known = || known_points(answered).map(|(_, expected)| expected);
    let share = |of: fn(&Expected) -> f64| {
        let all: f64 = known().map(|expected| expected.mean).sum();
        100.0 * known().map(|expected| of(&expected)).sum::<f64>() / all
    };
    let (endemic, own) = (share(|e| e.endemic), share(|e| e.own));
    let mut text = lang.pick(
        format!("of the expected cases {endemic:.0} % come from outside and season, {own:.0} % follow earlier cases in the same place"),
        format!("期望病例中 {endemic:.0}% 来自外部与季节，{own:.0}% 由本地既往病例引起"),
    );
    if answered.asked.model.neighbourhood.is_some() {
        let others = share(|e| e.others);
        text.push_str(&lang.pick(
            format!(", {others:.0} % cases elsewhere"),
            format!("，{others:.0}% 由其他地区既往病例引起"),
        ));
    }
    text
}

/// Counts that were reported with what was expected of them.
fn known_points<'a>(answered: &'a Answered<'_>) -> impl Iterator<Item = (u32, Expected)> + 'a {
    let all = answered.asked.series.iter().zip(&answered.expected);
    all.flat_map(|(series, expected)| {
        let pairs = series.observed.iter().zip(expected);
        pairs.filter_map(|(count, expected)| Some(((*count)?, (*expected)?)))
    })
}

/// How many cases follow one, where that is the same all the year round.
fn followers(answered: &Answered<'_>, asked: &EndemicEpidemic, lang: Lang) -> Option<String> {
    if asked.own_waves > 0 {
        return None;
    }
    let found = answered.fit.coefficient("ar.level")?;
    let error = found.standard_error?;
    let ends = [-1.96, 1.96].map(|z| real((found.estimate + z * error).exp()));
    let (cases, [low, high]) = (real(found.estimate.exp()), ends);
    let (lag, step) = (asked.lag, answered.asked.series.first()?.step);
    let step_zh = step_zh(step);
    let several = if lag > 1 { "s" } else { "" };
    Some(lang.pick(
        format!("a case is followed by {cases} cases in the same place {lag} {step}{several} later (95 %: {low} to {high})"),
        format!("每例病例在 {lag} {step_zh}后于本地引起 {cases} 例（95%：{low} 至 {high}）"),
    ))
}

/// Counts above their bound, of which one in twenty may be there by chance.
fn above(answered: &Answered<'_>, lang: Lang) -> String {
    let all = known_points(answered).count();
    let above = known_points(answered)
        .filter(|(count, expected)| f64::from(*count) > expected.bound_95)
        .count();
    lang.pick(
        format!("{above} of {all} counts lie above their 95 % quantile"),
        format!("{all} 个计数中有 {above} 个高于其 95% 分位数"),
    )
}

/// The step after the last.
fn next(answered: &Answered<'_>, lang: Lang) -> String {
    let Some(series) = answered.asked.series.first() else {
        return String::new();
    };
    let label = answered.dates.label(series, series.len());
    let mut next: Vec<(&str, Expected)> = answered
        .asked
        .names
        .iter()
        .zip(&answered.expected)
        .filter_map(|(name, points)| Some((name.as_str(), (*points.last()?)?)))
        .collect();
    if next.is_empty() {
        return lang.pick(
            format!("{label} cannot be forecast: not all counts before it are reported"),
            format!("无法预测 {label}：其前的计数未报告齐全"),
        );
    }
    if let [(_, only)] = next[..] {
        let (mean, bound) = (real(only.mean), only.bound_95);
        return lang.pick(
            format!("{label}: {mean} cases expected, 95 % quantile {bound}"),
            format!("{label}：期望 {mean} 例，95% 分位数 {bound}"),
        );
    }
    next.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let all = real(next.iter().map(|(_, expected)| expected.mean).sum());
    let most: Vec<String> = next
        .iter()
        .take(NAMED_MAX)
        .map(|(name, expected)| {
            let (mean, bound) = (real(expected.mean), expected.bound_95);
            lang.pick(
                format!("{name} {mean} (95 % quantile {bound})"),
                format!("{name} {mean} 例（95% 分位数 {bound}）"),
            )
        })
        .collect();
    lang.pick(
        format!(
            "{label}: {all} cases expected in all, most in {}",
            most.join(", ")
        ),
        format!("{label}：共期望 {all} 例，最多的是 {}", most.join("、")),
    )
}
