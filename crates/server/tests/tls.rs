//! HTTPS as a client meets it, with certificates made for the test.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use server::{Tls, TlsError, TlsFiles};
use testkit::TestDb;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{
    ClientConfig, ProtocolVersion, RootCertStore, SupportedProtocolVersion, version,
};

use crate::server;

/// A folder with a certificate and its key.
struct Desk {
    folder: tempfile::TempDir,
    certificate: CertificateDer<'static>,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk {
            folder,
            certificate: CertificateDer::from(Vec::new()),
        };
        desk.certificate = desk.write();
        desk
    }

    /// Writes a new certificate and returns it.
    fn write(&self) -> CertificateDer<'static> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["yufang.test".to_owned()]).unwrap();
        let files = self.files();
        fs::write(&files.certificate, cert.pem()).unwrap();
        fs::write(&files.key, signing_key.serialize_pem()).unwrap();
        fs::set_permissions(&files.key, fs::Permissions::from_mode(0o640)).unwrap();
        cert.der().clone()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn files(&self) -> TlsFiles {
        TlsFiles {
            certificate: self.path("cert.pem"),
            key: self.path("key.pem"),
        }
    }
}

/// The server on a port of its own.
struct Served {
    address: SocketAddr,
    tls: Tls,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
}

impl Served {
    async fn new(db: &TestDb, tls: Tls) -> Self {
        let (mut app, _, _) = server(db).await;
        app.secure_cookies = true;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tls.clone();
        let task = tokio::spawn(async move {
            server::serve(app, None, listener, Some(served), async {
                let _ = stopped.await;
            })
            .await
            .unwrap();
        });
        Served {
            address,
            tls,
            stop,
            task,
        }
    }

    async fn connect(
        &self,
        trusted: &CertificateDer<'static>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(trusted.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_protocol_versions(versions)
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(self.address).await?;
        let name = "yufang.test".try_into().unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }

    async fn end(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

const SIGN_IN: &str = "{\"username\":\"viewer\",\"password\":\"Yufang-demo-2026\"}";

/// One request on a connection that stays open, and the head and the beginning of the answer.
async fn ask(stream: &mut TlsStream<TcpStream>, request: &str, body: &str) -> String {
    let text = format!(
        "{request} HTTP/1.1\r\nhost: yufang.test\r\nx-yufang: 1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut bytes = vec![0; 64 * 1024];
    let count = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..count]).to_lowercase()
}

#[test]
fn https_is_spoken_in_both_versions_with_secure_cookies() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let desk = Desk::new();
        let served = Served::new(&db, Tls::load(desk.files()).unwrap()).await;
        for (offered, agreed) in [
            (&version::TLS12, ProtocolVersion::TLSv1_2),
            (&version::TLS13, ProtocolVersion::TLSv1_3),
        ] {
            let mut stream = served.connect(&desk.certificate, &[offered]).await.unwrap();
            assert_eq!(stream.get_ref().1.protocol_version(), Some(agreed));
            let answer = ask(&mut stream, "POST /api/session", SIGN_IN).await;
            assert!(answer.starts_with("http/1.1 200"), "{answer}");
            assert!(
                answer.contains("strict-transport-security: max-age=31536000"),
                "{answer}"
            );
            assert!(
                answer.contains("; httponly; samesite=strict; secure; path=/"),
                "{answer}"
            );
        }
        served.end().await;
        db.remove().await;
    });
}

#[test]
fn a_new_certificate_is_taken_without_dropping_connections() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let desk = Desk::new();
        let served = Served::new(&db, Tls::load(desk.files()).unwrap()).await;
        let versions = [&version::TLS13];
        let mut open = served.connect(&desk.certificate, &versions).await.unwrap();
        assert!(ask(&mut open, "GET /healthz", "").await.contains("200 ok"));
        // Half of the pair has come: what was in force stays in force.
        let old_key = fs::read(desk.files().key).unwrap();
        let second = desk.write();
        let new_key = fs::read(desk.files().key).unwrap();
        fs::write(desk.files().key, old_key).unwrap();
        assert!(matches!(served.tls.reload(), Err(TlsError::Pair(_))));
        served.connect(&desk.certificate, &versions).await.unwrap();
        fs::write(desk.files().key, new_key).unwrap();
        served.tls.reload().unwrap();
        assert!(served.connect(&desk.certificate, &versions).await.is_err());
        served.connect(&second, &versions).await.unwrap();
        assert!(ask(&mut open, "GET /healthz", "").await.contains("200 ok"));
        // The system's signal does the same.
        let third = desk.write();
        let own = std::process::id().to_string();
        assert!(
            std::process::Command::new("kill")
                .args(["-HUP", &own])
                .status()
                .unwrap()
                .success()
        );
        let begun = Instant::now();
        while served.connect(&third, &versions).await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(5), "not read again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        served.end().await;
        db.remove().await;
    });
}

#[test]
fn a_slow_or_a_plain_client_is_let_go_and_holds_nobody_up() {
    testkit::run(async {
        let db = TestDb::sqlite().await;
        let desk = Desk::new();
        let tls = Tls::load(desk.files())
            .unwrap()
            .with_handshake_wait(Duration::from_millis(300));
        let served = Served::new(&db, tls).await;
        let mut slow = TcpStream::connect(served.address).await.unwrap();
        let mut plain = TcpStream::connect(served.address).await.unwrap();
        plain
            .write_all(b"GET / HTTP/1.1\r\nhost: yufang.test\r\n\r\n")
            .await
            .unwrap();
        let mut others = served
            .connect(&desk.certificate, &[&version::TLS13])
            .await
            .unwrap();
        assert!(
            ask(&mut others, "GET /healthz", "")
                .await
                .contains("200 ok")
        );
        let ended = async {
            let mut rest = Vec::new();
            // Ended by the server, cleanly or not; what matters is that it ends and says nothing of the program.
            let _ = slow.read_to_end(&mut rest).await;
            let _ = plain.read_to_end(&mut rest).await;
            rest
        };
        let rest = tokio::time::timeout(Duration::from_secs(5), ended)
            .await
            .unwrap();
        assert!(!String::from_utf8_lossy(&rest).contains("HTTP"));
        served.end().await;
        db.remove().await;
    });
}

#[test]
fn files_that_cannot_be_used_are_named() {
    let desk = Desk::new();
    let files = desk.files();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o644)).unwrap();
    let told = |files: TlsFiles| Tls::load(files).unwrap_err().to_string();
    assert!(
        told(files.clone()).starts_with("everybody may use the key file"),
        "{}",
        told(files)
    );
    let files = desk.files();
    fs::set_permissions(&files.key, fs::Permissions::from_mode(0o600)).unwrap();
    let swapped = TlsFiles {
        certificate: files.key.clone(),
        key: files.certificate.clone(),
    };
    for (broken, word) in [
        (
            TlsFiles {
                certificate: desk.path("none.pem"),
                ..files.clone()
            },
            "none.pem",
        ),
        (
            TlsFiles {
                key: desk.path("none.pem"),
                ..files.clone()
            },
            "none.pem",
        ),
        (swapped, "pem"),
    ] {
        assert!(told(broken.clone()).contains(word), "{}", told(broken));
    }
}
