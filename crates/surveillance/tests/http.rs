//! Curves, maps, tiles, rows and exports over HTTP.

use serde_json::{Value, json};

use crate::fixture::{Fixture, data};

async fn loaded(db: &platform::Db) -> (Fixture, String) {
    let fixture = Fixture::new(db).await;
    fixture.load_accounts().await;
    for file in [
        "covid19-2020/covid2020_shanxi_shandong_city_daily.csv",
        "notifiable-monthly/china_nidr_monthly_shanxi_shandong_2004_2019.csv",
    ] {
        fixture.import(&data(file)).await;
    }
    let cookie = fixture.sign_in("xinzhou").await;
    (fixture, cookie)
}

const COVID: &str = "stream=covid19_confirmed&condition=covid19";

testkit::on_both! {
    async fn curves_maps_and_tiles_answer(db) {
        let (fixture, cookie) = loaded(db).await;
        let get = async |path: &str| fixture.get(&cookie, path).await.body;

        let own = get(&format!("/api/counts/series?{COVID}&region=140900&from=2020-01-30&to=2020-02-05")).await;
        insta::assert_json_snapshot!("series_of_xinzhou", own);
        let weeks = get(&format!("/api/counts/series?{COVID}&region=370800&from=2020-02-17&to=2020-03-01&period=week")).await;
        assert_eq!(weeks["points"][0]["label"], "2020-W08");
        // The province has a series of imported cases only, so its prefectures are added up.
        let sum = get(&format!("/api/counts/series?{COVID}&region=370000&from=2020-02-20&to=2020-02-20")).await;
        assert_eq!(sum["composed_of"].as_array().unwrap().len(), 16);
        assert!(sum["points"][0]["value"].as_u64().unwrap() >= 201);
        let map = get(&format!("/api/counts/map?{COVID}&region=140000&from=2020-01-20&to=2020-03-01")).await;
        insta::assert_json_snapshot!("map_of_shanxi", map, {".as_of" => "[time]"});
        let focus = get(&format!("/api/counts/map?{COVID}&region=140900&from=2020-01-20&to=2020-03-01")).await;
        assert_eq!((&focus["region"], &focus["focus"]), (&json!("140000"), &json!("140900")));
        let tiles = get("/api/counts/tiles?region=140000&from=2019-01-01&to=2019-12-31&stream=notifiable_cases").await;
        insta::assert_json_snapshot!("first_tile_of_shanxi", tiles["items"][0], {".as_of" => "[time]"});
        let streams = get("/api/streams?region=140900").await;
        assert_eq!(streams[0]["conditions"][0]["code"], "covid19");
        assert!(streams[1]["conditions"].as_array().unwrap().len() > 20, "shown from the province above");
    }

    async fn every_row_is_listed_once_in_each_order(db) {
        let (fixture, cookie) = loaded(db).await;
        for sort in ["day", "-day", "value", "-value"] {
            let mut seen: Vec<Value> = Vec::new();
            let mut cursor = String::new();
            loop {
                let path = format!("/api/counts/rows?{COVID}&region=140000&from=2020-01-20&to=2020-03-01&sort={sort}&limit=100{cursor}");
                let page = fixture.get(&cookie, &path).await;
                assert_eq!(page.status, 200, "{}", page.text);
                seen.extend(page.body["items"].as_array().unwrap().iter().cloned());
                match page.body["next"].as_str() {
                    Some(next) => cursor = format!("&cursor={next}"),
                    None => break,
                }
            }
            let stored: i64 = sqlx::query_scalar(
                "SELECT count(*) FROM count_point JOIN count_series ON count_series.id = series \
                 WHERE stream = 'covid19_confirmed' AND region_path LIKE '/100000/140000/%' AND day BETWEEN 18281 AND 18322",
            ).fetch_one(db.read()).await.unwrap();
            assert_eq!(seen.len() as i64, stored, "{sort}");
            let key = |row: &Value| match sort {
                "day" | "-day" => row["day"].as_str().unwrap().to_owned(),
                _ => format!("{:09}", row["value"].as_u64().unwrap()),
            };
            let keys: Vec<String> = seen.iter().map(key).collect();
            let mut sorted = keys.clone();
            sorted.sort();
            if sort.starts_with('-') {
                sorted.reverse();
            }
            assert_eq!(keys, sorted, "{sort}");
            let mut distinct: Vec<String> = seen.iter().map(ToString::to_string).collect();
            distinct.sort();
            distinct.dedup();
            assert_eq!(distinct.len(), seen.len(), "{sort}");
        }
    }

    async fn an_export_can_be_imported_again(db) {
        let (fixture, _) = loaded(db).await;
        let data = fixture.sign_in("data").await;
        let path = format!("/api/counts/export?{COVID}&region=140000&from=2020-01-20&to=2020-12-31");
        let csv = fixture.get(&data, &path).await;
        assert_eq!(csv.status, 200);
        assert!(csv.text.contains("# 病种 condition: covid19"), "{}", &csv.text[..300]);
        let view = fixture.import_text(&csv.text).await;
        assert_eq!(view.layout.as_deref(), Some("counts"));
        assert_eq!((view.rows_unchanged, view.rows_rejected), (view.rows_read, 0));
        assert!(view.rows_read > 1000);
        let xlsx = fixture.get(&data, &format!("{path}&format=xlsx")).await;
        assert!(xlsx.text.starts_with("PK"));
    }

    /// What may be published holds no small count, and its sums give none away.
    async fn published_figures_hide_small_counts(db) {
        let (fixture, cookie) = loaded(db).await;
        let map = format!("/api/counts/map?{COVID}&region=140000&from=2020-01-20&to=2020-03-01");
        let (all, public) = (fixture.get(&cookie, &map).await.body, fixture.get(&cookie, &format!("{map}&public=true")).await.body);
        let (mut small, mut beside) = (0, 0);
        for (whole, item) in all["items"].as_array().unwrap().iter().zip(public["items"].as_array().unwrap()) {
            let value = whole["value"].as_u64();
            match item["hidden"].as_str() {
                Some("small") => { assert!((1..5).contains(&value.unwrap())); small += 1; }
                Some("secondary") => { assert!(value.unwrap() >= 5); beside += 1; }
                _ => { assert_eq!(item["value"], whole["value"]); assert!(!(1..5).contains(&value.unwrap_or(0))); }
            }
            if !item["hidden"].is_null() {
                assert!(item["value"].is_null() && item["rate_per_100k"].is_null() && item["last_day"].is_null());
            }
            assert!(item["previous"].is_null() && item["signals"] == 0);
        }
        assert!(small + beside > 1, "{public}");

        let data = fixture.sign_in("data").await;
        let file = format!("/api/counts/export?{COVID}&region=140000&from=2020-02-01&to=2020-02-14&public=true");
        let csv = fixture.get(&data, &file).await;
        assert_eq!(csv.status, 200, "{}", csv.text);
        let counts: Vec<&str> = csv.text.lines().filter(|line| line.starts_with("covid19_confirmed,"))
            .map(|line| line.split(',').nth(6).unwrap()).collect();
        assert!(counts.contains(&"<5") && !counts.iter().any(|count| ["1", "2", "3", "4"].contains(count)), "{counts:?}");
        let large = format!("/api/counts/export?{COVID}&region=140000&from=2020-01-20&to=2022-12-31&public=true");
        let large = fixture.get(&data, &large).await;
        assert!(large.status == 200 || large.body["errors"][0]["rule"] == "too_many_rows");
    }

    async fn questions_that_cannot_be_answered_say_why(db) {
        let (fixture, cookie) = loaded(db).await;
        let monthly = "stream=notifiable_cases&condition=measles&region=140000";
        for (path, status, rule) in [
            (format!("/api/counts/series?{monthly}&period=day"), 422, "period_too_fine"),
            (format!("/api/counts/series?{monthly}&detector=nobody"), 422, "unknown_detector"),
            (format!("/api/counts/series?{monthly}&from=2020-02-30"), 422, "date"),
            (format!("/api/counts/series?{monthly}&from=2020-02-02&to=2020-02-01"), 422, "window"),
            (format!("/api/counts/series?{monthly}&stratum=young"), 422, "unknown_stratum"),
            ("/api/counts/series?stream=x&condition=measles&region=140000".to_owned(), 422, "unknown_stream"),
            ("/api/counts/series?stream=notifiable_cases&condition=x&region=140000".to_owned(), 422, "unknown_condition"),
            ("/api/counts/series?stream=notifiable_cases&condition=measles&region=14".to_owned(), 422, "region_code"),
            ("/api/counts/series?stream=notifiable_cases".to_owned(), 422, "parameter"),
            (format!("/api/counts/rows?{monthly}&cursor=zz"), 422, "bad_cursor"),
            (format!("/api/counts/rows?{monthly}&limit=0"), 422, "out_of_range"),
        ] {
            let answer = fixture.get(&cookie, &path).await;
            assert_eq!((answer.status, answer.body["errors"][0]["rule"].as_str()), (status, Some(rule)), "{path}");
        }
        for (path, status) in [
            ("/api/counts/map?stream=notifiable_cases&condition=measles&region=999999", 404),
            ("/api/counts/history?stream=covid19_confirmed&condition=covid19&region=140900&day=2019-01-01", 404),
            ("/api/streams?region=999999", 404),
        ] {
            assert_eq!(fixture.get(&cookie, path).await.status, status, "{path}");
        }
        let (viewer, system) = (fixture.sign_in("viewer").await, fixture.sign_in("system").await);
        let export = format!("/api/counts/export?{COVID}&region=140900");
        assert_eq!(fixture.get(&viewer, &export).await.status, 403);
        assert_eq!(fixture.get(&system, "/api/streams").await.status, 403);
        assert_eq!(fixture.get("", "/api/streams").await.status, 401);
    }
}
