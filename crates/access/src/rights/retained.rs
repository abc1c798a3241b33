//! The register of exports as records that are kept for so long.

use async_trait::async_trait;
use kernel::Timestamp;
use platform::{DbError, Tx};

use super::Retained;
use crate::App;
use crate::release;

/// The register of data that left the house (对外提供记录), kept three years by 网络数据安全管理条例 12.
#[derive(Debug, Clone, Copy)]
pub struct TransferLog;

#[async_trait]
impl Retained for TransferLog {
    fn rule(&self) -> &'static str {
        "data_transfer_log"
    }

    async fn due(&self, app: &App, before: Timestamp) -> Result<u64, DbError> {
        release::exports_due(&app.db, before).await
    }

    async fn remove(&self, tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
        release::remove_exports_due(tx, before).await
    }
}
