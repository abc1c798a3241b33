//! The SQL of this capability, and that over tables of others, whose names come from [`crate::SealedTable`]s in code.

mod keys;
mod rows;

pub(crate) use keys::{
    Progress, StoredKey, advance, begin_rotation, end_rotation, insert_key, keys, latest_rotation,
    progress, rewrap,
};
pub(crate) use rows::{SealedRow, Tokens, heads, old_rows, write_lookups, write_rows};
