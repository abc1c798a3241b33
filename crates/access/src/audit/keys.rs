//! Where the signing key comes from: a file, an environment variable, or a command such as a key store's client.

use std::path::PathBuf;
use std::process::Command;

use zeroize::Zeroizing;

/// Why key material could not be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file cannot be read.
    #[error("the key file `{path}` cannot be read: {error}")]
    File {
        /// The file.
        path: String,
        /// Why.
        error: std::io::Error,
    },
    /// The variable is not set.
    #[error("the environment variable `{0}` holds no key; set it before the program starts")]
    Env(String),
    /// The command failed. What it printed is not repeated, because it may be the key.
    #[error("the key command `{program}` failed: {reason}; run it by hand to see why")]
    Command {
        /// The program.
        program: String,
        /// Why.
        reason: String,
    },
    /// The source is not written as one.
    #[error(
        "`{0}` names no kind of key source; write file:PATH, env:NAME or command:PROGRAM ARGUMENTS"
    )]
    Kind(String),
}

/// A place that holds key material.
pub trait KeySource: Send + Sync {
    /// Fetches the material; it is wiped from memory when dropped.
    ///
    /// # Errors
    /// When it cannot be had now.
    fn load(&self) -> Result<Zeroizing<Vec<u8>>, KeyError>;
}

/// Key material in a file.
#[derive(Debug, Clone)]
pub struct FileKey(pub PathBuf);

impl KeySource for FileKey {
    fn load(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        std::fs::read(&self.0)
            .map(Zeroizing::new)
            .map_err(|error| KeyError::File {
                path: self.0.display().to_string(),
                error,
            })
    }
}

/// Key material in an environment variable.
#[derive(Debug, Clone)]
pub struct EnvKey(pub String);

impl KeySource for EnvKey {
    fn load(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        std::env::var(&self.0)
            .map(|text| Zeroizing::new(text.into_bytes()))
            .map_err(|_| KeyError::Env(self.0.clone()))
    }
}

/// Key material on the standard output of a command, which is started without a shell.
#[derive(Debug, Clone)]
pub struct CommandKey {
    /// The program.
    pub program: String,
    /// Its arguments.
    pub arguments: Vec<String>,
}

impl KeySource for CommandKey {
    fn load(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let failed = |reason: String| KeyError::Command {
            program: self.program.clone(),
            reason,
        };
        let output = Command::new(&self.program)
            .args(&self.arguments)
            .stderr(std::process::Stdio::null())
            .output()
            .map_err(|error| failed(error.to_string()))?;
        let material = Zeroizing::new(output.stdout);
        if output.status.success() {
            Ok(material)
        } else {
            Err(failed(output.status.to_string()))
        }
    }
}

/// The source that `file:PATH`, `env:NAME` or `command:PROGRAM ARGUMENTS` names; arguments end at blanks.
///
/// # Errors
/// [`KeyError::Kind`]; what stands behind the colon is not repeated.
pub fn key_source(text: &str) -> Result<Box<dyn KeySource>, KeyError> {
    match text.split_once(':') {
        Some(("file", path)) if !path.is_empty() => Ok(Box::new(FileKey(path.into()))),
        Some(("env", name)) if !name.is_empty() => Ok(Box::new(EnvKey(name.to_owned()))),
        Some(("command", line)) if !line.trim().is_empty() => {
            let mut words = line.split_whitespace().map(str::to_owned);
            Ok(Box::new(CommandKey {
                program: words.next().unwrap_or_default(),
                arguments: words.collect(),
            }))
        }
        Some((kind, _)) => Err(KeyError::Kind(kind.to_owned())),
        None => Err(KeyError::Kind("…".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_from_files_and_commands() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, "5a").unwrap();
        for source in [
            format!("file:{}", path.display()),
            format!("command:cat {}", path.display()),
        ] {
            assert_eq!(*key_source(&source).unwrap().load().unwrap(), b"5a");
        }
        for bad in [
            "env:YUFANG_TEST_NO_SUCH_VARIABLE",
            "file:/no/such/key",
            "command:false",
        ] {
            assert!(key_source(bad).unwrap().load().is_err(), "{bad}");
        }
        for bad in ["", "5a5a", "vault:x", "file:"] {
            assert!(key_source(bad).is_err(), "{bad}");
        }
    }
}
