use super::super::spec::tests::SPEC;
use super::*;
use proptest::prelude::*;

const HEADERS: [&str; 7] = [
    "身份证号",
    "姓名",
    "age",
    "region",
    "onset",
    "outcome",
    "ward",
];

type Person = (String, String, String, String);

fn line(person: &Person) -> Vec<&str> {
    let (age, region, onset, outcome) = person;
    vec![
        "11010519491231002X",
        "王小明",
        age,
        region,
        onset,
        outcome,
        "A",
    ]
}

fn tally(people: &[Person]) -> Tally {
    let spec = DeidentifySpec::parse(SPEC).unwrap();
    let mut tally = Tally::new(spec, HEADERS.map(str::to_owned).to_vec()).unwrap();
    for person in people {
        tally.add(&line(person)).unwrap();
    }
    tally
}

fn person(age: u32, region: &str, onset: &str, outcome: &str) -> Person {
    (
        age.to_string(),
        region.to_owned(),
        onset.to_owned(),
        outcome.to_owned(),
    )
}

fn people() -> Vec<Person> {
    let mut people = Vec::new();
    for at in 0..12 {
        let outcome = if at % 2 == 0 { "cured" } else { "in hospital" };
        let onset = format!("2026-01-{:02}", 5 + at % 3);
        people.push(person(20 + at, "140981001", &onset, outcome));
    }
    people
}

#[test]
fn groups_grow_until_nobody_stands_alone() {
    let plan = tally(&people()).plan().unwrap();
    let report = plan.report();
    assert_eq!((report.k_before, report.l_before), (1, Some(1)));
    assert!(
        report.k_after >= 3 && report.l_after == Some(2),
        "{report:?}"
    );
    assert_eq!(report.dropped_count, 0);
    assert_eq!(
        report.steps[1],
        ("region".to_owned(), "region:9".to_owned()),
        "place need not be blurred"
    );
    assert_eq!(
        plan.headers(),
        ["身份证号", "age", "region", "onset", "outcome", "ward"]
    );
    let pseudonyms = Pseudonyms::new(&[7; 32]);
    let row = plan.row(&pseudonyms, &line(&people()[0])).unwrap();
    assert_eq!(row.len(), 6);
    assert!(!row.concat().contains("王小明") && !row.concat().contains("110105"));
}

#[test]
fn one_who_cannot_be_hidden_stays_at_home() {
    let mut all = people();
    all.extend(people());
    all.push(person(99, "371502001", "2025-06-01", "died"));
    let plan = tally(&all).plan().unwrap();
    assert_eq!(plan.report().dropped_count, 1);
    let pseudonyms = Pseudonyms::new(&[7; 32]);
    assert_eq!(plan.row(&pseudonyms, &line(&all[24])), None);
}

#[test]
fn what_is_not_covered_does_not_leave() {
    let spec = || DeidentifySpec::parse(SPEC).unwrap();
    let mut headers = HEADERS.map(str::to_owned).to_vec();
    headers.push("remark".to_owned());
    let error = Tally::new(spec(), headers).unwrap_err();
    assert_eq!(error, DeidentifyError::Uncovered("`remark`".to_owned()));
    let error = Tally::new(
        spec(),
        HEADERS[1..].iter().map(|one| (*one).to_owned()).collect(),
    );
    assert_eq!(
        error.unwrap_err(),
        DeidentifyError::Missing("`身份证号`".to_owned())
    );

    let mut tally = tally(&[]);
    let mut row = line(&people()[0])
        .iter()
        .map(|cell| (*cell).to_owned())
        .collect::<Vec<_>>();
    row[6] = "call 13900001111".to_owned();
    let cells: Vec<&str> = row.iter().map(String::as_str).collect();
    let error = tally.add(&cells).unwrap_err();
    assert!(matches!(&error, DeidentifyError::Identifier { row: 1, column } if column == "ward"));
    assert!(!error.to_string().contains("139"));
    row[6] = "A".to_owned();
    row[2] = "old".to_owned();
    let cells: Vec<&str> = row.iter().map(String::as_str).collect();
    assert!(matches!(
        tally.add(&cells),
        Err(DeidentifyError::Unreadable { row: 2, .. })
    ));
}

#[test]
fn too_few_people_make_no_data_set() {
    let few = &people()[..2];
    assert!(matches!(
        tally(few).plan(),
        Err(DeidentifyError::Impossible { k: 3, .. })
    ));
    assert!(matches!(
        tally(&[]).plan(),
        Err(DeidentifyError::Impossible { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Counted anew from what leaves, by nothing but the cells of the file.
    #[test]
    fn every_group_that_leaves_has_k_rows_and_l_values(
        people in prop::collection::vec(
            (0_u32..90, prop::sample::select(vec!["140981001", "140981002", "140902001", "371502001"]),
             1_u32..28, prop::sample::select(vec!["cured", "in hospital", "died"])), 6..60),
    ) {
        let people: Vec<Person> = people.into_iter()
            .map(|(age, region, day, outcome)| person(age, region, &format!("2026-02-{day:02}"), outcome))
            .collect();
        let Ok(plan) = tally(&people).plan() else {
            return Ok(());
        };
        let pseudonyms = Pseudonyms::new(&[7; 32]);
        let rows: Vec<Vec<String>> = people.iter().filter_map(|person| plan.row(&pseudonyms, &line(person))).collect();
        let mut groups: BTreeMap<&[String], Vec<&str>> = BTreeMap::new();
        for row in &rows {
            groups.entry(&row[1..4]).or_default().push(&row[4]);
        }
        for outcomes in groups.values() {
            prop_assert!(outcomes.len() >= 3);
            let distinct: BTreeSet<_> = outcomes.iter().collect();
            prop_assert!(distinct.len() >= 2);
        }
        let report = plan.report();
        prop_assert_eq!(rows.len() as u64, report.released_count);
        prop_assert_eq!(report.dropped_count, report.rows_count - report.released_count);
        prop_assert!(report.dropped_count as f64 <= 0.05 * report.rows_count as f64);
    }
}
