//! Listening, and stopping in order: no new requests, then the jobs at hand, then the database.

use std::future::Future;
use std::io;
use std::time::Duration;

use access::App;
use access::audit::Checkpointer;
use futures::future::BoxFuture;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::connections::{Patience, answer};
use crate::{Background, Tls, router};

/// Open requests, live-event streams among them, get this long to end.
const GRACE: Duration = Duration::from_secs(3);

/// Why the server ended.
#[derive(Debug, thiserror::Error)]
#[error("the server cannot listen: {0}")]
pub struct ServeError(#[from] std::io::Error);

/// Serves until `stop` completes, over TLS where there is a certificate, signing the audit trail where there is a key.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    checkpointer: Option<Checkpointer>,
    listener: TcpListener,
    tls: Option<Tls>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (shutdown, down) = watch::channel(false);
    let background = Background::new(&app)
        .with_checkpoints(checkpointer)
        .start(down.clone());
    let routes = router(app.clone(), signals::overlay(&app));
    let server: BoxFuture<'_, io::Result<()>> = match tls {
        None => Box::pin(answer(listener, routes, Patience::USUAL, down.clone())),
        Some(tls) => {
            tokio::spawn(tls.clone().follow(down.clone()));
            let listener = tls.listen(listener);
            Box::pin(answer(listener, routes, Patience::USUAL, down.clone()))
        }
    };
    let stopper = tokio::spawn(async move {
        stop.await;
        let _ = shutdown.send(true);
    });
    let mut late = down.clone();
    let outcome = tokio::select! {
        outcome = server => outcome,
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
