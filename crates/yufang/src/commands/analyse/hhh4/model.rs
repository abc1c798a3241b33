//! The model a command line asks for.

use epi::CountSeries;
use epi::hhh4::{Family, Fit, Hhh4, Hhh4Error, Level, Predictor, Timing, Weights, orders};

use crate::cli::{EndemicEpidemic, FamilyArg, WeightsArg};
use crate::exit::Ending;
use crate::file::{Input, NamedSeries, read_neighbours};
use crate::lang::Lang;

/// Highest order of neighbourhood with a weight of its own, unless the command line says otherwise.
const ORDER_MAX: u32 = 2;

/// The model, and the series it is about.
pub(super) struct Asked {
    pub(super) model: Hhh4,
    pub(super) series: Vec<CountSeries>,
    /// Names of the series; that of an only one may be empty.
    pub(super) names: Vec<String>,
}

impl Asked {
    pub(super) fn of(asked: &EndemicEpidemic, named: &[NamedSeries]) -> Result<Self, Ending> {
        let series: Vec<CountSeries> = named.iter().map(|one| one.counts.clone()).collect();
        let name = |one: &NamedSeries| one.name.clone().unwrap_or_default();
        let names: Vec<String> = named.iter().map(name).collect();
        let model = Hhh4 {
            endemic: Predictor {
                level: if asked.own_levels && series.len() > 1 {
                    Level::PerUnit
                } else {
                    Level::Shared
                },
                has_trend: asked.trend,
                harmonics: asked.waves,
                offset: shares(&series),
            },
            autoregressive: Some(Predictor {
                harmonics: asked.own_waves,
                ..Predictor::default()
            }),
            neighbourhood: neighbourhood(asked, &names)?,
            family: match asked.family {
                FamilyArg::Poisson => Family::Poisson,
                FamilyArg::NegBin1 => Family::NegBin1,
                FamilyArg::NegBinM => Family::NegBinM,
            },
            timing: Timing {
                own_lag: asked.lag,
                others_lag: asked.lag,
                ..Timing::default()
            },
        };
        Ok(Self {
            model,
            series,
            names,
        })
    }

    pub(super) fn fit(&self, input: &Input) -> Result<Fit, Ending> {
        self.model.fit(&self.series).map_err(|error| match error {
            Hhh4Error::NotEnoughData(lack) => input.refuse(input.lang.lack(&lack)),
            other => input.refuse(other),
        })
    }

    /// Which parts the mean has: endemic, own earlier cases, those of others.
    pub(super) fn has(&self) -> [bool; 3] {
        let Hhh4 {
            autoregressive,
            neighbourhood,
            ..
        } = &self.model;
        [true, autoregressive.is_some(), neighbourhood.is_some()]
    }

    /// What is asked for, in words.
    pub(super) fn described(&self, asked: &EndemicEpidemic, lang: Lang) -> String {
        let (waves, own, lag) = (asked.waves, asked.own_waves, asked.lag);
        let family = match asked.family {
            FamilyArg::Poisson => lang.pick("Poisson counts", "泊松分布"),
            FamilyArg::NegBin1 => lang.pick("negative binomial counts", "负二项分布"),
            FamilyArg::NegBinM => lang.pick(
                "negative binomial counts, overdispersion by series",
                "负二项分布，各序列过离散各异",
            ),
        };
        let mut parts = vec![
            lang.pick("hhh4".to_owned(), "hhh4 模型".to_owned()),
            lang.pick(
                format!("endemic part with {}", waves_a_year(waves)),
                format!("地方性部分每年 {waves} 个波"),
            ),
        ];
        if asked.trend {
            parts.push(lang.pick("a trend", "含趋势").to_owned());
        }
        if asked.own_levels {
            parts.push(
                lang.pick("a level for each series", "各序列水平各异")
                    .to_owned(),
            );
        }
        if self.model.endemic.offset.is_some() {
            parts.push(
                lang.pick("by share of the population", "按人口比例")
                    .to_owned(),
            );
        }
        let before = if lag == 1 {
            lang.pick("the step before".to_owned(), "上一期".to_owned())
        } else {
            lang.pick(format!("{lag} steps before"), format!("{lag} 期前"))
        };
        let mut own_part = lang.pick(
            format!("own cases of {before}"),
            format!("本地{before}病例"),
        );
        if own > 0 {
            own_part.push_str(&lang.pick(
                format!(" with {}", waves_a_year(own)),
                format!("（每年 {own} 个波）"),
            ));
        }
        parts.push(own_part);
        if self.model.neighbourhood.is_some() {
            let how = match asked.weights {
                WeightsArg::Neighbours => lang.pick("shared among neighbours", "由邻接地区分担"),
                WeightsArg::PowerLaw => lang.pick(
                    "by a power of the order of neighbourhood",
                    "按邻接阶数的幂次衰减",
                ),
                WeightsArg::ByOrder => lang.pick("by order of neighbourhood", "按邻接阶数"),
            };
            parts.push(lang.pick(
                format!("cases elsewhere of {before}, {how}"),
                format!("其他地区{before}病例，{how}"),
            ));
        }
        parts.push(family.to_owned());
        parts.join(lang.pick("; ", "；"))
    }
}

fn waves_a_year(waves: usize) -> String {
    match waves {
        0 => "no season".to_owned(),
        1 => "one wave a year".to_owned(),
        more => format!("{more} waves a year"),
    }
}

/// Shares of the population at every step and one beyond, where populations are given.
fn shares(series: &[CountSeries]) -> Option<Vec<Vec<f64>>> {
    let persons: Option<Vec<&Vec<f64>>> =
        series.iter().map(|one| one.population.as_ref()).collect();
    let persons = persons?;
    let of_unit = |unit: &Vec<f64>| {
        let share = |at: usize| {
            let all: f64 = persons.iter().filter_map(|one| one.get(at)).sum();
            unit.get(at).map_or(0.0, |own| own / all)
        };
        let mut row: Vec<f64> = (0..unit.len()).map(share).collect();
        // The forecast one step ahead lives on the last known population.
        row.extend(row.last().copied());
        row
    };
    Some(persons.iter().map(|unit| of_unit(unit)).collect())
}

fn neighbourhood(
    asked: &EndemicEpidemic,
    names: &[String],
) -> Result<Option<(Predictor, Weights)>, Ending> {
    let Some(path) = &asked.neighbours else {
        return Ok(None);
    };
    let lang = asked.print.lang();
    let borders = Input::whole(path, lang)?;
    if asked.weights == WeightsArg::Neighbours && asked.order_max.is_some_and(|most| most != 1) {
        return Err(Ending::Usage(
            lang.pick(
                "--order-max: neighbours are of order 1; choose --weights power-law or by-order"
                    .to_owned(),
                "--order-max：邻接即一阶；请选择 --weights power-law 或 by-order".to_owned(),
            ),
        ));
    }
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let pairs = read_neighbours(&borders, &known)?;
    let refuse = |error: Hhh4Error| borders.refuse(error);
    let mut orders = orders(names.len(), &pairs).map_err(refuse)?;
    if let Some(most) = asked.order_max {
        let far = |order: &&mut f64| **order > f64::from(most);
        orders
            .iter_mut()
            .flatten()
            .filter(far)
            .for_each(|order| *order = f64::INFINITY);
    }
    let weights = match asked.weights {
        WeightsArg::Neighbours => Weights::neighbours(names.len(), &pairs),
        WeightsArg::PowerLaw => Weights::power_law(&orders),
        WeightsArg::ByOrder => {
            let highest = asked.order_max.unwrap_or(ORDER_MAX);
            Weights::by_order(&orders, usize::try_from(highest).unwrap_or(usize::MAX))
        }
    };
    let weights = weights.map_err(refuse)?.normalised();
    Ok(Some((Predictor::default(), weights)))
}
