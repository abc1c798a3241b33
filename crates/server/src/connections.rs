//! Answering on connections, with patience that ends: a client that sends its request in drops holds a seat for a while and not for ever.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use futures::FutureExt;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, Sleep};
use tower::ServiceExt;

/// Open connections; more wait until one ends.
const CONNECTIONS_MAX: usize = 4096;
/// Requests that one HTTP/2 connection carries at once.
const STREAMS_MAX: u32 = 128;

/// How long a client is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// For the whole head of a request, and between two requests of one connection.
    pub(crate) head: Duration,
    /// A body brings [`Self::body_bytes_min`] in each of these, or its end.
    pub(crate) body: Duration,
    /// Bytes that a body brings at least in each of [`Self::body`].
    pub(crate) body_bytes_min: u64,
}

impl Patience {
    /// The slowest line of an office sends some kilobytes a second.
    pub(crate) const USUAL: Patience = Patience {
        head: Duration::from_secs(30),
        body: Duration::from_secs(30),
        body_bytes_min: 8 * 1024,
    };
}

/// Answers on a listener until `down` turns true and the requests at hand are answered.
pub(crate) async fn answer<L>(
    mut listener: L,
    routes: Router,
    patience: Patience,
    mut down: watch::Receiver<bool>,
) -> io::Result<()>
where
    L: Listener<Addr = SocketAddr>,
{
    let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    // Every connection holds one end; when all are gone, all are answered.
    let (open, closing) = watch::channel(());
    loop {
        let next = async {
            let seat = seats.clone().acquire_owned().await;
            (seat, listener.accept().await)
        };
        let (Ok(seat), (stream, address)) = (tokio::select! {
            next = next => next,
            // An error means the sender is gone, which is also a reason to stop.
            _ = down.wait_for(|down| *down) => break,
        }) else {
            break;
        };
        let (routes, down, held) = (routes.clone(), down.clone(), closing.clone());
        tokio::spawn(async move {
            connection(stream, address, routes, patience, down).await;
            drop((seat, held));
        });
    }
    drop((listener, closing));
    open.closed().await;
    Ok(())
}

async fn connection<S>(
    stream: S,
    address: SocketAddr,
    routes: Router,
    patience: Patience,
    mut down: watch::Receiver<bool>,
) where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    let has_asked = Arc::new(AtomicBool::new(false));
    let asking = has_asked.clone();
    let service = routes.map_request(move |request: Request<Incoming>| {
        asking.store(true, Ordering::Relaxed);
        let mut request = request.map(|body| Body::new(Paced::new(body, patience)));
        request.extensions_mut().insert(ConnectInfo(address));
        request
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.head);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .keep_alive_interval(patience.head)
        .keep_alive_timeout(patience.head);
    let io = TokioIo::new(stream);
    let mut serving = pin!(builder.serve_connection(io, TowerToHyperService::new(service)));
    let mut stopping = pin!(async move { drop(down.wait_for(|down| *down).await) }.fuse());
    // Before the first bytes say which version of HTTP they are, no version's own time-out runs.
    let mut silence = pin!(tokio::time::sleep(patience.head).fuse());
    let (mut is_stopping, mut is_waited_for) = (false, true);
    loop {
        tokio::select! {
            // How a client's connection ended is the client's business; requests are counted and logged around the routes.
            _ = serving.as_mut() => return,
            () = stopping.as_mut(), if !is_stopping => {
                is_stopping = true;
                serving.as_mut().graceful_shutdown();
            }
            () = silence.as_mut(), if is_waited_for => {
                if !has_asked.load(Ordering::Relaxed) {
                    return;
                }
                is_waited_for = false;
            }
        }
    }
}

/// A body that came too slowly.
#[derive(Debug, thiserror::Error)]
#[error("the request's body came too slowly; send it again over a better line")]
struct TooSlow;

/// A body that has to keep a pace.
struct Paced<B> {
    inner: B,
    patience: Patience,
    /// Bytes since the window began.
    bytes: u64,
    window: Pin<Box<Sleep>>,
}

impl<B> Paced<B> {
    fn new(inner: B, patience: Patience) -> Self {
        Paced {
            inner,
            patience,
            bytes: 0,
            window: Box::pin(tokio::time::sleep(patience.body)),
        }
    }
}

impl<B> HttpBody for Paced<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = self.get_mut();
        if let Poll::Ready(next) = Pin::new(&mut this.inner).poll_frame(context) {
            if let Some(Ok(frame)) = &next {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                this.bytes = this.bytes.saturating_add(bytes as u64);
            }
            return Poll::Ready(next.map(|frame| frame.map_err(Into::into)));
        }
        // Time runs while the client is waited for, so that a handler that takes its time blames nobody.
        while this.window.as_mut().poll(context).is_ready() {
            if this.bytes < this.patience.body_bytes_min {
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
            this.bytes = 0;
            let next = Instant::now() + this.patience.body;
            this.window.as_mut().reset(next);
        }
        Poll::Pending
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    const SHORT: Patience = Patience {
        head: Duration::from_millis(400),
        body: Duration::from_millis(400),
        body_bytes_min: 100,
    };

    /// A server that measures bodies, and the way to stop it.
    async fn serving() -> (
        SocketAddr,
        watch::Sender<bool>,
        tokio::task::JoinHandle<io::Result<()>>,
    ) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, down) = watch::channel(false);
        let routes = Router::new()
            .route("/", get(|| async { "here" }))
            .route(
                "/",
                post(|body: Bytes| async move { body.len().to_string() }),
            )
            .route(
                "/from",
                get(|ConnectInfo(from): ConnectInfo<SocketAddr>| async move { from.to_string() }),
            );
        let task = tokio::spawn(answer(listener, routes, SHORT, down));
        (address, stop, task)
    }

    /// Sends pieces with pauses, and what came back until the server hung up.
    async fn sent(address: SocketAddr, pieces: &[&str], pause: Duration) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        for piece in pieces {
            // A server that hung up meanwhile refuses the rest.
            if stream.write_all(piece.as_bytes()).await.is_err() {
                break;
            }
            tokio::time::sleep(pause).await;
        }
        let mut bytes = Vec::new();
        let reading = stream.read_to_end(&mut bytes);
        // A reset says the same as an end; waiting on says that the seat is held.
        let _ = tokio::time::timeout(Duration::from_secs(20), reading)
            .await
            .expect("the connection is still open");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn a_head_in_drops_is_not_waited_for() {
        testkit::run(async {
            let (address, stop, task) = serving().await;
            let nothing = sent(address, &[], Duration::ZERO).await;
            assert!(!nothing.contains("here"), "{nothing}");
            let drops = ["GET / HT", "TP/1.1\r\nho", "st: a\r\n", "x: y\r\n", "z: "];
            let dropped = sent(address, &drops, Duration::from_millis(150)).await;
            assert!(!dropped.contains("here"), "{dropped}");
            let whole = "GET /from HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
            let answered = sent(address, &[whole], Duration::ZERO).await;
            assert!(answered.contains("127.0.0.1:"), "{answered}");
            stop.send(true).unwrap();
            task.await.unwrap().unwrap();
        });
    }

    #[test]
    fn a_body_in_drops_is_cut_off_and_a_long_one_is_not() {
        testkit::run(async {
            let (address, stop, task) = serving().await;
            let head =
                "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 1200\r\n\r\n";
            let (drop, piece) = ("x", "x".repeat(200));
            let mut drops = vec![head];
            drops.extend([drop; 12]);
            let dropped = sent(address, &drops, Duration::from_millis(100)).await;
            assert!(!dropped.contains("200 OK"), "{dropped}");
            let mut pieces = vec![head];
            pieces.extend([piece.as_str(); 6]);
            // Longer than one window in all, and fast enough in each.
            let long = sent(address, &pieces, Duration::from_millis(100)).await;
            assert!(long.contains("200 OK") && long.ends_with("1200"), "{long}");
            stop.send(true).unwrap();
            task.await.unwrap().unwrap();
        });
    }
}
