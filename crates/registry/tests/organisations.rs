//! Organisations: taking them in, keeping their past, finding them.

use std::path::Path;

use kernel::FixedClock;
use pack::Pack;
use registry::{OrganisationsLoaded, load_organisations, organisation_history};

use crate::fixture::{Fixture, clock, field, migrated, pack, quoted};

/// A copy of the packs in which one text of the Xinzhou organisations reads differently.
fn edited(from: &str, to: &str) -> Pack {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let folder = tempfile::tempdir().unwrap();
    copy(&source, folder.path());
    let file = folder.path().join("xinzhou/organisations.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from));
    std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
    Pack::load(folder.path(), "demo").unwrap_or_else(|findings| panic!("{findings:#?}"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

testkit::on_both! {
    /// Taking the same pack in again changes nothing; a corrected row replaces and its past is kept.
    async fn a_change_keeps_the_past(db) {
        let db = migrated(db).await;
        let clock: FixedClock = clock();
        let count = pack().organisations.iter().count() as u64;
        let load = async |pack: &Pack| load_organisations(&db, pack, &clock).await.unwrap();
        let first = load(&pack()).await;
        assert_eq!(first, OrganisationsLoaded { added: count, changed: 0, unchanged: 0 });
        assert_eq!(load(&pack()).await, OrganisationsLoaded { added: 0, changed: 0, unchanged: count });

        clock.advance_millis(1000);
        let name = pack().organisations.get("140900-cdc").unwrap().name_zh.clone();
        let renamed = edited(&name, "忻州市疾病预防控制局");
        let second = load(&renamed).await;
        assert_eq!(second, OrganisationsLoaded { added: 0, changed: 1, unchanged: count - 1 });
        assert_eq!(load(&renamed).await.changed, 0);
        let history = organisation_history(&db, "140900-cdc").await.unwrap();
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].organisation.name_zh, name);
        assert_eq!(history[0].replaced_at.millis() - history[0].recorded_at.millis(), 1000);
        assert_eq!(organisation_history(&db, "nobody").await.unwrap(), []);
        assert_eq!(db.verify(&[platform::CHECKS, access::CHECKS, registry::CHECKS]).await.unwrap(), []);
    }

    /// Lists come by region and in pages, and a query finds by name, id, pinyin and initials.
    async fn organisations_are_listed_and_found(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        let all = fixture.pages("/api/organisations", 4).await;
        assert_eq!(all.len(), pack().organisations.iter().count());
        assert_eq!(all, fixture.pages("/api/organisations", 500).await);
        let in_xinzhou = fixture.pages("/api/organisations?region=140900", 500).await;
        assert!(!in_xinzhou.is_empty() && in_xinzhou.len() < all.len());
        assert!(field(&in_xinzhou, "region").iter().all(|region| region.starts_with("1409")));
        let cdc = in_xinzhou.iter().find(|row| row["id"] == "140900-cdc").unwrap();
        insta::assert_json_snapshot!("organisation", cdc);

        let name = cdc["name_zh"].as_str().unwrap();
        for query in ["140900-cdc", name, &name[..12], "xinzhoushijibing", "xzsjb"] {
            let page = fixture.get(&format!("/api/organisations?q={}", quoted(query))).await;
            assert_eq!(page.body["items"][0]["id"], "140900-cdc", "{query}");
        }
        let small = fixture.pages("/api/organisations?q=zx", 3).await;
        assert_eq!(small, fixture.pages("/api/organisations?q=zx", 500).await);
        let shen = fixture.get("/api/organisations?q=shenxian&region=371500").await;
        assert_eq!(shen.body["items"][0]["region"], "371522");
        for (query, rows) in [("%25", 0), ("_", 0), ("%27%3B--", 0)] {
            let page = fixture.get(&format!("/api/organisations?q={query}")).await;
            assert_eq!(page.body["items"].as_array().unwrap().len(), rows, "{query}");
        }
    }

    /// Wrong questions are named.
    async fn wrong_questions_about_organisations(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        for (path, rule) in [
            ("/api/organisations?region=999999", "unknown_region"),
            ("/api/organisations?region=x", "region_code"),
            ("/api/organisations?limit=0", "out_of_range"),
            ("/api/organisations?cursor=5b5d", "bad_cursor"),
        ] {
            let answer = fixture.get(path).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{path}");
        }
    }
}
