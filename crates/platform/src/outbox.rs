//! Outbox: effects are promised in the transaction that stored the fact and carried out afterwards.
//!
//! Delivery is at least once and in order: a handler may see a message again after a crash and must not mind.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use kernel::{Clock, Timestamp};
use serde::Serialize;
use sqlx::Row;

use crate::{Db, DbError, Tx};

/// Messages taken up at a time.
const BATCH: i64 = 100;

/// Carries out what one topic promises.
#[async_trait]
pub trait Subscriber: Send + Sync {
    /// Handles one message; an error leaves it, and all after it, waiting.
    async fn deliver(&self, payload: &str) -> Result<(), String>;
}

/// Promises an effect.
///
/// # Errors
/// When the database refuses or the payload cannot be written as JSON.
pub async fn promise(
    tx: &mut Tx,
    topic: &str,
    payload: &impl Serialize,
    now: Timestamp,
) -> Result<(), DbError> {
    let payload = serde_json::to_string(payload)
        .map_err(|error| DbError::Other(sqlx::Error::Encode(error.into())))?;
    sqlx::query("INSERT INTO outbox (topic, payload, recorded_at) VALUES ($1, $2, $3)")
        .bind(topic.to_owned())
        .bind(payload)
        .bind(now.millis())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Delivers what was promised.
#[derive(Clone)]
pub struct Courier {
    db: Db,
    clock: Arc<dyn Clock>,
    subscribers: Arc<HashMap<&'static str, Arc<dyn Subscriber>>>,
}

impl Courier {
    /// A courier that knows who handles which topic.
    #[must_use]
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        subscribers: HashMap<&'static str, Arc<dyn Subscriber>>,
    ) -> Self {
        Courier {
            db,
            clock,
            subscribers: Arc::new(subscribers),
        }
    }

    /// Delivers waiting messages in order and returns how many went out; stops at the first that fails.
    ///
    /// # Errors
    /// When the database cannot be read or written.
    pub async fn deliver_waiting(&self) -> Result<usize, DbError> {
        let mut delivered = 0;
        loop {
            let rows = sqlx::query(
                "SELECT id, topic, payload FROM outbox WHERE delivered_at IS NULL ORDER BY id LIMIT $1",
            )
            .bind(BATCH)
            .fetch_all(self.db.read())
            .await?;
            if rows.is_empty() {
                return Ok(delivered);
            }
            for row in rows {
                let (id, topic, payload): (i64, String, String) =
                    (row.get(0), row.get(1), row.get(2));
                let outcome = match self.subscribers.get(topic.as_str()) {
                    Some(subscriber) => subscriber.deliver(&payload).await,
                    None => Err(format!("nobody handles `{topic}`")),
                };
                let failed = outcome.is_err();
                self.record(id, outcome.err()).await?;
                if failed {
                    return Ok(delivered);
                }
                delivered += 1;
            }
        }
    }

    async fn record(&self, id: i64, error: Option<String>) -> Result<(), DbError> {
        if let Some(error) = &error {
            tracing::warn!(id, %error, "an outbox message was not delivered and waits");
        }
        let delivered_at = error.is_none().then(|| self.clock.now().millis());
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "UPDATE outbox SET delivered_at = $2, error = $3, attempts = attempts + 1 WHERE id = $1",
        )
        .bind(id)
        .bind(delivered_at)
        .bind(error)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }
}
