//! The access matrix (权限矩阵): which role may call which operation, where and for what, as docs/access-matrix.md shows it.
//!
//! It is made of three things that stand elsewhere: the operations of the API document, the permission that each
//! handler asks for, and the policies of the packs. With `YUFANG_MATRIX=write` the page is written anew instead of
//! compared; `cargo xtask generate` does that.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use access::{Permission, Purpose, extent_in_words};
use pack::{Extent, Pack};

/// What an operation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A permission, once.
    For(Permission),
    /// Nothing: whoever is not signed in may call it.
    Nobody,
    /// That somebody is signed in: it is about themselves, or about what every account may know.
    SignedIn,
}

/// Operations that ask for no permission; every other one asks for exactly one.
const WITHOUT: &[(&str, Ask, &str)] = &[
    ("sign_in", Ask::Nobody, "the door"),
    ("get_sign_in_options", Ask::Nobody, "the door"),
    ("start_oidc", Ask::Nobody, "the door"),
    ("finish_oidc", Ask::Nobody, "the door"),
    ("verify_second_factor", Ask::SignedIn, "one's own session"),
    (
        "get_second_factor",
        Ask::SignedIn,
        "one's own second factor",
    ),
    (
        "enrol_second_factor",
        Ask::SignedIn,
        "one's own second factor",
    ),
    (
        "confirm_second_factor",
        Ask::SignedIn,
        "one's own second factor",
    ),
    (
        "draw_recovery_codes",
        Ask::SignedIn,
        "one's own second factor",
    ),
    (
        "remove_second_factor",
        Ask::SignedIn,
        "one's own second factor",
    ),
    ("list_sessions", Ask::SignedIn, "one's own sessions"),
    ("end_session", Ask::SignedIn, "one's own session"),
    ("end_sessions", Ask::SignedIn, "one's own sessions"),
    ("get_session", Ask::SignedIn, "one's own session"),
    ("sign_out", Ask::SignedIn, "one's own session"),
    ("change_password", Ask::SignedIn, "one's own password"),
    (
        "listen_events",
        Ask::SignedIn,
        "each event names the permission it is for",
    ),
    (
        "search_names",
        Ask::SignedIn,
        "names of public things; pages by permission",
    ),
    ("get_pack", Ask::SignedIn, "what the packs say is no secret"),
    (
        "list_conditions",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "list_organisations",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "list_codes",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "list_practitioners",
        Ask::SignedIn,
        "their licences are published",
    ),
    (
        "list_regions",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "get_region",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "get_region_map",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "list_emergency_access",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "get_emergency_access",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "end_emergency_access",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "list_agency_requests",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "get_agency_request",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "get_agency_answer",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "withdraw_agency_request",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "list_exports",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "get_export",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "request_export",
        Ask::SignedIn,
        "what one asked for oneself, and what others did where one may approve",
    ),
    (
        "get_card_form",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
    (
        "get_grant_catalogue",
        Ask::SignedIn,
        "what the packs say is no secret",
    ),
];

/// How a handler asks; the permission is the next one named.
const ASKING: [&str; 3] = [".authorize(", ".authorize_found(", ".scope("];

/// An operation of the API document.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    pub summary: String,
    pub ask: Ask,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All operations with what their handlers ask for.
pub fn operations() -> Vec<Operation> {
    let document = server::api_document();
    let handlers = handlers();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let Some(id) = operation["operationId"].as_str() else {
                continue;
            };
            all.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                summary: operation["summary"]
                    .as_str()
                    .unwrap_or_default()
                    .trim_end_matches('.')
                    .to_owned(),
                ask: ask_of(id, &handlers),
            });
        }
    }
    all
}

/// The text of every handler's file by the name of the file, which is the operation's id.
fn handlers() -> BTreeMap<String, String> {
    fn gather(folder: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let text = fs::read_to_string(&path).unwrap();
                if text.contains(&format!("async fn {name}(")) && text.contains("utoipa::path") {
                    found.insert(name, text);
                }
            }
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("crates")).unwrap() {
        let source = entry.unwrap().path().join("src");
        if source.is_dir() {
            gather(&source, &mut found);
        }
    }
    found
}

/// The house rule: a handler asks exactly once, in its own file, for a permission that stands there by name.
fn ask_of(id: &str, handlers: &BTreeMap<String, String>) -> Ask {
    if let Some((_, ask, _)) = WITHOUT.iter().find(|(known, ..)| *known == id) {
        return *ask;
    }
    let text = handlers.get(id).unwrap_or_else(|| {
        panic!("the handler of `{id}` is not found; it stands in a file of its own, `api/{id}.rs`")
    });
    let asked: Vec<Permission> = ASKING
        .iter()
        .flat_map(|word| text.match_indices(word).map(|(at, word)| at + word.len()))
        .map(|at| permission_after(&text[at..]).unwrap_or_else(|| {
            panic!("`{id}` asks without naming a permission there; write `Permission::…` in the call")
        }))
        .collect();
    match asked.as_slice() {
        [permission] => Ask::For(*permission),
        [] => panic!(
            "`{id}` asks for no permission: whoever is signed in may call it; ask `authorize` or `scope`, or say in WITHOUT why not"
        ),
        _ => panic!(
            "`{id}` asks {} times; one question has one answer",
            asked.len()
        ),
    }
}

fn permission_after(text: &str) -> Option<Permission> {
    let until = text.find(';').unwrap_or(text.len());
    let name = text[..until].split("Permission::").nth(1)?;
    let name: String = name
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    Permission::ALL
        .into_iter()
        .find(|permission| format!("{permission:?}") == name)
}

/// The packs of the demonstration, which hold all roles.
pub fn demo() -> Pack {
    Pack::load(&root().join("packs"), "demo").unwrap()
}

/// Extents of a role with a permission, and the purposes they hold for.
fn reaches(pack: &Pack, role: &str, permission: Permission) -> Vec<(Extent, Vec<Purpose>)> {
    let mut found: Vec<(Extent, Vec<Purpose>)> = Vec::new();
    for purpose in Purpose::ALL {
        let extent = pack
            .policies
            .extent(role, permission.as_str(), purpose.as_str());
        if extent.is_empty() {
            continue;
        }
        match found.iter_mut().find(|(known, _)| *known == extent) {
            Some((_, purposes)) => purposes.push(purpose),
            None => found.push((extent, vec![purpose])),
        }
    }
    found
}

/// Whether a role may call an operation at all.
pub fn may(pack: &Pack, role: &str, ask: Ask) -> bool {
    match ask {
        Ask::For(permission) => pack.policies.holds(role, permission.as_str()),
        Ask::Nobody | Ask::SignedIn => true,
    }
}

const HEAD: &str = "\
# Access matrix (权限矩阵)

Which role may do what, where and for which purpose.
This page is made by `cargo xtask generate` from three places, and a test fails when it is not what they say:
the operations of the [API](api/openapi.json), the one permission that each handler asks for, and the [policies](../packs/national/policies).

哪个角色可以做什么、在哪里、为了什么目的。本页由程序生成：接口清单、每个接口所需的权限、策略文件三者一致，否则测试不通过。

- **Where (范围)**: *own area (本辖区)* is the region of the post with everything below it; *own organisation (本机构)* what the post's organisation holds; *everywhere: published only (各地的公开内容)* figures that are published.
- **Purpose (目的)**: a request says it in the header `X-Purpose`; without one, the role's usual purpose holds. For another purpose the answer is 403 `purpose_not_allowed`.
- **Levels (级别)**: 1 usual, 5 closed (五级: HIV, sexually transmitted diseases, severe mental disorder, contact interviews); where no level is named, all are reached.
- A record outside what a role reaches is answered like one that does not exist (404).

";

/// The page.
fn page(pack: &Pack) -> String {
    let mut page = HEAD.to_owned();
    let operations = operations();
    roles(&mut page, pack);
    grid(&mut page, pack, &operations);
    details(&mut page, pack, &operations);
    limits(&mut page, pack);
    page
}

fn roles(page: &mut String, pack: &Pack) {
    page.push_str("## Roles (角色)\n\n| no. | role | 角色 | what it is for | usual purpose | kept apart |\n|---|---|---|---|---|---|\n");
    for (number, role) in (1..).zip(&pack.roles) {
        let purpose = Purpose::parse(&role.purpose).unwrap().words();
        let _ = writeln!(
            page,
            "| {number} | {} | {} | {} {} | {} {} | {} |",
            role.name_en,
            role.name_zh,
            role.description_en,
            role.description_zh,
            purpose.en,
            purpose.zh,
            if role.is_apart { "yes 是" } else { "" }
        );
    }
    page.push('\n');
}

/// Operation by role: the whole at one look.
fn grid(page: &mut String, pack: &Pack, operations: &[Operation]) {
    page.push_str("## Operation by role (接口与角色)\n\nThe columns are the roles' numbers above; ● may call it, within its area and purposes.\n\n| operation | permission |");
    for number in 1..=pack.roles.len() {
        let _ = write!(page, " {number} |");
    }
    let _ = write!(page, "\n|---|---|{}\n", "---|".repeat(pack.roles.len()));
    for operation in operations {
        let permission = match operation.ask {
            Ask::For(permission) => format!("`{permission}`"),
            Ask::Nobody => "none 无需登录".to_owned(),
            Ask::SignedIn => "signed in 登录即可".to_owned(),
        };
        let _ = write!(page, "| `{}` | {permission} |", operation.id);
        for role in &pack.roles {
            let mark = if may(pack, &role.id, operation.ask) {
                "●"
            } else {
                ""
            };
            let _ = write!(page, " {mark} |");
        }
        page.push('\n');
    }
    page.push('\n');
}

fn details(page: &mut String, pack: &Pack, operations: &[Operation]) {
    page.push_str("## Permission by permission (逐项权限)\n\n");
    for permission in Permission::ALL {
        let words = permission.words();
        let _ = write!(page, "### `{permission}`: {} ({})\n\n", words.en, words.zh);
        let mut is_used = false;
        for operation in operations {
            if operation.ask == Ask::For(permission) {
                is_used = true;
                let _ = writeln!(
                    page,
                    "- `{} {}` {}",
                    operation.method, operation.path, operation.summary
                );
            }
        }
        if !is_used {
            page.push_str("No operation asks for it yet (暂无接口).\n");
        }
        page.push_str(
            "\n| role | 角色 | where | 范围 | purposes | 目的 |\n|---|---|---|---|---|---|\n",
        );
        for role in &pack.roles {
            for (extent, purposes) in reaches(pack, &role.id, permission) {
                let place = extent_in_words(&extent);
                let words: Vec<_> = purposes.iter().map(|purpose| purpose.words()).collect();
                let en: Vec<&str> = words.iter().map(|one| one.en.as_str()).collect();
                let zh: Vec<&str> = words.iter().map(|one| one.zh.as_str()).collect();
                let _ = writeln!(
                    page,
                    "| {} | {} | {} | {} | {} | {} |",
                    role.name_en,
                    role.name_zh,
                    place.en,
                    place.zh,
                    en.join(", "),
                    zh.join("、")
                );
            }
        }
        page.push('\n');
    }
}

fn limits(page: &mut String, pack: &Pack) {
    page.push_str("## What holds for every role (对所有角色)\n\n| policy | | says | 内容 |\n|---|---|---|---|\n");
    for text in pack
        .policies
        .texts()
        .iter()
        .filter(|text| text.role.is_none())
    {
        let kind = if text.forbids {
            "forbids 禁止"
        } else {
            "allows 允许"
        };
        let _ = writeln!(
            page,
            "| `{}` | {kind} | {} | {} |",
            text.id, text.en, text.zh
        );
    }
}

#[test]
fn the_access_matrix_is_what_code_and_policies_say() {
    let file = root().join("docs/access-matrix.md");
    let page = page(&demo());
    if std::env::var("YUFANG_MATRIX").is_ok_and(|value| value == "write") {
        fs::write(&file, page).unwrap();
        return;
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let differing = kept
        .lines()
        .zip(page.lines())
        .position(|(kept, said)| kept != said);
    assert!(
        kept == page,
        "docs/access-matrix.md is not up to date from line {}; run `cargo xtask generate`, read what changed, and commit it",
        differing.map_or(kept.lines().count().min(page.lines().count()), |line| line) + 1
    );
}

#[test]
fn every_operation_without_a_permission_is_still_there() {
    let known: Vec<String> = operations()
        .into_iter()
        .map(|operation| operation.id)
        .collect();
    for (id, ..) in WITHOUT {
        assert!(
            known.iter().any(|one| one == id),
            "`{id}` is gone; take it out of WITHOUT"
        );
    }
}
