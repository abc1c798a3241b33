//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod fixture;
mod lockout;
mod openapi;
mod passwords;
mod session;
