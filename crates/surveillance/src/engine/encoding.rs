//! Which characters are these bytes? Decided over the whole file, in one pass that also computes its digest.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use sha2::{Digest, Sha256};

use crate::error::FileError;

/// Bytes shown to the guesser; it is only asked when UTF-8 is ruled out.
const GUESS_BYTES_MAX: usize = 256 * 1024;

/// Characters from which on the guess of another East Asian encoding is believed.
const GUESS_CHARS_MIN: u64 = 40;

/// A character encoding that counts files come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// The Chinese national standard, a superset of GBK and GB2312.
    Gb18030,
    /// UTF-16, low byte first, with a byte-order mark.
    Utf16Le,
    /// UTF-16, high byte first, with a byte-order mark.
    Utf16Be,
}

impl Encoding {
    /// Its name as shown to users and kept in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }

    /// The text of one cell; `None` when its bytes are no characters.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Gb18030 if !bytes.is_ascii() => {
                encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)
            }
            // UTF-16 is turned into UTF-8 before the file is split into cells.
            _ => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        }
    }

    /// Length of the byte-order mark at the start of the bytes that are split into cells.
    pub(crate) fn mark(self, head: &[u8]) -> usize {
        match self {
            Encoding::Utf8 if head.starts_with(b"\xef\xbb\xbf") => 3,
            Encoding::Gb18030 if head.starts_with(b"\x84\x31\x95\x33") => 4,
            _ => 0,
        }
    }
}

/// What one pass over a file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surveyed {
    /// Its encoding.
    pub(crate) encoding: Encoding,
    /// Its size in bytes.
    pub(crate) bytes: u64,
    /// SHA-256, in hexadecimal.
    pub(crate) digest: String,
}

/// Reads a whole file once, piece by piece.
pub(crate) struct Survey {
    digest: Sha256,
    bytes: u64,
    head: Vec<u8>,
    zero_at: Option<u64>,
    /// The end of the piece before, when it stopped inside a UTF-8 character.
    carry: Vec<u8>,
    utf8_broken_at: Option<u64>,
    utf8_faults: u64,
    utf8_chars: u64,
    /// Bytes for a guess; the guesser's answer depends on how they are cut, so it gets them whole.
    sample: Vec<u8>,
    gb: GbState,
    gb_chars: u64,
    gb_faults: u64,
}

/// Where inside a GB18030 character the bytes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum GbState {
    Start,
    Second,
    Third,
    Fourth,
}

impl Survey {
    pub(crate) fn new() -> Self {
        Survey {
            digest: Sha256::new(),
            bytes: 0,
            head: Vec::new(),
            zero_at: None,
            carry: Vec::new(),
            utf8_broken_at: None,
            utf8_faults: 0,
            utf8_chars: 0,
            sample: Vec::new(),
            gb: GbState::Start,
            gb_chars: 0,
            gb_faults: 0,
        }
    }

    /// Takes the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8]) {
        self.digest.update(piece);
        if self.head.len() < 4 {
            let wanted = 4 - self.head.len();
            self.head
                .extend_from_slice(&piece[..piece.len().min(wanted)]);
        }
        if self.zero_at.is_none()
            && let Some(at) = piece.iter().position(|byte| *byte == 0)
        {
            self.zero_at = Some(self.bytes + at as u64);
        }
        if !piece.is_ascii() || !self.carry.is_empty() || self.gb != GbState::Start {
            self.check_utf8(piece);
            self.check_gb(piece);
        }
        self.take_sample(piece);
        self.bytes += piece.len() as u64;
    }

    /// Keeps the beginning of the file from its first byte beyond ASCII on.
    fn take_sample(&mut self, piece: &[u8]) {
        let begin = if self.sample.is_empty() {
            piece.iter().position(|byte| !byte.is_ascii())
        } else {
            Some(0)
        };
        let rest = begin.map_or(&[][..], |begin| &piece[begin..]);
        let room = GUESS_BYTES_MAX - self.sample.len();
        self.sample.extend_from_slice(&rest[..rest.len().min(room)]);
    }

    fn check_utf8(&mut self, piece: &[u8]) {
        let begins = self.bytes - self.carry.len() as u64;
        let joined;
        let mut rest: &[u8] = if self.carry.is_empty() {
            piece
        } else {
            let mut whole = std::mem::take(&mut self.carry);
            whole.extend_from_slice(piece);
            joined = whole;
            &joined
        };
        let mut at = begins;
        loop {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.utf8_chars += wide_chars(text);
                    return;
                }
                Err(error) => {
                    let good = error.valid_up_to();
                    if let Ok(text) = std::str::from_utf8(&rest[..good]) {
                        self.utf8_chars += wide_chars(text);
                    }
                    let Some(length) = error.error_len() else {
                        self.carry = rest[good..].to_vec();
                        return;
                    };
                    self.utf8_broken_at.get_or_insert(at + good as u64);
                    self.utf8_faults += 1;
                    at += (good + length) as u64;
                    rest = &rest[good + length..];
                }
            }
        }
    }

    fn check_gb(&mut self, piece: &[u8]) {
        for &byte in piece {
            self.gb = match (self.gb, byte) {
                (GbState::Start, 0..=0x80) => GbState::Start,
                (GbState::Start, 0x81..=0xfe) => GbState::Second,
                (GbState::Second, 0x40..=0x7e | 0x80..=0xfe) | (GbState::Fourth, 0x30..=0x39) => {
                    self.gb_chars += 1;
                    GbState::Start
                }
                (GbState::Second, 0x30..=0x39) => GbState::Third,
                (GbState::Third, 0x81..=0xfe) => GbState::Fourth,
                _ => {
                    self.gb_faults += 1;
                    GbState::Start
                }
            };
        }
    }

    /// The verdict over everything fed.
    pub(crate) fn finish(mut self) -> Result<Surveyed, FileError> {
        let encoding = self.encoding()?;
        Ok(Surveyed {
            encoding,
            bytes: self.bytes,
            digest: hex::encode(self.digest.finalize()),
        })
    }

    fn encoding(&mut self) -> Result<Encoding, FileError> {
        if self.bytes == 0 {
            return Err(FileError::Empty);
        }
        if self.head.starts_with(b"PK\x03\x04") {
            return Err(FileError::Workbook);
        }
        if self.head.starts_with(b"\xff\xfe") {
            return Ok(Encoding::Utf16Le);
        }
        if self.head.starts_with(b"\xfe\xff") {
            return Ok(Encoding::Utf16Be);
        }
        if let Some(at) = self.zero_at {
            return Err(FileError::NotText { at });
        }
        // A file that stops inside a character is still UTF-8; its last row is rejected.
        let Some(at) = self.utf8_broken_at else {
            return Ok(Encoding::Utf8);
        };
        // A few broken characters among many good ones: those rows are rejected, the others are fine.
        if self.utf8_faults * 20 < self.utf8_chars {
            return Ok(Encoding::Utf8);
        }
        let mut guesser = EncodingDetector::new(Iso2022JpDetection::Deny);
        guesser.feed(&self.sample, true);
        let guess = guesser.guess(Some(b"cn"), Utf8Detection::Deny);
        let is_gb_shaped = self.gb_faults * 20 <= self.gb_chars && self.gb_chars > 0;
        // A few characters look like any East Asian encoding; here they are Chinese.
        let is_other = self.gb_chars >= GUESS_CHARS_MIN
            && guess != encoding_rs::GBK
            && guess != encoding_rs::GB18030
            && !guess.is_single_byte();
        if is_gb_shaped && !is_other {
            return Ok(Encoding::Gb18030);
        }
        Err(FileError::Encoding {
            at,
            guess: guess.name().to_owned(),
        })
    }
}

/// Characters beyond ASCII.
fn wide_chars(text: &str) -> u64 {
    if text.is_ascii() {
        return 0;
    }
    text.chars().filter(|c| !c.is_ascii()).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn surveyed(bytes: &[u8], step: usize) -> Result<Encoding, FileError> {
        let mut survey = Survey::new();
        for piece in bytes.chunks(step.max(1)) {
            survey.feed(piece);
        }
        survey.finish().map(|found| found.encoding)
    }

    #[test]
    fn encodings_are_told_apart_however_the_file_is_cut() {
        let text = "监测流,病种,地区,日期,例数\n新冠,忻州市,2020-02-20,7\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        for step in [1, 2, 3, 7, 4096] {
            assert_eq!(surveyed(text.as_bytes(), step), Ok(Encoding::Utf8));
            assert_eq!(surveyed(&gb, step), Ok(Encoding::Gb18030));
            assert_eq!(surveyed(&utf16, step), Ok(Encoding::Utf16Le));
            assert_eq!(surveyed(b"a,b\n1,2\n", step), Ok(Encoding::Utf8));
        }
    }

    #[test]
    fn what_is_no_text_says_so() {
        assert_eq!(surveyed(b"", 1), Err(FileError::Empty));
        assert_eq!(surveyed(b"PK\x03\x04rest", 3), Err(FileError::Workbook));
        assert_eq!(surveyed(b"ab\0cd", 2), Err(FileError::NotText { at: 2 }));
        let error = surveyed(b"caf\xe9,\x95,\xe9 \xfc \n", 4).unwrap_err();
        assert!(
            matches!(error, FileError::Encoding { at: 3, .. }),
            "{error}"
        );
    }

    #[test]
    fn a_file_cut_inside_a_character_is_still_utf8() {
        let text = "地区,例数\n忻州市".as_bytes();
        assert_eq!(surveyed(&text[..text.len() - 1], 5), Ok(Encoding::Utf8));
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..300), step in 1..40_usize) {
            prop_assert_eq!(surveyed(&bytes, step), surveyed(&bytes, 4096));
        }
    }
}
