//! Files that leave the house.

use serde_json::{Value, json};

use crate::fixture::{Browser, Fixture};

fn file(rows: u64, more: &str) -> String {
    format!("/test/file?rows={rows}&region=140900&text=plain{more}")
}

fn held(body: &Value) -> String {
    let message = body["errors"][0]["message"]
        .as_str()
        .unwrap_or_else(|| panic!("{body}"));
    message.rsplit(' ').next().unwrap().to_owned()
}

testkit::on_both! {
    async fn a_file_says_who_took_it_when_why_and_with_which_filter(db) {
        let fixture = Fixture::new(db).await;
        let data = fixture.sign_in("data").await;
        let taken = fixture.get(&data, &file(2, "")).await;
        assert_eq!(taken.status, 200, "{taken:?}");
        let id = taken.headers["x-export-id"].to_str().unwrap().to_owned();
        for note in [
            "# 地区 region: 140900", "# 截至 as_of: 2026-02-25", "# 行数 rows: 2", "# 导出人 exported_by: data",
            "# 导出时间 exported_at: 2026-03-02T00:00:00.000Z", "# 用途 purpose: ", "# 规则包版本 pack_version: ",
        ] {
            assert!(taken.text.contains(note), "{note}\n{}", taken.text);
        }
        assert!(taken.text.contains(&format!("# 导出编号 export_id: {id}\r\nrow,text\r\n0,plain")), "{}", taken.text);
        for (name, value) in [("x-export-account", "data"), ("x-export-filter", "region=140900"), ("x-export-rows", "2"), ("x-export-as-of", "2026-02-25T06:13:20.000Z")] {
            assert_eq!(taken.headers[name], value, "{name}");
        }
        let security = fixture.sign_in("security").await;
        let registered = fixture.get(&security, &format!("/api/exports/{id}")).await;
        assert_eq!((&registered.body["state"], &registered.body["account"]["username"]), (&json!("handed_out"), &json!("data")));
        let township = fixture.sign_in("township").await;
        assert_eq!(fixture.get(&township, &format!("/api/exports/{id}")).await.status, 404);
        let detail: Vec<String> = sqlx::query_scalar("SELECT detail FROM audit_entry WHERE action = 'counts.exported'")
            .fetch_all(fixture.app.db.read()).await.unwrap();
        assert_eq!(detail.len(), 1);
        assert!(detail[0].contains(&id), "{detail:?}");
    }

    async fn numbers_of_persons_and_formulas_do_not_leave(db) {
        let fixture = Fixture::new(db).await;
        let data = fixture.sign_in("data").await;
        let masked = fixture.get(&data, "/test/file?rows=3&region=140900&text=call+13900001111").await;
        assert!(!masked.text.contains("13900001111") && masked.text.contains("call 139"), "{}", masked.text);
        assert!(masked.text.contains("masked_cells: 3"), "{}", masked.text);
        let formula = fixture.get(&data, "/test/file?rows=1&region=140900&text=%3DHYPERLINK(1)").await;
        assert!(formula.text.contains(",'=HYPERLINK(1)"), "{}", formula.text);
    }

    async fn a_large_file_waits_for_somebody_elses_approval(db) {
        let fixture = Fixture::new(db).await;
        let (data, security) = (fixture.sign_in("data").await, fixture.sign_in("security").await);
        let large = file(50_001, "");
        let refused = fixture.get(&data, &large).await;
        assert_eq!((refused.status, &refused.body["code"]), (403, &json!("approval_required")));
        let id = held(&refused.body);
        assert_eq!(held(&fixture.get(&data, &large).await.body), id, "the same question is held once");
        let approved = |id: &str| file(50_001, &format!("&approval={id}"));
        let early = fixture.get(&data, &approved(&id)).await;
        assert_eq!((early.status, &early.body["errors"][0]["rule"]), (422, &json!("approval_missing")));

        let (ask, decide) = (format!("/api/exports/{id}/request"), format!("/api/exports/{id}/decision"));
        let why = json!({ "reason": "年度分析需要全部区县的逐日数据" });
        let yes = json!({ "decision": "approve", "reason": "用途明确，同意导出" });
        assert_eq!(fixture.post(&security, &decide, yes.clone()).await.status, 409, "nobody asked yet");
        assert_eq!(fixture.post(&data, &ask, why.clone()).await.status, 200);
        assert_eq!(fixture.post(&data, &ask, why).await.status, 409, "asked twice");
        assert_eq!(fixture.post(&data, &decide, yes.clone()).await.status, 403, "no permission");
        let waiting = fixture.get(&security, "/api/exports?state=waiting").await;
        assert_eq!((&waiting.body["items"][0]["id"], &waiting.body["items"][0]["may_decide"]), (&json!(id), &json!(true)));
        assert_eq!(fixture.post(&security, &decide, yes.clone()).await.body["state"], "approved");
        assert_eq!(fixture.post(&security, &decide, yes).await.status, 409);

        let other = file(50_001, &format!("&approval={id}")).replace("140900", "371500");
        assert_eq!(fixture.get(&data, &other).await.body["errors"][0]["rule"], "approval_other_filter");
        let xinzhou = fixture.sign_in("xinzhou").await;
        assert_eq!(fixture.get(&xinzhou, &approved(&id)).await.body["errors"][0]["rule"], "approval_unknown");
        let taken = fixture.get(&data, &approved(&id)).await;
        assert_eq!((taken.status, taken.headers["x-export-id"].to_str().unwrap()), (200, id.as_str()));
        let again = fixture.get(&data, &approved(&id)).await;
        assert_eq!(again.body["errors"][0]["rule"], "approval_used");
        assert_eq!(
            fixture.actions().await,
            ["export.held", "export.held", "export.requested", "export.decided", "counts.exported"],
        );
    }

    async fn an_approval_runs_out_and_a_refusal_stands(db) {
        let fixture = Fixture::new(db).await;
        let (data, security) = (fixture.sign_in("data").await, fixture.sign_in("security").await);
        let asked = async |browser: &Browser, region: &str| {
            let path = file(50_001, "").replace("140900", region);
            let id = held(&fixture.get(browser, &path).await.body);
            let why = json!({ "reason": "年度分析需要全部区县的逐日数据" });
            assert_eq!(fixture.post(browser, &format!("/api/exports/{id}/request"), why).await.status, 200);
            (format!("{path}&approval={id}"), format!("/api/exports/{id}/decision"))
        };
        let (path, decide) = asked(&data, "140900").await;
        let no = json!({ "decision": "refuse", "reason": "范围过大，请缩小后再申请" });
        assert_eq!(fixture.post(&security, &decide, no).await.body["state"], "refused");
        assert_eq!(fixture.get(&data, &path).await.body["errors"][0]["rule"], "approval_missing");
        let (path, decide) = asked(&data, "371500").await;
        let yes = json!({ "decision": "approve", "reason": "用途明确，同意导出" });
        assert_eq!(fixture.post(&security, &decide, yes).await.status, 200);
        fixture.pass_minutes(24 * 60);
        let data = fixture.sign_in("data").await;
        assert_eq!(fixture.get(&data, &path).await.body["errors"][0]["rule"], "approval_expired");
    }
}
