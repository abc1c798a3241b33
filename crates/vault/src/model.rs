//! The words: what is sealed, where it belongs, and what is known of the keys.

use std::fmt;

use kernel::Timestamp;
use serde::Serialize;
use zeroize::Zeroizing;

/// A direct identifier in the clear; wiped from memory when dropped, and never shown by `Debug`.
///
/// It has no `Display` and no `Serialize` on purpose: whoever shows it says so by calling [`Plaintext::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Plaintext(Zeroizing<String>);

impl Plaintext {
    /// Takes a text over.
    #[must_use]
    pub fn new(text: String) -> Self {
        Plaintext(Zeroizing::new(text))
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Plaintext {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Plaintext(hidden)")
    }
}

/// Where a ciphertext belongs: it can be opened nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Kind of record, such as `person`.
    pub kind: &'a str,
    /// The record's id.
    pub record: &'a str,
    /// The field of the record.
    pub field: &'a str,
}

/// How a value is brought into one form before it is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normal {
    /// Identity numbers (公民身份号码): half-width, upper case, without blanks, 15 digits made 18.
    IdentityNumber,
    /// Telephones (电话): digits only, without the country's 86.
    Phone,
    /// Anything else: without blanks around it.
    Exact,
}

/// A kind of value that can be looked up without being opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indexed {
    /// Separates fields: the same value has unrelated tokens in two domains.
    pub domain: &'static str,
    /// How values are normalised.
    pub normal: Normal,
}

/// An encrypted column, as the capability that owns it describes it.
#[derive(Debug, Clone, Copy)]
pub struct SealedField {
    /// The name bound into the ciphertext; it stays when the column is renamed.
    pub field: &'static str,
    /// Column of the ciphertext, `{blob}`.
    pub column: &'static str,
    /// Column of the lookup token, `{blob}`, and what it is made of.
    pub index: Option<(&'static str, Indexed)>,
}

/// Lookup tokens in a table of their own, any number for one record: what it is found by beside whole fields.
#[derive(Debug, Clone, Copy)]
pub struct Lookups {
    /// Name of the table of tokens.
    pub table: &'static str,
    /// Its column of tokens, `{blob}`.
    pub token: &'static str,
    /// Its column of the record's number.
    pub owner: &'static str,
    /// Column of that number in the table of records.
    pub number: &'static str,
    /// What a record is found by, told from one of its fields in the clear.
    pub of: fn(field: &str, text: &str) -> Vec<(Indexed, String)>,
}

/// A table with encrypted columns, as the capability that owns it describes it.
#[derive(Debug, Clone, Copy)]
pub struct SealedTable {
    /// Name of the table.
    pub table: &'static str,
    /// Kind of record, bound into the ciphertexts.
    pub kind: &'static str,
    /// Column of the record's id: `TEXT`, unique, never changed.
    pub id: &'static str,
    /// Its encrypted columns.
    pub fields: &'static [SealedField],
    /// Tokens of its records that stand in another table; written whenever the record is.
    pub lookups: Option<Lookups>,
}

/// One generation of data keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyStatus {
    /// Its number; the highest one seals.
    pub number: u32,
    /// Fingerprint of the master key that wraps it.
    pub master_key: String,
    /// Whether that is the newest master key.
    pub is_master_newest: bool,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How many rows of one column stand under which key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldStatus {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// Rows under the newest key.
    pub current_count: u64,
    /// Rows under older keys.
    pub old_count: u64,
    /// Rows under a key that is not there, or that hold something else than a ciphertext.
    pub unknown_count: u64,
}

/// How far a rotation has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rotation {
    /// The job's id.
    pub job: String,
    /// The key it leads to.
    pub key_number: u32,
    /// Rows it has sealed again.
    pub resealed_count: u64,
    /// Rows that could not be opened and were left as they are.
    pub unreadable_count: u64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
}

/// What there is to know of the keys and of what they seal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The data keys, oldest first.
    pub keys: Vec<KeyStatus>,
    /// Every encrypted column and every column of lookup tokens.
    pub fields: Vec<FieldStatus>,
    /// The latest rotation.
    pub rotation: Option<Rotation>,
}

impl Status {
    /// Rows, counted by column, that are still under older keys.
    #[must_use]
    pub fn old_count(&self) -> u64 {
        self.fields.iter().map(|field| field.old_count).sum()
    }
}
