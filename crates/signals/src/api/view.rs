//! From stored signals to what goes over the wire.

use kernel::RegionCode;
use pack::Pack;

use crate::model::SignalView;
use crate::store::SignalRow;

/// The signal with the names of the pack; a code the pack no longer knows stands for its name.
pub(crate) fn view(pack: &Pack, row: &SignalRow) -> SignalView {
    let condition = pack.conditions.get(&row.condition);
    let code: Option<RegionCode> = row.region.parse().ok();
    let region = code.and_then(|code| pack.regions.get(code));
    let label = pack.stream(&row.stream).map_or_else(
        || row.day.to_string(),
        |stream| stream.period.label(row.day),
    );
    let name =
        |known: Option<&String>, code: &str| known.map_or_else(|| code.to_owned(), Clone::clone);
    SignalView {
        id: row.id,
        day: row.day,
        label,
        stream: row.stream.clone(),
        condition: row.condition.clone(),
        condition_name_zh: name(condition.map(|one| &one.name_zh), &row.condition),
        condition_name_en: name(condition.map(|one| &one.name_en), &row.condition),
        region: code.unwrap_or(RegionCode::CHINA),
        region_name_zh: name(region.map(|one| &one.name_zh), &row.region),
        region_name_en: name(region.map(|one| &one.name_en), &row.region),
        stratum: row.stratum.clone(),
        detector: row.detector.clone(),
        method: row.method.clone(),
        observed: row.observed,
        expected: row.expected,
        bound: row.bound,
        p: row.p,
        score: row.score,
        created_at: row.created_at,
        withdrawn_at: row.withdrawn_at,
        pack_version: row.pack_version.clone(),
        run: row.run,
    }
}
