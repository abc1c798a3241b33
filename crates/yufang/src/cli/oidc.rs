//! Options of signing in through a city's own identity provider.

use clap::{Args, ValueEnum};

/// Which claim of the provider is the sign-in name of an account.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum AccountClaim {
    /// None: administrators link accounts
    None,
    /// preferred_username, where people cannot choose it themselves
    PreferredUsername,
    /// email, where the provider verified it
    Email,
}

/// The provider, where the city has one.
#[derive(Debug, Args)]
#[command(next_help_heading = "Signing in through a provider (OpenID Connect)")]
pub(crate) struct Oidc {
    /// Address of the provider, as it stands in its tokens
    #[arg(long, env = "YUFANG_OIDC_ISSUER", value_name = "URL", requires_all = ["oidc_client_id", "oidc_client_secret", "public_url"])]
    pub(crate) oidc_issuer: Option<String>,
    /// This program's name at the provider
    #[arg(long, env = "YUFANG_OIDC_CLIENT_ID", value_name = "ID")]
    pub(crate) oidc_client_id: Option<String>,
    /// This program's password at the provider: file:PATH, env:NAME or command:PROGRAM ARGUMENTS
    #[arg(long, env = "YUFANG_OIDC_CLIENT_SECRET", value_name = "SOURCE")]
    pub(crate) oidc_client_secret: Option<String>,
    /// This program's address for browsers; the provider must know URL/api/session/oidc/callback
    #[arg(long, env = "YUFANG_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// What the button says, in Chinese
    #[arg(long, env = "YUFANG_OIDC_NAME_ZH", default_value = "统一身份认证")]
    pub(crate) oidc_name_zh: String,
    /// What the button says, in English
    #[arg(long, env = "YUFANG_OIDC_NAME_EN", default_value = "City sign-in")]
    pub(crate) oidc_name_en: String,
    /// Claim that links an account of that name at the first sign-in
    #[arg(long, env = "YUFANG_OIDC_ACCOUNT_CLAIM", value_enum, default_value_t = AccountClaim::None)]
    pub(crate) oidc_account_claim: AccountClaim,
    /// The provider asks for a second factor itself, so do not ask again
    #[arg(long, env = "YUFANG_OIDC_SECOND_FACTOR")]
    pub(crate) oidc_second_factor: bool,
}
