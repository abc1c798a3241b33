//! Listening, and stopping in order: no new requests, then the jobs at hand, then the database.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use access::App;
use access::audit::Checkpointer;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::{Background, router};

/// Open requests, live-event streams among them, get this long to end.
const GRACE: Duration = Duration::from_secs(3);

/// Why the server ended.
#[derive(Debug, thiserror::Error)]
#[error("the server cannot listen: {0}")]
pub struct ServeError(#[from] std::io::Error);

/// Serves until `stop` completes, signing the audit trail where there is a key.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    checkpointer: Option<Checkpointer>,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (shutdown, down) = watch::channel(false);
    let background = Background::new(&app)
        .with_checkpoints(checkpointer)
        .start(down.clone());
    let routes = router(app.clone(), signals::overlay(&app))
        .into_make_service_with_connect_info::<SocketAddr>();
    let mut closing = down.clone();
    let server = axum::serve(listener, routes).with_graceful_shutdown(async move {
        // An error means the sender is gone, which is also a reason to stop.
        let _ = closing.wait_for(|down| *down).await;
    });
    let stopper = tokio::spawn(async move {
        stop.await;
        let _ = shutdown.send(true);
    });
    let mut late = down.clone();
    let outcome = tokio::select! {
        outcome = async { server.await } => outcome,
        () = async move {
            let _ = late.wait_for(|down| *down).await;
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    };
    stopper.abort();
    for task in background {
        if tokio::time::timeout(GRACE, task).await.is_err() {
            tracing::warn!(
                "a background task did not end in time; its job goes on at the next start"
            );
        }
    }
    app.db.close().await;
    Ok(outcome?)
}
