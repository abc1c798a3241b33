//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod apart;
mod audit;
mod authorization;
mod fixture;
mod lockout;
mod openapi;
mod passwords;
mod second_factor;
mod session;
mod sessions;
mod standing;
