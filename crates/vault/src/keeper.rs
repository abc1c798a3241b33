//! The vault: data keys of one database, unwrapped in memory, and what can be done with them while the program runs.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::{Clock, Id};
use platform::jobs::{Job, enqueue};
use platform::{Db, DbError};
use rand::CryptoRng;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;

use crate::engine::{DataKey, KeyRing, MasterKeys};
use crate::error::VaultError;
use crate::jobs::JOB_RESEAL;
use crate::model::{FieldStatus, KeyStatus, Lookups, SealedTable, Status};
use crate::source::KeySource;
use crate::store::{self, StoredKey};

/// Seals, opens, and changes keys; cheap to clone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tables: Arc<[SealedTable]>,
    masters: Arc<MasterKeys>,
    ring: Arc<RwLock<Arc<KeyRing>>>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Vault")
            .field("newest", &self.ring().newest())
            .finish_non_exhaustive()
    }
}

impl Vault {
    /// Reads the master keys, unwraps the data keys of the database, and makes the first one when there is none.
    ///
    /// `tables` are the encrypted columns of every capability, gathered where the program is put together.
    ///
    /// # Errors
    /// When the source gives no keys, a data key is wrapped by a master key that is not there, or the database refuses.
    pub async fn open(
        db: Db,
        clock: Arc<dyn Clock>,
        source: &KeySource,
        tables: &[SealedTable],
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Self, VaultError> {
        let masters = source.read().await?;
        let ring = match read_ring(&db, &masters).await? {
            Some(ring) => ring,
            None => {
                let key = new_key(&masters, 1, clock.as_ref(), rng)?;
                let mut tx = db.begin().await?;
                match store::insert_key(&mut tx, key).await {
                    Ok(()) => tx.commit().await.map_err(DbError::from)?,
                    // Another process started at the same moment; its key is as good.
                    Err(DbError::Duplicate(_)) => drop(tx),
                    Err(error) => return Err(error.into()),
                }
                read_ring(&db, &masters)
                    .await?
                    .ok_or(VaultError::NoNumber)?
            }
        };
        Ok(Vault {
            db,
            clock,
            tables: tables.into(),
            masters: Arc::new(masters),
            ring: Arc::new(RwLock::new(Arc::new(ring))),
        })
    }

    /// Whether no data key was ever made in this database, so that no master key can be missing.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_unused(db: &Db) -> Result<bool, VaultError> {
        Ok(store::keys(db).await?.is_empty())
    }

    /// The keys as they are now; a request takes the ring once and uses it to its end.
    #[must_use]
    pub fn ring(&self) -> Arc<KeyRing> {
        self.ring
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A ring that holds the keys of all these ciphertexts: read anew when another process has made one since.
    ///
    /// # Errors
    /// When the keys have to be read anew and that fails.
    pub async fn ring_for<'a>(
        &self,
        sealed: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Arc<KeyRing>, VaultError> {
        let ring = self.ring();
        let is_missing = sealed
            .into_iter()
            .filter_map(|sealed| KeyRing::number_of(sealed).ok())
            .any(|number| number > ring.newest());
        if is_missing {
            self.refresh().await?;
            return Ok(self.ring());
        }
        Ok(ring)
    }

    /// Reads the data keys anew.
    ///
    /// # Errors
    /// When one cannot be unwrapped or the database refuses.
    pub async fn refresh(&self) -> Result<(), VaultError> {
        let ring = read_ring(&self.db, &self.masters)
            .await?
            .ok_or(VaultError::NoNumber)?;
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
        Ok(())
    }

    /// Makes a new data key and queues the job that seals every row again under it.
    ///
    /// From here on new rows are sealed under the new key; older ones stay readable all the while.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn rotate(&self, rng: &mut (impl CryptoRng + Send)) -> Result<Id<Job>, VaultError> {
        self.refresh().await?;
        let number = self
            .ring()
            .newest()
            .checked_add(1)
            .ok_or(VaultError::NoNumber)?;
        let key = new_key(&self.masters, number, self.clock.as_ref(), rng)?;
        let (job, now) = (Id::new(), self.clock.now());
        let mut tx = self.db.begin().await?;
        store::insert_key(&mut tx, key).await?;
        store::begin_rotation(&mut tx, &job.to_string(), number, now).await?;
        enqueue(&mut tx, JOB_RESEAL, job, "{}", now).await?;
        tx.commit().await.map_err(DbError::from)?;
        self.refresh().await?;
        Ok(job)
    }

    /// Wraps every data key under the newest master key; returns how many were under another.
    ///
    /// After it the older master keys are needed for older backups only.
    ///
    /// # Errors
    /// When a data key cannot be unwrapped or the database refuses; nothing is changed then.
    pub async fn rewrap(&self, rng: &mut (impl CryptoRng + Send)) -> Result<usize, VaultError> {
        let mut changed = Vec::new();
        for mut key in store::keys(&self.db).await? {
            if key.master_key == self.masters.newest() {
                continue;
            }
            let material = self
                .masters
                .unwrap(key.number, &key.master_key, &key.wrapped)?;
            key.wrapped = self.masters.wrap(key.number, &material, rng)?;
            key.master_key = self.masters.newest().to_owned();
            changed.push(key);
        }
        let mut tx = self.db.begin().await?;
        for key in &changed {
            store::rewrap(&mut tx, key).await?;
        }
        tx.commit().await.map_err(DbError::from)?;
        Ok(changed.len())
    }

    /// What there is to know of the keys, and how many rows are under which.
    ///
    /// It reads every encrypted column from end to end.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn status(&self) -> Result<Status, VaultError> {
        self.refresh().await?;
        let ring = self.ring();
        let keys = store::keys(&self.db)
            .await?
            .into_iter()
            .map(|key| KeyStatus {
                number: key.number,
                is_master_newest: key.master_key == self.masters.newest(),
                master_key: key.master_key,
                created_at: key.created_at,
            })
            .collect();
        let mut fields = Vec::new();
        for table in self.tables.iter() {
            for field in table.fields {
                let version = ring.sealed_floor()[0];
                let heads = store::heads(&self.db, table.table, field.column, 5).await?;
                fields.push(tally(
                    &ring,
                    table.table,
                    field.column,
                    heads,
                    |head| match head {
                        [first, rest @ ..] if *first == version => number(rest),
                        _ => None,
                    },
                ));
                if let Some((column, _)) = field.index {
                    let heads = store::heads(&self.db, table.table, column, 4).await?;
                    fields.push(tally(&ring, table.table, column, heads, number));
                }
            }
            if let Some(Lookups { table, token, .. }) = table.lookups {
                let heads = store::heads(&self.db, table, token, 4).await?;
                fields.push(tally(&ring, table, token, heads, number));
            }
        }
        Ok(Status {
            keys,
            fields,
            rotation: store::latest_rotation(&self.db).await?,
        })
    }
}

/// The system's random source: what keys and nonces come from in the running program.
#[must_use]
pub fn system_random() -> impl CryptoRng + Send {
    // The system gives random numbers as long as it runs at all.
    UnwrapErr(SysRng)
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn tally(
    ring: &KeyRing,
    table: &'static str,
    column: &'static str,
    heads: Vec<(Vec<u8>, u64)>,
    number_of: impl Fn(&[u8]) -> Option<u32>,
) -> FieldStatus {
    let mut status = FieldStatus {
        table,
        column,
        current_count: 0,
        old_count: 0,
        unknown_count: 0,
    };
    for (head, count) in heads {
        match number_of(&head) {
            Some(number) if number == ring.newest() => status.current_count += count,
            Some(number) if ring.holds(number) => status.old_count += count,
            _ => status.unknown_count += count,
        }
    }
    status
}

fn new_key(
    masters: &MasterKeys,
    number: u32,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> Result<StoredKey, VaultError> {
    let material = DataKey::draw(rng);
    Ok(StoredKey {
        number,
        master_key: masters.newest().to_owned(),
        wrapped: masters.wrap(number, &material, rng)?,
        created_at: clock.now(),
    })
}

async fn read_ring(db: &Db, masters: &MasterKeys) -> Result<Option<KeyRing>, VaultError> {
    let mut keys = BTreeMap::new();
    for key in store::keys(db).await? {
        let data_key = masters.data_key(key.number, &key.master_key, &key.wrapped)?;
        keys.insert(key.number, data_key);
    }
    Ok(KeyRing::new(keys))
}
