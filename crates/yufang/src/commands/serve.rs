//! `yufang serve`

use std::net::SocketAddr;

use access::{App, OidcSettings, Provider};
use anyhow::Context;
use server::{Tls, TlsFiles};
use tokio::net::TcpListener;

use vault::KeySource;

use crate::cli::{AccountClaim, Common, Oidc, Serve, Signing};
use crate::exit::Ending;
use crate::output::Output;

pub(crate) async fn run(common: &Common, out: Output, options: &Serve) -> Result<(), Ending> {
    let tls = tls(options)?;
    let secure_cookies = options.secure_cookies || tls.is_some();
    let mut app = super::open_with_keys(common, secure_cookies, &options.keys).await?;
    app.oidc = provider(&options.oidc).await?;
    let listener = listen(options.listen).await?;
    out.note(&address(&listener, tls.is_some())?);
    serve(app, &options.signing, listener, tls).await
}

/// Takes the address; says what to do when somebody else has it.
pub(crate) async fn listen(address: SocketAddr) -> Result<TcpListener, Ending> {
    Ok(TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be listened on; choose another with --listen, for example 127.0.0.1:0 for any free port")
    })?)
}

/// The certificate, where one is named.
pub(crate) fn tls(options: &Serve) -> Result<Option<Tls>, Ending> {
    let (Some(certificate), Some(key)) = (&options.tls_cert, &options.tls_key) else {
        return Ok(None);
    };
    let files = TlsFiles {
        certificate: certificate.clone(),
        key: key.clone(),
    };
    Tls::load(files)
        .map(Some)
        .map_err(|error| Ending::Invalid(error.to_string()))
}

/// The provider people may sign in through, where one is named.
pub(crate) async fn provider(options: &Oidc) -> Result<Option<Provider>, Ending> {
    let (Some(issuer), Some(client_id), Some(secret), Some(public_url)) = (
        &options.oidc_issuer,
        &options.oidc_client_id,
        &options.oidc_client_secret,
        &options.public_url,
    ) else {
        return Ok(None);
    };
    let invalid = |error: &dyn std::fmt::Display| Ending::Invalid(error.to_string());
    let source = KeySource::parse(secret).map_err(|error| invalid(&error))?;
    let secret = source.text().await.map_err(|error| invalid(&error))?;
    let settings = OidcSettings {
        issuer: issuer.clone(),
        client_id: client_id.clone(),
        client_secret: secret.trim().to_owned(),
        public_url: public_url.clone(),
        name_zh: options.oidc_name_zh.clone(),
        name_en: options.oidc_name_en.clone(),
        account_claim: match options.oidc_account_claim {
            AccountClaim::None => access::AccountClaim::None,
            AccountClaim::PreferredUsername => access::AccountClaim::PreferredUsername,
            AccountClaim::Email => access::AccountClaim::Email,
        },
        has_second_factor: options.oidc_second_factor,
    };
    Provider::new(settings)
        .map(Some)
        .map_err(|error| invalid(&error))
}

/// Where the console is.
pub(crate) fn address(listener: &TcpListener, is_https: bool) -> Result<String, Ending> {
    let scheme = if is_https { "https" } else { "http" };
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    Ok(format!(
        "Yufang 预防 is at {scheme}://{address}/  (Ctrl-C stops it)"
    ))
}

/// Serves until Ctrl-C or a request to end from the system.
pub(crate) async fn serve(
    app: App,
    signing: &Signing,
    listener: TcpListener,
    tls: Option<Tls>,
) -> Result<(), Ending> {
    let checkpointer = super::audit::checkpointer(&app, signing).await?;
    Ok(server::serve(app, checkpointer, listener, tls, told_to_stop()).await?)
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
