//! One account per role walks over every reading operation of the API document; what it gets is what the access matrix
//! says, and nobody sees outside their area.

use access::audit::Author;
use access::{App, NewAccount, NewPost};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use kernel::RegionCode;
use pack::Access;
use serde_json::Value;

use crate::matrix::{Ask, demo, may, operations};
use crate::{send, server, server_of, sign_in};

/// A county of Xinzhou, and one of Liaocheng: nobody in one sees what belongs to the other.
const HERE: &str = "140902";
const THERE: &str = "371502";

/// Makes an account for each role with a post in a region, named after the role.
pub async fn one_account_per_role(app: &App, region: RegionCode) {
    for role in &app.pack.roles {
        let account = NewAccount {
            username: name(&role.id),
            display_name_zh: String::new(),
            display_name_en: String::new(),
            password: "Yufang-demo-2026".to_owned(),
            must_change_password: false,
            posts: vec![NewPost {
                role: role.id.clone(),
                region,
                organisation: Some(format!("{HERE}-cdc")),
            }],
        };
        let clock = app.clock.as_ref();
        access::add_account(&app.db, &app.pack, clock, &Author::program(), account)
            .await
            .unwrap();
    }
}

pub fn name(role: &str) -> String {
    format!("walk-{}", role.replace('_', "-"))
}

/// Stores a count of a stream that is read by area in both counties, and imports made for each.
async fn facts(app: &App) {
    for (region, value) in [(HERE, 11), (THERE, 22)] {
        let text = format!(
            "stream,condition,region,date,count\ncovid19_confirmed,covid19,{region},2026-02-01,{value}\n"
        );
        let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let path = app.pack.regions.path(region.parse().unwrap()).unwrap();
        surveillance::import_file(
            app,
            &surveillance::ImportFile {
                path: file.path().to_owned(),
                layout: None,
                requested_by: format!("keeper of {region}"),
                areas: vec![path],
            },
            &mut |_| {},
        )
        .await
        .unwrap();
    }
}

/// The path with every parameter filled in.
fn filled(path: &str, region: &str) -> String {
    let mut filled = String::new();
    for part in path.split('/').skip(1) {
        filled.push('/');
        filled.push_str(match part {
            "{code}" => region,
            part if part.starts_with('{') => "0190a5f0-7a5e-7b6e-9d0e-112233445566",
            part => part,
        });
    }
    filled
}

/// What the question itself needs: without it an operation would answer 422 before it shows anything.
fn query(id: &str, region: &str) -> String {
    match id {
        "list_counts" | "export_counts" | "get_count_series" | "get_count_map" => {
            format!("?stream=covid19_confirmed&condition=covid19&region={region}")
        }
        "get_count_history" => {
            format!("?stream=covid19_confirmed&condition=covid19&region={region}&day=2026-02-01")
        }
        "get_count_tiles" | "list_streams" => format!("?region={region}"),
        "search_names" => "?q=xin".to_owned(),
        "explain_access" => "?account=0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned(),
        "who_sees" => "?kind=signal&id=0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned(),
        _ => String::new(),
    }
}

async fn ask(router: &Router, cookie: &str, path: &str) -> (u16, String) {
    let request = Request::get(path)
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    let (status, _, body) = send(router, request).await;
    (status.as_u16(), body)
}

testkit::on_both! {
    async fn every_role_gets_what_the_matrix_says(db) {
        let (app, router, _) = server(db).await;
        one_account_per_role(&app, HERE.parse().unwrap()).await;
        let reading: Vec<_> = operations()
            .into_iter()
            .filter(|operation| operation.method == "GET" && operation.id != "listen_events")
            .collect();
        for role in &app.pack.roles {
            let cookie = sign_in(&router, &name(&role.id)).await;
            for operation in &reading {
                let path = format!("{}{}", filled(&operation.path, HERE), query(&operation.id, HERE));
                let (status, body) = ask(&router, &cookie, &path).await;
                let is_refused = status == 403 && body.contains("\"code\":\"forbidden\"");
                assert_eq!(
                    is_refused,
                    !may(&app.pack, &role.id, operation.ask),
                    "{} as {}: {status} {body}",
                    operation.id,
                    role.id
                );
                assert!(status < 500, "{} as {}: {status} {body}", operation.id, role.id);
            }
        }
    }
}

testkit::on_both! {
    async fn no_role_sees_outside_its_area(db) {
        let mut pack = demo();
        // The streams of the packs are published; this one is read by area here.
        for stream in &mut pack.streams {
            stream.access = Access::Area;
        }
        let (app, router, _) = server_of(db, pack).await;
        one_account_per_role(&app, HERE.parse().unwrap()).await;
        facts(&app).await;
        let data = sign_in(&router, "data").await;
        let (_, imports) = ask(&router, &data, "/api/imports").await;
        let imports: Value = serde_json::from_str(&imports).unwrap();
        let theirs: Vec<String> = imports["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|import| import["requested_by"].as_str().unwrap().ends_with(THERE))
            .map(|import| import["id"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(theirs.len(), 1, "{imports}");
        let mut seen_here = 0;
        for role in &app.pack.roles {
            let cookie = sign_in(&router, &name(&role.id)).await;
            for operation in operations() {
                if operation.method != "GET"
                    || operation.id == "listen_events"
                    || !matches!(operation.ask, Ask::For(_))
                {
                    continue;
                }
                // The same questions about the own county, about the other one, and about a record of the other one.
                for region in [HERE, THERE, "100000"] {
                    let path = format!(
                        "{}{}",
                        filled(&operation.path, region).replace("0190a5f0-7a5e-7b6e-9d0e-112233445566", &theirs[0]),
                        query(&operation.id, region)
                    );
                    let (status, body) = ask(&router, &cookie, &path).await;
                    let told = format!("{path} as {}: {status} {body}", role.id);
                    assert!(status < 500, "{told}");
                    if status != 200 {
                        continue;
                    }
                    assert!(!body.contains(&format!("keeper of {THERE}")), "{told}");
                    assert!(!body.contains("\"value\":22"), "{told}");
                    if body.contains("\"value\":11") {
                        seen_here += 1;
                    }
                }
            }
        }
        assert!(seen_here > 0, "nobody saw their own counts, so the test shows nothing");
    }
}
