//! Which packs a city is made of: `includes` of `pack.toml`, followed to the bottom.

use std::path::Path;

use crate::load::Manifest;
use crate::load::findings::{Findings, Place};
use crate::load::folder::Folder;
use crate::load::tree::{self, Reader, Val};
use crate::pack::PackInfo;

/// The packs to overlay, lowest first; each once, however often it is included.
pub(crate) fn resolve(
    dir: &Path,
    city: &str,
    known: &[String],
    findings: &Findings,
) -> Vec<Manifest> {
    let mut walk = Walk {
        dir,
        known,
        findings,
        open: Vec::new(),
        done: Vec::new(),
    };
    walk.visit(city);
    walk.done
}

struct Walk<'a> {
    dir: &'a Path,
    known: &'a [String],
    findings: &'a Findings,
    /// Packs between the city and the one being read.
    open: Vec<String>,
    done: Vec<Manifest>,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str) {
        if self.done.iter().any(|manifest| manifest.info.id == name) {
            return;
        }
        let folder = Folder::read(self.dir, name, self.findings);
        let label = folder.label("pack.toml");
        let root = tree::parse(
            &label,
            folder.text("pack.toml").unwrap_or_default(),
            self.findings,
        );
        let Val::Table(table) = &root.value else {
            return;
        };
        let reader = Reader::new(table, &root.place, "", self.findings);
        let id = reader.text("id");
        if !id.is_empty() && id != name {
            self.findings.error_with(
                &reader.place_of("id"),
                "id",
                "unknown-reference",
                format!("the id `{id}` is not the name of the folder"),
                format!("write `id = \"{name}\"`"),
            );
        }
        let manifest = Manifest {
            info: PackInfo {
                id: name.to_owned(),
                name_zh: reader.text("name_zh"),
                name_en: reader.text("name_en"),
                version: reader.text("version"),
            },
            home_region: reader.region("home_region"),
            map_notice_zh: reader.text_opt("map_notice_zh"),
            map_notice_en: reader.text_opt("map_notice_en"),
            map_source: reader.text_opt("map_source"),
            folder,
        };
        let includes = reader.texts("includes");
        let place = reader.place_of("includes");
        reader.finish();
        self.open.push(name.to_owned());
        for below in includes {
            self.include(&below, &place);
        }
        self.open.pop();
        self.done.push(manifest);
    }

    fn include(&mut self, below: &str, place: &Place) {
        if let Some(start) = self.open.iter().position(|name| name == below) {
            let mut circle = self.open[start..].join(" → ");
            circle.push_str(" → ");
            circle.push_str(below);
            self.findings.error_with(
                place,
                "includes",
                "cycle",
                format!("the packs include each other in a circle: {circle}"),
                "remove one of these includes",
            );
        } else if self.known.iter().any(|name| name == below) {
            self.visit(below);
        } else {
            let known = self.known.iter().map(String::as_str);
            self.findings
                .unknown(place, "includes", "pack", below, known);
        }
    }
}
