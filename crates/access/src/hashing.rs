//! Password hashes: argon2id with OWASP's parameters, a few at a time.

use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::Semaphore;

/// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes made at the same time in this process; together they take 38 MiB however many people sign in at once.
const AT_ONCE: usize = 2;
static SEATS: Semaphore = Semaphore::const_new(AT_ONCE);
/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(10);

/// A hash no password is known for, so that an unknown name takes as long as a known one.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$eXVmYW5nLW5vYm9keS1oZXJl$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password could not be hashed or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// Too many people are signing in.
    #[error("too many people are signing in at this moment; try again in a few seconds")]
    Busy,
    /// The hash could not be made; a defect of ours.
    #[error("the password could not be processed; tell whoever runs the server")]
    Defect,
}

fn argon2() -> Result<Argon2<'static>, HashError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| HashError::Defect)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Runs `work` on a thread that may block, when there is a seat for it.
async fn seated<T: Send + 'static>(
    work: impl FnOnce(Argon2<'static>) -> Result<T, HashError> + Send + 'static,
) -> Result<T, HashError> {
    // What signing in costs; also how a test sees that every refusal costs the same.
    metrics::counter!("password_hashes_total").increment(1);
    let seat = tokio::time::timeout(WAIT, SEATS.acquire())
        .await
        .map_err(|_| HashError::Busy)?
        .map_err(|_| HashError::Defect)?;
    let argon2 = argon2()?;
    tokio::task::spawn_blocking(move || {
        // INVARIANT: the seat is held by the work, not by the request, which may be gone before the work ends.
        let _seat = seat;
        work(argon2)
    })
    .await
    .map_err(|_| HashError::Defect)?
}

/// The hash of a password, as a PHC string with its own salt.
pub(crate) async fn hash(password: String) -> Result<String, HashError> {
    seated(move |argon2| {
        argon2
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(|_| HashError::Defect)
    })
    .await
}

/// Whether a password fits a stored hash; without one the same work is done and the answer is no.
pub(crate) async fn verify(password: String, stored: Option<String>) -> Result<bool, HashError> {
    seated(move |argon2| {
        let text = stored.as_deref().unwrap_or(NOBODY);
        let parsed = PasswordHash::new(text).map_err(|_| HashError::Defect)?;
        let fits = argon2.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(fits && stored.is_some())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let stored = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        for (password, fits) in [
            ("correct horse battery", true),
            ("Correct horse battery", false),
        ] {
            assert_eq!(
                verify(password.to_owned(), Some(stored.clone())).await,
                Ok(fits)
            );
        }
        assert_ne!(
            hash("correct horse battery".to_owned()).await.unwrap(),
            stored
        );
    }

    #[tokio::test]
    async fn an_unknown_name_costs_the_same_work() {
        assert_eq!(verify("anything".to_owned(), None).await, Ok(false));
        let nobody = Params::try_from(&PasswordHash::new(NOBODY).unwrap()).unwrap();
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        assert_eq!(cost(&nobody), cost(argon2().unwrap().params()));
    }

    #[tokio::test]
    async fn a_damaged_hash_is_a_defect_not_a_wrong_password() {
        assert_eq!(
            verify("anything".to_owned(), Some("plain text".to_owned())).await,
            Err(HashError::Defect)
        );
    }
}
