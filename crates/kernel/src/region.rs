//! Administrative regions (行政区划) by code.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::ToSchema;

/// Rank of a region in the administrative tree.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 国家
    Country,
    /// 省级
    Province,
    /// 地级
    Prefecture,
    /// 县级
    County,
    /// 乡级
    Township,
    /// 村级
    Village,
}

impl Level {
    /// The lower-case English name, as written in packs and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Country => "country",
            Level::Province => "province",
            Level::Prefecture => "prefecture",
            Level::County => "county",
            Level::Township => "township",
            Level::Village => "village",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A region's code: 6 digits (GB/T 2260), 9 (statistical township) or 12 (statistical village).
///
/// The digits are held as a number together with their length, so a code is `Copy` and compares in tree order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RegionCode {
    digits: u64,
    length: u8,
}

/// Why a text is not a region code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{given}` is not a region code; a code has 6 (county and above), 9 (township) or 12 (village) digits"
)]
pub struct RegionCodeError {
    given: String,
}

impl RegionCode {
    /// The People's Republic of China, root of the tree.
    pub const CHINA: RegionCode = RegionCode {
        digits: 100_000,
        length: 6,
    };

    /// The rank that the form of the code implies.
    #[must_use]
    pub fn level(self) -> Level {
        match (self.length, self.digits) {
            (12, _) => Level::Village,
            (9, _) => Level::Township,
            (_, 100_000) => Level::Country,
            (_, digits) if digits % 10_000 == 0 => Level::Province,
            (_, digits) if digits % 100 == 0 => Level::Prefecture,
            _ => Level::County,
        }
    }

    /// The region one level up, by the code's form alone; a pack may know better (a county run by its province).
    #[must_use]
    pub fn parent_hint(self) -> Option<RegionCode> {
        let (digits, length) = match self.level() {
            Level::Country => return None,
            Level::Province => return Some(RegionCode::CHINA),
            Level::Prefecture => (self.digits / 10_000 * 10_000, 6),
            Level::County => (self.digits / 100 * 100, 6),
            Level::Township => (self.digits / 1000, 6),
            Level::Village => (self.digits / 1000, 9),
        };
        Some(RegionCode { digits, length })
    }
}

impl FromStr for RegionCode {
    type Err = RegionCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let well_formed = matches!(text.len(), 6 | 9 | 12)
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && !text.starts_with('0');
        match text.parse() {
            Ok(digits) if well_formed => Ok(RegionCode {
                digits,
                length: text.len() as u8,
            }),
            _ => Err(RegionCodeError {
                given: text.chars().take(40).collect(),
            }),
        }
    }
}

impl Ord for RegionCode {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let padded = |code: &RegionCode| code.digits * 10_u64.pow(12 - u32::from(code.length));
        (padded(self), self.length).cmp(&(padded(other), other.length))
    }
}

impl PartialOrd for RegionCode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{:0width$}",
            self.digits,
            width = usize::from(self.length)
        )
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for RegionCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[1-9](\\d{5}|\\d{8}|\\d{11})$"))
            .examples(["140900"])
            .into()
    }
}

impl utoipa::ToSchema for RegionCode {}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> RegionCode {
        text.parse().unwrap()
    }

    #[test]
    fn the_form_of_a_code_tells_its_level_and_parent() {
        for (text, level, parent) in [
            ("100000", Level::Country, None),
            ("140000", Level::Province, Some("100000")),
            ("140900", Level::Prefecture, Some("140000")),
            ("140981", Level::County, Some("140900")),
            ("140981001", Level::Township, Some("140981")),
            ("140981001002", Level::Village, Some("140981001")),
        ] {
            assert_eq!(code(text).level(), level);
            assert_eq!(code(text).parent_hint(), parent.map(code));
            assert_eq!(code(text).to_string(), text);
        }
    }

    #[test]
    fn codes_sort_in_tree_order() {
        let mut codes = ["140981", "371500", "140900", "140981001", "140902"].map(code);
        codes.sort();
        assert_eq!(
            codes,
            ["140900", "140902", "140981", "140981001", "371500"].map(code)
        );
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "1409",
            "14090a",
            "014090",
            "1400y0",
            "1409021",
            "１４０９００",
        ] {
            assert!(text.parse::<RegionCode>().is_err(), "{text}");
        }
    }
}
