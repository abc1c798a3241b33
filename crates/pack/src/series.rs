//! What expressions of detectors may ask about a series.

use kernel::{Day, RegionCode};

use crate::expression::{Scalar, Variables};
use crate::pack::Pack;

/// The variables of detector expressions and their fields.
pub(crate) const SERIES_FIELDS: [(&str, &[&str]); 3] = [
    ("stream", &["id", "period", "access"]),
    (
        "condition",
        &[
            "code",
            "class",
            "parent",
            "cidars_method",
            "cidars_threshold",
        ],
    ),
    ("region", &["code", "level"]),
];

impl Pack {
    /// The variables `stream`, `condition` and `region` for the expressions of detectors, as of `on`.
    ///
    /// `None` where the pack knows no such stream, condition or region.
    #[must_use]
    pub fn series_variables(
        &self,
        stream: &str,
        condition: &str,
        region: RegionCode,
        on: Day,
    ) -> Option<Variables> {
        let stream = self.stream(stream)?;
        let access = match stream.access {
            crate::Access::Published => "published",
            crate::Access::Area => "area",
        };
        let class = self.conditions.class(condition, on)?;
        let condition = self.conditions.get(condition)?;
        let region = self.regions.get(region)?;
        let code = region.code.to_string();
        Some(
            Variables::new()
                .with(
                    "stream",
                    [
                        ("id", stream.id.as_str()),
                        ("period", stream.period.as_str()),
                        ("access", access),
                    ],
                )
                .with(
                    "condition",
                    [
                        ("code", Scalar::from(condition.code.as_str())),
                        ("class", class.as_str().into()),
                        ("parent", condition.parent.as_deref().into()),
                        ("cidars_method", condition.cidars_method.as_str().into()),
                        ("cidars_threshold", condition.cidars_threshold.into()),
                    ],
                )
                .with(
                    "region",
                    [("code", code.as_str()), ("level", region.level.as_str())],
                ),
        )
    }
}
