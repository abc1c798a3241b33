//! The files of one pack, read whole: packs are small.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::load::findings::{Findings, Place};

/// Files of one pack by their path inside it, for example `layouts/counts.toml`.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) name: String,
    files: BTreeMap<String, String>,
}

impl Folder {
    /// Reads the TOML, CSV, GeoJSON and Cedar files of `dir/name`, one folder deep.
    pub(crate) fn read(dir: &Path, name: &str, findings: &Findings) -> Self {
        let mut folder = Folder {
            name: name.to_owned(),
            files: BTreeMap::new(),
        };
        folder.gather(&dir.join(name), "", 1, findings);
        folder
    }

    fn gather(&mut self, dir: &Path, prefix: &str, deeper: u8, findings: &Findings) {
        let unreadable = |path: &str, error: std::io::Error| {
            let place = Place::new(&format!("{}/{path}", self.name), 1);
            let message = format!("the file cannot be read: {error}");
            findings.error(&place, "", "unreadable", message);
        };
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return unreadable(prefix, error),
        };
        let mut below = Vec::new();
        for entry in entries.flatten() {
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                below.push((entry.path(), path));
            } else if ["toml", "csv", "geojson", "cedar", "cedarschema"]
                .iter()
                .any(|kind| path.ends_with(&format!(".{kind}")))
            {
                match fs::read_to_string(entry.path()) {
                    Ok(text) => {
                        let text = text.trim_start_matches('\u{feff}').to_owned();
                        self.files.insert(path, text);
                    }
                    Err(error) => unreadable(&path, error),
                }
            }
        }
        if deeper > 0 {
            for (dir, path) in below {
                self.gather(&dir, &format!("{path}/"), deeper - 1, findings);
            }
        }
    }

    /// The path of a file as findings name it.
    pub(crate) fn label(&self, path: &str) -> String {
        format!("{}/{path}", self.name)
    }

    /// The text of a file, if the pack has it.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Files directly inside `folder` that end in `.kind`, in order of their names.
    pub(crate) fn inside(&self, folder: &str, kind: &str) -> impl Iterator<Item = (&str, &str)> {
        let (start, end) = (format!("{folder}/"), format!(".{kind}"));
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(&start) && path.ends_with(&end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Adds the names and contents of all files to a digest.
    pub(crate) fn digest(&self, digest: &mut Sha256) {
        for (path, text) in &self.files {
            for part in [self.name.as_str(), path, text] {
                digest.update((part.len() as u64).to_le_bytes());
                digest.update(part.as_bytes());
            }
        }
    }
}
