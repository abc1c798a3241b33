//! What a list is asked for.

use access::{App, Scope};
use kernel::{Day, RegionCode};
use platform::Problem;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::model::{State, Timeliness};
use crate::store::{CardFilter, DateKind, Sort};

/// Whose region a list is narrowed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RegionOf {
    /// Of the reporting organisation.
    #[default]
    Organisation,
    /// Of the patient's present address.
    Residence,
}

/// Which cards.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CardsQuery {
    /// Only those of this region or one below it; all of one's own area unless said.
    pub(crate) region: Option<String>,
    /// Whose region it is: the reporting organisation's unless said.
    #[serde(default)]
    #[param(inline)]
    pub(crate) region_of: RegionOf,
    /// Only those that stand here; several are separated by commas.
    pub(crate) state: Option<String>,
    /// Only those of this disease, its subtypes among them.
    pub(crate) disease: Option<String>,
    /// Only those of this reporting organisation.
    pub(crate) organisation: Option<String>,
    /// Only those of this month, `YYYY-MM`; in the place of `from` and `to`.
    pub(crate) month: Option<String>,
    /// First day.
    pub(crate) from: Option<Day>,
    /// Last day.
    pub(crate) to: Option<Day>,
    /// Which day is meant: the one a card counts in unless said.
    #[serde(default)]
    #[param(inline)]
    pub(crate) date: DateKind,
    /// Only those whose report stands like this: `late`, `overdue` (not reported though the limit has passed), ….
    #[param(inline)]
    pub(crate) report: Option<Timeliness>,
    /// Only those whose review stands like this.
    #[param(inline)]
    pub(crate) review: Option<Timeliness>,
    /// Only those that were ever returned, or never.
    pub(crate) was_returned: Option<bool>,
    /// Only those that were corrected, or never.
    pub(crate) is_corrected: Option<bool>,
    /// Only those of people who died, or did not.
    pub(crate) has_death: Option<bool>,
    /// Only those that may be duplicates of an older card, or are not.
    pub(crate) has_duplicate: Option<bool>,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SortQuery {
    /// By what; last changed first unless said.
    #[serde(default)]
    #[param(inline)]
    pub(crate) sort: Sort,
}

impl CardsQuery {
    /// The filter within a scope.
    ///
    /// # Errors
    /// 422 naming the parameter that is wrong.
    pub(crate) fn filter(&self, app: &App, scope: &Scope) -> Result<CardFilter, Problem> {
        let region = self
            .region
            .as_deref()
            .map(|code| region_path(app, code))
            .transpose()?;
        let (organisation_path, residence_path) = match self.region_of {
            RegionOf::Organisation => (region, None),
            RegionOf::Residence => (None, region),
        };
        let (from, to) = match self.month.as_deref() {
            Some(month) => {
                let (first, last) = days_of_month(month)?;
                (Some(first), Some(last))
            }
            None => (self.from, self.to),
        };
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let message = "`to` lies before `from`; look at both days";
            return Err(Problem::invalid("to", "date_order", message));
        }
        if let Some(disease) = &self.disease
            && app.pack.conditions.get(disease).is_none()
        {
            let message = "the pack has no disease with this code; search for it by name";
            return Err(Problem::invalid("disease", "unknown_disease", message));
        }
        if let Some(organisation) = &self.organisation
            && app.pack.organisations.get(organisation).is_none()
        {
            let message =
                "there is no such organisation; take its id from the list of organisations";
            return Err(Problem::invalid(
                "organisation",
                "unknown_organisation",
                message,
            ));
        }
        Ok(CardFilter {
            reaches: scope.reaches().to_vec(),
            with_residents: true,
            organisation_path,
            residence_path,
            states: self.states()?,
            condition: self.disease.clone(),
            organisation: self.organisation.clone(),
            dates: self.date,
            from,
            to,
            report_timeliness: self.report,
            review_timeliness: self.review,
            was_returned: self.was_returned,
            is_corrected: self.is_corrected,
            has_death: self.has_death,
            has_duplicate: self.has_duplicate,
            now: app.clock.now().millis(),
        })
    }

    fn states(&self) -> Result<Vec<State>, Problem> {
        let Some(text) = &self.state else {
            return Ok(Vec::new());
        };
        text.split(',')
            .map(|one| {
                State::parse(one.trim()).ok_or_else(|| {
                    let known: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
                    let message = format!(
                        "`state` is one of {}, or several with commas",
                        known.join(", ")
                    );
                    Problem::invalid("state", "unknown_state", message)
                })
            })
            .collect()
    }

    /// The filter in words, for a file.
    pub(crate) fn words(&self) -> Vec<(String, String)> {
        let yes =
            |flag: Option<bool>| flag.map(|flag| if flag { "是 yes" } else { "否 no" }.to_owned());
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        [
            ("地区 region", self.region.clone()),
            (
                "地区口径 region_of",
                self.region.as_ref().map(|_| match self.region_of {
                    RegionOf::Organisation => "报告单位 organisation".to_owned(),
                    RegionOf::Residence => "现住址 residence".to_owned(),
                }),
            ),
            ("状态 state", self.state.clone()),
            ("病种 disease", self.disease.clone()),
            ("报告单位 organisation", self.organisation.clone()),
            ("月份 month", self.month.clone()),
            ("起 from", day(self.from)),
            ("止 to", day(self.to)),
            (
                "日期口径 date",
                Some(format!("{:?}", self.date).to_lowercase()),
            ),
            (
                "报告及时性 report",
                self.report.map(|one| one.as_str().to_owned()),
            ),
            (
                "审核及时性 review",
                self.review.map(|one| one.as_str().to_owned()),
            ),
            ("曾退卡 was_returned", yes(self.was_returned)),
            ("已订正 is_corrected", yes(self.is_corrected)),
            ("死亡 has_death", yes(self.has_death)),
            ("疑似重卡 has_duplicate", yes(self.has_duplicate)),
        ]
        .into_iter()
        .filter_map(|(label, text)| Some((label.to_owned(), text?)))
        .collect()
    }
}

/// The ancestor path of a region in a parameter.
///
/// # Errors
/// 422 when the pack knows none.
pub(crate) fn region_path(app: &App, code: &str) -> Result<String, Problem> {
    code.parse::<RegionCode>()
        .ok()
        .and_then(|code| app.pack.regions.path(code))
        .ok_or_else(|| {
            let message = "the pack has no region with this code; search for it by name";
            Problem::invalid("region", "unknown_region", message)
        })
}

/// First and last day of a month written `YYYY-MM`.
///
/// # Errors
/// 422 when it is none.
pub(crate) fn days_of_month(text: &str) -> Result<(Day, Day), Problem> {
    let first = format!("{text}-01")
        .parse::<Day>()
        .ok()
        .filter(|_| text.len() == 7);
    let Some(first) = first else {
        let message = "`month` is written YYYY-MM, for example 2026-03";
        return Err(Problem::invalid("month", "month", message));
    };
    // A month has 31 days at most, so this lies in the next one.
    let next = first.plus(31);
    let next = Day::from_ymd(next.year(), next.month(), 1).unwrap_or(next);
    Ok((first, next.plus(-1)))
}
