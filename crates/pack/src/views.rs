//! Named views (默认视图): what a screen shows before anybody chose.

use kernel::{Day, RegionCode};

/// A stream, condition, region, stratum and window with a name.
#[derive(Debug, Clone)]
pub struct View {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: String,
    /// Stream id.
    pub stream: String,
    /// Condition code.
    pub condition: String,
    /// Region shown.
    pub region: RegionCode,
    /// First day of the window.
    pub from: Day,
    /// Last day of the window.
    pub to: Day,
    /// Stratum, `all` unless the pack says otherwise.
    pub stratum: String,
}
