//! Sign-in, sessions, passwords and accounts over HTTP, on both databases.

mod accounts;
mod audit;
mod fixture;
mod grants;
mod lockout;
mod openapi;
mod passwords;
mod release;
mod rights;
mod session;
