//! The packs and the science library name the same methods and parameters.

use std::collections::BTreeSet;

use crate::fixture::pack;

#[test]
fn every_method_a_pack_may_name_is_in_the_catalogue() {
    for method in pack::METHODS {
        let known = epi::Method::from_id(method);
        assert!(
            known.is_some(),
            "packs may say `{method}`, which the library does not know"
        );
    }
}

#[test]
fn every_parameter_of_the_packs_is_in_the_catalogue() {
    for detector in &pack().detectors {
        let method = epi::Method::from_id(&detector.method).unwrap();
        let known: BTreeSet<&str> = method
            .info()
            .parameters
            .iter()
            .map(|one| one.name)
            .collect();
        for name in detector.params.keys().chain(detector.params_cel.keys()) {
            assert!(
                known.contains(name.as_str()),
                "{}: `{name}` is not among {known:?}",
                detector.id
            );
        }
        assert!(
            method.info().steps.iter().any(|step| detector
                .periods
                .iter()
                .any(|period| period.as_str() == step.id())),
            "{} fits none of its periods",
            detector.id
        );
    }
}
