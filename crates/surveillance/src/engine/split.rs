//! From bytes to rows and cells.
//!
//! RFC 4180 with the delimiter of the file. The separators are ASCII bytes that occur inside no character of UTF-8 or
//! GB18030, so a file is split before it is decoded and every row has a position in the file to go on from.
//! Unlike a plain CSV reader this one recovers from a quote that is never closed: the row that opened it is reported and
//! reading goes on with the next line, so that one bad row never swallows the good ones below it.

use std::io::{self, Read};

/// Bytes read at a time.
const READ_BYTES: usize = 256 * 1024;
/// A row longer than this is no row.
const ROW_BYTES_MAX: usize = 64 * 1024;

/// Where one cell's bytes are.
#[derive(Debug, Clone, Copy)]
struct Cell {
    start: u32,
    end: u32,
    /// In the unquoted copy instead of the row itself.
    is_copied: bool,
}

/// Why a row could not be split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A quote was opened and never closed.
    UnclosedQuote,
    /// The row is longer than any row can be.
    TooLong,
}

/// The cells of one row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record<'a> {
    line: &'a [u8],
    copied: &'a [u8],
    cells: &'a [Cell],
}

impl<'a> Record<'a> {
    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The bytes of one cell without blanks around them; `None` beyond the end of the row.
    pub(crate) fn get(&self, at: usize) -> Option<&'a [u8]> {
        let cell = self.cells.get(at)?;
        let held = if cell.is_copied {
            self.copied
        } else {
            self.line
        };
        // The last cell was scanned with the `\r` of its line end.
        let end = (cell.end as usize).min(held.len());
        held.get(cell.start as usize..end)
            .map(<[u8]>::trim_ascii)
            .map(without_quote_mark)
    }

    /// All cells.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// The whole row as it stands in the file, without its line end.
    pub(crate) fn line(&self) -> &'a [u8] {
        self.line
    }
}

/// The cell without the quote mark that an export put in front so that no spreadsheet computes it.
fn without_quote_mark(cell: &[u8]) -> &[u8] {
    if cell.first() != Some(&b'\'') {
        return cell;
    }
    std::str::from_utf8(cell).map_or(cell, |text| platform::plain(text).as_bytes())
}

/// One row of the file.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    /// Number as a spreadsheet shows it, counted from 1.
    pub(crate) number: u64,
    /// Whether a line end follows; without one the file may have been cut off here.
    pub(crate) is_terminated: bool,
    /// Its cells, or why there are none.
    pub(crate) cells: Result<Record<'a>, (Fault, &'a [u8])>,
}

/// Splits the bytes of one row into cells; used for rows that were kept.
#[derive(Debug, Default)]
pub(crate) struct Line {
    cells: Vec<Cell>,
    copied: Vec<u8>,
}

impl Line {
    /// The cells of a row kept from a file.
    pub(crate) fn split<'a>(&'a mut self, line: &'a [u8], delimiter: u8) -> Record<'a> {
        let _ = scan(line, delimiter, b'\n', &mut self.cells, &mut self.copied);
        Record {
            line,
            copied: &self.copied,
            cells: &self.cells,
        }
    }

    /// Cells given as texts.
    pub(crate) fn of<'a>(&'a mut self, texts: &[String]) -> Record<'a> {
        self.cells.clear();
        self.copied.clear();
        for text in texts {
            let start = self.copied.len() as u32;
            self.copied.extend_from_slice(text.as_bytes());
            self.cells.push(Cell {
                start,
                end: self.copied.len() as u32,
                is_copied: true,
            });
        }
        Record {
            line: &[],
            copied: &self.copied,
            cells: &self.cells,
        }
    }
}

/// A row found in the bytes at hand.
struct Found {
    content: usize,
    with_end: usize,
    is_terminated: bool,
    fault: Option<Fault>,
}

/// What a scan from the start of a row met.
enum Scan {
    /// The row is whole: bytes of content, and bytes with its line end.
    Whole { content: usize, with_end: usize },
    /// The bytes ended first; whether inside quotes.
    Open { in_quotes: bool },
}

/// Splits one row at the start of `bytes`; at [`Scan::Open`] the cells are those of all bytes.
fn scan(
    bytes: &[u8],
    delimiter: u8,
    terminator: u8,
    cells: &mut Vec<Cell>,
    copied: &mut Vec<u8>,
) -> Scan {
    cells.clear();
    copied.clear();
    let mut at = 0;
    loop {
        // At the start of a cell.
        if bytes.get(at) == Some(&b'"') {
            let copy_start = copied.len() as u32;
            at += 1;
            loop {
                match bytes.get(at) {
                    None => {
                        cells.push(Cell {
                            start: copy_start,
                            end: copied.len() as u32,
                            is_copied: true,
                        });
                        return Scan::Open { in_quotes: true };
                    }
                    Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                        copied.push(b'"');
                        at += 2;
                    }
                    Some(b'"') => {
                        at += 1;
                        break;
                    }
                    Some(byte) => {
                        copied.push(*byte);
                        at += 1;
                    }
                }
            }
            // What follows a closing quote up to the separator belongs to the cell.
            let tail = &bytes[at..];
            let length = tail
                .iter()
                .position(|byte| *byte == delimiter || *byte == terminator);
            let until = length.unwrap_or(tail.len());
            copied.extend_from_slice(without_return(&tail[..until]));
            cells.push(Cell {
                start: copy_start,
                end: copied.len() as u32,
                is_copied: true,
            });
            at += until;
            match length {
                None => return Scan::Open { in_quotes: false },
                Some(_) if bytes[at] == terminator => {
                    return Scan::Whole {
                        content: at,
                        with_end: at + 1,
                    };
                }
                Some(_) => at += 1,
            }
        } else {
            let start = at;
            while at < bytes.len() && bytes[at] != delimiter && bytes[at] != terminator {
                at += 1;
            }
            cells.push(Cell {
                start: start as u32,
                end: at as u32,
                is_copied: false,
            });
            if at == bytes.len() {
                return Scan::Open { in_quotes: false };
            }
            if bytes[at] == terminator {
                return Scan::Whole {
                    content: at,
                    with_end: at + 1,
                };
            }
            at += 1;
        }
    }
}

fn without_return(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Reads rows out of a stream of bytes, holding no more than a row and a block.
pub(crate) struct Splitter<R> {
    input: R,
    buffer: Vec<u8>,
    /// The bytes at hand are `buffer[start..end]`.
    start: usize,
    end: usize,
    is_ended: bool,
    position: u64,
    number: u64,
    delimiter: u8,
    terminator: u8,
    cells: Vec<Cell>,
    copied: Vec<u8>,
}

impl<R: Read> Splitter<R> {
    /// A splitter whose input stands at `position`, `number` rows being behind it.
    pub(crate) fn new(input: R, position: u64, number: u64) -> Self {
        Splitter {
            input,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            is_ended: false,
            position,
            number,
            delimiter: b',',
            terminator: b'\n',
            cells: Vec::new(),
            copied: Vec::new(),
        }
    }

    /// Sets what separates cells and rows.
    pub(crate) fn separated_by(&mut self, delimiter: u8, terminator: u8) {
        self.delimiter = delimiter;
        self.terminator = terminator;
    }

    /// Bytes at hand without moving on, at least a row's worth where the file has them.
    pub(crate) fn peek(&mut self) -> io::Result<&[u8]> {
        while self.end - self.start < ROW_BYTES_MAX && self.fill()? {}
        Ok(&self.buffer[self.start..self.end])
    }

    /// Leaves out bytes, such as a byte-order mark.
    pub(crate) fn skip(&mut self, bytes: usize) {
        self.start += bytes;
        self.position += bytes as u64;
    }

    /// Where the next row begins.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Number of the last row read.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    fn fill(&mut self) -> io::Result<bool> {
        if self.is_ended {
            return Ok(false);
        }
        if self.buffer.len() - self.end < READ_BYTES {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.buffer.len() - self.end < READ_BYTES {
                self.buffer.resize(self.end + 2 * READ_BYTES, 0);
            }
        }
        let room = self.end..self.end + READ_BYTES;
        let read = loop {
            match self.input.read(&mut self.buffer[room.clone()]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        self.end += read;
        self.is_ended = read == 0;
        Ok(read > 0)
    }

    /// The next row that is not blank; `None` at the end of the file.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        loop {
            let found = self.find()?;
            let Some(Found {
                content,
                with_end,
                is_terminated,
                fault,
            }) = found
            else {
                return Ok(None);
            };
            let from = self.start;
            self.number += 1;
            self.start += with_end;
            self.position += with_end as u64;
            let mut content = content;
            if content > 0 && self.buffer[from + content - 1] == b'\r' {
                content -= 1;
            }
            let is_blank = self.buffer[from..from + content]
                .iter()
                .all(u8::is_ascii_whitespace);
            if fault.is_none() && is_blank {
                continue;
            }
            let line = &self.buffer[from..from + content];
            let cells = match fault {
                Some(fault) => Err((fault, line)),
                None => Ok(Record {
                    line,
                    copied: &self.copied,
                    cells: &self.cells,
                }),
            };
            return Ok(Some(Row {
                number: self.number,
                is_terminated,
                cells,
            }));
        }
    }

    /// Finds the next row.
    fn find(&mut self) -> io::Result<Option<Found>> {
        loop {
            let held = self.end - self.start;
            if held == 0 {
                if self.fill()? {
                    continue;
                }
                return Ok(None);
            }
            let scanned = scan(
                &self.buffer[self.start..self.end],
                self.delimiter,
                self.terminator,
                &mut self.cells,
                &mut self.copied,
            );
            match scanned {
                Scan::Whole { content, with_end } if content <= ROW_BYTES_MAX => {
                    return Ok(Some(Found {
                        content,
                        with_end,
                        is_terminated: true,
                        fault: None,
                    }));
                }
                Scan::Open { in_quotes } if held <= ROW_BYTES_MAX => {
                    if self.fill()? {
                        continue;
                    }
                    if !in_quotes {
                        return Ok(Some(Found {
                            content: held,
                            with_end: held,
                            is_terminated: false,
                            fault: None,
                        }));
                    }
                    return self.first_line(Fault::UnclosedQuote).map(Some);
                }
                Scan::Whole { .. } | Scan::Open { .. } => {
                    let is_quoted = self.cells.iter().any(|cell| cell.is_copied);
                    let fault = if is_quoted {
                        Fault::UnclosedQuote
                    } else {
                        Fault::TooLong
                    };
                    return self.first_line(fault).map(Some);
                }
            }
        }
    }

    /// Cuts the row at its first line end, dropping the middle of a line too long to be held.
    fn first_line(&mut self, fault: Fault) -> io::Result<Found> {
        let mut looked = 0;
        loop {
            let rest = &self.buffer[self.start + looked..self.end];
            if let Some(at) = rest.iter().position(|byte| *byte == self.terminator) {
                let content = looked + at;
                let shown = content.min(ROW_BYTES_MAX);
                return Ok(Found {
                    content: shown,
                    with_end: content + 1,
                    is_terminated: true,
                    fault: Some(fault),
                });
            }
            looked = self.end - self.start;
            if looked > 4 * ROW_BYTES_MAX {
                // Keep the beginning, which is shown to the user, and let the rest go.
                let dropped = looked - ROW_BYTES_MAX;
                self.end = self.start + ROW_BYTES_MAX;
                self.position += dropped as u64;
                looked = ROW_BYTES_MAX;
            }
            if !self.fill()? {
                let content = self.end - self.start;
                return Ok(Found {
                    content: content.min(ROW_BYTES_MAX),
                    with_end: content,
                    is_terminated: false,
                    fault: Some(fault),
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out a few bytes at a time, as a network does.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.0.len().min(self.1).min(out.len());
            out[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    type Seen = (u64, Result<Vec<String>, Fault>);

    fn rows(bytes: &[u8], step: usize) -> Vec<Seen> {
        let mut splitter = Splitter::new(Drip(bytes, step), 0, 0);
        let mut seen = Vec::new();
        while let Some(row) = splitter.next_row().unwrap() {
            let cells = row.cells.map_err(|(fault, _)| fault).map(|record| {
                record
                    .iter()
                    .map(|cell| String::from_utf8_lossy(cell).into_owned())
                    .collect()
            });
            seen.push((row.number, cells));
        }
        assert_eq!(splitter.position(), bytes.len() as u64);
        seen
    }

    fn cells(texts: &[&str]) -> Result<Vec<String>, Fault> {
        Ok(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let text = b"a,b\r\n\r\n\"one\ntwo\",\"say \"\"no\"\"\"\r\n 3 ,4";
        for step in [1, 3, 1000] {
            assert_eq!(
                rows(text, step),
                [
                    (1, cells(&["a", "b"])),
                    (3, cells(&["one\ntwo", "say \"no\""])),
                    (4, cells(&["3", "4"])),
                ]
            );
        }
    }

    #[test]
    fn a_quote_never_closed_costs_one_row() {
        let text = b"a,b\n1,\"open\n2,good\n3,good\n";
        for step in [1, 1000] {
            assert_eq!(
                rows(text, step),
                [
                    (1, cells(&["a", "b"])),
                    (2, Err(Fault::UnclosedQuote)),
                    (3, cells(&["2", "good"])),
                    (4, cells(&["3", "good"])),
                ]
            );
        }
    }

    #[test]
    fn a_row_without_end_is_not_held_in_memory() {
        let mut text = b"a,b\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 3_000_000));
        text.extend_from_slice(b"\n1,2\n");
        assert_eq!(
            rows(&text, 100_000),
            [
                (1, cells(&["a", "b"])),
                (2, Err(Fault::TooLong)),
                (3, cells(&["1", "2"]))
            ]
        );
    }

    proptest! {
        /// What a well-formed file says is what the `csv` crate reads.
        #[test]
        fn agrees_with_the_csv_crate(
            table in proptest::collection::vec(
                proptest::collection::vec("[a-z0-9 ,\"\n病]{0,6}x", 2..5), 1..8),
            step in 1..50_usize,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let bytes = writer.into_inner().unwrap();
            let read: Vec<Vec<String>> = rows(&bytes, step).into_iter().map(|(_, row)| row.unwrap()).collect();
            let wanted: Vec<Vec<String>> = table
                .iter()
                .map(|row| row.iter().map(|cell| cell.trim_ascii().to_owned()).collect())
                .collect();
            prop_assert_eq!(read, wanted);
        }

        #[test]
        fn any_bytes_are_split_alike_however_they_come(
            bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200),
        ) {
            prop_assert_eq!(rows(&bytes, 1), rows(&bytes, 4096));
        }
    }
}
