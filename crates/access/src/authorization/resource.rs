//! What somebody asks for, as far as a decision depends on it.

/// Something a permission is asked for: where it lies, whose it is, how sensitive, and which record.
///
/// ```
/// # use access::Resource;
/// let person = Resource::record("0190a5f0-7a5e-7b6e-9d0e-112233445566", "/100000/140000/140900/140981/")
///     .missing("there is no such person in your area")
///     .held_by(Some("140981-cdc"))
///     .at_level(4);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    pub(crate) path: String,
    pub(crate) id: Option<String>,
    pub(crate) missing: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) events: Vec<String>,
    pub(crate) level: u8,
}

impl Resource {
    /// A level that everybody who holds the permission may see, wherever it lies: published figures (公开数据).
    pub const PUBLISHED: u8 = 0;
    /// The usual level.
    pub const USUAL: u8 = 1;
    /// The most sensitive level (五级): HIV, sexually transmitted diseases, severe mental disorder, contact interviews.
    pub const CLOSED: u8 = 5;

    /// Whatever lies in the region with this ancestor path (`/100000/140000/140900/`).
    ///
    /// Everybody knows that regions exist, so a refusal says 403 and names the area; see [`Resource::missing`].
    #[must_use]
    pub fn region(path: impl Into<String>) -> Self {
        Resource {
            path: path.into(),
            id: None,
            missing: None,
            organisation: None,
            events: Vec::new(),
            level: Self::USUAL,
        }
    }

    /// One record, by its id and the ancestor path of the region it belongs to.
    ///
    /// A refusal is a 404 in the words of [`Resource::missing`], so that nobody learns what exists.
    #[must_use]
    pub fn record(id: impl Into<String>, path: impl Into<String>) -> Self {
        Resource {
            id: Some(id.into()),
            ..Resource::region(path)
        }
        .missing("there is no such record in your area")
    }

    /// What the 404 says: the very words that the handler uses for a record that does not exist.
    #[must_use]
    pub fn missing(mut self, words: impl Into<String>) -> Self {
        self.missing = Some(words.into());
        self
    }

    /// The organisation that holds it.
    #[must_use]
    pub fn held_by(mut self, organisation: Option<&str>) -> Self {
        self.organisation = organisation.map(str::to_owned);
        self
    }

    /// Codes of the events it belongs to.
    #[must_use]
    pub fn of_events(mut self, events: impl IntoIterator<Item = String>) -> Self {
        self.events = events.into_iter().collect();
        self
    }

    /// How sensitive it is, from 0 (published) to 5 (closed); what lies above 5 counts as 5.
    #[must_use]
    pub fn at_level(mut self, level: u8) -> Self {
        self.level = level.min(Self::CLOSED);
        self
    }
}
