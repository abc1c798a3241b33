//! Nobody is named in a log.

use crate::support::{File, files, identifiers, report};

const WHY: &str = "logs are copied, mailed and kept by people who may not see the records; log the record's id and the request's id. \
    An address to listen on is `listen`, a file's name is `file_name`, a user's is `account`";

const MACROS: &[&str] = &[
    "trace!(",
    "debug!(",
    "info!(",
    "warn!(",
    "error!(",
    "event!(",
    "span!(",
    "trace_span!(",
    "debug_span!(",
    "info_span!(",
    "warn_span!(",
    "error_span!(",
];

/// Names of fields that hold personal data or secrets.
const PERSONAL: &[&str] = &[
    "full_name",
    "person_name",
    "patient_name",
    "display_name",
    "id_number",
    "national_id",
    "id_card",
    "phone",
    "mobile",
    "telephone",
    "address",
    "birth_date",
    "birthday",
    "email",
    "password",
    "secret",
    "token",
    "cookie",
];

/// Those whose `.name` is a person's.
const PEOPLE: &[&str] = &[
    "person", "patient", "resident", "account", "contact", "case", "card", "user", "actor",
];

/// Personal fields among the arguments of a log call.
fn personal(arguments: &str) -> Vec<String> {
    let code = without_messages(arguments);
    let words: Vec<&str> = identifiers(&code).collect();
    let of_people = PEOPLE
        .iter()
        .filter(|person| code.contains(&format!("{person}.name")))
        .map(|_| "name");
    words
        .into_iter()
        .filter(|word| PERSONAL.contains(word))
        .chain(of_people)
        .map(str::to_owned)
        .collect()
}

/// The arguments of every tracing macro in a file, with the line each begins on.
fn calls(file: &File) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for name in MACROS {
        for (at, _) in file.text.match_indices(name) {
            let before = file.text[..at].chars().next_back();
            if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
                continue;
            }
            let inside = &file.text[at + name.len()..];
            let number = file.text[..at].matches('\n').count() + 1;
            found.push((number, &inside[..closing(inside)]));
        }
    }
    found
}

/// Where the bracket closes that was open before the text began; brackets in strings do not count.
fn closing(text: &str) -> usize {
    let (mut depth, mut in_string, mut escaped) = (1, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '(' if !in_string => depth += 1,
            ')' if !in_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Arguments with the text of messages taken out, but not the `{fields}` they show.
fn without_messages(arguments: &str) -> String {
    let mut kept = String::new();
    for (index, part) in arguments.split('"').enumerate() {
        if index % 2 == 0 {
            kept.push_str(part);
        } else {
            for field in part.split('{').skip(1) {
                kept.push(' ');
                kept.push_str(field.split(['}', ':']).next().unwrap_or_default());
            }
        }
        kept.push(' ');
    }
    kept
}

#[test]
fn logs_name_no_person() {
    let mut findings = Vec::new();
    for file in files("crates", &[".rs"]) {
        for (number, arguments) in calls(&file) {
            for word in personal(arguments) {
                findings.push(format!(
                    "{}:{number}: `{word}` goes into the log",
                    file.path
                ));
            }
        }
        for (number, line) in file.lines() {
            if line.contains("instrument")
                && line.trim_start().starts_with("#[")
                && !line.contains("skip_all")
            {
                findings.push(format!(
                    "{}:{number}: `instrument` without `skip_all` logs every argument",
                    file.path
                ));
            }
        }
    }
    report(WHY, &findings);
}

#[test]
fn the_rule_sees_what_it_should() {
    assert_eq!(
        personal("patient = %person.name, \"the name is wrong\""),
        ["name"]
    );
    assert_eq!(personal("\"called {phone}\""), ["phone"]);
    assert!(personal("name, file_name, \"the phone (and name) of nobody\"").is_empty());
    let text = "a(b), \")\") rest";
    assert_eq!(&text[..closing(text)], "a(b), \")\"");
}
