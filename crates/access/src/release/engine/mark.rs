//! What is written onto a file before it goes, and what is taken out of it.

use platform::{Cell, Table};
use sm3::{Digest, Sm3};

use crate::release::model::{ExportKind, FilterPart};

/// What names an export wherever its file turns up.
#[derive(Debug, Clone)]
pub(crate) struct Mark<'a> {
    pub(crate) id: String,
    pub(crate) username: &'a str,
    pub(crate) at: String,
    pub(crate) purpose: &'a str,
    pub(crate) as_of: Option<String>,
    pub(crate) rows_count: u64,
    pub(crate) masked_count: u64,
    pub(crate) pack_version: &'a str,
}

/// Binds an approval to what was asked for: kind and filter.
pub(crate) fn digest(kind: ExportKind, filter: &[FilterPart]) -> String {
    let mut digest = Sm3::new();
    let parts = std::iter::once(kind.as_str()).chain(
        filter
            .iter()
            .flat_map(|part| [part.label.as_str(), part.text.as_str()]),
    );
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    hex::encode(digest.finalize())
}

/// Masks identity numbers and telephones in columns of free text; returns how many cells held any.
pub(crate) fn mask_free_text(table: &mut Table, columns: &[usize]) -> u64 {
    let mut masked = 0;
    for row in &mut table.rows {
        for column in columns {
            if let Some(Cell::Text(text)) = row.get_mut(*column)
                && !vault::find_identifiers(text).is_empty()
            {
                *text = vault::mask_free_text(text);
                masked += 1;
            }
        }
    }
    masked
}

/// The notes above the header: who, when, why, which filter, as of when, and the export's id.
///
/// In CSV they are lines that begin with `#`, in front of the header, where an import of this program passes over them:
/// a file that was exported and is imported again changes nothing.
pub(crate) fn notes(mark: &Mark<'_>, filter: &[FilterPart]) -> Vec<(String, String)> {
    let mut notes: Vec<(String, String)> = filter
        .iter()
        .map(|part| (part.label.clone(), part.text.clone()))
        .collect();
    let mut add = |label: &str, text: &str| notes.push((label.to_owned(), text.to_owned()));
    if let Some(as_of) = &mark.as_of {
        add("截至 as_of", as_of);
    }
    add("行数 rows", &mark.rows_count.to_string());
    if mark.masked_count > 0 {
        add("已脱敏单元格 masked_cells", &mark.masked_count.to_string());
    }
    add("导出人 exported_by", mark.username);
    add("导出时间 exported_at", &mark.at);
    add("用途 purpose", mark.purpose);
    add("规则包版本 pack_version", mark.pack_version);
    add("导出编号 export_id", &mark.id);
    notes
}

/// The filter as a header may carry it: keys and values in percent encoding.
pub(crate) fn filter_header(filter: &[FilterPart]) -> String {
    let mut text = form_urlencoded::Serializer::new(String::new());
    for part in filter {
        // Labels are Chinese and English; the last word is the parameter's own name.
        let key = part.label.split_whitespace().last().unwrap_or_default();
        text.append_pair(key, &part.text);
    }
    text.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(label: &str, text: &str) -> FilterPart {
        FilterPart {
            label: label.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn numbers_of_persons_do_not_leave_in_free_text() {
        let mut table = Table {
            name: "t".to_owned(),
            notes: Vec::new(),
            columns: vec!["code".to_owned(), "note".to_owned()],
            rows: vec![
                vec!["140981001002".into(), "电话13900001111，已核实".into()],
                vec!["140900".into(), "没有问题".into()],
                vec!["140900".into(), Cell::Empty],
            ],
        };
        assert_eq!(mask_free_text(&mut table, &[1]), 1);
        assert_eq!(table.rows[0][0], Cell::from("140981001002"));
        let Cell::Text(text) = &table.rows[0][1] else {
            panic!("text stays text")
        };
        assert!(
            text.contains("已核实") && !text.contains("13900001111"),
            "{text}"
        );
    }

    #[test]
    fn an_approval_is_bound_to_kind_and_filter() {
        let one = [part("地区 region", "140900")];
        let other = [part("地区 region", "371500")];
        let moved = [part("地区 regio", "n140900")];
        let digests = [
            digest(ExportKind::Counts, &one),
            digest(ExportKind::Signals, &one),
            digest(ExportKind::Counts, &other),
            digest(ExportKind::Counts, &moved),
        ];
        for (at, digest) in digests.iter().enumerate() {
            assert!(!digests[..at].contains(digest), "{at}");
        }
        assert_eq!(digests[0], digest(ExportKind::Counts, &one));
    }

    #[test]
    fn a_header_carries_the_filter_in_plain_characters() {
        let filter = [
            part("地区 region", "140900 忻州市"),
            part("起 from", "2026-01-01"),
        ];
        let header = filter_header(&filter);
        assert!(header.is_ascii(), "{header}");
        assert!(header.starts_with("region=140900+"), "{header}");
        assert!(header.ends_with("&from=2026-01-01"), "{header}");
    }
}
