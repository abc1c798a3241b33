//! What becomes of each column.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::ladder::Step;

/// Rows that may be dropped at most where nothing is said, as a share.
const DROPPED_SHARE_MAX: f64 = 0.05;
/// Words in a header that say the column names somebody directly.
const DIRECT: [&str; 16] = [
    "姓名",
    "名字",
    "身份证",
    "证件号",
    "电话",
    "手机",
    "住址",
    "地址",
    "门牌",
    "name",
    "phone",
    "mobile",
    "id_card",
    "idcard",
    "address",
    "passport",
];

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnRole {
    /// It leaves as a pseudonym of the project: identity numbers and record ids.
    Pseudonym,
    /// It stays at home.
    Drop,
    /// It is generalised, by as many steps of its ladder as are needed.
    Quasi(Vec<Step>),
    /// It leaves as it is, and every group holds several values of it.
    Sensitive,
    /// It leaves as it is.
    Keep,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecColumn {
    /// Its header.
    pub name: String,
    /// What becomes of it.
    pub role: ColumnRole,
}

/// What a data set is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct DeidentifySpec {
    /// Name of the project; pseudonyms of two projects cannot be linked.
    pub project: String,
    /// Rows a group has at least.
    pub k: u32,
    /// Values of a sensitive column a group has at least.
    pub l: u32,
    /// Share of rows that may be dropped rather than blur all others.
    pub dropped_share_max: f64,
    /// Every column of the file.
    pub columns: Vec<SpecColumn>,
}

/// Why a specification will not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// It is not the TOML it should be.
    #[error("the specification cannot be read: {0}")]
    Syntax(String),
    /// A number is out of bounds.
    #[error("`{0}` is out of bounds; k from 2, l from 1, dropped_share_max from 0 to 0.5")]
    Bounds(&'static str),
    /// Two columns have one name.
    #[error("the column `{0}` stands there twice")]
    Twice(String),
    /// A step of a ladder is not known.
    #[error(
        "the column `{column}` has the step `{step}`; there are exact, age:YEARS, region:DIGITS, week, month, year, any"
    )]
    UnknownStep {
        /// The column.
        column: String,
        /// The step.
        step: String,
    },
    /// A quasi-identifier has no ladder, or another column has one.
    #[error("the column `{0}`: a ladder belongs to role quasi, and only there")]
    Ladder(String),
    /// A column that names people directly would leave.
    #[error("the column `{0}` names people directly; give it the role drop or pseudonym")]
    Direct(String),
    /// The specification has no quasi-identifier.
    #[error(
        "no column has the role quasi; then nothing is generalised and nothing can be promised"
    )]
    NoQuasi,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    project: String,
    k: Option<u32>,
    l: Option<u32>,
    dropped_share_max: Option<f64>,
    column: Vec<FileColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileColumn {
    name: String,
    role: FileRole,
    #[serde(default)]
    ladder: Vec<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum FileRole {
    Pseudonym,
    Drop,
    Quasi,
    Sensitive,
    Keep,
}

impl DeidentifySpec {
    /// Reads a specification; `k` is 20 and `l` 2 where it says nothing (data of level 2 by GB/T 39725-2020, by what is known of it).
    ///
    /// # Errors
    /// See [`SpecError`].
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let file: File =
            toml::from_str(text).map_err(|error| SpecError::Syntax(error.message().to_owned()))?;
        let spec = DeidentifySpec {
            project: file.project,
            k: file.k.unwrap_or(20),
            l: file.l.unwrap_or(2),
            dropped_share_max: file.dropped_share_max.unwrap_or(DROPPED_SHARE_MAX),
            columns: file
                .column
                .into_iter()
                .map(column)
                .collect::<Result<_, _>>()?,
        };
        spec.check()?;
        Ok(spec)
    }

    fn check(&self) -> Result<(), SpecError> {
        if self.project.trim().is_empty() {
            return Err(SpecError::Syntax("`project` is blank".to_owned()));
        }
        if self.k < 2 {
            return Err(SpecError::Bounds("k"));
        }
        if self.l < 1 {
            return Err(SpecError::Bounds("l"));
        }
        if !(0.0..=0.5).contains(&self.dropped_share_max) {
            return Err(SpecError::Bounds("dropped_share_max"));
        }
        let mut seen = BTreeSet::new();
        for column in &self.columns {
            if !seen.insert(&column.name) {
                return Err(SpecError::Twice(column.name.clone()));
            }
            let leaves = !matches!(column.role, ColumnRole::Drop | ColumnRole::Pseudonym);
            if leaves && is_direct(&column.name) {
                return Err(SpecError::Direct(column.name.clone()));
            }
        }
        let is_quasi = |column: &SpecColumn| matches!(column.role, ColumnRole::Quasi(_));
        if !self.columns.iter().any(is_quasi) {
            return Err(SpecError::NoQuasi);
        }
        Ok(())
    }
}

fn column(given: FileColumn) -> Result<SpecColumn, SpecError> {
    if (given.role == FileRole::Quasi) == given.ladder.is_empty() {
        return Err(SpecError::Ladder(given.name));
    }
    let steps = given
        .ladder
        .iter()
        .map(|step| {
            step.parse().map_err(|()| SpecError::UnknownStep {
                column: given.name.clone(),
                step: step.clone(),
            })
        })
        .collect::<Result<Vec<Step>, _>>()?;
    Ok(SpecColumn {
        name: given.name,
        role: match given.role {
            FileRole::Pseudonym => ColumnRole::Pseudonym,
            FileRole::Drop => ColumnRole::Drop,
            FileRole::Quasi => ColumnRole::Quasi(steps),
            FileRole::Sensitive => ColumnRole::Sensitive,
            FileRole::Keep => ColumnRole::Keep,
        },
    })
}

/// Whether a header says that the column names people directly.
pub(super) fn is_direct(header: &str) -> bool {
    let header = header.to_lowercase();
    // `region_name` and `地区名称` name places.
    let is_place = [
        "region",
        "地区",
        "county",
        "place",
        "file",
        "disease",
        "condition",
    ]
    .iter()
    .any(|word| header.contains(word));
    !is_place && DIRECT.iter().any(|word| header.contains(word))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A line list as it is told of: identity number, name, age, place, day, outcome, ward.
    pub(in super::super) const SPEC: &str = r#"
        project = "measles-2026"
        k = 3
        l = 2
        column = [
            { name = "身份证号", role = "pseudonym" },
            { name = "姓名", role = "drop" },
            { name = "age", role = "quasi", ladder = ["exact", "age:5", "age:20", "any"] },
            { name = "region", role = "quasi", ladder = ["region:9", "region:6", "any"] },
            { name = "onset", role = "quasi", ladder = ["exact", "week", "month", "any"] },
            { name = "outcome", role = "sensitive" },
            { name = "ward", role = "keep" },
        ]"#;

    #[test]
    fn a_specification_covers_what_it_lets_go() {
        let spec = DeidentifySpec::parse(SPEC).unwrap();
        assert_eq!((spec.k, spec.l, spec.columns.len()), (3, 2, 7));
        let changed = |from: &str, to: &str| DeidentifySpec::parse(&SPEC.replace(from, to));
        let wrong = |from: &str, to: &str| changed(from, to).unwrap_err();
        assert_eq!(
            wrong("\"drop\"", "\"keep\""),
            SpecError::Direct("姓名".to_owned())
        );
        assert_eq!(wrong("k = 3", "k = 1"), SpecError::Bounds("k"));
        assert_eq!(
            wrong("\"ward\"", "\"age\""),
            SpecError::Twice("age".to_owned())
        );
        assert!(matches!(
            wrong("age:5", "age:x"),
            SpecError::UnknownStep { .. }
        ));
        assert!(matches!(wrong("l = 2", "ell = 2"), SpecError::Syntax(_)));
        let all = SPEC.replace("\"quasi\"", "\"keep\"");
        assert!(matches!(
            DeidentifySpec::parse(&all),
            Err(SpecError::Ladder(_))
        ));
        assert!(!is_direct("region_name") && is_direct("Patient_Name") && is_direct("联系电话"));
    }
}
