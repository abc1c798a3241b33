//! Where the bytes of an import come from: a file of this machine, or the pieces of an upload.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use platform::Db;
use tokio::runtime::Handle;

use crate::engine::encoding::{Encoding, Survey, Surveyed};
use crate::engine::transcode::Splittable;
use crate::error::ImportError;
use crate::store;

/// Size of the pieces that an upload is kept in.
pub(crate) const PIECE_BYTES: usize = 1 << 20;

/// Reads the bytes of an import; for threads that may block.
pub(crate) enum Source {
    File(File),
    Upload(Box<Pieces>),
}

/// The pieces of an upload as one stream.
pub(crate) struct Pieces {
    db: Db,
    runtime: Handle,
    import: String,
    next: u64,
    held: Vec<u8>,
    given: usize,
}

impl Source {
    pub(crate) fn file(path: &Path) -> Result<Self, ImportError> {
        File::open(path)
            .map(Source::File)
            .map_err(|error| unreadable(path, &error))
    }

    /// Must be made inside the runtime.
    pub(crate) fn upload(db: &Db, import: &str) -> Self {
        Source::Upload(Box::new(Pieces {
            db: db.clone(),
            runtime: Handle::current(),
            import: import.to_owned(),
            next: 0,
            held: Vec::new(),
            given: 0,
        }))
    }

    /// The bytes in a form that can be split, from `position` on.
    pub(crate) fn splittable(
        mut self,
        encoding: Encoding,
        position: u64,
    ) -> io::Result<Splittable<Source>> {
        match encoding {
            Encoding::Utf8 | Encoding::Gb18030 => {
                self.seek(position)?;
                Ok(Splittable::new(self, encoding))
            }
            Encoding::Utf16Le | Encoding::Utf16Be => {
                let mut decoded = Splittable::new(self, encoding);
                decoded.discard(position)?;
                Ok(decoded)
            }
        }
    }

    fn seek(&mut self, position: u64) -> io::Result<()> {
        match self {
            Source::File(file) => file.seek(SeekFrom::Start(position)).map(drop),
            Source::Upload(pieces) => {
                pieces.next = position / PIECE_BYTES as u64;
                pieces.held.clear();
                pieces.given = 0;
                let inside = position % PIECE_BYTES as u64;
                io::copy(&mut pieces.by_ref().take(inside), &mut io::sink()).map(drop)
            }
        }
    }
}

impl Read for Source {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Source::File(file) => file.read(out),
            Source::Upload(pieces) => pieces.read(out),
        }
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.held.len() {
            let piece = store::piece(&self.db, &self.import, self.next);
            let Some(piece) = self.runtime.block_on(piece).map_err(io::Error::other)? else {
                return Ok(0);
            };
            self.held = piece;
            self.given = 0;
            self.next += 1;
        }
        let count = out.len().min(self.held.len() - self.given);
        out[..count].copy_from_slice(&self.held[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Reads a source to its end for its encoding, size and digest.
pub(crate) fn survey(mut source: Source, name: &Path) -> Result<Surveyed, ImportError> {
    let mut survey = Survey::new();
    let mut block = vec![0; 256 * 1024];
    loop {
        match source.read(&mut block) {
            Ok(0) => return Ok(survey.finish()?),
            Ok(read) => survey.feed(&block[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(name, &error)),
        }
    }
}

pub(crate) fn unreadable(path: &Path, error: &io::Error) -> ImportError {
    ImportError::Unreadable {
        name: path.display().to_string(),
        reason: error.to_string(),
    }
}
