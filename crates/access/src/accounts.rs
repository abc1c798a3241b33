//! Making and keeping accounts, for the command line and the API.

use kernel::{Clock, Id};
use pack::Pack;
use platform::{Db, DbError, Tx};

use crate::audit::{Action, Author, Detail, Entry, Stamp};
use crate::engine::{check_password, fold_username, parse_username};
use crate::store::{self, Event, Happening};
use crate::{AccessError, Account, NewAccount, NewPost, hashing};

/// Makes an account and returns its id; the audit trail says that `author` did.
///
/// # Errors
/// When the name is taken or not well made, the password will not do, or the pack lacks the role, region or organisation.
pub async fn add_account(
    db: &Db,
    pack: &Pack,
    clock: &dyn Clock,
    author: &Author,
    account: NewAccount,
) -> Result<String, AccessError> {
    let account = checked(pack, account)?;
    check_password(&account.password, &account.username)?;
    let hash = hashing::hash(account.password.clone()).await?;
    let mut tx = db.begin().await?;
    let stamp = Stamp {
        at: clock.now(),
        pack_version: pack.version(),
    };
    let id = insert(db, &mut tx, stamp, author, &account, hash).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(id)
}

/// Sets a password from the command line without asking for the one before, ends all sessions of the account and
/// forgets its failures.
///
/// # Errors
/// When there is no such account or the password will not do.
pub async fn set_password(
    db: &Db,
    pack: &Pack,
    clock: &dyn Clock,
    username: &str,
    password: String,
    must_change: bool,
) -> Result<(), AccessError> {
    let username = fold_username(username);
    let Some(known) = store::credentials(db, &username).await? else {
        return Err(AccessError::NoAccount(username));
    };
    check_password(&password, &username)?;
    let hash = hashing::hash(password).await?;
    let now = clock.now();
    let mut tx = db.begin().await?;
    // The guard before the account, as signing in takes them.
    store::remove_guard(&mut tx, &crate::sign_in::name_subject(&username)).await?;
    store::replace_password(&mut tx, &known.account, hash, must_change, now).await?;
    store::end_sessions(&mut tx, &known.account, None).await?;
    let stamp = Stamp {
        at: now,
        pack_version: pack.version(),
    };
    let set = Happening {
        event: Event::PasswordSet,
        account: Some(&known.account),
        source: None,
    };
    let author = Author::command_line();
    store::append(db, &mut tx, stamp, &author, &[set], Vec::new()).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// All accounts, by name.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_accounts(db: &Db, pack: &Pack) -> Result<Vec<Account>, AccessError> {
    Ok(store::list(db, pack).await?)
}

/// Makes the demonstration accounts of the pack that do not exist yet and returns how many were made.
///
/// # Errors
/// When the pack's own accounts are not well made, or the database refuses.
pub async fn load_demo_accounts(
    db: &Db,
    pack: &Pack,
    clock: &dyn Clock,
) -> Result<usize, AccessError> {
    let mut made = 0;
    for demo in &pack.demo_accounts {
        let account = NewAccount {
            username: demo.username.clone(),
            display_name_zh: demo.display_name_zh.clone(),
            display_name_en: demo.display_name_en.clone(),
            password: demo.password.clone(),
            must_change_password: false,
            posts: demo
                .posts
                .iter()
                .map(|post| NewPost {
                    role: post.role.clone(),
                    region: post.region,
                    organisation: post.organisation.clone(),
                })
                .collect(),
        };
        let name = fold_username(&account.username);
        if store::credentials(db, &name).await?.is_some() {
            continue;
        }
        match add_account(db, pack, clock, &Author::program(), account).await {
            Ok(_) => made += 1,
            // Another process loads the same accounts at this moment.
            Err(AccessError::UsernameTaken(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// The account with its name in the stored form and without blanks around the display names.
fn checked(pack: &Pack, account: NewAccount) -> Result<NewAccount, AccessError> {
    let username = parse_username(&account.username)?;
    if account.posts.is_empty() {
        return Err(AccessError::NoPost);
    }
    for post in &account.posts {
        if pack.role(&post.role).is_none() {
            let known: Vec<&str> = pack.roles.iter().map(|role| role.id.as_str()).collect();
            return Err(AccessError::NoRole {
                given: post.role.clone(),
                known: known.join(", "),
            });
        }
        if pack.regions.get(post.region).is_none() {
            return Err(AccessError::NoRegion(post.region));
        }
        if let Some(organisation) = &post.organisation
            && pack.organisations.get(organisation).is_none()
        {
            return Err(AccessError::NoOrganisation(organisation.clone()));
        }
    }
    let name_or = |name: &str| match name.trim() {
        "" => username.clone(),
        name => name.to_owned(),
    };
    Ok(NewAccount {
        display_name_zh: name_or(&account.display_name_zh),
        display_name_en: name_or(&account.display_name_en),
        username,
        ..account
    })
}

async fn insert(
    db: &Db,
    tx: &mut Tx,
    stamp: Stamp<'_>,
    author: &Author,
    account: &NewAccount,
    hash: String,
) -> Result<String, AccessError> {
    let id = Id::<Account>::new().to_string();
    match store::insert_account(tx, account, &id, hash, stamp.at).await {
        Ok(()) => {}
        Err(DbError::Duplicate(_)) => {
            return Err(AccessError::UsernameTaken(account.username.clone()));
        }
        Err(error) => return Err(error.into()),
    }
    for (position, post) in (0_i64..).zip(&account.posts) {
        store::insert_post(tx, &id, position, post).await?;
    }
    let made = Happening {
        event: Event::AccountMade,
        account: Some(&id),
        source: None,
    };
    let grants = account
        .posts
        .iter()
        .map(|post| {
            Entry::new(author.clone(), Action::PostGranted)
                .on("account", &id)
                .with(Detail::Role, &post.role)
                .with(Detail::Region, post.region.to_string())
        })
        .collect();
    store::append(db, tx, stamp, author, &[made], grants).await?;
    Ok(id)
}
