//! The packs as they stand, the linter on broken ones, and the files in `data/` through their layouts.

mod broken;
mod data_files;
mod expressions;
mod overlay;
mod policies;
mod real_packs;
mod support;
