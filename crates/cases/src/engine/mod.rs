//! Decisions: pure functions of a card's values, the packs and the time.

mod check;
mod clock;
mod differ;
mod facts;
mod life;
mod masked;
mod patient;
mod reading;

pub(crate) use check::check;
pub(crate) use clock::{limit, review, starting, waiting};
pub(crate) use differ::changes;
pub(crate) use facts::facts;
pub(crate) use life::after;
pub(crate) use masked::masked;
pub(crate) use patient::{identity, person_input, sex};
pub(crate) use reading::{HourText, Reading, normal, path_of_region};

/// Fields the program itself has to know.
pub(crate) mod field {
    pub(crate) const CARD_NO: &str = "card_no";
    pub(crate) const CARD_KIND: &str = "card_kind";
    pub(crate) const NAME: &str = "patient_name";
    pub(crate) const ID_TYPE: &str = "id_type";
    pub(crate) const ID_NUMBER: &str = "id_number";
    pub(crate) const SEX: &str = "sex";
    pub(crate) const BIRTH: &str = "birth_date";
    pub(crate) const AGE: &str = "age";
    pub(crate) const AGE_UNIT: &str = "age_unit";
    pub(crate) const ETHNICITY: &str = "ethnicity";
    pub(crate) const OCCUPATION: &str = "occupation";
    pub(crate) const PHONE: &str = "phone";
    pub(crate) const REGION: &str = "current_region";
    pub(crate) const ADDRESS: &str = "current_address";
    pub(crate) const DISEASE: &str = "disease";
    pub(crate) const CASE_CLASS: &str = "case_class";
    pub(crate) const CASE_TYPE: &str = "case_type";
    pub(crate) const ONSET: &str = "onset_date";
    pub(crate) const DIAGNOSIS: &str = "diagnosis_time";
    pub(crate) const FILL: &str = "fill_time";
    pub(crate) const DEATH: &str = "death_date";
    pub(crate) const DEATH_RELATED: &str = "death_related";
    pub(crate) const CORRECTED_FROM: &str = "corrected_from";
    pub(crate) const RETURN_REASON: &str = "return_reason";
    pub(crate) const REPORT_REGION: &str = "report_region";
    pub(crate) const REPORT_ORGANISATION: &str = "report_organisation";
}

/// `card_kind`: a first report.
pub(crate) const FIRST_REPORT: &str = "1";
/// `card_kind`: a corrected one.
pub(crate) const CORRECTED_REPORT: &str = "2";
/// `case_class`: a carrier.
pub(crate) const CARRIER: &str = "4";
