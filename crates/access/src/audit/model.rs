//! What an entry says, and what it cannot say: no field takes a name, a number of a person or free text.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Permission, Purpose};

/// Longest code an entry takes over.
const CODE_BYTES_MAX: usize = 96;
/// What stands where something else than a code was given.
const WITHHELD: &str = "withheld";

/// A code as it may stand in an entry: an id, a slug, a version, never words and never a person's number.
///
/// What has another form is withheld rather than refused, so that no request fails for the trail's sake.
fn code(text: &str) -> String {
    let is_code = text.len() <= CODE_BYTES_MAX
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/{}@+,*".contains(&byte));
    if is_code && !has_person_number(text) {
        text.to_owned()
    } else {
        WITHHELD.to_owned()
    }
}

/// A telephone number (11 digits) or a national id (15, or 17 and a check character) standing by itself.
fn has_person_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| {
            let digits = word.bytes().take_while(u8::is_ascii_digit).count();
            let is_number = digits == word.len();
            match word.len() {
                11 => is_number && word.starts_with('1'),
                15 => is_number,
                18 => digits >= 17 && (is_number || word.ends_with(['X', 'x'])),
                _ => false,
            }
        })
}

macro_rules! actions {
    ($($(#[$about:meta])* $name:ident = $code:literal, $purpose:ident, $permission:expr;)+) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$about])* $name,)+ }

        impl Action {
            /// All actions.
            pub const ALL: &'static [Action] = &[$(Action::$name,)+];

            /// The name in entries, for example `counts.exported`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Action::$name => $code,)+ }
            }

            /// What it is done for.
            #[must_use]
            pub fn purpose(self) -> Purpose {
                match self { $(Action::$name => Purpose::$purpose,)+ }
            }

            /// The permission it is done by; the entry names the post that carries it.
            #[must_use]
            pub fn permission(self) -> Option<Permission> {
                match self { $(Action::$name => $permission,)+ }
            }
        }
    };
}

actions! {
    /// Somebody signed in.
    SignedIn = "session.signed_in", Access, None;
    /// The password was right and the second factor is still to be proved.
    PasswordAccepted = "session.password_accepted", Access, None;
    /// A sign-in provider vouched for somebody whose second factor is still to be proved.
    ProviderAccepted = "session.provider_accepted", Access, None;
    /// A session was ended from another one, by its holder or by an administrator.
    SessionEnded = "session.ended", Access, None;
    /// A code of the second factor was wrong, too old or used before.
    SecondFactorFailed = "second_factor.failed", Access, None;
    /// A secret was shown to be enrolled.
    EnrolmentBegun = "second_factor.enrolment_begun", Access, None;
    /// A second factor was enrolled.
    SecondFactorEnrolled = "second_factor.enrolled", Access, None;
    /// Somebody gave up their second factor.
    SecondFactorRemoved = "second_factor.removed", Access, None;
    /// Somebody drew new recovery codes.
    RecoveryCodesDrawn = "second_factor.recovery_codes_drawn", Access, None;
    /// A recovery code took the place of the second factor.
    RecoveryCodeUsed = "second_factor.recovery_code_used", Access, None;
    /// An administrator took a second factor away.
    SecondFactorReset = "second_factor.reset", Administration, Some(Permission::AccountsManage);
    /// A name or a password was wrong, or nobody may sign in with the account.
    SignInFailed = "session.sign_in_failed", Access, None;
    /// Too many failures: a name has to wait.
    LockedOut = "session.locked_out", Access, None;
    /// Somebody signed out.
    SignedOut = "session.signed_out", Access, None;
    /// Somebody changed their own password.
    PasswordChanged = "password.changed", Access, None;
    /// Somebody typed a wrong current password.
    PasswordChangeFailed = "password.change_failed", Access, None;
    /// A password was set from outside.
    PasswordSet = "password.set", Administration, None;
    /// An account was made; its grants follow as entries of their own.
    AccountCreated = "account.created", Administration, Some(Permission::AccountsManage);
    /// Nobody may sign in with an account any more.
    AccountDisabled = "account.disabled", Administration, Some(Permission::AccountsManage);
    /// Its holder may sign in with an account again.
    AccountEnabled = "account.enabled", Administration, Some(Permission::AccountsManage);
    /// The failures under an account's name were forgotten.
    AccountUnlocked = "account.unlocked", Administration, Some(Permission::AccountsManage);
    /// An account got a post.
    PostGranted = "post.granted", Administration, Some(Permission::PostsManage);
    /// An account lost a post.
    PostWithdrawn = "post.withdrawn", Administration, Some(Permission::PostsManage);
    /// Somebody asked what an account could see, or who could see a record.
    AccessExplained = "access.explained", Administration, Some(Permission::AccessExplain);
    /// An account was linked to somebody at the sign-in provider.
    IdentityLinked = "identity.linked", Administration, Some(Permission::AccountsManage);
    /// The link of an account to the provider was taken away.
    IdentityUnlinked = "identity.unlinked", Administration, Some(Permission::AccountsManage);
    /// An API client was made.
    ApiClientCreated = "api_client.created", Administration, Some(Permission::ApiClientsManage);
    /// An API client got another key.
    ApiClientRotated = "api_client.rotated", Administration, Some(Permission::ApiClientsManage);
    /// The keys of an API client were taken away.
    ApiClientRevoked = "api_client.revoked", Administration, Some(Permission::ApiClientsManage);
    /// A permission was missing.
    RequestRefused = "request.refused", Access, None;
    /// A person's record was read.
    PersonRead = "person.read", Treatment, None;
    /// A person's record was written.
    PersonWritten = "person.written", Treatment, None;
    /// A person's name and numbers were shown in the clear.
    PersonIdentified = "person.identified", Treatment, Some(Permission::PersonsIdentify);
    /// A record became part of a person.
    PersonMerged = "person.merged", Quality, Some(Permission::PersonsMatch);
    /// A record was taken out of a person again.
    PersonSplit = "person.split", Quality, Some(Permission::PersonsMatch);
    /// Somebody decided whether two records are one person.
    PersonMatchDecided = "person_match.decided", Quality, Some(Permission::PersonsMatch);
    /// A household was written.
    HouseholdWritten = "household.written", FollowUp, Some(Permission::PersonsWrite);
    /// A practitioner was written.
    PractitionerWritten = "practitioner.written", Administration, Some(Permission::PersonsWrite);
    /// Synthetic people were made up.
    PeopleMadeUp = "people.made_up", Operations, None;
    /// Report cards were read.
    CardRead = "card.read", Surveillance, None;
    /// A report card was shown in the clear.
    CardIdentified = "card.identified", Surveillance, Some(Permission::CardsIdentify);
    /// A draft of a report card was saved.
    CardSaved = "card.saved", Surveillance, Some(Permission::CardsWrite);
    /// A report card was reported.
    CardReported = "card.reported", Surveillance, Some(Permission::CardsWrite);
    /// A report card was reviewed and is final.
    CardReviewed = "card.reviewed", Surveillance, Some(Permission::CardsReview);
    /// A report card was returned.
    CardReturned = "card.returned", Surveillance, Some(Permission::CardsReview);
    /// A report card was corrected.
    CardCorrected = "card.corrected", Surveillance, Some(Permission::CardsWrite);
    /// A death was added to a report card.
    CardSupplemented = "card.supplemented", Surveillance, Some(Permission::CardsWrite);
    /// A report card was withdrawn.
    CardWithdrawn = "card.withdrawn", Surveillance, Some(Permission::CardsWrite);
    /// Somebody decided whether two report cards are of one illness.
    CardDuplicateDecided = "card_duplicate.decided", Quality, Some(Permission::CardsReview);
    /// Report cards were taken away as a line list.
    CardsExported = "cards.exported", Surveillance, Some(Permission::CardsExport);
    /// Report cards were made up.
    CardsMadeUp = "cards.made_up", Operations, None;
    /// Counts were taken away as a file.
    CountsExported = "counts.exported", Surveillance, Some(Permission::CountsExport);
    /// Signals were taken away as a file.
    SignalsExported = "signals.exported", Surveillance, Some(Permission::CountsExport);
    /// Rejected rows were taken away as a file.
    RejectedRowsExported = "rejected_rows.exported", Surveillance, Some(Permission::ImportsRead);
    /// A file was handed in.
    ImportCreated = "import.created", Surveillance, Some(Permission::ImportsWrite);
    /// An import was stopped.
    ImportCancelled = "import.cancelled", Surveillance, Some(Permission::ImportsWrite);
    /// A rejected row was corrected.
    ImportCorrected = "import.corrected", Surveillance, Some(Permission::ImportsWrite);
    /// Rejected rows were replayed.
    ImportReplayed = "import.replayed", Surveillance, Some(Permission::ImportsWrite);
    /// A detection run was asked for.
    DetectionRequested = "detection.requested", Surveillance, Some(Permission::DetectionRun);
    /// A detection run was stopped.
    DetectionCancelled = "detection.cancelled", Surveillance, Some(Permission::DetectionRun);
    /// The trail was searched.
    AuditRead = "audit.read", Audit, Some(Permission::AuditRead);
    /// The trail was taken away as a file.
    AuditExported = "audit.exported", Audit, Some(Permission::AuditRead);
    /// A record was opened in an emergency.
    EmergencyOpened = "emergency.opened", Treatment, Some(Permission::GrantsRequest);
    /// Emergency access ended before its time.
    EmergencyEnded = "emergency.ended", Administration, None;
    /// Emergency access was reviewed.
    EmergencyReviewed = "emergency.reviewed", Audit, Some(Permission::GrantsApprove);
    /// Another agency is to be asked, or asks.
    AgencyRequested = "agency.requested", Investigation, Some(Permission::GrantsRequest);
    /// A request that breaks a rule was turned away.
    AgencyRequestRefused = "agency.request_refused", Investigation, Some(Permission::GrantsRequest);
    /// Somebody decided about an agency request.
    AgencyDecided = "agency.decided", Administration, Some(Permission::GrantsApprove);
    /// An agency request was taken back.
    AgencyWithdrawn = "agency.withdrawn", Investigation, None;
    /// The people an agency request names were seen.
    AgencyPeopleRead = "agency.people_read", Investigation, None;
    /// An answer to an agency request was stored.
    AgencyAnswered = "agency.answered", Investigation, Some(Permission::GrantsRequest);
    /// An answer that held more than was asked was turned away.
    AgencyAnswerRefused = "agency.answer_refused", Investigation, Some(Permission::GrantsRequest);
    /// An answer to an agency request was seen.
    AgencyAnswerRead = "agency.answer_read", Investigation, None;
    /// Access that served an event ended with it.
    EventAccessEnded = "event.access_ended", Administration, Some(Permission::GrantsApprove);
    /// What was collected for an event was destroyed.
    AgencyDataDestroyed = "agency.destroyed", Operations, None;
    /// A file was too large to go without approval.
    ExportHeld = "export.held", Surveillance, None;
    /// An approval of an export was asked for.
    ExportRequested = "export.requested", Surveillance, None;
    /// Somebody decided about an export.
    ExportDecided = "export.decided", Administration, Some(Permission::GrantsApprove);
    /// A resident's request was taken in.
    RightsRequested = "rights.requested", OwnRequest, Some(Permission::RightsHandle);
    /// Residents' requests were seen.
    RightsRead = "rights.read", OwnRequest, Some(Permission::RightsHandle);
    /// A resident's request was decided.
    RightsDecided = "rights.decided", OwnRequest, Some(Permission::RightsHandle);
    /// A copy of a person's records was made for the person.
    PersonCopied = "person.copied", OwnRequest, Some(Permission::RightsHandle);
    /// It was looked up for a person who had looked.
    WhoLookedRead = "who_looked.read", OwnRequest, Some(Permission::RightsHandle);
    /// A look for records kept long enough was asked for.
    RetentionRequested = "retention.requested", Operations, Some(Permission::RightsHandle);
    /// Records kept long enough were looked for, and removed where that was asked.
    RetentionRun = "retention.run", Operations, None;
    /// The tables were brought up to date.
    DatabaseMigrated = "database.migrated", Operations, None;
    /// The database was filled from a backup.
    DatabaseRestored = "database.restored", Operations, None;
    /// Another version of the packs came into force.
    PackChanged = "pack.changed", Operations, None;
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Not allowed, or not believed.
    Refused,
}

impl Outcome {
    /// The name in entries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
        }
    }
}

/// Who acts, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Author {
    pub(crate) account: String,
    pub(crate) role: String,
    pub(crate) region: String,
    pub(crate) organisation: String,
    pub(crate) request: String,
}

impl Author {
    fn nobody(role: &str) -> Self {
        Author {
            role: role.to_owned(),
            ..Author::default()
        }
    }

    /// Whoever may use the machine the program runs on.
    #[must_use]
    pub fn command_line() -> Self {
        Author::nobody("command_line")
    }

    /// The program itself.
    #[must_use]
    pub fn program() -> Self {
        Author::nobody("program")
    }

    /// The account, or the API client, that acts; empty where it is nobody's.
    #[must_use]
    pub fn account(&self) -> &str {
        &self.account
    }

    /// An account known by its id only, such as one that is about to sign in; nobody knows who else it could be.
    #[must_use]
    pub fn at_the_door(account: Option<&str>, request: &str) -> Self {
        Author {
            account: account.unwrap_or_default().to_owned(),
            request: code(request),
            ..Author::nobody("door")
        }
    }
}

/// What an action was about: a kind and a pseudonymous id.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    pub(crate) kind: String,
    pub(crate) id: String,
}

/// Facts an entry may carry besides; there is no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// How many rows, records or steps.
    Rows,
    /// File format.
    Format,
    /// Stream of counts.
    Stream,
    /// Disease.
    Condition,
    /// Region code.
    Region,
    /// First day.
    From,
    /// Last day.
    To,
    /// Role of the pack.
    Role,
    /// Code of the refusal.
    Reason,
    /// Digest of a file.
    Digest,
    /// Version before.
    Before,
    /// Number of a row in a file.
    Row,
    /// Id of an export.
    Export,
    /// Id of an emergency access or of a resident's request.
    Grant,
    /// Permission.
    Permission,
    /// Legal basis.
    Basis,
    /// Code of an event.
    Event,
    /// Which fields were asked for, never what was asked.
    Fields,
    /// Id of the other record.
    Other,
}

impl Detail {
    fn as_str(self) -> &'static str {
        match self {
            Detail::Rows => "rows",
            Detail::Format => "format",
            Detail::Stream => "stream",
            Detail::Condition => "condition",
            Detail::Region => "region",
            Detail::From => "from",
            Detail::To => "to",
            Detail::Role => "role",
            Detail::Reason => "reason",
            Detail::Digest => "digest",
            Detail::Before => "before",
            Detail::Row => "row",
            Detail::Export => "export",
            Detail::Grant => "grant",
            Detail::Permission => "permission",
            Detail::Basis => "basis",
            Detail::Event => "event",
            Detail::Fields => "fields",
            Detail::Other => "other",
        }
    }
}

/// Something to be put on record; number, time and hash come when it is appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub(crate) author: Author,
    pub(crate) action: Action,
    pub(crate) purpose: Purpose,
    pub(crate) subject: Subject,
    pub(crate) outcome: Outcome,
    detail: BTreeMap<&'static str, Value>,
}

impl Entry {
    /// That somebody did something.
    #[must_use]
    pub fn new(author: Author, action: Action) -> Self {
        Entry {
            author,
            action,
            purpose: action.purpose(),
            subject: Subject::default(),
            outcome: Outcome::Done,
            detail: BTreeMap::new(),
        }
    }

    /// The same, about a record. The id is one of ours (pseudonymous); anything but a code is withheld.
    #[must_use]
    pub fn on(mut self, kind: &'static str, id: impl AsRef<str>) -> Self {
        self.subject = Subject {
            kind: kind.to_owned(),
            id: code(id.as_ref()),
        };
        self
    }

    /// The same, where the kind of record is one that a pack names.
    #[must_use]
    pub(crate) fn on_any(mut self, kind: &str, id: impl AsRef<str>) -> Self {
        self.subject = Subject {
            kind: code(kind),
            id: code(id.as_ref()),
        };
        self
    }

    /// The same, done for another purpose than is usual.
    #[must_use]
    pub(crate) fn for_purpose(mut self, purpose: Purpose) -> Self {
        self.purpose = purpose;
        self
    }

    /// The same, refused.
    #[must_use]
    pub fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// The same with a number.
    #[must_use]
    pub fn count(mut self, key: Detail, number: u64) -> Self {
        self.detail.insert(key.as_str(), Value::from(number));
        self
    }

    /// The same with a code; anything else is withheld.
    #[must_use]
    pub fn with(mut self, key: Detail, text: impl AsRef<str>) -> Self {
        self.detail
            .insert(key.as_str(), Value::from(code(text.as_ref())));
        self
    }

    /// The details as JSON with sorted keys.
    pub(crate) fn detail(&self) -> String {
        // Text keys and values always make JSON.
        serde_json::to_string(&self.detail).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_stand_in_an_entry() {
        for (given, kept) in [
            (
                "0190a5f0-7a5e-7b6e-9d0e-112233445566",
                "0190a5f0-7a5e-7b6e-9d0e-112233445566",
            ),
            ("counts-covid19/2020-01-01", "counts-covid19/2020-01-01"),
            ("140981001002", "140981001002"),
            ("13900001111", WITHHELD),
            ("id:11010519491231002X", WITHHELD),
            ("110105194912310021", WITHHELD),
            ("张三", WITHHELD),
            ("Zhang San", WITHHELD),
            ("a\u{1f}b", WITHHELD),
            (&"x".repeat(97), WITHHELD),
        ] {
            let entry = Entry::new(Author::program(), Action::PersonRead)
                .on("person", given)
                .with(Detail::Reason, given);
            assert_eq!(entry.subject.id, kept);
            assert_eq!(entry.detail(), format!("{{\"reason\":\"{kept}\"}}"));
        }
    }

    #[test]
    fn actions_have_different_names() {
        let mut names: Vec<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Action::ALL.len());
    }
}
