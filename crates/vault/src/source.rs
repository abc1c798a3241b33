//! Where keys come from: a file, the environment, or the output of a command.
//!
//! The command is the way to a certified module: a smart card, an HSM (密码机) or a key service hands the keys out
//! through its own tool, and nothing of it has to be built in here.

use std::process::Stdio;
use std::time::Duration;

use rand::CryptoRng;
use tokio::io::AsyncReadExt;
use zeroize::Zeroizing;

use crate::engine::{MasterKey, MasterKeys};
use crate::error::SourceError;

const COMMAND_WAIT: Duration = Duration::from_secs(20);
/// A list of keys is never longer.
const BYTES_MAX: u64 = 64 * 1024;

/// Where keys are read.
#[derive(Clone, PartialEq, Eq)]
pub enum KeySource {
    /// A file that only its owner may use.
    File(String),
    /// A variable of the environment.
    Variable(String),
    /// Standard output of a program: the program and its arguments, without a shell.
    Command(Vec<String>),
}

impl KeySource {
    /// Reads `file:PATH`, `env:NAME` or `command:PROGRAM ARGUMENTS` (arguments parted by blanks).
    ///
    /// # Errors
    /// [`SourceError::Unknown`] when it is none of these.
    pub fn parse(text: &str) -> Result<Self, SourceError> {
        let (kind, rest) = text.split_once(':').ok_or(SourceError::Unknown)?;
        let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
        match kind {
            _ if words.is_empty() => Err(SourceError::Unknown),
            "file" => Ok(KeySource::File(rest.to_owned())),
            "env" => Ok(KeySource::Variable(rest.trim().to_owned())),
            "command" => Ok(KeySource::Command(words)),
            _ => Err(SourceError::Unknown),
        }
    }

    /// Reads what the source holds; it is wiped from memory when dropped.
    ///
    /// # Errors
    /// When the source gives nothing; the message holds nothing of what was read.
    pub async fn text(&self) -> Result<Zeroizing<String>, SourceError> {
        Ok(match self {
            KeySource::File(path) => read_file(path)?,
            KeySource::Variable(name) => Zeroizing::new(
                std::env::var(name).map_err(|_| SourceError::Variable(name.clone()))?,
            ),
            KeySource::Command(words) => run(words).await?,
        })
    }

    /// Reads a list of master keys.
    ///
    /// # Errors
    /// When the source gives nothing or what it gives is no list of keys; the message holds nothing of what was read.
    pub async fn read(&self) -> Result<MasterKeys, SourceError> {
        let text = self.text().await?;
        MasterKeys::parse(&text).map_err(|error| SourceError::Keys {
            from: self.shown(),
            error,
        })
    }

    /// Makes the key file with one new master key, where the source is a file that does not exist yet.
    ///
    /// Returns whether it did. It is for the first start only: a key lost later cannot be made again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn make_missing(&self, rng: &mut (impl CryptoRng + ?Sized)) -> Result<bool, SourceError> {
        let KeySource::File(path) = self else {
            return Ok(false);
        };
        let failed = |error| SourceError::Make {
            path: path.clone(),
            error,
        };
        match create_file(path) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(failed(error)),
            Ok(mut file) => {
                use std::io::Write as _;
                let key = MasterKey::draw_text(rng);
                writeln!(file, "{}", *key)
                    .and_then(|()| file.sync_all())
                    .map_err(failed)?;
                Ok(true)
            }
        }
    }

    /// The source as it may be shown: a command without its arguments, which may hold a password.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            KeySource::File(path) => format!("file:{path}"),
            KeySource::Variable(name) => format!("env:{name}"),
            KeySource::Command(words) => {
                format!("command:{}", words.first().map_or("", String::as_str))
            }
        }
    }
}

impl std::fmt::Debug for KeySource {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.shown())
    }
}

/// A file that did not exist and that only its owner may use.
fn create_file(path: &str) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn read_file(path: &str) -> Result<Zeroizing<String>, SourceError> {
    use std::io::Read as _;
    let failed = |error| SourceError::File {
        path: path.to_owned(),
        error,
    };
    // The permissions are those of the opened file, so it cannot be exchanged between looking and reading.
    let file = std::fs::File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if !about.is_file() {
        return Err(SourceError::NotAFile(path.to_owned()));
    }
    check_permissions(path, &about)?;
    let mut text = Zeroizing::new(String::new());
    file.take(BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(failed)?;
    Ok(text)
}

#[cfg(unix)]
fn check_permissions(path: &str, about: &std::fs::Metadata) -> Result<(), SourceError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = about.permissions().mode() & 0o7777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(SourceError::Permissions {
        path: path.to_owned(),
        mode,
    })
}

#[cfg(not(unix))]
fn check_permissions(_: &str, _: &std::fs::Metadata) -> Result<(), SourceError> {
    Ok(())
}

async fn run(words: &[String]) -> Result<Zeroizing<String>, SourceError> {
    let program = words.first().cloned().unwrap_or_default();
    let failed = |error| SourceError::Start {
        program: program.clone(),
        error,
    };
    let mut child = tokio::process::Command::new(&program)
        .args(words.get(1..).unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // What the tool complains of may hold a secret; it is not ours to repeat.
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(failed)?;
    let mut text = Zeroizing::new(String::new());
    let work = async {
        if let Some(out) = child.stdout.take() {
            out.take(BYTES_MAX).read_to_string(&mut text).await?;
        }
        child.wait().await
    };
    let status = tokio::time::timeout(COMMAND_WAIT, work)
        .await
        .map_err(|_| SourceError::Slow {
            program: program.clone(),
            seconds: COMMAND_WAIT.as_secs(),
        })?
        .map_err(failed)?;
    if status.success() {
        Ok(text)
    } else {
        Err(SourceError::Ended { program, status })
    }
}
