#![doc = include_str!("../README.md")]

mod accounts;
mod cards;
mod check;
mod conditions;
mod detectors;
mod diagnostic;
mod expression;
mod layouts;
mod lint;
mod load;
mod marks;
mod organisations;
mod pack;
mod people;
mod policies;
mod privacy;
mod regions;
mod resolve;
mod roles;
mod search;
mod series;
mod sign_in;
mod streams;
mod views;

pub use accounts::{DemoAccount, DemoPost};
pub use cards::{
    ANNEXES, CASE_CLASSES, CASE_TYPES, CardCheck, CardClock, CardDisease, CardField, CardMasking,
    CardStep, CardType, Cards, CodeMap, SyntheticCards,
};
pub use check::check;
pub use conditions::{Class, Condition, Conditions, Listing};
pub use detectors::{Detector, METHODS};
pub use diagnostic::{Diagnostic, Severity};
pub use expression::{Expression, ExpressionError, Scalar, Variables};
pub use layouts::{
    Combine, ConditionRule, DateRule, Layout, LayoutColumn, RegionRule, Shift, Skip, StratumRule,
    StreamOf, ValueRule,
};
pub use marks::Confidence;
pub use organisations::{Organisation, OrganisationKind, Organisations};
pub use pack::{Pack, PackInfo};
pub use people::{
    AgeBand, COMPARISONS, Code, Comparison, Demography, GivenNames, MatchPurpose, Matching, Surname,
};
pub use policies::{Asking, Extent, Holder, Kept, LEVELS, PURPOSES, Place, Policies, PolicyText};
pub use privacy::{
    AUDIT_DAYS_MIN, Agency, AgencyField, EmergencyKind, LegalBasis, Limit, LimitRule, LimitValue,
    Privacy, RetentionRule,
};
pub use regions::{Population, Region, Regions};
pub use resolve::UnknownName;
pub use roles::{PERMISSIONS, Role};
pub use search::{Ranked, fits_name};
pub use sign_in::{SecondFactorRule, SignIn};
pub use streams::{Access, Stream};
pub use views::View;
