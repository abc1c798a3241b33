//! The provider: what a city says of it, and what it says of itself.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use kernel::Timestamp;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreJwsSigningAlgorithm,
    CoreProviderMetadata,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::http::{Http, is_safe};

/// What the provider says of itself is asked again after so long.
const KNOWN_MILLIS: i64 = 3_600_000;
/// When a token is signed with a key that is not known, the keys are asked again at most this often.
const KEYS_MILLIS: i64 = 60_000;

/// Where the way back ends.
pub(crate) const CALLBACK: &str = "/api/session/oidc/callback";

/// Which claim of the provider is the sign-in name of an account, so that it is linked at the first sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AccountClaim {
    /// None: administrators link.
    #[default]
    None,
    /// `preferred_username`; only where people cannot choose it themselves at the provider.
    PreferredUsername,
    /// `email`, where the provider says that it verified it.
    Email,
}

/// What a city says of its provider.
#[derive(Clone)]
pub struct OidcSettings {
    /// The provider's address, `https://…`, as it stands in its tokens.
    pub issuer: String,
    /// This program's name at the provider.
    pub client_id: String,
    /// This program's password at the provider.
    pub client_secret: String,
    /// This program's address for browsers, `https://…`, without a path.
    pub public_url: String,
    /// What the button says, in Chinese.
    pub name_zh: String,
    /// What the button says, in English.
    pub name_en: String,
    /// Which claim names accounts.
    pub account_claim: AccountClaim,
    /// Whether the provider asks for a second factor itself, so that this program does not ask again.
    pub has_second_factor: bool,
}

impl fmt::Debug for OidcSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("OidcSettings")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

/// Why a provider cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// An address is none, or not HTTPS.
    #[error("`{0}` is not an address with HTTPS; write https://NAME")]
    Address(String),
    /// The system's certificates cannot be read.
    #[error("the system's certificates cannot be read: {0}; set SSL_CERT_FILE to a file of them")]
    Certificates(std::io::Error),
    /// It gives no answer, or one that is not understood.
    #[error("the provider gives no usable answer: {0}")]
    Unavailable(String),
    /// It refused the code.
    #[error("the provider refused the sign-in")]
    Refused,
    /// Its token is forged, for somebody else, too old, or answers another request.
    #[error("the provider's token is not accepted: {0}")]
    Token(String),
}

/// What is known of the provider's own description.
struct Known {
    metadata: CoreProviderMetadata,
    at: Timestamp,
}

/// The provider; cheap to clone.
#[derive(Clone)]
pub struct Provider {
    settings: Arc<OidcSettings>,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    http: Http,
    known: Arc<Mutex<Option<Known>>>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.settings.fmt(out)
    }
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What one sign-in is bound to; made of a secret that only the browser holds.
pub(crate) struct Binding {
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

impl Binding {
    /// Nonce and PKCE verifier of the browser with this secret.
    pub(crate) fn of(browser: &str) -> Self {
        let part = |name: &str| hex::encode(Sha256::digest(format!("{name}:{browser}")));
        Binding {
            nonce: part("nonce"),
            verifier: part("pkce"),
        }
    }
}

/// Whom the provider vouches for.
pub(crate) struct Vouched {
    /// The provider's name for them.
    pub(crate) subject: String,
    /// The sign-in name its claim gives, where the city says which.
    pub(crate) username: Option<String>,
}

impl Provider {
    /// A provider as a city describes it; it is asked when somebody first signs in.
    ///
    /// # Errors
    /// When an address is not one with HTTPS, or the system's certificates cannot be read.
    pub fn new(settings: OidcSettings) -> Result<Self, OidcError> {
        for address in [&settings.issuer, &settings.public_url] {
            let is_fine = address.parse().is_ok_and(|uri| is_safe(&uri));
            if !is_fine {
                return Err(OidcError::Address(address.clone()));
            }
        }
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|_| OidcError::Address(settings.issuer.clone()))?;
        let back = format!("{}{CALLBACK}", settings.public_url.trim_end_matches('/'));
        let redirect =
            RedirectUrl::new(back).map_err(|_| OidcError::Address(settings.public_url.clone()))?;
        Ok(Provider {
            settings: Arc::new(settings),
            issuer,
            redirect,
            http: Http::new().map_err(OidcError::Certificates)?,
            known: Arc::new(Mutex::new(None)),
        })
    }

    /// What the city says of it.
    #[must_use]
    pub fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// What is stored of somebody's name at this provider.
    pub(crate) fn subject_hash(&self, subject: &str) -> String {
        let text = format!("identity:{}:{subject}", self.issuer.as_str());
        hex::encode(Sha256::digest(text.as_bytes()))
    }

    /// The provider's description, asked again when it is older than `millis`.
    async fn client(&self, now: Timestamp, millis: i64) -> Result<Client, OidcError> {
        let mut known = self.known.lock().await;
        let is_fresh = known
            .as_ref()
            .is_some_and(|known| now.millis() - known.at.millis() < millis);
        if !is_fresh {
            let http = self.http.clone();
            let ask = move |request| http.clone().send(request);
            let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &ask)
                .await
                .map_err(|error| OidcError::Unavailable(error.to_string()))?;
            *known = Some(Known { metadata, at: now });
        }
        let metadata = known
            .as_ref()
            .map(|known| known.metadata.clone())
            .ok_or_else(|| OidcError::Unavailable("no description".to_owned()))?;
        let secret = ClientSecret::new(self.settings.client_secret.clone());
        let id = ClientId::new(self.settings.client_id.clone());
        Ok(
            CoreClient::from_provider_metadata(metadata, id, Some(secret))
                .set_redirect_uri(self.redirect.clone()),
        )
    }

    /// Where the browser goes to sign in.
    pub(crate) async fn address(
        &self,
        state: &str,
        binding: &Binding,
        now: Timestamp,
    ) -> Result<String, OidcError> {
        let client = self.client(now, KNOWN_MILLIS).await?;
        let verifier = PkceCodeVerifier::new(binding.verifier.clone());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (state, nonce) = (state.to_owned(), binding.nonce.clone());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .set_pkce_challenge(challenge);
        request = match self.settings.account_claim {
            AccountClaim::None => request,
            AccountClaim::PreferredUsername => request.add_scope(Scope::new("profile".to_owned())),
            AccountClaim::Email => request.add_scope(Scope::new("email".to_owned())),
        };
        Ok(request.url().0.to_string())
    }

    /// Exchanges the code that came back and checks the token behind it.
    pub(crate) async fn vouched(
        &self,
        code: String,
        binding: &Binding,
        now: Timestamp,
    ) -> Result<Vouched, OidcError> {
        let client = self.client(now, KNOWN_MILLIS).await?;
        let http = self.http.clone();
        let ask = move |request| http.clone().send(request);
        let answer = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| OidcError::Unavailable(error.to_string()))?
            .set_pkce_verifier(PkceCodeVerifier::new(binding.verifier.clone()))
            .request_async(&ask)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(_) => OidcError::Refused,
                // What the provider sent is not repeated: it may hold the token.
                RequestTokenError::Parse(..) => {
                    OidcError::Unavailable("its answer is not understood".to_owned())
                }
                other => OidcError::Unavailable(other.to_string()),
            })?;
        let token = |error: &dyn fmt::Display| OidcError::Token(error.to_string());
        let id_token = answer
            .id_token()
            .ok_or_else(|| token(&"it holds no ID token"))?;
        let nonce = Nonce::new(binding.nonce.clone());
        let mut client = client;
        if id_token.signing_key(&verifier(&client, now)).is_err() {
            // The provider may have changed its keys since they were asked.
            client = self.client(now, KEYS_MILLIS).await?;
        }
        let verifier = verifier(&client, now);
        let claims = id_token
            .claims(&verifier, &nonce)
            .map_err(|error| token(&error))?;
        if let Some(wanted) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().map_err(|error| token(&error))?;
            let key = id_token
                .signing_key(&verifier)
                .map_err(|error| token(&error))?;
            let found = AccessTokenHash::from_token(answer.access_token(), algorithm, key)
                .map_err(|error| token(&error))?;
            if found != *wanted {
                return Err(token(&"the access token was exchanged"));
            }
        }
        Ok(Vouched {
            subject: claims.subject().to_string(),
            username: self.username(claims),
        })
    }

    fn username(&self, claims: &CoreIdTokenClaims) -> Option<String> {
        match self.settings.account_claim {
            AccountClaim::None => None,
            AccountClaim::PreferredUsername => {
                claims.preferred_username().map(|name| name.to_string())
            }
            AccountClaim::Email => claims
                .email()
                .filter(|_| claims.email_verified() == Some(true))
                .map(|email| email.to_string()),
        }
    }
}

/// Which tokens are accepted: signed by a key of the provider, never by a shared secret and never unsigned.
fn verifier(
    client: &Client,
    now: Timestamp,
) -> openidconnect::IdTokenVerifier<'_, openidconnect::core::CoreJsonWebKey> {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    client
        .id_token_verifier()
        .set_allowed_algs([
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            CoreJwsSigningAlgorithm::EdDsa,
        ])
        .set_time_fn(move || (UNIX_EPOCH + Duration::from_millis(millis)).into())
}
