//! How long a decision and a scope take: with the roles of the packs and one post, and with 40 roles and five posts of
//! which the last one allows, or none.

use std::path::Path;
use std::sync::Arc;

use access::{Actor, App, Permission, Post, Resource};
use criterion::{Criterion, criterion_group, criterion_main};
use kernel::{FixedClock, Timestamp};
use pack::Pack;
use platform::Db;

const COUNTY: &str = "/100000/140000/140900/140902/";
const ELSEWHERE: &str = "/100000/370000/371500/371502/371502001/";

/// The packs, with a city's pack that adds roles like the county officer's until there are 40.
fn packs(dir: &Path) -> Arc<Pack> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    for included in ["national", "xinzhou"] {
        copy(&packs.join(included), &dir.join(included));
    }
    let known = Pack::load(&packs, "xinzhou").expect("the packs load");
    let (mut roles, mut policies) = (String::new(), String::new());
    for number in known.roles.len()..40 {
        roles.push_str(&format!(
            "[[role]]\nid = \"more_{number}\"\nname_zh = \"更多\"\nname_en = \"More\"\n\
             description_zh = \"更多\"\ndescription_en = \"More\"\npurpose = \"surveillance\"\n"
        ));
        policies.push_str(&format!(
            "@id(\"more_{number}.persons\")\n@zh(\"更多\")\n@en(\"more\")\npermit (principal in Role::\"more_{number}\", \
             action in [Action::\"persons.read\", Action::\"persons.identify\"], resource)\n\
             when {{ resource in principal.area }}\n\
             when {{ context.purpose in [Purpose::\"surveillance\", Purpose::\"investigation\"] }};\n"
        ));
    }
    let city = dir.join("city");
    std::fs::create_dir_all(city.join("policies")).expect("a folder");
    let files = [
        ("pack.toml", "id = \"city\"\nname_zh = \"市\"\nname_en = \"City\"\nversion = \"1\"\nincludes = [\"xinzhou\"]\n".to_owned()),
        ("roles.toml", roles),
        ("policies/more.cedar", policies),
    ];
    for (name, text) in files {
        std::fs::write(city.join(name), text).expect("a file");
    }
    Arc::new(Pack::load(dir, "city").unwrap_or_else(|found| panic!("{found:#?}")))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

fn actor(app: &App, roles: &[&str]) -> Actor {
    let posts = roles.iter().map(|role| {
        let region = "140902".parse().expect("a region");
        Post::resolve(
            &app.pack,
            (*role).to_owned(),
            region,
            Some("140902-cdc".to_owned()),
        )
    });
    Actor {
        user_id: "0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned(),
        username: "somebody".to_owned(),
        posts: posts.collect(),
        purpose: None,
        grants: Vec::new(),
        events: Vec::new(),
        request: "0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned(),
    }
}

fn decisions(criterion: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a folder");
    let pack = packs(dir.path());
    assert_eq!(pack.roles.len(), 40);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let url = format!("sqlite:{}", dir.path().join("bench.db").display());
    let db = runtime.block_on(Db::connect(&url)).expect("a database");
    let clock = Arc::new(FixedClock::at(Timestamp::from_millis(0)));
    let app = App::new(db, pack, clock);
    let one = actor(&app, &["county_officer"]);
    let five = actor(
        &app,
        &["more_20", "more_21", "more_22", "more_23", "county_officer"],
    );
    let here = Resource::record("p", COUNTY)
        .held_by(Some("140902-cdc"))
        .at_level(4);
    let there = Resource::record("p", ELSEWHERE)
        .held_by(Some("371502-cdc"))
        .at_level(4);
    // What is timed below is what its name says.
    let allowed = one.authorize(&app, Permission::PersonsRead, &here);
    assert!(allowed.is_ok(), "{allowed:?}");
    assert!(
        five.authorize(&app, Permission::PersonsWrite, &here)
            .is_ok()
    );
    assert!(
        five.authorize(&app, Permission::PersonsRead, &there)
            .is_err()
    );
    assert!(five.scope(&app, Permission::PersonsRead).is_ok());
    let mut group = criterion.benchmark_group("decide");
    group.bench_function("one post, allowed", |bench| {
        bench.iter(|| one.authorize(&app, Permission::PersonsRead, &here).is_ok());
    });
    group.bench_function("40 roles, fifth of five posts allows", |bench| {
        bench.iter(|| {
            five.authorize(&app, Permission::PersonsWrite, &here)
                .is_ok()
        });
    });
    group.bench_function("40 roles, five posts, all asked, refused", |bench| {
        bench.iter(|| {
            five.authorize(&app, Permission::PersonsRead, &there)
                .is_err()
        });
    });
    group.bench_function("40 roles, five posts, scope of a list", |bench| {
        bench.iter(|| five.scope(&app, Permission::PersonsRead).is_ok());
    });
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);
