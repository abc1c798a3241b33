//! Records of this crate that are kept for so long: the register of exports, and data of agency requests.

use async_trait::async_trait;
use kernel::{Day, Timestamp};
use platform::{DbError, Tx};

use super::Retained;
use crate::App;
use crate::grants::store;
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

    async fn remove(&self, _: &App, tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
        release::remove_exports_due(tx, before).await
    }
}

/// What agency requests collected, where nobody ever closed their event (突发事件应对法 85).
#[derive(Debug, Clone, Copy)]
pub struct AgencyData;

#[async_trait]
impl Retained for AgencyData {
    fn rule(&self) -> &'static str {
        "contact_tracing"
    }

    async fn due(&self, app: &App, before: Timestamp) -> Result<u64, DbError> {
        store::left_behind(&app.db, Day::in_shanghai(before)).await
    }

    async fn remove(&self, app: &App, tx: &mut Tx, before: Timestamp) -> Result<u64, DbError> {
        store::destroy_left_behind(tx, Day::in_shanghai(before), app.clock.now()).await
    }
}
