//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod audit;
mod fixture;
mod lockout;
mod openapi;
mod passwords;
mod second_factor;
mod session;
mod sessions;
mod standing;
