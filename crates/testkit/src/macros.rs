//! One test text, two databases.

use std::future::Future;

/// Makes two tests of one async function: on SQLite and on PostgreSQL.
///
/// The argument is borrowed as `&TestDb`.
/// Several functions may stand in one call.
#[macro_export]
macro_rules! on_both {
    ($($(#[$about:meta])* async fn $name:ident($db:ident) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$about])*
            async fn scenario($db: &$crate::TestDb) $body

            #[test]
            fn on_sqlite() {
                $crate::run(async {
                    let db = $crate::TestDb::sqlite().await;
                    scenario(&db).await;
                    db.remove().await;
                });
            }

            #[test]
            fn on_postgres() {
                $crate::run(async {
                    let db = $crate::TestDb::postgres().await;
                    scenario(&db).await;
                    db.remove().await;
                });
            }
        }
    )+};
}

/// Runs a test's future to its end on a runtime of its own.
///
/// # Panics
/// When the runtime cannot be made, and when the test panics.
pub fn run<F: Future>(test: F) -> F::Output {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test")
        .block_on(test)
}
