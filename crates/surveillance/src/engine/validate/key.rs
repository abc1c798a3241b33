//! What a row counts: its stream, stratum, region and condition.

use kernel::RegionCode;
use pack::{ConditionRule, RegionRule, StratumRule, StreamOf};
use platform::counts::{STRATUM_ALL, SeriesKey};

use super::{Column, KeySeries, Validator, layout_fails, missing};
use crate::engine::rules::{Finding, Rule};
use crate::engine::split::Record;

impl Validator {
    pub(super) fn resolve(&self, record: &Record<'_>) -> Result<Vec<KeySeries>, Box<Finding>> {
        let region = self.region(record)?;
        let condition = self.condition(record)?;
        let path = self.ground.pack.regions.path(region).unwrap_or_default();
        let mut found = Vec::with_capacity(self.layout.values.len());
        for (value, column) in self.layout.values.iter().zip(&self.streams) {
            let id = match (&value.stream, column) {
                (StreamOf::Constant(id), _) => id.clone(),
                (StreamOf::Column(_), Some(column)) => self.text(record, column)?.trim().to_owned(),
                (StreamOf::Column(_), None) => String::new(),
            };
            let stream = self.stream(&id, column.as_ref())?;
            let stratum = self.stratum(record, &stream.strata)?;
            found.push(KeySeries {
                key: SeriesKey {
                    stream: stream.id.clone(),
                    condition: condition.clone(),
                    region,
                    stratum,
                },
                path: path.clone(),
                period: stream.period,
                stream_zh: stream.name_zh.clone(),
                number: None,
            });
        }
        Ok(found)
    }

    fn stream(&self, text: &str, column: Option<&Column>) -> Result<&pack::Stream, Box<Finding>> {
        let streams = &self.ground.pack.streams;
        let found = streams.iter().find(|stream| {
            stream.id == text || stream.name_zh == text || stream.name_en.eq_ignore_ascii_case(text)
        });
        found.ok_or_else(|| {
            let header = column.map_or("stream", |column| &column.header);
            if text.is_empty() {
                return Box::new(missing(header));
            }
            let nearest = streams
                .iter()
                .flat_map(|stream| [&stream.id, &stream.name_zh].map(|name| (name, &stream.id)))
                .map(|(name, id)| (strsim::normalized_damerau_levenshtein(name, text), id))
                .filter(|(alike, _)| *alike >= 0.5)
                .max_by(|one, other| one.0.total_cmp(&other.0))
                .map(|(_, id)| id.clone());
            Box::new(
                Finding::new(
                    Rule::UnknownStream,
                    format!("the stream `{text}` is not known"),
                    format!("未知的监测流“{text}”"),
                )
                .at(header, text)
                .suggesting(nearest),
            )
        })
    }

    fn stratum(&self, record: &Record<'_>, strata: &[String]) -> Result<String, Box<Finding>> {
        let (text, header) = match &self.layout.stratum {
            StratumRule::Constant(stratum) => (stratum.clone(), "stratum"),
            StratumRule::Column(_) => match self.stratum_fields.first() {
                Some((_, Some(column))) => (
                    self.text(record, column)?.trim().to_owned(),
                    column.header.as_str(),
                ),
                _ => (String::new(), "stratum"),
            },
            StratumRule::Computed(expression) => {
                let variables = self.variables(record, &self.stratum_fields)?;
                match expression.evaluate(&variables) {
                    Ok(pack::Scalar::Text(text)) => (text, "stratum"),
                    Ok(other) => {
                        return Err(Box::new(layout_fails(&format!(
                            "the stratum is {other}, not a text"
                        ))));
                    }
                    Err(error) => return Err(Box::new(layout_fails(&error.to_string()))),
                }
            }
        };
        let text = if text.is_empty() {
            STRATUM_ALL.to_owned()
        } else {
            text
        };
        if strata.contains(&text) {
            return Ok(text);
        }
        let nearest = strata
            .iter()
            .find(|known| strsim::normalized_damerau_levenshtein(known, &text) >= 0.5)
            .cloned();
        Err(Box::new(
            Finding::new(
                Rule::UnknownStratum,
                format!(
                    "the stratum `{text}` is not one of this stream ({})",
                    strata.join(", ")
                ),
                format!("该监测流没有分层“{text}”（可用：{}）", strata.join("、")),
            )
            .at(header, &text)
            .suggesting(nearest),
        ))
    }

    fn region(&self, record: &Record<'_>) -> Result<RegionCode, Box<Finding>> {
        let rule: &RegionRule = &self.layout.region;
        let Some((column, text)) = self.first_filled(record, &self.regions)? else {
            return match rule.constant {
                Some(code) => self.allowed(code, "region", ""),
                None => Err(Box::new(missing(
                    self.regions
                        .first()
                        .map_or("region", |column| &column.header),
                ))),
            };
        };
        let pack = &self.ground.pack;
        match pack.resolve_region(rule, &text) {
            Ok(code) => {
                self.refuse_ambiguous(rule, &text, column)?;
                self.allowed(code, &column.header, &text)
            }
            Err(unknown) => Err(Box::new(
                Finding::new(
                    Rule::UnknownRegion,
                    format!("the region `{text}` is not known"),
                    format!("未知的地区“{text}”"),
                )
                .at(&column.header, &text)
                .suggesting(unknown.suggestion),
            )),
        }
    }

    /// Refuses a name that several regions of one rank share, such as 城区.
    fn refuse_ambiguous(
        &self,
        rule: &RegionRule,
        text: &str,
        column: &Column,
    ) -> Result<(), Box<Finding>> {
        if rule.aliases.contains_key(text) || text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(());
        }
        let same = self.ground.pack.regions.find_by_name(text);
        let rivals: Vec<String> = same
            .iter()
            .filter(|region| region.level == same[0].level)
            .map(|region| format!("{} {}", region.code, region.name_zh))
            .collect();
        if rivals.len() < 2 {
            return Ok(());
        }
        Err(Box::new(
            Finding::new(
                Rule::AmbiguousRegion,
                format!(
                    "`{text}` is the name of {} regions ({}); write the code",
                    rivals.len(),
                    rivals.join(", ")
                ),
                format!(
                    "“{text}”对应 {} 个地区（{}）；请填写代码",
                    rivals.len(),
                    rivals.join("、")
                ),
            )
            .at(&column.header, text),
        ))
    }

    fn allowed(
        &self,
        code: RegionCode,
        header: &str,
        text: &str,
    ) -> Result<RegionCode, Box<Finding>> {
        let path = self.ground.pack.regions.path(code).unwrap_or_default();
        if self
            .ground
            .areas
            .iter()
            .any(|area| path.starts_with(area.as_str()))
        {
            return Ok(code);
        }
        Err(Box::new(
            Finding::new(
                Rule::OutsideArea,
                format!("region {code} lies outside the area you may import for; ask a data manager of that area"),
                format!("地区 {code} 不在您的导入权限范围内；请联系该地区的数据管理员"),
            )
            .at(header, text),
        ))
    }

    fn condition(&self, record: &Record<'_>) -> Result<String, Box<Finding>> {
        let rule: &ConditionRule = &self.layout.condition;
        let Some((column, text)) = self.first_filled(record, &self.conditions)? else {
            return match &rule.constant {
                Some(code) => Ok(code.clone()),
                None => Err(Box::new(missing(
                    self.conditions
                        .first()
                        .map_or("condition", |column| &column.header),
                ))),
            };
        };
        self.ground
            .pack
            .resolve_condition(rule, &text)
            .map_err(|unknown| {
                Box::new(
                    Finding::new(
                        Rule::UnknownCondition,
                        format!("the condition `{text}` is not known"),
                        format!("未知的病种“{text}”"),
                    )
                    .at(&column.header, &text)
                    .suggesting(unknown.suggestion),
                )
            })
    }

    fn first_filled<'c>(
        &self,
        record: &Record<'_>,
        columns: &'c [Column],
    ) -> Result<Option<(&'c Column, String)>, Box<Finding>> {
        for column in columns {
            let text = self.text(record, column)?;
            let text = text.trim();
            if !text.is_empty() {
                return Ok(Some((column, text.to_owned())));
            }
        }
        Ok(None)
    }
}
