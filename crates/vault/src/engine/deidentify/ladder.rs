//! Steps by which a quasi-identifier is generalised.

use std::fmt;
use std::str::FromStr;

use kernel::Day;

/// What stands where nothing is told.
pub(super) const ANY: &str = "*";

/// One step of a ladder (泛化层级).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// As it stands.
    Exact,
    /// Age in bands of so many years: `35-39`.
    Age(u32),
    /// The first digits of a region code: 9 the township, 6 the county, 4 the prefecture, 2 the province.
    Region(u8),
    /// The ISO week of a day: `2026-W05`.
    Week,
    /// The month of a day: `2026-01`.
    Month,
    /// The year of a day.
    Year,
    /// Nothing.
    Any,
}

impl FromStr for Step {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (name, number) = match text.split_once(':') {
            Some((name, number)) => (name, Some(number)),
            None => (text, None),
        };
        match (name, number) {
            ("exact", None) => Ok(Step::Exact),
            ("age", Some(years)) => years
                .parse()
                .ok()
                .filter(|years| (1..=100).contains(years))
                .map(Step::Age)
                .ok_or(()),
            ("region", Some(digits)) => digits
                .parse()
                .ok()
                .filter(|digits| [2, 4, 6, 9, 12].contains(digits))
                .map(Step::Region)
                .ok_or(()),
            ("week", None) => Ok(Step::Week),
            ("month", None) => Ok(Step::Month),
            ("year", None) => Ok(Step::Year),
            ("any", None) => Ok(Step::Any),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Exact => out.write_str("exact"),
            Step::Age(years) => write!(out, "age:{years}"),
            Step::Region(digits) => write!(out, "region:{digits}"),
            Step::Week => out.write_str("week"),
            Step::Month => out.write_str("month"),
            Step::Year => out.write_str("year"),
            Step::Any => out.write_str("any"),
        }
    }
}

impl Step {
    /// The value on this step; `None` where it is no age, region code or day. A blank stays a blank until nothing is told.
    #[must_use]
    pub fn apply(self, value: &str) -> Option<String> {
        let value = value.trim();
        if self == Step::Any {
            return Some(ANY.to_owned());
        }
        if self == Step::Exact || value.is_empty() {
            return Some(value.to_owned());
        }
        match self {
            Step::Exact | Step::Any => Some(value.to_owned()),
            Step::Age(years) => {
                let age: u32 = value.trim_end_matches('岁').parse().ok()?;
                let from = age.checked_div(years)? * years;
                (age <= 150).then(|| format!("{from}-{}", from + years - 1))
            }
            Step::Region(digits) => {
                let is_code = value.bytes().all(|byte| byte.is_ascii_digit())
                    && [6, 9, 12].contains(&value.len());
                // A code that is coarser already stays as it is.
                is_code.then(|| value[..value.len().min(digits.into())].to_owned())
            }
            Step::Week | Step::Month | Step::Year => {
                let date = value.parse::<Day>().ok()?.date();
                Some(match self {
                    Step::Week => {
                        let week = date.iso_week_date();
                        format!("{:04}-W{:02}", week.year(), week.week())
                    }
                    Step::Month => format!("{:04}-{:02}", date.year(), date.month()),
                    _ => format!("{:04}", date.year()),
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_tells_less() {
        for (step, value, told) in [
            ("exact", " 37 ", Some("37")),
            ("age:5", "37", Some("35-39")),
            ("age:10", "9岁", Some("0-9")),
            ("age:5", "young", None),
            ("age:5", "999", None),
            ("region:6", "140981001002", Some("140981")),
            ("region:4", "140981", Some("1409")),
            ("region:9", "140981", Some("140981")),
            ("region:6", "忻府区", None),
            ("week", "2026-01-01", Some("2026-W01")),
            ("week", "2024-12-30", Some("2025-W01")),
            ("month", "2026-01-31", Some("2026-01")),
            ("year", "2026-01-31", Some("2026")),
            ("month", "31/1/2026", None),
            ("any", "what you like", Some("*")),
            ("month", "", Some("")),
        ] {
            let step: Step = step.parse().unwrap();
            assert_eq!(step.apply(value).as_deref(), told, "{step} {value}");
            assert_eq!(step.to_string().parse(), Ok(step));
        }
        for text in ["", "age", "age:0", "region:5", "day:3", "exact:1"] {
            assert!(text.parse::<Step>().is_err(), "{text}");
        }
    }
}
