//! The pack, regions, maps and conditions.

use crate::fixture::{Fixture, field, pack, quoted};

testkit::on_both! {
    /// The pack can be read before signing in; everything else cannot.
    async fn only_the_pack_is_open_to_everybody(db) {
        let fixture = Fixture::new(db).await;
        let answer = fixture.get("/api/pack").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["version"], pack().version());
        assert_eq!(answer.body["city"], "demo");
        for path in [
            "/api/regions",
            "/api/regions/140900",
            "/api/regions/140900/map",
            "/api/organisations",
            "/api/conditions",
            "/api/search?q=xz",
        ] {
            let refused = fixture.get(path).await;
            assert_eq!((refused.status, refused.body["code"].as_str()), (401, Some("not_signed_in")), "{path}");
        }
    }

    /// What a browser holds already is not sent again.
    async fn reference_data_is_sent_once(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        for path in ["/api/pack", "/api/regions/140900", "/api/regions/140900/map", "/api/conditions", "/api/regions"] {
            let first = fixture.get(path).await;
            let second = fixture.get_if_changed(path, &first.etag.unwrap()).await;
            assert_eq!((first.status, second.status), (200, 304), "{path}");
            assert!(second.body.is_null());
        }
    }

    /// A prefecture with its province above and its counties below.
    async fn a_region_knows_its_place(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        let region = fixture.get("/api/regions/140900").await;
        let mut shown = region.body;
        let children = shown["children"].as_array().unwrap().clone();
        assert_eq!(field(&children, "code").len(), 14);
        shown["children"] = children[0].clone();
        insta::assert_json_snapshot!("region", shown, {
            ".**.value" => "[persons]",
            ".**.source" => "[source]",
            ".**.as_of" => "[day]",
            ".**.confidence" => "[mark]",
        });
        for code in ["140999", "990000", "x", "../pack"] {
            let missing = fixture.get(&format!("/api/regions/{}", quoted(code))).await;
            assert_eq!((missing.status, missing.body["code"].as_str()), (404, Some("not_found")), "{code}");
        }
    }

    /// Pages of regions join to the whole, whatever their size.
    async fn regions_come_in_pages(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        let small = fixture.pages("/api/regions?parent=140900", 5).await;
        let large = fixture.pages("/api/regions?parent=140900", 500).await;
        assert_eq!(small, large);
        assert_eq!(small.len(), 14);
        let all = fixture.pages("/api/regions", 500).await;
        assert!(all.len() > 5000);
        let found = fixture.pages(&format!("/api/regions?q={}", quoted("新")), 7).await;
        let at_once = fixture.pages(&format!("/api/regions?q={}", quoted("新")), 500).await;
        assert_eq!(found, at_once);
    }

    /// Names, codes, pinyin and initials lead to the region; wrong questions are named.
    async fn regions_are_found_by_what_people_type(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        for (query, code) in [
            ("140900", "140900"),
            ("忻州", "140900"),
            ("Xinzhou", "140900"),
            ("xinzhou", "140900"),
            ("xzs", "140900"),
            ("莘县", "371522"),
            ("shenxian", "371522"),
            ("sx&parent=371500", "371522"),
        ] {
            let query = match query.split_once('&') {
                Some((query, rest)) => format!("{}&{rest}", quoted(query)),
                None => quoted(query),
            };
            let page = fixture.get(&format!("/api/regions?q={query}&limit=5")).await;
            assert_eq!(page.body["items"][0]["code"], code, "{query}: {}", page.body);
        }
        assert_eq!(fixture.get("/api/regions?q=%25").await.body["items"].as_array().unwrap().len(), 0);
        for (path, rule) in [
            ("/api/regions?parent=999999", "unknown_region"),
            ("/api/regions?parent=shanxi", "region_code"),
            ("/api/regions?limit=501", "out_of_range"),
            ("/api/regions?cursor=00", "bad_cursor"),
        ] {
            let answer = fixture.get(path).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (422, Some(rule)), "{path}");
        }
    }

    /// A map holds the outlines of the regions below, with its source and notice.
    async fn a_map_names_its_source(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        let map = fixture.get("/api/regions/140900/map").await.body;
        assert_eq!(map["type"], "FeatureCollection");
        assert_eq!(map["features"].as_array().unwrap().len(), 14);
        assert!(!map["source"].as_str().unwrap().is_empty());
        assert!(!map["notice"].as_str().unwrap().is_empty());
        assert_eq!(fixture.get("/api/regions/140902/map").await.status, 404);
        assert_eq!(fixture.get("/api/regions/999999/map").await.status, 404);
    }

    /// The statutory list is that of the day asked for.
    async fn conditions_depend_on_the_day(db) {
        let fixture = Fixture::signed_in(db, "viewer").await;
        let on = async |day: &str| {
            let answer = fixture.get(&format!("/api/conditions{day}")).await;
            assert_eq!(answer.status, 200);
            answer.body.as_array().unwrap().clone()
        };
        let listed = |conditions: &[serde_json::Value]| {
            let listed = conditions.iter().filter(|it| it["in_force"] == true && it["parent"].is_null());
            listed.count()
        };
        let today = on("").await;
        assert_eq!(listed(&today), pack().conditions.in_force("2026-05-01".parse().unwrap()).len());
        assert_eq!(listed(&today), 42);
        assert!(listed(&on("?on=2019-12-31").await) < 42);
        let covid = |conditions: &[serde_json::Value]| {
            conditions.iter().find(|it| it["code"] == "covid19").unwrap().clone()
        };
        insta::assert_json_snapshot!("covid19_by_day", [
            covid(&on("?on=2019-12-31").await),
            covid(&on("?on=2020-02-20").await),
            covid(&today),
        ], { "[].source" => "[source]" });
        assert_eq!(fixture.get("/api/conditions?on=yesterday").await.status, 422);
    }
}
