//! `yufang serve`

use std::net::SocketAddr;

use access::App;
use anyhow::Context;
use tokio::net::TcpListener;

use crate::cli::{Common, Serve, Signing};
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(common: &Common, out: Output, options: &Serve) -> Result<(), Ending> {
    let app = super::open_with_keys(common, options.secure_cookies, &options.keys).await?;
    let listener = listen(options.listen).await?;
    out.note(&address(&listener)?);
    serve(app, &options.signing, listener).await
}

/// Takes the address; says what to do when somebody else has it.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Ending> {
    Ok(TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be listened on; choose another with --listen, for example 127.0.0.1:0 for any free port")
    })?)
}

/// Where the console is.
pub(crate) fn address(listener: &TcpListener) -> Result<String, Ending> {
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    Ok(format!(
        "Yufang 预防 is at http://{address}/  (Ctrl-C stops it)"
    ))
}

/// Serves until Ctrl-C or a request to end from the system.
pub(crate) async fn serve(
    app: App,
    signing: &Signing,
    listener: TcpListener,
) -> Result<(), Ending> {
    let checkpointer = super::audit::checkpointer(&app, signing).await?;
    Ok(server::serve(app, checkpointer, listener, told_to_stop()).await?)
}

async fn told_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
