//! From the texts of a published file to codes.

use kernel::RegionCode;

use crate::layouts::{ConditionRule, RegionRule};
use crate::pack::Pack;
use crate::search::folded;

/// A text that names nothing in the pack, with the nearest thing that it might mean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not known{}", suggested(suggestion))]
pub struct UnknownName {
    /// The text of the file.
    pub text: String,
    /// Name of the nearest known thing.
    pub suggestion: Option<String>,
}

fn suggested(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

impl Pack {
    /// The region that `text` names: an alias of the layout, a code, or a name of the pack.
    ///
    /// # Errors
    /// When nothing has that name.
    pub fn resolve_region(&self, rule: &RegionRule, text: &str) -> Result<RegionCode, UnknownName> {
        let text = text.trim();
        if let Some(code) = rule.aliases.get(text) {
            return Ok(*code);
        }
        if let Ok(code) = text.parse()
            && self.regions.get(code).is_some()
        {
            return Ok(code);
        }
        match self.regions.find_by_name(text).first() {
            Some(region) => Ok(region.code),
            None => Err(UnknownName {
                text: text.to_owned(),
                suggestion: self
                    .regions
                    .suggest(text)
                    .map(|region| region.name_zh.clone()),
            }),
        }
    }

    /// The code of the condition that `text` names: an alias of the layout, a code, or a name of the pack.
    ///
    /// # Errors
    /// When nothing has that name.
    pub fn resolve_condition(
        &self,
        rule: &ConditionRule,
        text: &str,
    ) -> Result<String, UnknownName> {
        let key = folded(text);
        if let Some(code) = rule
            .aliases
            .iter()
            .find_map(|(alias, code)| (folded(alias) == key).then_some(code))
        {
            return Ok(code.clone());
        }
        match self.conditions.find(text) {
            Some(condition) => Ok(condition.code.clone()),
            None => Err(UnknownName {
                text: text.trim().to_owned(),
                suggestion: self
                    .conditions
                    .suggest(text)
                    .map(|condition| condition.name_zh.clone()),
            }),
        }
    }
}
