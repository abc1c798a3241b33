//! Making and keeping accounts, for the command line and the API.

use kernel::{Clock, Id};
use pack::Pack;
use platform::{Db, DbError, Tx};

use crate::attempt::name_subject;
use crate::audit::{Action, Author, Detail, Entry, Stamp};
use crate::engine::{DisabledReason, check_password, dormant_since, fold_username, parse_username};
use crate::store::{self, Event, Happening, PostChange};
use crate::{AccessError, Account, App, NewAccount, NewPost, hashing};

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
    check_password(&account.password, &account.username, &pack.sign_in)?;
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

/// The account with this sign-in name.
///
/// # Errors
/// When there is none.
pub async fn account_named(app: &App, username: &str) -> Result<Account, AccessError> {
    let username = fold_username(username);
    let found = match store::credentials(&app.db, &username).await? {
        Some(known) => store::account(&app.db, &app.pack, &known.account).await?,
        None => None,
    };
    found.ok_or(AccessError::NoAccount(username))
}

/// Sets a password without asking for the one before, ends all sessions of the account and forgets its failures.
///
/// # Errors
/// When the password will not do.
pub async fn set_password(
    app: &App,
    author: &Author,
    account: &Account,
    password: String,
    must_change: bool,
) -> Result<(), AccessError> {
    let rules = &app.pack.sign_in;
    check_password(&password, &account.username, rules)?;
    let hash = hashing::hash(password).await?;
    let stamp = app.stamp();
    let mut tx = app.db.begin().await?;
    // The guard before the account, as signing in takes them.
    store::remove_guard(&mut tx, &name_subject(&account.username)).await?;
    store::replace_password(
        &mut tx,
        &account.id,
        hash,
        must_change,
        rules.history,
        stamp.at,
    )
    .await?;
    store::end_sessions(&mut tx, &account.id, None).await?;
    let set = Happening {
        event: Event::PasswordSet,
        account: Some(&account.id),
        source: None,
        reason: None,
    };
    store::append(&app.db, &mut tx, stamp, author, &[set], Vec::new()).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// Closes an account and ends its sessions; doing it twice changes nothing and is put on record once.
///
/// # Errors
/// When the database refuses.
pub async fn disable_account(
    app: &App,
    author: &Author,
    account: &str,
    reason: DisabledReason,
) -> Result<(), AccessError> {
    let mut tx = app.db.begin().await?;
    if store::disable(&mut tx, account, reason, app.clock.now()).await? {
        store::end_sessions(&mut tx, account, None).await?;
        let entry = Entry::new(author.clone(), Action::AccountDisabled)
            .on("account", account)
            .with(Detail::Reason, reason.as_str());
        app.record(&mut tx, &[entry]).await?;
        tx.commit().await.map_err(DbError::from)?;
    }
    Ok(())
}

/// Lets the holder of a closed account sign in again; its silence counts from now on.
///
/// # Errors
/// When the database refuses.
pub async fn enable_account(app: &App, author: &Author, account: &str) -> Result<(), AccessError> {
    let mut tx = app.db.begin().await?;
    store::enable(&mut tx, account, app.clock.now()).await?;
    let entry = Entry::new(author.clone(), Action::AccountEnabled).on("account", account);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// Forgets the failures under an account's name, so that its holder need not wait.
///
/// # Errors
/// When the database refuses.
pub async fn unlock_account(
    app: &App,
    author: &Author,
    account: &Account,
) -> Result<(), AccessError> {
    let mut tx = app.db.begin().await?;
    store::remove_guard(&mut tx, &name_subject(&account.username)).await?;
    let entry = Entry::new(author.clone(), Action::AccountUnlocked).on("account", &account.id);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// Takes the second factor of somebody away who lost it, and ends their sessions.
///
/// # Errors
/// When the database refuses.
pub async fn reset_second_factor(
    app: &App,
    author: &Author,
    account: &str,
) -> Result<(), AccessError> {
    let mut tx = app.db.begin().await?;
    store::remove_second_factor(&mut tx, account).await?;
    store::end_sessions(&mut tx, account, None).await?;
    let entry = Entry::new(author.clone(), Action::SecondFactorReset).on("account", account);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(())
}

/// Ends the sessions of an account, all or all but the one with this token hash, and returns how many there were.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn end_sessions_but(
    app: &App,
    author: &Author,
    account: &str,
    but: Option<&str>,
) -> Result<u64, AccessError> {
    let mut tx = app.db.begin().await?;
    let ended = store::end_sessions(&mut tx, account, but).await?;
    let entry = Entry::new(author.clone(), Action::SessionEnded)
        .on("account", account)
        .count(Detail::Rows, ended);
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(ended)
}

/// Ends all sessions of an account and returns how many there were.
///
/// # Errors
/// When the database refuses.
pub async fn end_sessions(app: &App, author: &Author, account: &str) -> Result<u64, AccessError> {
    end_sessions_but(app, author, account, None).await
}

/// Closes the accounts that nobody used for as long as the pack says, and returns how many.
///
/// Signing in refuses them before this ran, too; it makes the list say so and ends nothing anybody uses.
///
/// # Errors
/// When the database refuses.
pub async fn lock_dormant(app: &App, author: &Author) -> Result<usize, AccessError> {
    let Some(since) = dormant_since(&app.pack.sign_in, app.clock.now()) else {
        return Ok(0);
    };
    let dormant = store::dormant(&app.db, since).await?;
    for account in &dormant {
        disable_account(app, author, account, DisabledReason::Dormant).await?;
    }
    Ok(dormant.len())
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

/// Refuses a post whose role, region or organisation the pack does not know.
pub(crate) fn check_post(pack: &Pack, post: &NewPost) -> Result<(), AccessError> {
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
    Ok(())
}

/// The account with its name in the stored form and without blanks around the display names.
fn checked(pack: &Pack, account: NewAccount) -> Result<NewAccount, AccessError> {
    let username = parse_username(&account.username)?;
    let roles: Vec<&str> = account
        .posts
        .iter()
        .map(|post| post.role.as_str())
        .collect();
    check_apart(pack, &roles)?;
    for post in &account.posts {
        check_post(pack, post)?;
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

/// Whether one account may hold these roles together: the administrators are kept apart (三员分立) from each other and
/// from all other work.
fn check_apart(pack: &Pack, roles: &[&str]) -> Result<(), AccessError> {
    let apart = roles
        .iter()
        .find(|id| pack.role(id).is_some_and(|role| role.is_apart));
    match apart {
        Some(apart) if roles.iter().any(|role| role != apart) => {
            Err(AccessError::Apart((*apart).to_owned()))
        }
        _ => Ok(()),
    }
}

/// Gives an account a post and returns its number; the audit trail says that `author` did, the account's history why.
/// Holding it already, nothing changes.
///
/// # Errors
/// When the pack lacks the role, region or organisation, or the role is kept apart from one the account holds.
pub async fn grant_post(
    app: &App,
    author: &Author,
    account: &Account,
    post: NewPost,
    reason: Option<&str>,
) -> Result<i64, AccessError> {
    check_post(&app.pack, &post)?;
    let mut tx = app.db.begin().await?;
    // Read again inside the transaction: two administrators may grant at once.
    store::lock_account(&mut tx, &account.id).await?;
    let held = store::posts(&mut tx, &account.id).await?;
    let mut roles: Vec<&str> = held.iter().map(|(_, held)| held.role.as_str()).collect();
    roles.push(&post.role);
    check_apart(&app.pack, &roles)?;
    if let Some((number, _)) = held.iter().find(|(_, held)| *held == post) {
        return Ok(*number);
    }
    let number = held.iter().map(|(number, _)| number + 1).max().unwrap_or(0);
    store::insert_post(&mut tx, &account.id, number, &post).await?;
    let change = PostChange {
        account: &account.id,
        position: number,
        post: &post,
        is_granted: true,
        reason,
        by: author.account(),
        at: app.clock.now(),
    };
    store::insert_post_change(&mut tx, &change).await?;
    let entry = Entry::new(author.clone(), Action::PostGranted)
        .on("account", &account.id)
        .with(Detail::Role, &post.role)
        .with(Detail::Region, post.region.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(number)
}

/// Takes a post from an account and says whether it was there; what it allowed ends with
/// the next request.
///
/// # Errors
/// When the database refuses.
pub async fn withdraw_post(
    app: &App,
    author: &Author,
    account: &Account,
    number: i64,
    reason: Option<&str>,
) -> Result<bool, AccessError> {
    let mut tx = app.db.begin().await?;
    let Some(post) = store::remove_post(&mut tx, &account.id, number).await? else {
        return Ok(false);
    };
    let change = PostChange {
        account: &account.id,
        position: number,
        post: &post,
        is_granted: false,
        reason,
        by: author.account(),
        at: app.clock.now(),
    };
    store::insert_post_change(&mut tx, &change).await?;
    let entry = Entry::new(author.clone(), Action::PostWithdrawn)
        .on("account", &account.id)
        .with(Detail::Role, &post.role)
        .with(Detail::Region, post.region.to_string());
    app.record(&mut tx, &[entry]).await?;
    tx.commit().await.map_err(DbError::from)?;
    Ok(true)
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
        let change = PostChange {
            account: &id,
            position,
            post,
            is_granted: true,
            reason: None,
            by: author.account(),
            at: stamp.at,
        };
        store::insert_post_change(tx, &change).await?;
    }
    let made = Happening {
        event: Event::AccountMade,
        account: Some(&id),
        source: None,
        reason: None,
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
