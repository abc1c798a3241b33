//! Importing and reading counts, on both databases.

mod bad_input;
mod fixture;
mod http;
mod real_files;
mod repair;
mod resume;
