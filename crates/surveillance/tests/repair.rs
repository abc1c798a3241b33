//! Rejected rows are corrected and replayed, over HTTP as the console does.

use serde_json::json;

use crate::fixture::Fixture;

const FILE: &str = "监测流,病种,地区,日期,例数\n\
covid19_confirmed,covid19,140900,2020-02-20,3\n\
covid19_confirmed,covid19,忻洲市,2020-02-21,4\n\
covid19_confirmed,covid19,140900,2020-02-22,-4\n";

testkit::on_both! {
    async fn a_row_is_corrected_and_replayed(db) {
        let fixture = Fixture::new(db).await;
        fixture.load_accounts().await;
        let data = fixture.sign_in("data").await;
        let queued = fixture.upload(&data, "日报.csv", FILE.as_bytes()).await;
        assert_eq!((queued.status, &queued.body["state"]), (202, &json!("queued")));
        let id = queued.body["id"].as_str().unwrap().to_owned();
        fixture.run_job(&id).await;
        let done = fixture.get(&data, &format!("/api/imports/{id}")).await.body;
        assert_eq!((&done["state"], &done["rows_new"], &done["rows_rejected"]), (&json!("done"), &json!(1), &json!(2)));

        let list = format!("/api/imports/{id}/rejected");
        let rejected = fixture.get(&data, &list).await.body;
        insta::assert_json_snapshot!("rejected_rows", rejected);

        let row = format!("{list}/3");
        let wrong = fixture.send(&data, "PATCH", &row, json!({"fields": {"地区": "忻州市", "例数": "x"}})).await;
        assert_eq!((wrong.status, &wrong.body["rule"]), (200, &json!("count_unreadable")));
        let right = fixture.send(&data, "PATCH", &row, json!({"fields": {"例数": "4"}})).await;
        assert_eq!((&right.body["rule"], &right.body["state"]), (&json!(null), &json!("open")));
        assert_eq!(right.body["corrected_by"], "data");
        assert_eq!(fixture.value("covid19", "140900", "2020-02-21").await, None);

        let replay = format!("/api/imports/{id}/replay");
        let replayed = fixture.send(&data, "POST", &replay, json!({})).await;
        assert_eq!(replayed.body, json!({"accepted": 1, "still_rejected": 1}));
        assert_eq!(fixture.value("covid19", "140900", "2020-02-21").await, Some(4));
        let again = fixture.send(&data, "POST", &replay, json!({"rows": ["3"]})).await;
        assert_eq!(again.body, json!({"accepted": 0, "still_rejected": 0}));
        assert_eq!(fixture.send(&data, "PATCH", &row, json!({"fields": {}})).await.status, 409);

        let csv = fixture.get(&data, &format!("/api/imports/{id}/rejected.csv")).await;
        // What the file says of itself stands above the header, and an import skips it.
        let rows: String = csv.text.split_inclusive('\n').filter(|line| !line.trim_start_matches('\u{feff}').starts_with('#')).collect();
        assert_eq!(
            rows,
            "监测流,病种,地区,日期,例数,rejected_row,rejected_column,rejected_rule,rejected_message\r\n\
             covid19_confirmed,covid19,140900,2020-02-22,-4,4,例数,count_negative,例数不能为负数；请改为订正其所属日期的例数\r\n"
        );
        let history = fixture
            .get(&data, "/api/counts/history?stream=covid19_confirmed&condition=covid19&region=140900&day=2020-02-21")
            .await
            .body;
        assert_eq!((&history[0]["file_name"], &history[0]["row"]), (&json!("日报.csv"), &json!(3)));
        fixture.check_whole().await;
    }

    async fn repair_needs_the_right_and_the_row(db) {
        let fixture = Fixture::new(db).await;
        fixture.load_accounts().await;
        let (data, viewer, xinzhou) = (fixture.sign_in("data").await, fixture.sign_in("viewer").await, fixture.sign_in("xinzhou").await);
        let id = fixture.upload(&data, "a.csv", FILE.as_bytes()).await.body["id"].as_str().unwrap().to_owned();
        fixture.run_job(&id).await;
        let row = format!("/api/imports/{id}/rejected/3");
        let body = || json!({"fields": {"地区": "忻州市"}});
        for (cookie, path, body, status) in [
            (&viewer, row.clone(), body(), 403),
            (&xinzhou, row.clone(), body(), 403),
            (&data, format!("/api/imports/{id}/rejected/99"), body(), 404),
            (&data, "/api/imports/nobody/rejected/3".to_owned(), body(), 404),
            (&data, row.clone(), json!({"fields": {"区": "x"}}), 422),
            (&data, row, json!({"cells": 1}), 422),
        ] {
            let answer = fixture.send(cookie, "PATCH", &path, body).await;
            assert_eq!(answer.status, status, "{path}: {}", answer.text);
        }
        assert_eq!(fixture.get(&xinzhou, "/api/imports").await.body["items"].as_array().unwrap().len(), 0);
        assert_eq!(fixture.get(&viewer, "/api/imports").await.status, 403);
        assert_eq!(fixture.send(&data, "POST", &format!("/api/imports/{id}/cancel"), json!({})).await.status, 409);
        for (file, status) in [("", 422), ("PK\u{3}\u{4}", 422)] {
            assert_eq!(fixture.upload(&data, "bad.csv", file.as_bytes()).await.status, status);
        }
        assert_eq!(fixture.upload(&xinzhou, "a.csv", FILE.as_bytes()).await.status, 403);
    }

    async fn a_queued_import_can_be_cancelled(db) {
        let fixture = Fixture::new(db).await;
        fixture.load_accounts().await;
        let data = fixture.sign_in("data").await;
        let id = fixture.upload(&data, "a.csv", FILE.as_bytes()).await.body["id"].as_str().unwrap().to_owned();
        assert_eq!(fixture.send(&data, "POST", &format!("/api/imports/{id}/cancel"), json!({})).await.status, 204);
        fixture.run_job(&id).await;
        let view = fixture.get(&data, &format!("/api/imports/{id}")).await.body;
        assert_eq!((&view["state"], &view["rows_new"]), (&json!("cancelled"), &json!(0)));
    }
}
