//! Figures as SVG: calm, the same bytes for the same numbers on every machine, with text that stays text.
//!
//! Every figure is a pure function from a plain description of what it shows to an SVG document; colours and their meaning are
//! those of the console's charts.

mod canvas;
pub(crate) mod panel;
mod scale;
mod style;

pub(crate) mod clusters;
pub(crate) mod detection;
pub(crate) mod explained;
pub(crate) mod nowcast;
pub(crate) mod reproduction;
pub(crate) mod tradeoff;
