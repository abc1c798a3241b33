//! Rules that look at the packs as a whole.
