//! Values as they are shown where nobody is named (脱敏).

use kernel::Day;
use pack::{CardMasking, Pack};
use vault::mask;

use crate::model::Values;

/// What stands for free text that is not shown.
const HIDDEN: &str = "***";

/// One value, masked as its field says; a field that the packs do not know is not shown at all.
pub(crate) fn masked_value(pack: &Pack, id: &str, text: &str) -> String {
    match pack.cards.field(id).map(|field| field.masking) {
        Some(CardMasking::Open) => text.to_owned(),
        Some(CardMasking::Name) => mask::name(text),
        Some(CardMasking::IdNumber) => mask::identity_number(text),
        Some(CardMasking::Phone) => mask::phone(text),
        Some(CardMasking::Birth) => text.parse::<Day>().map_or_else(
            |_| HIDDEN.to_owned(),
            |day| mask::birth_year(day).to_string(),
        ),
        Some(CardMasking::Address) => mask::address(text, mask::AddressDepth::Township),
        Some(CardMasking::Text) | None => HIDDEN.to_owned(),
    }
}

/// All values, masked.
pub(crate) fn masked(pack: &Pack, values: &Values) -> Values {
    values
        .iter()
        .map(|(id, text)| (id.clone(), masked_value(pack, id, text)))
        .collect()
}
