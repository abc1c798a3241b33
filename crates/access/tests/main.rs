//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod apart;
mod audit;
mod authorization;
mod clients;
mod fixture;
mod grants;
mod lockout;
mod oidc;
mod openapi;
mod passwords;
mod release;
mod rights;
mod second_factor;
mod session;
mod sessions;
mod standing;
mod work;
