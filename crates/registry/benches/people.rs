//! People by the hundred thousand: storing, listing, searching, opening and matching, with percentiles.
//!
//! `YUFANG_BENCH_PEOPLE` says how many (a million unless said); `YUFANG_BENCH_POSTGRES` names an empty database to use
//! instead of a temporary SQLite file.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kernel::{Clock, FixedClock, Id, RegionCode, Timestamp};
use pack::Pack;
use platform::Db;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use registry::synthetic::{Population, load, spoil};
use registry::{People, Resident, SEALED, SearchBy};
use vault::{KeySource, MasterKey, Vault};

const QUESTIONS: usize = 400;
const PAGE: usize = 50;

fn main() {
    let count = std::env::var("YUFANG_BENCH_PEOPLE")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(1_000_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(run(count));
}

async fn run(count: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = std::env::var("YUFANG_BENCH_POSTGRES")
        .unwrap_or_else(|_| format!("sqlite:{}", folder.path().join("people.db").display()));
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let pack = Pack::load(&packs, "demo").expect("the packs of the repository");
    let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_777_593_600_000)));
    let db = Db::connect(&url).await.expect("a database");
    let all = [
        &platform::MIGRATIONS,
        &vault::MIGRATIONS,
        &access::MIGRATIONS,
        &registry::MIGRATIONS,
    ];
    db.migrate(&all, clock.as_ref()).await.expect("the tables");
    let keys = folder.path().join("keys");
    let mut random = vault::system_random();
    std::fs::write(&keys, MasterKey::draw_text(&mut random).as_str()).expect("a key file");
    only_owner(&keys);
    let source = KeySource::parse(&format!("file:{}", keys.display())).expect("a source");
    let vault = Vault::open(db.clone(), clock.clone(), &source, SEALED, &mut random)
        .await
        .expect("a vault");
    let now = clock.now();
    let city: RegionCode = "140900".parse().expect("a code");
    let mut made = Population::new(&pack, city, 1, now).expect("villages to live in");

    let (began, cpu) = (Instant::now(), cpu_seconds());
    let loaded = load(&db, &vault, &mut made, count, now, &mut |_| {})
        .await
        .expect("people stored");
    let (wall, cpu) = (began.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let people_count = loaded.people as f64;
    println!(
        "stored {} people in {wall:.1} s: {:.0}/s by the clock, {:.0}/s of processor time ({cpu:.1} s)",
        loaded.people,
        people_count / wall,
        people_count / cpu
    );

    let people = People::new(&db, &pack, &vault, now, "bench");
    let areas = [pack.regions.path(city).expect("a path")];
    let known = sample(&people, &areas).await;
    lists(&people, &pack, &areas, &known).await;
    searches(&people, &areas, &known).await;
    matching(&people, &known).await;
    db.close().await;
}

/// People from all over the city.
async fn sample(people: &People<'_>, areas: &[String]) -> Vec<Resident> {
    let mut known = Vec::new();
    let mut after: Option<(String, i64)> = None;
    let mut rng = Pcg64Mcg::seed_from_u64(2);
    while known.len() < QUESTIONS {
        let page = people
            .list(areas, None, (None, None), None, None, after.as_ref(), PAGE)
            .await
            .expect("a page");
        let Some(last) = page.last() else { break };
        // Jumps ahead by a village or so each time.
        after = Some((format!("{}~", last.standing.region_path), i64::MAX));
        let pick = rng.random_range(0..page.len());
        known.push(page[pick].clone());
    }
    known
}

async fn lists(people: &People<'_>, pack: &Pack, areas: &[String], known: &[Resident]) {
    let mut first = Vec::new();
    let mut township = Vec::new();
    let mut selective = Vec::new();
    for one in known {
        let key = (one.standing.region_path.clone(), one.number);
        first.push(
            timed(people.list(areas, None, (None, None), None, None, Some(&key), PAGE)).await,
        );
        let path = &one.standing.region_path;
        let below = [path[..path.len() - 13].to_owned()];
        township.push(timed(people.list(&below, None, (None, None), None, None, None, PAGE)).await);
    }
    for _ in 0..20 {
        let oldest = (None, Some(1931));
        selective.push(timed(people.list(areas, None, oldest, Some(true), None, None, PAGE)).await);
    }
    told("list, a page anywhere in the city", first);
    told("list, first page of a township", township);
    told("list, the oldest of the city", selective);
    let page = people
        .list(areas, None, (None, None), None, None, None, PAGE)
        .await
        .expect("a page");
    black_box((page.len(), pack.version()));
}

async fn searches(people: &People<'_>, areas: &[String], known: &[Resident]) {
    for (what, by) in [
        ("search by name", SearchBy::Name),
        ("search by initials", SearchBy::Initials),
        ("search by identity number", SearchBy::IdNumber),
        ("search by telephone", SearchBy::Phone),
        ("search by day of birth", SearchBy::BirthDate),
    ] {
        let mut times = Vec::new();
        for one in known {
            let Some(text) = by.text_of(&one.identity) else {
                continue;
            };
            times.push(timed(people.search_by(areas, &[(by, text)], |_| true, None, PAGE)).await);
        }
        told(what, times);
    }
    let mut times = Vec::new();
    for one in known {
        let asked: Vec<_> = [SearchBy::Name, SearchBy::BirthDate]
            .into_iter()
            .filter_map(|by| Some((by, by.text_of(&one.identity)?)))
            .collect();
        times.push(timed(people.search_by(areas, &asked, |_| true, None, PAGE)).await);
    }
    told("search by name and day of birth", times);
}

async fn matching(people: &People<'_>, known: &[Resident]) {
    let mut rng = Pcg64Mcg::seed_from_u64(3);
    let mut times = Vec::new();
    for one in known {
        let (copy, _) = spoil(&one.identity, &one.identity.current_address, &mut rng);
        times.push(timed(people.recognise(&copy, one.standing.sex, "case_report")).await);
    }
    told("match one incoming person", times);
    let mut times = Vec::new();
    for one in known {
        let id: Id<registry::Person> = one.id;
        times.push(timed(people.whole(id)).await);
    }
    told("open one person", times);
}

async fn timed<T, E: std::fmt::Debug>(work: impl Future<Output = Result<T, E>>) -> Duration {
    let began = Instant::now();
    black_box(work.await.expect("an answer"));
    began.elapsed()
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
        times.get(index).copied().unwrap_or_default().as_secs_f64() * 1000.0
    };
    println!(
        "{what}: median {:.2} ms, p95 {:.2} ms, p99 {:.2} ms ({} times)",
        at(0.5),
        at(0.95),
        at(0.99),
        times.len()
    );
}

/// Processor time of this process so far, in seconds.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks: f64 = [11, 12]
        .iter()
        .filter_map(|at| fields.get(*at)?.parse::<f64>().ok())
        .sum();
    // A tick is a hundredth of a second on Linux.
    ticks / 100.0
}

#[cfg(unix)]
fn only_owner(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let permissions = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, permissions).expect("permissions of the key file");
}

#[cfg(not(unix))]
fn only_owner(_: &Path) {}
