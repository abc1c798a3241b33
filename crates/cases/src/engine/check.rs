//! Everything a card's values have to fulfil: by the type of each field, what has to be filled in, and the packs' logic checks.

use kernel::{Day, RegionCode};
use pack::{CardField, CardType, Expression, Pack, Variables};

use super::reading::{HourText, Reading};
use crate::error::CardError;
use crate::model::{Finding, Severity};

/// The longest value of a field whose own length the packs do not say, in characters.
const LENGTH_MAX: usize = 1000;

/// All findings of a card, in the order of its fields, errors of a field first.
///
/// # Errors
/// When an expression of the packs fails, which is the packs' fault and not the card's.
pub(crate) fn check(reading: &Reading<'_>) -> Result<Vec<Finding>, CardError> {
    let cards = &reading.pack.cards;
    let mut findings = Vec::new();
    for (id, text) in reading.values {
        match cards.field(id) {
            Some(field) => findings.extend(typed(reading.pack, field, text)),
            None => findings.push(unknown(id)),
        }
    }
    let broken: Vec<String> = findings.iter().map(|one| one.field.clone()).collect();
    let variables = reading.variables();
    for field in cards.fields.iter().filter(|one| !one.is_kept_by_program) {
        findings.extend(asked(reading, field, &variables)?);
    }
    for check in &cards.checks {
        // What is no day or no number at all is told once, by its type.
        let can_ask = check
            .fields
            .iter()
            .all(|field| reading.values.contains_key(field) && !broken.contains(field));
        if !can_ask || check.holds.is_true(&variables)? {
            continue;
        }
        let (first, others) = match check.fields.split_first() {
            Some((first, others)) => (first.clone(), others.to_vec()),
            None => continue,
        };
        findings.push(Finding {
            field: first,
            others,
            rule: check.id.clone(),
            severity: if check.is_error {
                Severity::Error
            } else {
                Severity::Warning
            },
            text_zh: check.text_zh.clone(),
            text_en: check.text_en.clone(),
        });
    }
    let position = |finding: &Finding| {
        cards
            .field(&finding.field)
            .map_or(u16::MAX, |field| field.number)
    };
    findings.sort_by_key(|finding| (position(finding), finding.severity));
    Ok(findings)
}

/// Whether a field is asked of this card and filled in as it has to be.
fn asked(
    reading: &Reading<'_>,
    field: &CardField,
    variables: &Variables,
) -> Result<Option<Finding>, CardError> {
    let holds = |expression: &Option<Expression>, otherwise: bool| match expression {
        Some(expression) => expression.is_true(variables),
        None => Ok(otherwise),
    };
    if reading.values.contains_key(&field.id) {
        let is_asked = holds(&field.asked, true)?;
        return Ok((!is_asked).then(|| {
            finding(
                field,
                "not_asked",
                Severity::Warning,
                format!("本卡不需填写“{}”", field.name_zh),
                format!(
                    "`{}` is not asked of this card; leave it out",
                    field.name_en
                ),
            )
        }));
    }
    if field.required.is_none() || !holds(&field.asked, true)? || !holds(&field.required, false)? {
        return Ok(None);
    }
    Ok(Some(finding(
        field,
        "required",
        Severity::Error,
        format!("“{}”必须填写", field.name_zh),
        format!("`{}` has to be filled in", field.name_en),
    )))
}

/// What is wrong with one value by itself.
fn typed(pack: &Pack, field: &CardField, text: &str) -> Option<Finding> {
    let error =
        |rule: &str, zh: String, en: String| Some(finding(field, rule, Severity::Error, zh, en));
    let longest = field.length_max.unwrap_or(LENGTH_MAX);
    if matches!(field.kind, CardType::Text) && text.chars().count() > longest {
        return error(
            "length",
            format!("“{}”不能超过{longest}个字符", field.name_zh),
            format!("`{}` has at most {longest} characters", field.name_en),
        );
    }
    let wanted = match field.kind {
        CardType::Text => None,
        CardType::Date if text.parse::<Day>().is_err() => {
            Some(("日期，如2026-03-01", "a day such as 2026-03-01"))
        }
        CardType::Hour if HourText::parse(text).is_none() => Some((
            "日期和小时，如2026-03-01T14",
            "a day and an hour such as 2026-03-01T14",
        )),
        CardType::Whole if text.parse::<i64>().is_err() => Some(("整数", "a whole number")),
        CardType::Number if !text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Some(("数字", "a number"))
        }
        CardType::Region if text.parse::<RegionCode>().is_err() => Some((
            "6、9或12位行政区划代码",
            "a region code of 6, 9 or 12 digits",
        )),
        _ => None,
    };
    if let Some((zh, en)) = wanted {
        return error(
            "type",
            format!("“{}”应为{zh}", field.name_zh),
            format!("`{}` has to be {en}", field.name_en),
        );
    }
    let set = field.set.as_deref().unwrap_or_default();
    let is_known = match field.kind {
        CardType::Code => pack.code(set, text).is_some(),
        CardType::Codes => text.split(';').all(|code| pack.code(set, code).is_some()),
        _ => true,
    };
    if is_known {
        return None;
    }
    error(
        "code",
        format!("“{}”的代码不在值域内", field.name_zh),
        format!(
            "`{}` has a code that its value set does not have",
            field.name_en
        ),
    )
}

fn unknown(id: &str) -> Finding {
    Finding {
        field: id.to_owned(),
        others: Vec::new(),
        rule: "unknown_field".to_owned(),
        severity: Severity::Error,
        text_zh: "报告卡没有这个项目".to_owned(),
        text_en: "the card has no such field".to_owned(),
    }
}

fn finding(
    field: &CardField,
    rule: &str,
    severity: Severity,
    text_zh: String,
    text_en: String,
) -> Finding {
    Finding {
        field: field.id.clone(),
        others: Vec::new(),
        rule: rule.to_owned(),
        severity,
        text_zh,
        text_en,
    }
}
