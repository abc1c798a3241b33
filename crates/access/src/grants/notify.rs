//! Telling those who have to decide or review.

use serde::Serialize;

use crate::{App, Permission};

/// What open screens hear: that there is something, not what it says.
#[derive(Serialize)]
struct Told<'a> {
    kind: &'a str,
    id: &'a str,
}

/// Tells the screens of everybody who may decide that something waits for them or has changed.
pub(crate) fn tell(app: &App, kind: &str, id: &str) {
    app.events.send(
        "grant",
        Permission::GrantsApprove.as_str(),
        &Told { kind, id },
    );
}
