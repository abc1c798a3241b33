//! Reference data and people over HTTP and in the database, on both databases.

mod fixture;
mod matching;
mod openapi;
mod organisations;
mod people;
mod queue;
mod reference;
mod rights;
mod sealed;
mod search;
mod splitting;
mod synthetic;
