//! Building, starting and stopping the program itself.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::repo;
use crate::shell::{self, Outcome};

/// Loading all published data takes seconds; a machine under load may need minutes.
const READY_WAIT: Duration = Duration::from_secs(300);

/// `cargo build` of the program alone, in the development profile the demo runs on.
///
/// # Errors
/// When cargo cannot be started.
pub fn build() -> Result<Outcome> {
    shell::run(shell::command("cargo", &["build", "--package", "yufang"]))
}

/// The program with the demo's data, serving; ended when dropped.
pub struct Demo {
    child: Child,
    address: SocketAddr,
}

impl Demo {
    /// Starts it on a fresh database file and waits until it answers.
    ///
    /// # Errors
    /// When it does not start, ends early or does not answer in time.
    pub fn start(database: &Path, port: u16, output: Stdio) -> Result<Demo> {
        fresh(database)?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let child = Command::new(repo::program())
            .args(["--database", &format!("sqlite:{}", database.display())])
            .args(["demo", "--listen", &address.to_string()])
            .current_dir(repo::root())
            .stdin(Stdio::null())
            .stdout(output)
            .spawn()
            .with_context(|| format!("cannot start `{}`", repo::program().display()))?;
        let mut demo = Demo { child, address };
        let begun = Instant::now();
        while !is_ready(address) {
            if let Some(status) = demo.child.try_wait()? {
                bail!("yufang ended before it was ready ({status}); its message stands above");
            }
            if begun.elapsed() > READY_WAIT {
                bail!(
                    "yufang did not answer on {address} within {} s",
                    READY_WAIT.as_secs()
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(demo)
    }

    /// Where a browser finds it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until somebody ends it.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        Ok(self.child.wait()?)
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // SIGTERM first: it closes its database properly.
            let _ = Command::new("kill")
                .arg(self.child.id().to_string())
                .status();
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_secs(5)
                && matches!(self.child.try_wait(), Ok(None))
            {
                std::thread::sleep(Duration::from_millis(50));
            }
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Removes an SQLite database with the files beside it, and makes its folder.
fn fresh(database: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let file = format!("{}{suffix}", database.display());
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove `{file}`"));
            }
            _ => {}
        }
    }
    let folder = database.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

/// The wanted port if nobody listens on it, any free one otherwise.
///
/// # Errors
/// When there is no free port at all.
pub fn free_port(wanted: u16) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", wanted))
        .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))?;
    Ok(listener.local_addr()?.port())
}

/// Whether `/readyz` answers 200.
fn is_ready(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(
            stream,
            "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
        )?;
        let mut head = [0; 12];
        stream.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    ask().is_ok_and(|head| head.ends_with(" 200"))
}
