//! TLS (传输加密) by rustls over ring: versions 1.2 and 1.3, a certificate that may change while connections go on.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig, version};
use tokio_rustls::server::TlsStream;

/// How long a client may take to agree on keys.
const HANDSHAKE_WAIT: Duration = Duration::from_secs(10);
/// Handshakes under way at the same time; later clients wait in the system's queue.
const HANDSHAKES_MAX: usize = 1024;
/// Finished handshakes waiting for the server to take them.
const WAITING_MAX: usize = 64;
/// Between two looks whether the files changed.
const ROUND: Duration = Duration::from_secs(10);
/// After the system refused to hand out a connection, for example because no descriptors are left.
const PAUSE: Duration = Duration::from_secs(1);

/// The two PEM files: the certificate with those that lead to its issuer, and its private key.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// Certificate chain, the server's own first.
    pub certificate: PathBuf,
    /// Private key, PKCS#8, PKCS#1 or SEC1, without a password.
    pub key: PathBuf,
}

/// Why the files cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read, or holds nothing of the kind.
    #[error("`{file}` cannot be used for TLS: {error}; it must be a PEM file", file = file.display())]
    Pem {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        error: pem::Error,
    },
    /// Everybody may read the private key.
    #[error("everybody may use the key file `{file}`; run `chmod o-rwx` on it", file = .0.display())]
    Permissions(PathBuf),
    /// Certificate and key do not belong together, or are of a kind that is not supported.
    #[error("certificate and key cannot be used together: {0}")]
    Pair(rustls::Error),
    /// The certificate file is empty.
    #[error("there is no certificate in `{file}`; put the server's own first, then those that lead to its issuer", file = .0.display())]
    NoCertificate(PathBuf),
}

/// When the two files were changed last.
type Stamp = [Option<SystemTime>; 2];

/// TLS as it is now; cheap to clone, and all clones change together.
#[derive(Clone)]
pub struct Tls {
    files: Arc<TlsFiles>,
    config: Arc<RwLock<Arc<ServerConfig>>>,
    /// The files as they were looked at last, whether they could be used or not.
    seen: Arc<Mutex<Stamp>>,
    handshake_wait: Duration,
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Tls")
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// When they cannot be used.
    pub fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let seen = stamp(&files);
        let config = read(&files)?;
        Ok(Tls {
            files: Arc::new(files),
            config: Arc::new(RwLock::new(Arc::new(config))),
            seen: Arc::new(Mutex::new(seen)),
            handshake_wait: HANDSHAKE_WAIT,
        })
    }

    /// The same with another patience for clients.
    #[must_use]
    pub fn with_handshake_wait(mut self, wait: Duration) -> Self {
        self.handshake_wait = wait;
        self
    }

    /// Reads the files again; connections that are open go on, those that begin afterwards see the new certificate.
    ///
    /// # Errors
    /// When the files cannot be used; then what was in force stays in force.
    pub fn reload(&self) -> Result<(), TlsError> {
        let seen = stamp(&self.files);
        let outcome = read(&self.files);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = seen;
        *self.config.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(outcome?);
        Ok(())
    }

    fn has_changed(&self) -> bool {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        stamp(&self.files) != seen
    }

    fn acceptor(&self) -> TlsAcceptor {
        let config = self.config.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(config.clone())
    }

    /// Reads the files again when they change or when the system says so (SIGHUP), until `shutdown` turns true.
    pub async fn follow(self, mut shutdown: watch::Receiver<bool>) {
        let mut told = Told::new();
        while !*shutdown.borrow() {
            let is_told = tokio::select! {
                () = told.again() => true,
                () = tokio::time::sleep(ROUND) => false,
                changed = shutdown.changed() => {
                    if changed.is_err() { return; }
                    continue;
                }
            };
            if !is_told && !self.has_changed() {
                continue;
            }
            match self.reload() {
                Ok(()) => tracing::info!("the TLS certificate was read again"),
                // A pair of files is replaced one by one; when the other has come, they are read again.
                Err(error) => {
                    tracing::error!(%error, "the TLS certificate cannot be read again; the one before stays in force");
                }
            }
        }
    }

    /// Speaks TLS on the connections of a listener.
    #[must_use]
    pub fn listen(self, listener: TcpListener) -> TlsListener {
        let address = listener.local_addr();
        let (sender, ready) = mpsc::channel(WAITING_MAX);
        TlsListener {
            ready,
            address,
            accepting: tokio::spawn(accept(self, listener, sender)),
        }
    }
}

/// The system's wish that files are read again.
struct Told {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Told {
    fn new() -> Self {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Told {
                signal: signal(SignalKind::hangup()).ok(),
            }
        }
        #[cfg(not(unix))]
        Told {}
    }

    async fn again(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}

fn stamp(files: &TlsFiles) -> Stamp {
    let changed = |path: &Path| std::fs::metadata(path).ok()?.modified().ok();
    [changed(&files.certificate), changed(&files.key)]
}

fn read(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    check_permissions(&files.key)?;
    let unusable = |file: &Path| {
        let file = file.to_owned();
        move |error| TlsError::Pem { file, error }
    };
    let certificates = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unusable(&files.certificate))?;
    if certificates.is_empty() {
        return Err(TlsError::NoCertificate(files.certificate.clone()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(unusable(&files.key))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&version::TLS13, &version::TLS12])
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(certificates, key)
        })
        .map_err(TlsError::Pair)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(unix)]
fn check_permissions(key: &Path) -> Result<(), TlsError> {
    use std::os::unix::fs::PermissionsExt;
    // A group may read it, as certificate tools arrange it; everybody may not. What is not there is told by reading.
    match std::fs::metadata(key) {
        Ok(about) if about.permissions().mode() & 0o007 != 0 => {
            Err(TlsError::Permissions(key.to_owned()))
        }
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn check_permissions(_: &Path) -> Result<(), TlsError> {
    Ok(())
}

/// A listener whose connections have agreed on keys.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: io::Result<SocketAddr>,
    accepting: JoinHandle<()>,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(ready) => ready,
            // The task behind it ends only when the program does.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        match &self.address {
            Ok(address) => Ok(*address),
            Err(error) => Err(error.kind().into()),
        }
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Takes connections and agrees on keys with each by itself, so that a slow client holds nobody else up.
async fn accept(
    tls: Tls,
    listener: TcpListener,
    ready: mpsc::Sender<(TlsStream<TcpStream>, SocketAddr)>,
) {
    let seats = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    loop {
        let Ok(seat) = seats.clone().acquire_owned().await else {
            return;
        };
        let (stream, address) = match listener.accept().await {
            Ok(connection) => connection,
            Err(error) => {
                // A client that went away again is nobody's trouble; anything else will not be better at once.
                if !is_clients(&error) {
                    tracing::error!(%error, "a connection could not be taken");
                    tokio::time::sleep(PAUSE).await;
                }
                continue;
            }
        };
        let (acceptor, ready, wait) = (tls.acceptor(), ready.clone(), tls.handshake_wait);
        tokio::spawn(async move {
            let _seat = seat;
            // Failed handshakes are not logged one by one: scanners make thousands.
            if let Ok(Ok(stream)) = tokio::time::timeout(wait, acceptor.accept(stream)).await {
                metrics::counter!("tls_handshakes_total", "outcome" => "done").increment(1);
                let _ = ready.send((stream, address)).await;
            } else {
                metrics::counter!("tls_handshakes_total", "outcome" => "failed").increment(1);
            }
        });
    }
}

fn is_clients(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
