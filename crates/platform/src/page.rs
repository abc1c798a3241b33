//! Keyset pages: a list is read on from the last row seen, so page 1,000 costs as much as page 1.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Problem;

/// Rows a page holds unless the caller asks otherwise.
pub const PAGE_DEFAULT: u32 = 50;
/// Rows a page holds at most.
pub const PAGE_MAX: u32 = 500;

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The rows, in the order asked for.
    pub items: Vec<T>,
    /// Pass as `cursor` to read on; absent on the last page.
    pub next: Option<String>,
}

/// The paging part of a query string.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where the page before ended (its `next`).
    pub cursor: Option<String>,
    /// Rows wanted, 1 to 500; 50 unless said.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<u32>,
}

impl PageQuery {
    /// Rows to read.
    ///
    /// # Errors
    /// When `limit` is 0 or above 500.
    pub fn limit(&self) -> Result<u32, Problem> {
        match self.limit {
            None => Ok(PAGE_DEFAULT),
            Some(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
            Some(limit) => Err(Problem::invalid(
                "limit",
                "out_of_range",
                format!("`limit` is {limit}; ask for 1 to {PAGE_MAX} rows"),
            )),
        }
    }

    /// The key the page before ended with.
    ///
    /// # Errors
    /// When the cursor was not made by [`Page::of`] for the same kind of list.
    pub fn key<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = &self.cursor else {
            return Ok(None);
        };
        let key = hex::decode(cursor)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        key.map(Some).ok_or_else(|| {
            Problem::invalid(
                "cursor",
                "bad_cursor",
                "`cursor` is not one this list gave out; start again without it",
            )
        })
    }
}

impl<T> Page<T> {
    /// A page of at most `limit` rows out of `rows`, which holds one more if there is a next page.
    pub fn of<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = limit as usize;
        let next = if rows.len() > limit {
            rows.truncate(limit);
            rows.last()
                .and_then(|row| serde_json::to_vec(&key(row)).ok())
                .map(hex::encode)
        } else {
            None
        };
        Page { items: rows, next }
    }

    /// The same page with every row turned into something else.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(change).collect(),
            next: self.next,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_to_the_key_it_was_made_from() {
        let page = Page::of(vec![(1, "a"), (2, "b"), (3, "c")], 2, |row| {
            (row.0, row.1.to_owned())
        });
        assert_eq!(page.items.len(), 2);
        let query = PageQuery {
            cursor: page.next,
            limit: None,
        };
        assert_eq!(
            query.key::<(i32, String)>().unwrap(),
            Some((2, "b".to_owned()))
        );
    }

    #[test]
    fn a_foreign_cursor_is_refused_by_name() {
        let query = PageQuery {
            cursor: Some("../etc".into()),
            limit: None,
        };
        assert_eq!(query.key::<i64>().unwrap_err().errors[0].rule, "bad_cursor");
    }
}
