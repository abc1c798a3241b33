//! Live events to open screens: what changed, not the change itself.

use serde::Serialize;
use tokio::sync::broadcast;

/// Events a slow screen may lag behind before it is told to reload.
const BACKLOG: usize = 1024;

/// One event: a name a screen listens for, and JSON.
#[derive(Debug, Clone)]
pub struct Event {
    /// `import`, `detection`, `counts`, `signal` or `grant`.
    pub name: &'static str,
    /// Body, already JSON.
    pub data: String,
    /// The permission a screen's user needs to be told.
    pub permission: &'static str,
}

/// The channel every screen listens to; cheap to clone.
#[derive(Debug, Clone)]
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Events(broadcast::channel(BACKLOG).0)
    }
}

impl Events {
    /// Tells every listening screen. Nobody listening is fine.
    pub fn send(&self, name: &'static str, permission: &'static str, body: &impl Serialize) {
        match serde_json::to_string(body) {
            Ok(data) => {
                let _ = self.0.send(Event {
                    name,
                    data,
                    permission,
                });
            }
            Err(error) => tracing::error!(%error, name, "an event could not be written as JSON"),
        }
    }

    /// A new listener, hearing everything sent from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }
}
