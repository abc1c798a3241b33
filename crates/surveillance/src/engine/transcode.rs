//! UTF-16 as UTF-8, so that it can be split like everything else.

use std::io::{self, Read};

use encoding_rs::Decoder;

use super::encoding::Encoding;

const BLOCK: usize = 64 * 1024;

/// The bytes of a file in a form that can be split into rows.
pub(crate) enum Splittable<R> {
    /// As they are.
    Plain(R),
    /// Decoded on the way.
    Decoded(Box<Decoded<R>>),
}

pub(crate) struct Decoded<R> {
    input: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    is_ended: bool,
}

impl<R: Read> Splittable<R> {
    /// `input` stands at the start of the file.
    pub(crate) fn new(input: R, encoding: Encoding) -> Self {
        let decoder = match encoding {
            Encoding::Utf8 | Encoding::Gb18030 => return Splittable::Plain(input),
            Encoding::Utf16Le => encoding_rs::UTF_16LE.new_decoder_with_bom_removal(),
            Encoding::Utf16Be => encoding_rs::UTF_16BE.new_decoder_with_bom_removal(),
        };
        Splittable::Decoded(Box::new(Decoded {
            input,
            decoder,
            raw: vec![0; BLOCK],
            ready: Vec::new(),
            given: 0,
            is_ended: false,
        }))
    }

    /// Moves on by reading; how far a decoded file is cannot be told from a position in its bytes.
    pub(crate) fn discard(&mut self, bytes: u64) -> io::Result<()> {
        io::copy(&mut self.take(bytes), &mut io::sink()).map(drop)
    }
}

impl<R: Read> Read for Splittable<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Splittable::Plain(input) => input.read(out),
            Splittable::Decoded(decoded) => decoded.read(out),
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() && !self.is_ended {
            let read = self.input.read(&mut self.raw)?;
            self.is_ended = read == 0;
            self.ready.resize(3 * BLOCK + 64, 0);
            // The room is more than the block can become, so one call takes all of it.
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.raw[..read], &mut self.ready, self.is_ended);
            self.ready.truncate(written);
            self.given = 0;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_byte_orders_become_utf8_without_their_mark() {
        let text = "地区,例数\n忻州市,7😷\n".repeat(5000);
        for (encoding, mark, bytes) in [
            (
                Encoding::Utf16Le,
                [0xff, 0xfe],
                u16::to_le_bytes as fn(u16) -> [u8; 2],
            ),
            (Encoding::Utf16Be, [0xfe, 0xff], u16::to_be_bytes),
        ] {
            let mut file = mark.to_vec();
            file.extend(text.encode_utf16().flat_map(bytes));
            let mut read = String::new();
            Splittable::new(file.as_slice(), encoding)
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, text);
            let mut rest = String::new();
            let mut input = Splittable::new(file.as_slice(), encoding);
            input.discard(14).unwrap();
            input.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, text[14..]);
        }
    }
}
