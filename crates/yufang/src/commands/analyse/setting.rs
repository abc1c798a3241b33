//! Methods and settings as they are written on a command line.

use epi::{DetectorSpec, Method, ParamValue, Params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::exit::Ending;

/// A detector from its name and its `key=value` settings.
pub(super) fn spec(method: &str, settings: &[String]) -> Result<DetectorSpec, Ending> {
    let mut table = Params::new();
    for setting in settings {
        let (key, value) = pair(setting, "--set")?;
        table.insert(key.to_owned(), value_of(value));
    }
    table.insert("method".to_owned(), ParamValue::from(method));
    DetectorSpec::from_table(table).map_err(|error| Ending::Usage(error.to_string()))
}

/// A method with the settings it has, for comparisons in which not every method knows every setting.
pub(super) fn pair<'s>(text: &'s str, option: &str) -> Result<(&'s str, &'s str), Ending> {
    text.split_once('=')
        .map(|(key, value)| (key.trim(), value.trim()))
        .filter(|(key, value)| !key.is_empty() && !value.is_empty())
        .ok_or_else(|| {
            Ending::Usage(format!(
                "{option} `{text}`: write it as KEY=VALUE, for example alpha=0.01"
            ))
        })
}

/// The same settings with some of their fields set, each given as a word or as JSON.
pub(super) fn changed<T: Serialize + DeserializeOwned>(
    settings: T,
    changes: &[String],
) -> Result<T, Ending> {
    if changes.is_empty() {
        return Ok(settings);
    }
    let wrong = |error: serde_json::Error| Ending::Usage(format!("--set: {error}"));
    let mut table = serde_json::to_value(settings).map_err(wrong)?;
    for change in changes {
        let (key, value) = pair(change, "--set")?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
        table[key] = value;
    }
    serde_json::from_value(table).map_err(wrong)
}

/// The value a text means: a flag, a number, or a word.
pub(super) fn value_of(text: &str) -> ParamValue {
    if let Ok(flag) = text.parse::<bool>() {
        ParamValue::Flag(flag)
    } else if let Ok(number) = text.parse::<i64>() {
        ParamValue::Integer(number)
    } else if let Ok(number) = text.parse::<f64>() {
        ParamValue::Number(number)
    } else {
        ParamValue::from(text)
    }
}

/// A detector in words: `flexible Farrington (farrington_flexible), alpha=0.01`.
pub(super) fn described(spec: &DetectorSpec, lang: crate::lang::Lang) -> String {
    let info = spec.method().info();
    let mut text = format!(
        "{} ({})",
        lang.pick(info.name_en, info.name_zh),
        Method::id(spec.method())
    );
    for (key, value) in spec.params() {
        text.push_str(&format!(", {key}={value}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_as_what_it_looks_like() {
        assert_eq!(value_of("true"), ParamValue::Flag(true));
        assert_eq!(value_of("7"), ParamValue::Integer(7));
        assert_eq!(value_of("0.01"), ParamValue::Number(0.01));
        assert_eq!(value_of("delta"), ParamValue::from("delta"));
        assert!(pair("alpha", "--set").is_err());
    }

    #[test]
    fn settings_change_by_field_and_know_their_fields() {
        let usual = epi::scan::ScanSettings::default;
        let set = ["rates=low", "by_weekday=true", "span_max={\"units\":7}"].map(str::to_owned);
        let changed = super::changed(usual(), &set).unwrap();
        assert_eq!(changed.rates, epi::scan::Rates::Low);
        assert_eq!(changed.span_max, epi::scan::SpanMax::Units(7));
        assert!(changed.by_weekday);
        assert!(super::changed(usual(), &["colour=red".to_owned()]).is_err());
    }
}
