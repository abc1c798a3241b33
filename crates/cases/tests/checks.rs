//! Logic checks: each of them finds what it is for, and a right card passes all.

use serde_json::json;
use testkit::TestDb;

use crate::fixture::{Fixture, measles, with};

/// Changes to a right card and the finding they bring.
const CASES: &[(&[(&str, &str)], &str)] = &[
    (&[("patient_name", "")], "patient_name required"),
    (&[("doctor", " ")], "doctor required"),
    (
        &[("onset_date", "2026-05-02")],
        "onset_date onset_diagnosis",
    ),
    (&[("onset_date", "2026-13-02")], "onset_date type"),
    (&[("onset_date", "1949-12-31")], "birth_date birth_onset"),
    (
        &[("diagnosis_time", "2026-05-01T09")],
        "diagnosis_time diagnosis_entry",
    ),
    (
        &[
            ("diagnosis_time", "2026-05-01T08"),
            ("fill_time", "2026-05-01T07"),
        ],
        "diagnosis_time diagnosis_fill",
    ),
    (&[("fill_time", "2026-05-01T10")], "fill_time fill_entry"),
    (
        &[("diagnosis_time", "2026-05-01T25")],
        "diagnosis_time type",
    ),
    (
        &[("death_date", "2026-04-01"), ("death_related", "1")],
        "death_date death_onset",
    ),
    (&[("death_date", "2026-04-30")], "death_related required"),
    (&[("id_number", "140902195001010013")], "id_type id_check"),
    (&[("id_number", "9.99E+17")], "id_type id_check"),
    (&[("birth_date", "1950-01-02")], "id_number id_birth"),
    (&[("sex", "2")], "id_number id_sex"),
    (&[("sex", "7")], "sex code"),
    (&[("birth_date", "")], "birth_date required"),
    (&[("age", "50"), ("age_unit", "1")], "age age_agrees"),
    (&[("age", "76")], "age_unit required"),
    (&[("age", "五十"), ("age_unit", "1")], "age type"),
    (
        &[("occupation", "1"), ("work_unit", "中心幼儿园")],
        "occupation occupation_adult",
    ),
    (&[("occupation", "3")], "work_unit required"),
    (&[("occupation", "29")], "occupation_other required"),
    (&[("occupation", "77")], "occupation code"),
    (
        &[("current_region", "140902")],
        "current_region region_township",
    ),
    (
        &[("current_region", "140902999")],
        "current_region region_known",
    ),
    (
        &[("current_region", "140981001")],
        "patient_area area_agrees",
    ),
    (&[("patient_area", "4")], "patient_area area_agrees"),
    (&[("disease", "no such disease")], "disease disease_listed"),
    (&[("disease", "hepatitis")], "disease disease_subtype"),
    (&[("disease", "")], "disease required"),
    (&[("case_class", "4")], "disease carrier_listed"),
    (
        &[
            ("disease", "hfmd"),
            ("case_class", "3"),
            ("hfmd_severe", "2"),
        ],
        "disease class_allowed",
    ),
    (
        &[("disease", "gonorrhoea"), ("case_class", "1")],
        "disease class_allowed",
    ),
    (&[("disease", "hepatitis_b")], "case_type required"),
    (
        &[("disease", "hepatitis_b"), ("case_type", "1")],
        "hbv_hbsag required",
    ),
    (&[("disease", "schisto")], "case_type required"),
    (&[("disease", "polio")], "afp_palsy_date required"),
    (&[("disease", "hfmd")], "hfmd_severe required"),
    (&[("disease", "covid19")], "covid_severity required"),
    (
        &[("disease", "hiv"), ("case_class", "2")],
        "std_route required",
    ),
    (
        &[("disease", "hiv"), ("case_class", "2")],
        "marital required",
    ),
    (&[("hfmd_severe", "1")], "hfmd_severe not_asked"),
    (&[("case_type", "1")], "case_type not_asked"),
    (&[("disease", "nnt")], "disease neonate"),
    (&[("phone", "打不通")], "phone phone_form"),
    (&[("patient_name", "张3")], "patient_name name_digits"),
    (&[("patient_name", "=cmd()")], "patient_name name_letters"),
    (&[("height", "180")], "height unknown_field"),
    (&[("id_number", ""), ("id_type", "")], "id_number required"),
    (
        &[("id_number", ""), ("id_type", ""), ("comments", "未带证件")],
        "comments id_absent",
    ),
];

#[test]
fn each_fault_is_found() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let hospital = Fixture::signed_in(&db, "hospital").await;
        assert_eq!(hospital.rules(&measles()).await, Vec::<String>::new());
        for (changes, finding) in CASES {
            let found = hospital.rules(&with(changes)).await;
            assert!(
                found.iter().any(|one| one == finding),
                "{changes:?}: {found:?}"
            );
        }
        db.remove().await;
    });
}

#[test]
fn a_child_is_asked_for_a_parent_and_does_no_work() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let hospital = Fixture::signed_in(&db, "hospital").await;
        let child = |birth: &'static str, occupation: &'static str| {
            with(&[
                ("id_number", ""),
                ("id_type", ""),
                ("comments", "未带证件"),
                ("birth_date", birth),
                ("occupation", occupation),
            ])
        };
        let found = hospital.rules(&child("2020-01-01", "18")).await;
        assert!(
            found.contains(&"occupation occupation_child".to_owned()),
            "{found:?}"
        );
        assert!(
            found.contains(&"guardian_name required".to_owned()),
            "{found:?}"
        );
        // Somebody of 14 may be either.
        let found = hospital.rules(&child("2012-01-01", "18")).await;
        assert!(
            !found.iter().any(|one| one.contains("occupation_")),
            "{found:?}"
        );
        db.remove().await;
    });
}

#[test]
fn every_disease_can_be_checked_whatever_is_missing() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let hospital = Fixture::signed_in(&db, "hospital").await;
        let codes: Vec<String> = hospital
            .app
            .pack
            .conditions
            .iter()
            .map(|one| one.code.clone())
            .collect();
        for code in codes {
            hospital.rules(&with(&[("disease", &code)])).await;
            let only = [("disease".to_owned(), code.clone())].into();
            hospital.rules(&only).await;
        }
        // An expression that is asked of nothing fails as little as one of everything.
        for field in hospital.app.pack.cards.fields.iter() {
            hospital.rules(&with(&[(field.id.as_str(), "1")])).await;
            hospital.rules(&with(&[(field.id.as_str(), "")])).await;
        }
        let empty = hospital
            .send("POST", "/api/cards/check", json!({ "values": {} }))
            .await;
        assert_eq!(empty.body["can_report"], false);
        db.remove().await;
    });
}

#[test]
fn a_disease_is_known_by_its_name_and_its_card_code() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let hospital = Fixture::signed_in(&db, "hospital").await;
        for text in ["麻疹", "1000", "measles", " Measles "] {
            assert_eq!(
                hospital.rules(&with(&[("disease", text)])).await,
                Vec::<String>::new(),
                "{text}"
            );
        }
        // Full-width digits are digits.
        assert_eq!(
            hospital
                .rules(&with(&[("onset_date", "２０２６-04-28")]))
                .await,
            Vec::<String>::new()
        );
        db.remove().await;
    });
}
