//! The tables of imports: the only SQL of this capability.

mod imports;
mod pieces;
mod rejected;

pub(crate) use imports::{
    Progress, Record, StoredHeader, add_batch, add_skips, by_batches, by_digest, by_id, finish,
    insert, list, progress, recognised, restart, start,
};
pub(crate) use pieces::{discard_orphans, keep_piece, piece};
pub(crate) use rejected::{
    Kept, correct, insert_rejected, open_rows, rejected_page, rejected_row, set_replayed,
};
