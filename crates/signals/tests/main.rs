//! Detection runs, stored signals and their API, on both databases; and the real data.

mod changed;
mod fixture;
mod http;
mod overlay;
mod packs;
mod real;
mod resume;
mod runs;
