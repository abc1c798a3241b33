//! The one question every handler asks, put by accounts of the demonstration.

use access::{Actor, Over, Permission, Post, Purpose, Resource, TemporaryGrant};
use kernel::RegionCode;

use crate::fixture::Fixture;

const COUNTY: &str = "/100000/140000/140900/140902/";
const TOWN: &str = "/100000/140000/140900/140902/140902001/";
const ELSEWHERE: &str = "/100000/370000/371500/371502/";

fn actor(fixture: &Fixture, posts: &[(&str, &str, Option<&str>)]) -> Actor {
    let posts = posts
        .iter()
        .map(|(role, region, organisation)| {
            let region: RegionCode = region.parse().unwrap();
            let organisation = organisation.map(str::to_owned);
            Post::resolve(&fixture.app.pack, (*role).to_owned(), region, organisation)
        })
        .collect();
    Actor {
        user_id: "0190a5f0-7a5e-7b6e-9d0e-112233445566".to_owned(),
        username: "somebody".to_owned(),
        posts,
        purpose: None,
        grants: Vec::new(),
        events: Vec::new(),
        request: String::new(),
    }
}

testkit::on_both! {
    /// A record that may not be seen is answered in the words of one that does not exist, a region by 403.
    async fn a_refused_record_looks_like_none(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let doctor = actor(&fixture, &[("township_doctor", "140902001", None)]);
        let words = "there is no such person in your area";
        let person = |path: &str| Resource::record("p", path).missing(words);
        assert!(doctor.authorize(app, Permission::PersonsRead, &person(TOWN)).is_ok());
        let outside = doctor.authorize(app, Permission::PersonsRead, &person(ELSEWHERE)).unwrap_err();
        let absent = doctor
            .authorize_found(app, Permission::PersonsRead, None::<()>, words, |()| person(TOWN))
            .unwrap_err();
        assert_eq!(outside, absent);
        assert_eq!((outside.status, outside.detail.as_str()), (404, words));
        assert!(outside.is_refusal());
        let region = doctor.authorize(app, Permission::CountsRead, &Resource::region(COUNTY)).unwrap_err();
        assert_eq!((region.status, region.code.as_str()), (403, "forbidden"));
        let commander = actor(&fixture, &[("commander", "140900", None)]);
        for found in [Some(()), None] {
            let refused = commander.authorize_found(app, Permission::PersonsRead, found, words, |()| person(TOWN)).unwrap_err();
            assert_eq!(refused.status, 403, "a missing permission is told, whether the record exists or not");
        }
        let named = commander.authorize(app, Permission::PersonsRead, &person(TOWN)).unwrap_err();
        assert_eq!(named.status, 403);
    }

    /// The purpose of the request counts, else the role's own; one the policies do not know is refused and named.
    async fn a_purpose_must_be_known_to_the_policies(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let mut doctor = actor(&fixture, &[("township_doctor", "140902001", None)]);
        let town = Resource::region(TOWN);
        assert_eq!(doctor.authorize(app, Permission::PersonsRead, &town).unwrap().purpose(), Purpose::FollowUp);
        doctor.purpose = Some(Purpose::Investigation);
        assert_eq!(doctor.scope(app, Permission::PersonsRead).unwrap().purpose(), Purpose::Investigation);
        doctor.purpose = Some(Purpose::Planning);
        for problem in [
            doctor.authorize(app, Permission::PersonsRead, &town).unwrap_err(),
            doctor.scope(app, Permission::PersonsRead).unwrap_err(),
        ] {
            assert_eq!((problem.status, problem.code.as_str()), (403, "purpose_not_allowed"));
            assert!(problem.detail.contains("follow_up, investigation, treatment"), "{}", problem.detail);
        }
    }

    /// The entry names the post by which it was allowed, not the first one held.
    async fn the_grant_names_the_post(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let both = actor(&fixture, &[("viewer", "371500", None), ("county_officer", "140902", Some("140902-cdc"))]);
        let grant = both.authorize(app, Permission::SignalsRead, &Resource::region(COUNTY)).unwrap();
        assert_eq!(grant.policies(), ["county_officer.figures"]);
        let entry = format!("{:?}", grant.author());
        assert!(entry.contains("county_officer") && entry.contains("140902-cdc"), "{entry}");
        let scope = both.scope(app, Permission::SignalsRead).unwrap();
        assert_eq!(scope.areas(), [COUNTY, "/100000/370000/371500/"]);
        assert!(scope.covers(&Resource::region("/100000/440000/").at_level(Resource::PUBLISHED)));
        assert!(!scope.covers(&Resource::region("/100000/440000/")));
    }

    /// Emergency access opens the one record, for its purpose, while it lasts; to nobody who is kept from records.
    async fn a_temporary_grant_opens_what_it_names_while_it_lasts(db) {
        let fixture = Fixture::new(db).await;
        let app = &fixture.app;
        let grant = TemporaryGrant {
            id: "g1".to_owned(),
            permission: Permission::PersonsRead,
            over: Over::Record("p1".to_owned()),
            purpose: Purpose::Treatment,
            until: app.clock.now().plus_millis(3_600_000),
        };
        let mut commander = actor(&fixture, &[("commander", "140900", None)]);
        let person = |id: &str| Resource::record(id, ELSEWHERE).at_level(Resource::CLOSED);
        assert!(commander.authorize(app, Permission::PersonsRead, &person("p1")).is_err());
        commander.grants.push(grant.clone());
        let allowed = commander.authorize(app, Permission::PersonsRead, &person("p1")).unwrap();
        assert_eq!((allowed.temporary(), allowed.purpose()), (Some("g1"), Purpose::Treatment));
        assert!(commander.authorize(app, Permission::PersonsRead, &person("p2")).is_err());
        assert!(commander.authorize(app, Permission::PersonsIdentify, &person("p1")).is_err());
        assert!(commander.scope(app, Permission::PersonsRead).is_err(), "one record is no list");
        commander.purpose = Some(Purpose::Planning);
        assert!(commander.authorize(app, Permission::PersonsRead, &person("p1")).is_err());
        commander.purpose = None;
        commander.grants[0].over = Over::Event("E1".to_owned());
        let of_event = person("p2").of_events(["E1".to_owned()]);
        assert!(commander.authorize(app, Permission::PersonsRead, &of_event).is_ok());
        assert!(commander.scope(app, Permission::PersonsRead).unwrap().covers(&of_event));
        let mut administrator = actor(&fixture, &[("security_admin", "100000", None)]);
        administrator.grants.push(grant);
        assert!(administrator.authorize(app, Permission::PersonsRead, &person("p1")).is_err());
        fixture.pass_minutes(60);
        assert!(commander.authorize(app, Permission::PersonsRead, &of_event).is_err());
        assert!(commander.scope(app, Permission::PersonsRead).is_err());
    }
}
