//! A thread that reads and judges the next chunk while the database stores the one before.

use std::path::PathBuf;

use pack::Layout;
use tokio::sync::mpsc;

use super::source::{Source, unreadable};
use crate::engine::columns;
use crate::engine::encoding::Encoding;
use crate::engine::read::{self, Chunk, Header, Position, ReadError, Reader};
use crate::engine::transcode::Splittable;
use crate::engine::validate::Ground;
use crate::error::ImportError;

/// Chunks judged ahead of the database.
const AHEAD: usize = 1;

/// A file whose layout is known, ready to be read on.
pub(crate) struct Opened {
    pub(crate) layout: Layout,
    pub(crate) header: Header,
    /// Where the first row of counts begins.
    pub(crate) begins: Position,
    reader: Reader<Splittable<Source>>,
    name: PathBuf,
}

/// Reads the header of a file and chooses the layout.
pub(crate) fn open(
    source: Source,
    name: PathBuf,
    encoding: Encoding,
    layout: Option<&str>,
    ground: Ground,
) -> Result<Opened, ImportError> {
    let input = source
        .splittable(encoding, 0)
        .map_err(|error| unreadable(&name, &error))?;
    let (splitter, header) = read::header(input, encoding).map_err(|error| named(error, &name))?;
    let layout = columns::choose(&ground.pack, layout, &header.names)?.clone();
    let begins = Position {
        bytes: splitter.position(),
        row: splitter.number(),
    };
    let reader = Reader::new(splitter, header.clone(), layout.clone(), ground, encoding);
    Ok(Opened {
        layout,
        header,
        begins,
        reader,
        name,
    })
}

/// Opens a file in the middle, where an import of it stopped.
pub(crate) fn reopen(
    source: Source,
    name: PathBuf,
    encoding: Encoding,
    layout: Layout,
    header: Header,
    at: Position,
    ground: Ground,
) -> Result<Opened, ImportError> {
    let input = source
        .splittable(encoding, at.bytes)
        .map_err(|error| unreadable(&name, &error))?;
    let reader = Reader::resumed(input, at, header.clone(), layout.clone(), ground, encoding);
    Ok(Opened {
        layout,
        header,
        begins: at,
        reader,
        name,
    })
}

impl Opened {
    /// Starts reading; the last chunk says that it is the last, and dropping the receiver stops the thread.
    pub(crate) fn chunks(self) -> mpsc::Receiver<Result<Chunk, ImportError>> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let Opened {
            mut reader, name, ..
        } = self;
        tokio::task::spawn_blocking(move || {
            loop {
                let chunk = reader.next_chunk().map_err(|error| named(error, &name));
                let is_over = chunk.as_ref().map_or(true, |chunk| chunk.is_last);
                if sender.blocking_send(chunk).is_err() || is_over {
                    return;
                }
            }
        });
        receiver
    }
}

fn named(error: ReadError, name: &std::path::Path) -> ImportError {
    match error {
        ReadError::File(error) => error.into(),
        ReadError::Input(error) => unreadable(name, &error),
    }
}
