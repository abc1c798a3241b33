//! What the policies of the packs allow: known answers, and that lists and single decisions agree.

use std::fs;
use std::path::Path;

use pack::{Asking, Holder, Kept, LEVELS, PERMISSIONS, PURPOSES, Pack, Place};

use crate::support::{demo, root};

const AREA: &str = "/100000/140000/140900/140902/";
const OUTSIDE: &str = "/100000/370000/371500/";

fn holder(role: &str) -> Holder<'_> {
    Holder {
        role,
        area: "140902",
        organisation: Some("140902-hospital"),
        events: &[],
    }
}

fn kept(path: &'static str, level: u8) -> Kept<'static> {
    Kept {
        path,
        organisation: None,
        events: &[],
        level,
    }
}

fn asking<'a>(permission: &'a str, purpose: &'a str) -> Asking<'a> {
    Asking {
        permission,
        purpose,
        temporary: false,
    }
}

fn allows(holder: Holder<'_>, kept: Kept<'_>, asking: Asking<'_>) -> bool {
    demo().policies.decide(holder, kept, asking).is_some()
}

#[test]
fn a_county_officer_sees_persons_of_the_county_only_and_for_known_purposes_only() {
    let officer = holder("county_officer");
    let read = asking("persons.read", "investigation");
    assert_eq!(
        demo().policies.decide(officer, kept(AREA, 1), read),
        Some(vec!["county_officer.persons".to_owned()])
    );
    assert!(allows(
        officer,
        kept("/100000/140000/140900/140902/140902001/", 1),
        read
    ));
    assert!(!allows(officer, kept("/100000/140000/140900/", 1), read));
    assert!(!allows(officer, kept(OUTSIDE, 1), read));
    assert!(!allows(officer, kept(OUTSIDE, 0), read));
    assert!(!allows(
        officer,
        kept(AREA, 1),
        asking("persons.read", "treatment")
    ));
    assert!(!allows(
        officer,
        kept(AREA, 1),
        asking("persons.read", "curiosity")
    ));
    assert!(!allows(
        officer,
        kept(AREA, 1),
        asking("persons.raed", "investigation")
    ));
    assert!(!allows(holder("nobody"), kept(AREA, 1), read));
}

#[test]
fn published_counts_are_read_everywhere_and_others_in_the_area_only() {
    for (path, level, allowed) in [(OUTSIDE, 0, true), (OUTSIDE, 1, false), (AREA, 1, true)] {
        let asked = asking("counts.read", "surveillance");
        assert_eq!(
            allows(holder("viewer"), kept(path, level), asked),
            allowed,
            "{path} {level}"
        );
    }
}

#[test]
fn a_hospital_sees_what_it_holds_and_nothing_else() {
    let read = asking("persons.read", "treatment");
    let own = Kept {
        organisation: Some("140902-hospital"),
        ..kept(AREA, 1)
    };
    let other = Kept {
        organisation: Some("140902-cdc"),
        ..own
    };
    let reporter = holder("hospital_reporter");
    assert!(allows(reporter, own, read));
    assert!(!allows(reporter, other, read));
    let of_none = Holder {
        organisation: None,
        ..reporter
    };
    assert!(!allows(of_none, own, read));
    assert!(
        !allows(of_none, kept(AREA, 1), read),
        "two that name no organisation do not share one"
    );
}

#[test]
fn closed_records_need_an_investigation_or_care_by_who_holds_them() {
    let closed = kept(AREA, 5);
    let held = Kept {
        organisation: Some("140902-hospital"),
        ..closed
    };
    let (officer, doctor) = (holder("county_officer"), holder("township_doctor"));
    assert!(allows(
        officer,
        closed,
        asking("persons.identify", "investigation")
    ));
    assert!(!allows(
        officer,
        closed,
        asking("persons.identify", "surveillance")
    ));
    assert!(!allows(doctor, closed, asking("persons.read", "follow_up")));
    assert!(allows(doctor, held, asking("persons.read", "follow_up")));
}

#[test]
fn a_temporary_right_opens_persons_beyond_a_post_but_not_to_administrators() {
    let temporary = Asking {
        temporary: true,
        ..asking("persons.read", "treatment")
    };
    assert!(allows(holder("commander"), kept(OUTSIDE, 5), temporary));
    for administrator in ["system_admin", "security_admin", "audit_admin"] {
        assert!(
            !allows(holder(administrator), kept(OUTSIDE, 1), temporary),
            "{administrator}"
        );
    }
    let write = Asking {
        permission: "persons.write",
        ..temporary
    };
    assert!(!allows(holder("commander"), kept(OUTSIDE, 1), write));
}

#[test]
fn administrators_hold_nothing_of_each_other_and_no_data() {
    let policies = &demo().policies;
    let held = |role: &str| -> Vec<&str> {
        PERMISSIONS
            .into_iter()
            .filter(|permission| policies.holds(role, permission))
            .collect()
    };
    assert_eq!(
        held("system_admin"),
        ["accounts.read", "accounts.manage", "operations.read"]
    );
    assert_eq!(
        held("security_admin"),
        [
            "grants.approve",
            "accounts.read",
            "posts.manage",
            "api_clients.manage",
            "access.explain"
        ]
    );
    assert_eq!(held("audit_admin"), ["audit.read"]);
    let apart: Vec<&str> = demo()
        .roles
        .iter()
        .filter(|role| role.is_apart)
        .map(|role| role.id.as_str())
        .collect();
    assert_eq!(apart, ["system_admin", "security_admin", "audit_admin"]);
}

#[test]
fn every_role_may_act_for_its_usual_purpose_and_every_permission_is_held() {
    let policies = &demo().policies;
    for role in &demo().roles {
        let held: Vec<&str> = PERMISSIONS
            .into_iter()
            .filter(|permission| policies.holds(&role.id, permission))
            .collect();
        for permission in &held {
            assert!(
                policies
                    .purposes(&role.id, permission)
                    .contains(&role.purpose.as_str()),
                "{}: {permission} is not held for `{}`",
                role.id,
                role.purpose
            );
        }
        assert_eq!(
            held.is_empty(),
            role.description_en.contains("may do nothing"),
            "{}: the description and the policies differ",
            role.id
        );
    }
    for permission in PERMISSIONS {
        assert!(
            demo()
                .roles
                .iter()
                .any(|role| policies.holds(&role.id, permission)),
            "nobody holds {permission}"
        );
    }
}

/// Lists follow extents, single records follow decisions: over every place, level, role, permission and purpose that
/// anybody holds, both say the same.
#[test]
fn an_extent_says_what_the_decisions_say() {
    let policies = &demo().policies;
    let events = ["E".to_owned()];
    let mut compared = 0;
    for role in &demo().roles {
        for permission in PERMISSIONS {
            for purpose in policies.purposes(&role.id, permission) {
                let extent = policies.extent(&role.id, permission, purpose);
                for place in Place::ALL {
                    for level in 0..LEVELS {
                        let who = Holder {
                            events: &events,
                            ..holder(&role.id)
                        };
                        let what = Kept {
                            path: if place.in_area { AREA } else { OUTSIDE },
                            organisation: place.own_organisation.then_some("140902-hospital"),
                            events: if place.own_event { &events } else { &[] },
                            level,
                        };
                        let is_listed = extent.level(place).is_some_and(|highest| level <= highest);
                        assert_eq!(
                            allows(who, what, asking(permission, purpose)),
                            is_listed,
                            "{} {permission} {purpose} {place:?} level {level}",
                            role.id
                        );
                        compared += 1;
                    }
                }
            }
        }
    }
    assert!(compared > 4_000, "{compared}");
    assert_eq!(PURPOSES.len(), 10);
}

#[test]
fn a_city_lays_its_policies_over_the_national_ones() {
    let packs = tempfile::tempdir().unwrap();
    for name in ["national", "xinzhou"] {
        copy(&root().join("packs").join(name), &packs.path().join(name));
    }
    let own = packs.path().join("xinzhou/policies");
    fs::create_dir_all(&own).unwrap();
    fs::write(
        own.join("city.cedar"),
        "@id(\"viewer.figures\")\n@zh(\"只看预警信号\")\n@en(\"reads signals only\")\n\
         permit (principal in Role::\"viewer\", action == Action::\"signals.read\", resource)\n\
         when { resource in principal.area };\n",
    )
    .unwrap();
    let pack = Pack::load(packs.path(), "xinzhou").unwrap();
    assert!(!pack.policies.holds("viewer", "counts.read"));
    assert!(pack.policies.holds("viewer", "signals.read"));
    assert_eq!(
        pack.policies.text("viewer.figures").unwrap().en,
        "reads signals only"
    );
    assert!(pack.policies.holds("epidemiologist", "counts.read"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
