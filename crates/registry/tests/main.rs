//! Reference data over HTTP and organisations in the database, on both databases.

mod fixture;
mod organisations;
mod reference;
mod search;
