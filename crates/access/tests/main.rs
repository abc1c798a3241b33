//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod audit;
mod fixture;
mod lockout;
mod openapi;
mod passwords;
mod session;
