//! Report cards over HTTP and in the database, on both databases.

mod checks;
mod duplicates;
mod fixture;
mod life;
mod openapi;
mod reference_tables;
mod rights;
mod synthetic;
mod timeliness;
mod versions;
