//! What the tests share.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use kernel::{Day, RegionCode};
use pack::Pack;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The demonstration pack: national and both cities.
pub fn demo() -> &'static Pack {
    static DEMO: LazyLock<Pack> = LazyLock::new(|| load("demo"));
    &DEMO
}

/// A pack of the repository.
pub fn load(city: &str) -> Pack {
    Pack::load(&root().join("packs"), city).unwrap_or_else(|found| {
        let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
        panic!("{city} does not load:\n{}", lines.join("\n"))
    })
}

/// A region code written out.
pub fn code(text: &str) -> RegionCode {
    text.parse().unwrap()
}

/// A day written out.
pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}
