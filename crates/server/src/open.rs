//! Opening: packs, database, migrations, and the shared state made of them.

use std::path::PathBuf;
use std::sync::Arc;

use access::App;
use kernel::{Clock, SystemClock};
use pack::{Diagnostic, Pack};
use platform::{Db, DbError};
use vault::{KeySource, Vault, VaultError};

use crate::{MIGRATIONS, SEALED};

/// What the program is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// Folder of the packs.
    pub packs: PathBuf,
    /// Which city's pack to use.
    pub city: String,
    /// Whether cookies are sent over HTTPS only.
    pub secure_cookies: bool,
    /// Where the master keys are; a file that does not exist is made with the first data key.
    /// Without keys nothing that is sealed can be read or written.
    pub keys: Option<KeySource>,
}

/// Why the program cannot start.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The packs have errors; each finding names file, line and rule.
    #[error("the packs cannot be used; run `yufang pack check` for all findings")]
    Pack(Vec<Diagnostic>),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DbError),
    /// The keys cannot be used.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

/// Loads the packs, opens the database and brings its tables up to date.
///
/// # Errors
/// When the packs have errors or the database cannot be used.
pub async fn open(options: &Options) -> Result<App, OpenError> {
    let (folder, city) = (options.packs.clone(), options.city.clone());
    let loading = tokio::task::spawn_blocking(move || Pack::load(&folder, &city));
    let db = Db::connect(&options.database).await?;
    let pack = match loading.await {
        Ok(loaded) => Arc::new(loaded.map_err(OpenError::Pack)?),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    };
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let steps = db.migrate(MIGRATIONS, clock.as_ref()).await?;
    if steps > 0 {
        tracing::info!(steps, "the database's tables were brought up to date");
    }
    access::audit::note_start(&db, pack.version(), steps, clock.now()).await?;
    registry::load_organisations(&db, &pack, clock.as_ref()).await?;
    let vault = match &options.keys {
        Some(source) => Some(open_vault(&db, &clock, source).await?),
        None => None,
    };
    Ok(App {
        secure_cookies: options.secure_cookies,
        vault,
        holders: crate::holders(),
        ..App::new(db, pack, clock)
    })
}

/// Opens the vault; the first start of all makes the key file too, so that nothing has to be set up by hand.
async fn open_vault(
    db: &Db,
    clock: &Arc<dyn Clock>,
    source: &KeySource,
) -> Result<Vault, VaultError> {
    let mut random = vault::system_random();
    if Vault::is_unused(db).await? && source.make_missing(&mut random)? {
        tracing::warn!(
            keys = source.shown(),
            "a key file was made; keep a copy apart from the database and its backups, without it sealed fields are lost"
        );
    }
    Vault::open(db.clone(), clock.clone(), source, SEALED, &mut random).await
}
