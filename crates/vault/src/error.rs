//! What can go wrong with keys and with what they seal.
//! No message holds a value, a key or what a key command printed.

use platform::DbError;

/// Why a ciphertext cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealedError {
    /// Too short, or of a version this program does not know.
    #[error("the field does not hold a ciphertext of this program; restore the row from a backup")]
    NotSealed,
    /// No such data key.
    #[error(
        "the field is sealed under data key {0}, which is not there; restore the table `data_key` from the backup the row came with"
    )]
    UnknownKey(u32),
    /// Tag does not fit: altered, moved from another row or field, or sealed under another key.
    #[error(
        "the field was altered, or moved from another record or field; restore the row from a backup"
    )]
    Altered,
    /// Longer than one message may be.
    #[error("the value is too long to be sealed; shorten it")]
    TooLong,
}

/// Why a text gives no master keys, or a data key cannot be unwrapped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MasterKeyError {
    /// Nothing but blanks and comments.
    #[error("there is no key in it; `yufang key new` prints one")]
    Empty,
    /// A line is no key.
    #[error("line {0} is not a key of 32 hexadecimal digits; `yufang key new` prints one")]
    Line(usize),
    /// The data key was wrapped by a master key that is not there.
    #[error(
        "data key {number} is wrapped by the master key `{master_key}`, which the key source does not give; put that key back into it, before the newer ones"
    )]
    Unknown {
        /// Number of the data key.
        number: u32,
        /// Fingerprint of the master key that is missing.
        master_key: String,
    },
    /// The wrapped key was altered.
    #[error("data key {0} was altered in the database; restore the table `data_key` from a backup")]
    Altered(u32),
}

/// Why the key source gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The text names no source.
    #[error("write where the key is as file:PATH, env:NAME or command:PROGRAM ARGUMENTS")]
    Unknown,
    /// The file cannot be read.
    #[error("the key file `{path}` cannot be read: {error}")]
    File {
        /// Where it should be.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// A key file cannot be made.
    #[error("the key file `{path}` cannot be made: {error}; name another with --keys")]
    Make {
        /// Where it should be.
        path: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// Not a file.
    #[error("`{0}` is not a file; name the file that holds the key")]
    NotAFile(String),
    /// Others than the owner may read or write the file.
    #[error("others may use the key file `{path}` (mode {mode:04o}); run `chmod 600 {path}`")]
    Permissions {
        /// The file.
        path: String,
        /// Its permission bits.
        mode: u32,
    },
    /// The environment has no such variable.
    #[error("the environment variable `{0}` is not set or is no text; set it to the key")]
    Variable(String),
    /// The program cannot be started.
    #[error("the key command `{program}` cannot be started: {error}")]
    Start {
        /// The program, without its arguments, which may hold a password.
        program: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The program ended badly.
    #[error("the key command `{program}` ended with {status}; run it by hand to see why")]
    Ended {
        /// The program.
        program: String,
        /// How it ended.
        status: std::process::ExitStatus,
    },
    /// The program takes too long.
    #[error(
        "the key command `{program}` gave no key within {seconds} seconds; run it by hand to see why"
    )]
    Slow {
        /// The program.
        program: String,
        /// How long it was waited for.
        seconds: u64,
    },
    /// What came is no list of keys.
    #[error("the key source `{from}` is not usable: {error}")]
    Keys {
        /// The source, without arguments.
        from: String,
        /// What is wrong with it.
        error: MasterKeyError,
    },
}

/// Why the vault cannot be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key source gives nothing.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A data key cannot be unwrapped.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// A ciphertext cannot be opened.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// The database refused.
    #[error(transparent)]
    Database(#[from] DbError),
    /// Key numbers are used up.
    #[error("there is no number left for another data key; the table `data_key` was altered")]
    NoNumber,
}
