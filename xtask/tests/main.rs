//! The house rules, one test each. A failing one lists every place and says why the rule is there.

mod rules;
mod support;
