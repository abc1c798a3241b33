//! A whole file, chunk by chunk: what one transaction stores.

use std::collections::BTreeMap;
use std::io::{self, Read};

use kernel::Day;
use pack::Layout;
use platform::counts::SeriesKey;

use super::columns;
use super::encoding::Encoding;
use super::rules::{Finding, Rejected, Rule};
use super::split::{Fault, Line, Row, Splitter};
use super::validate::{Counted, Ground, Reason, Validator, Verdict};
use crate::error::FileError;

/// Rows a chunk holds at most.
pub(crate) const CHUNK_ROWS: usize = 32_768;
/// Bytes of rows a chunk holds at most, so that memory does not depend on how long rows are.
const CHUNK_BYTES: usize = 3 << 20;
/// Header rows that may be read as notes (`# …`) before the header.
const NOTES_MAX: usize = 100;

/// Why a file could not be read on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error(transparent)]
    Input(#[from] io::Error),
    #[error(transparent)]
    File(#[from] FileError),
}

/// How far a file is read; reading may begin anew from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Position {
    /// Bytes before the next row, in the form that is split: UTF-16 counts as UTF-8.
    pub(crate) bytes: u64,
    /// Number of the last row.
    pub(crate) row: u64,
}

/// What the header row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) names: Vec<String>,
    pub(crate) delimiter: u8,
    pub(crate) terminator: u8,
}

/// A count to be stored and the accepted rows it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ChunkCount {
    pub(crate) counted: Counted,
    /// The row it is told to come from.
    pub(crate) row: u64,
    /// Position of its first row among the accepted rows of the chunk.
    pub(crate) first: u32,
    /// How many accepted rows are in it.
    pub(crate) rows: u32,
}

/// Rows that are stored together.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) counts: Vec<ChunkCount>,
    /// Series named for the first time in this chunk, numbered on from those of the chunks before.
    pub(crate) series: Vec<(SeriesKey, String)>,
    pub(crate) rejected: Vec<Rejected>,
    pub(crate) skipped: BTreeMap<Reason, u64>,
    /// Rows read: accepted, skipped and rejected.
    pub(crate) rows_read: u64,
    /// Where the accepted rows end in `lines`.
    line_ends: Vec<u32>,
    lines: Vec<u8>,
    row_numbers: Vec<u64>,
    /// Where the next chunk begins.
    pub(crate) position: Position,
    /// Whether the file ends here.
    pub(crate) is_last: bool,
    pub(crate) delimiter: u8,
    pub(crate) encoding: Option<Encoding>,
}

impl Chunk {
    /// How many rows were accepted.
    pub(crate) fn accepted(&self) -> usize {
        self.line_ends.len()
    }

    /// The number of an accepted row in the file.
    pub(crate) fn row_number(&self, accepted: usize) -> u64 {
        self.row_numbers.get(accepted).copied().unwrap_or_default()
    }

    /// The cells of an accepted row, for a conflict that only the database sees.
    pub(crate) fn fields(&self, accepted: usize) -> Vec<String> {
        let end = self.line_ends.get(accepted).copied().unwrap_or_default() as usize;
        let start = match accepted.checked_sub(1) {
            Some(before) => self.line_ends.get(before).copied().unwrap_or_default() as usize,
            None => 0,
        };
        let line = self.lines.get(start..end).unwrap_or_default();
        let encoding = self.encoding.unwrap_or(Encoding::Utf8);
        Line::default()
            .split(line, self.delimiter)
            .iter()
            .map(|cell| match encoding.decode(cell) {
                Some(text) => text.into_owned(),
                None => String::from_utf8_lossy(cell).into_owned(),
            })
            .collect()
    }

    fn keep(&mut self, line: &[u8], row: u64) {
        self.lines.extend_from_slice(line);
        self.line_ends.push(self.lines.len() as u32);
        self.row_numbers.push(row);
    }

    fn accept(&mut self, line: &[u8], row: u64, counts: &[Counted]) {
        let first = self.line_ends.len() as u32;
        self.keep(line, row);
        self.counts.extend(counts.iter().map(|counted| ChunkCount {
            counted: *counted,
            row,
            first,
            rows: 1,
        }));
    }
}

/// Reads one file.
pub(crate) struct Reader<R> {
    splitter: Splitter<R>,
    validator: Validator,
    header: Header,
    encoding: Encoding,
    series_told: usize,
    /// With a combining layout, how many counts at the end of the chunk may still grow, and on which keys.
    open: Vec<(u32, Day)>,
}

/// Reads the header row; `input` stands at the start of the file, as bytes that can be split.
pub(crate) fn header<R: Read>(
    input: R,
    encoding: Encoding,
) -> Result<(Splitter<R>, Header), ReadError> {
    let mut splitter = Splitter::new(input, 0, 0);
    let mark = encoding.mark(splitter.peek()?);
    splitter.skip(mark);
    let head = splitter.peek()?;
    let terminator = if head.contains(&b'\n') || !head.contains(&b'\r') {
        b'\n'
    } else {
        b'\r'
    };
    // Exports carry notes above the header; they hold separators of all kinds.
    let first = head
        .split(|byte| *byte == terminator)
        .find(|line| !line.trim_ascii().is_empty() && !line.starts_with(b"#"))
        .unwrap_or_default();
    let delimiter = columns::delimiter_of(first);
    splitter.separated_by(delimiter, terminator);
    for _ in 0..NOTES_MAX {
        let Some(row) = splitter.next_row()? else {
            return Err(FileError::Empty.into());
        };
        let record = match row.cells {
            Ok(record) => record,
            Err((_, line)) if line.starts_with(b"#") => continue,
            Err(_) => {
                return Err(FileError::Header(
                    "a quote is opened in it and never closed".to_owned(),
                )
                .into());
            }
        };
        if record.line().starts_with(b"#") {
            continue;
        }
        let mut texts = Vec::new();
        for cell in record.iter() {
            match encoding.decode(cell) {
                Some(text) => texts.push(text.into_owned()),
                None => {
                    return Err(FileError::Header(format!(
                        "its text is not {}",
                        encoding.as_str()
                    ))
                    .into());
                }
            }
        }
        let names = columns::named(texts.into_iter());
        let header = Header {
            names,
            delimiter,
            terminator,
        };
        return Ok((splitter, header));
    }
    Err(FileError::Header(format!("none in the first {NOTES_MAX} lines")).into())
}

impl<R: Read> Reader<R> {
    /// A reader that stands behind the header.
    pub(crate) fn new(
        splitter: Splitter<R>,
        header: Header,
        layout: Layout,
        ground: Ground,
        encoding: Encoding,
    ) -> Self {
        Reader {
            validator: Validator::new(ground, layout, &header.names, encoding),
            splitter,
            header,
            encoding,
            series_told: 0,
            open: Vec::new(),
        }
    }

    /// A reader that goes on where another one stopped; `input` stands at that position.
    pub(crate) fn resumed(
        input: R,
        position: Position,
        header: Header,
        layout: Layout,
        ground: Ground,
        encoding: Encoding,
    ) -> Self {
        let mut splitter = Splitter::new(input, position.bytes, position.row);
        splitter.separated_by(header.delimiter, header.terminator);
        Reader::new(splitter, header, layout, ground, encoding)
    }

    /// The next chunk; the last one says so, and after it there is none.
    pub(crate) fn next_chunk(&mut self) -> Result<Chunk, ReadError> {
        let mut chunk = Chunk {
            delimiter: self.header.delimiter,
            encoding: Some(self.encoding),
            position: self.position(),
            ..Chunk::default()
        };
        let mut skipped = vec![0_u64; self.validator.reasons().len()];
        let mut counts: Vec<Counted> = Vec::new();
        self.open.clear();
        loop {
            let is_full =
                chunk.rows_read as usize >= CHUNK_ROWS || chunk.lines.len() >= CHUNK_BYTES;
            // A group of rows that are added up must not be torn apart.
            if is_full {
                // Rows that break rules must not keep a group open for ever.
                let is_forced = chunk.rows_read as usize >= 2 * CHUNK_ROWS;
                let is_free = !self.validator.is_combining() || self.open.is_empty() || is_forced;
                if is_free || self.is_group_over(&mut counts)? {
                    break;
                }
            }
            let Some(row) = self.splitter.next_row()? else {
                chunk.is_last = true;
                break;
            };
            chunk.rows_read += 1;
            let verdict = match &row.cells {
                Ok(record) => match self.validator.judge(record, &mut counts) {
                    Verdict::Rejected(finding)
                        if !row.is_terminated && finding.rule == Rule::TooFewCells =>
                    {
                        Verdict::Rejected(Box::new(truncated()))
                    }
                    other => other,
                },
                Err((fault, _)) => Verdict::Rejected(Box::new(unsplit(*fault, &row))),
            };
            match verdict {
                Verdict::Accepted => {
                    let line = row.cells.as_ref().map_or(&[][..], |record| record.line());
                    if self.validator.is_combining() && continues(&self.open, &counts) {
                        grow(&mut chunk, line, row.number, &counts);
                    } else {
                        chunk.accept(line, row.number, &counts);
                        self.open = counts
                            .iter()
                            .map(|count| (count.series, count.day))
                            .collect();
                    }
                }
                Verdict::Skipped(reason) => skipped[reason] += 1,
                Verdict::Rejected(finding) => chunk.rejected.push(Rejected {
                    row: row.number,
                    finding: *finding,
                    fields: match &row.cells {
                        Ok(record) => self.validator.fields(record),
                        Err((_, line)) => vec![String::from_utf8_lossy(line).into_owned()],
                    },
                }),
            }
        }
        chunk.position = self.position();
        for (reason, rows) in self.validator.reasons().iter().zip(skipped) {
            if rows > 0 {
                *chunk.skipped.entry(reason.clone()).or_default() += rows;
            }
        }
        chunk.series = self.validator.series()[self.series_told..].to_vec();
        self.series_told = self.validator.series().len();
        Ok(chunk)
    }

    fn position(&self) -> Position {
        Position {
            bytes: self.splitter.position(),
            row: self.splitter.number(),
        }
    }

    /// Whether the next row, which is only looked at, begins another group.
    fn is_group_over(&mut self, counts: &mut Vec<Counted>) -> Result<bool, ReadError> {
        let (delimiter, terminator) = (self.header.delimiter, self.header.terminator);
        let head = self.splitter.peek()?;
        let end = head.iter().position(|byte| *byte == terminator);
        let line = head[..end.unwrap_or(head.len())].to_vec();
        if line.trim_ascii().is_empty() {
            return Ok(end.is_none());
        }
        let mut held = Line::default();
        let record = held.split(&line, delimiter);
        Ok(match self.validator.judge(&record, counts) {
            Verdict::Accepted => !continues(&self.open, counts),
            // Skipped rows do not end a group, and a rejected one may have been meant for it.
            Verdict::Skipped(_) | Verdict::Rejected(_) => false,
        })
    }
}

/// Whether a row lands on the keys of the row before.
fn continues(open: &[(u32, Day)], counts: &[Counted]) -> bool {
    !counts.is_empty()
        && open.len() == counts.len()
        && open
            .iter()
            .zip(counts)
            .all(|(open, count)| *open == (count.series, count.day))
}

/// Adds a row to the counts at the end of the chunk.
fn grow(chunk: &mut Chunk, line: &[u8], row: u64, counts: &[Counted]) {
    let at = chunk.counts.len() - counts.len();
    for (held, count) in chunk.counts[at..].iter_mut().zip(counts) {
        held.counted.value = held.counted.value.saturating_add(count.value);
        held.rows += 1;
    }
    chunk.keep(line, row);
}

fn truncated() -> Finding {
    Finding::new(
        Rule::Truncated,
        "the file ends in the middle of this row; get the whole file and import it again",
        "文件在该行中间结束；请取得完整文件后重新导入",
    )
}

/// What is said of a row that could not be split into cells.
pub(crate) fn unsplit(fault: Fault, row: &Row<'_>) -> Finding {
    let number = row.number;
    match fault {
        Fault::UnclosedQuote => Finding::new(
            Rule::UnclosedQuote,
            format!("a quote opened in row {number} is never closed; close it or remove it"),
            format!("第 {number} 行的引号没有闭合；请补上或删除"),
        ),
        Fault::TooLong => Finding::new(
            Rule::RowTooLong,
            format!("row {number} is longer than 64 KiB; a line end is probably missing"),
            format!("第 {number} 行超过 64 KiB；可能缺少换行"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::{Arc, OnceLock};

    use pack::Pack;
    use proptest::prelude::*;

    use super::*;

    fn pack() -> Arc<Pack> {
        static PACK: OnceLock<Arc<Pack>> = OnceLock::new();
        PACK.get_or_init(|| {
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
            Arc::new(Pack::load(&dir, "demo").unwrap_or_else(|found| panic!("{found:#?}")))
        })
        .clone()
    }

    fn ground() -> Ground {
        Ground {
            pack: pack(),
            today: "2026-03-01".parse().unwrap(),
            areas: vec!["/".to_owned()],
        }
    }

    fn reader<R: Read>(input: R, layout: &str, encoding: Encoding) -> Option<Reader<R>> {
        let (splitter, header) = header(input, encoding).ok()?;
        let layout = pack().layout(layout)?.clone();
        Some(Reader::new(splitter, header, layout, ground(), encoding))
    }

    /// Reads to the end and returns rows read, accepted, skipped and rejected.
    fn tallies<R: Read>(reader: &mut Reader<R>) -> [u64; 4] {
        let mut sums = [0; 4];
        loop {
            let chunk = reader.next_chunk().unwrap();
            sums[0] += chunk.rows_read;
            sums[1] += chunk.accepted() as u64;
            sums[2] += chunk.skipped.values().sum::<u64>();
            sums[3] += chunk.rejected.len() as u64;
            if chunk.is_last {
                return sums;
            }
        }
    }

    /// A file that is made while it is read.
    struct Endless {
        rows: u64,
        made: u64,
        line: Vec<u8>,
    }

    impl Read for Endless {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            if self.line.is_empty() && self.made <= self.rows {
                self.line = if self.made == 0 {
                    b"stream,condition,region,date,count\n".to_vec()
                } else {
                    let day = Day::from_number((self.made % 18_000) as i32);
                    format!("covid19_confirmed,covid19,140900,{day},{}\n", self.made % 9)
                        .into_bytes()
                };
                self.made += 1;
            }
            let count = out.len().min(self.line.len());
            out[..count].copy_from_slice(&self.line[..count]);
            self.line.drain(..count);
            Ok(count)
        }
    }

    #[test]
    fn a_chunk_does_not_grow_with_the_file() {
        let rows = 200_000;
        let file = Endless {
            rows,
            made: 0,
            line: Vec::new(),
        };
        let mut reader = reader(file, "counts", Encoding::Utf8).unwrap();
        let mut seen = 0;
        loop {
            let chunk = reader.next_chunk().unwrap();
            assert!(chunk.rows_read as usize <= CHUNK_ROWS);
            assert!(chunk.lines.len() <= CHUNK_BYTES + 65_536 && chunk.counts.len() <= CHUNK_ROWS);
            seen += chunk.rows_read;
            if chunk.is_last {
                break;
            }
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn rows_on_one_key_are_added_up_where_the_layout_says_so() {
        let file = "date,province,city,city_code,new_confirmed,observed\n\
                    2020-02-07,山西省,忻州市,140900,2,1\n\
                    2020-02-08,山西省,忻州市,140900,0,0\n\
                    2020-02-08,山西省,忻州市,140900,3,1\n\
                    2020-02-09,山西省,忻州市,140900,1,1\n";
        let mut reader =
            reader(file.as_bytes(), "covid19-2020-city-daily", Encoding::Utf8).unwrap();
        let chunk = reader.next_chunk().unwrap();
        let told: Vec<(String, u32, u32)> = chunk
            .counts
            .iter()
            .map(|count| {
                (
                    count.counted.day.to_string(),
                    count.counted.value,
                    count.rows,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("2020-02-07".to_owned(), 5, 2),
                ("2020-02-08".to_owned(), 1, 1)
            ]
        );
        assert_eq!(chunk.skipped.values().sum::<u64>(), 1);
    }

    #[test]
    fn reading_goes_on_from_any_chunk() {
        let mut file = String::from("stream,condition,region,date,count\n");
        for at in 0..(CHUNK_ROWS + 500) {
            let day = Day::from_number(at as i32 % 18_000);
            file.push_str(&format!(
                "covid19_confirmed,covid19,140{}00,{day},\"1\"\n",
                1 + at / 18_000
            ));
        }
        let mut whole = reader(file.as_bytes(), "counts", Encoding::Utf8).unwrap();
        let first = whole.next_chunk().unwrap();
        let rest = whole.next_chunk().unwrap();
        let mut resumed = Reader::resumed(
            &file.as_bytes()[first.position.bytes as usize..],
            first.position,
            whole.header.clone(),
            pack().layout("counts").unwrap().clone(),
            ground(),
            Encoding::Utf8,
        );
        let again = resumed.next_chunk().unwrap();
        assert_eq!(
            (again.rows_read, again.position, again.is_last),
            (500, rest.position, true)
        );
        let rows = |chunk: &Chunk| {
            chunk
                .counts
                .iter()
                .map(|count| count.row)
                .collect::<Vec<_>>()
        };
        assert_eq!(rows(&again), rows(&rest));
        assert_eq!(again.fields(0), rest.fields(0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_row_is_accepted_skipped_or_rejected(
            cells in proptest::collection::vec(prop_oneof![
                Just("covid19_confirmed,covid19,140900,2020-02-20,1".to_owned()),
                Just("covid19_confirmed,covid19,140900,2020-02-21,".to_owned()),
                Just("notifiable_cases,麻疹,山西省,2019-02,5".to_owned()),
                Just(",,,,".to_owned()),
                "[a-z0-9,\"\n;年-]{0,40}",
                "\\PC{0,20}",
            ], 0..30),
        ) {
            let file = format!("stream,condition,region,date,count\n{}", cells.join("\n"));
            let mut reader = reader(file.as_bytes(), "counts", Encoding::Utf8).unwrap();
            let [read, accepted, skipped, rejected] = tallies(&mut reader);
            prop_assert_eq!(read, accepted + skipped + rejected);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            encoding in prop_oneof![Just(Encoding::Utf8), Just(Encoding::Gb18030)],
        ) {
            let mut file = b"stream,condition,region,date,count\n".to_vec();
            file.extend(&bytes);
            if let Some(mut reader) = reader(file.as_slice(), "counts", encoding) {
                let [read, accepted, skipped, rejected] = tallies(&mut reader);
                prop_assert_eq!(read, accepted + skipped + rejected);
            }
            let _ = header(bytes.as_slice(), encoding);
        }
    }
}
