//! Detector tables and the catalogue.

use epi::{DetectorSpec, Kind, Method, SpecError, catalogue};

fn error_of(toml: &str) -> String {
    toml::from_str::<DetectorSpec>(toml)
        .unwrap_err()
        .message()
        .to_owned()
}

#[test]
fn every_method_of_the_catalogue_builds_from_its_defaults() {
    assert_eq!(catalogue().len(), Method::ALL.len());
    for info in catalogue() {
        let id = info.method.id();
        assert_eq!(Method::from_id(id), Some(info.method));
        let spec: DetectorSpec = toml::from_str(&format!("method = '{id}'")).unwrap();
        assert_eq!(spec.build().unwrap().method(), info.method);
        assert!(
            !info.steps.is_empty() && !info.name_zh.is_empty() && !info.description_zh.is_empty()
        );
        assert!(info.source.doi.is_some_and(|doi| doi.starts_with("10.")));
        // What a screen shows is what a table accepts.
        assert!(
            serde_json::to_value(info).unwrap()["parameters"]
                .as_array()
                .is_some()
        );
    }
}

#[test]
fn bounds_of_the_catalogue_build_too() {
    for info in catalogue() {
        for parameter in info.parameters {
            let build = |spec: Result<DetectorSpec, SpecError>| spec.unwrap().build().unwrap();
            let spec = || DetectorSpec::new(info.method);
            match parameter.kind {
                Kind::Integer { min, max } => {
                    build(spec().set(parameter.name, min));
                    build(spec().set(parameter.name, max));
                    assert!(spec().set(parameter.name, min - 1).is_err());
                    assert!(spec().set(parameter.name, max + 1).is_err());
                }
                Kind::Number { min, max, open } => {
                    build(spec().set(parameter.name, (min + max) / 2.0));
                    assert_eq!(spec().set(parameter.name, min).is_err(), open);
                    assert!(spec().set(parameter.name, f64::NAN).is_err());
                    assert!(spec().set(parameter.name, max * 2.0 + 1.0).is_err());
                }
                Kind::Flag => {
                    build(spec().set(parameter.name, true));
                    build(spec().set(parameter.name, false));
                }
                Kind::Choice { of } => {
                    for word in of {
                        build(spec().set(parameter.name, *word));
                    }
                    assert!(spec().set(parameter.name, "nonsense").is_err());
                }
            }
        }
    }
}

#[test]
fn mistakes_are_named_with_the_way_out() {
    assert_eq!(
        error_of("method = 'farington_flexible'"),
        "unknown method `farington_flexible`; did you mean `farrington_flexible`?"
    );
    assert_eq!(
        error_of("method = 'ears_c1'\nbasline = 7"),
        "`ears_c1` has no parameter `basline`; did you mean `baseline`?"
    );
    assert_eq!(
        error_of("method = 'ears_c1'\nalpha = 'x'"),
        "`alpha` of `ears_c1` must be a number between 0 and 0.5, not `x`"
    );
    assert_eq!(
        error_of("method = 'moving_percentile'\npercentile = 101"),
        "`percentile` of `moving_percentile` must be a number from 0 to 100; `101` is not"
    );
    assert!(error_of("threshold = 1").starts_with("the detector names no method; add `method = "));
}

#[test]
fn a_table_reads_back_as_it_was_written() {
    let spec = DetectorSpec::new(Method::FarringtonFlexible)
        .set("seasons", 5)
        .unwrap()
        .set("trend", false)
        .unwrap();
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<DetectorSpec>(&json).unwrap(), spec);
    // Whole numbers may come as floats, from an expression language.
    assert!(
        serde_json::from_str::<DetectorSpec>(r#"{"method":"fixed_value","threshold":3.0}"#)
            .unwrap()
            .build()
            .is_ok()
    );
}
