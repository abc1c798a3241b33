//! Reference data over HTTP and organisations in the database, on both databases.

mod fixture;
mod openapi;
mod organisations;
mod reference;
mod search;
