//! `yufang account`

use std::io::{self, BufRead, IsTerminal};

use access::audit::Author;
use access::{Account as Stored, App, DisabledReason, NewAccount, NewPost};
use anyhow::Context;
use serde::Serialize;

use crate::cli::{Account, Common};
use crate::exit::Ending;
use crate::output::Output;

#[derive(Serialize)]
struct Row {
    username: String,
    display_name_zh: String,
    posts: Vec<String>,
    must_change_password: bool,
    disabled: Option<&'static str>,
    second_factor: bool,
}

impl From<&Stored> for Row {
    fn from(account: &Stored) -> Self {
        Row {
            username: account.username.clone(),
            display_name_zh: account.display_name_zh.clone(),
            posts: account
                .posts
                .iter()
                .map(|post| format!("{}@{}", post.role, post.region))
                .collect(),
            must_change_password: account.must_change_password,
            disabled: account.life.disabled.map(|(_, reason)| reason.as_str()),
            second_factor: account.second_factor_at.is_some(),
        }
    }
}

pub(crate) async fn run(common: &Common, out: Output, what: Account) -> Result<(), Ending> {
    let app = super::open(common).await?;
    let (clock, author) = (app.clock.as_ref(), Author::command_line());
    match what {
        Account::Add {
            username,
            role,
            region,
            name_zh,
            name_en,
        } => {
            let account = NewAccount {
                display_name_zh: name_zh.unwrap_or_else(|| username.clone()),
                display_name_en: name_en.unwrap_or_else(|| username.clone()),
                password: password(out)?,
                must_change_password: true,
                posts: vec![NewPost {
                    role,
                    region,
                    organisation: None,
                }],
                username: username.clone(),
            };
            access::add_account(&app.db, &app.pack, clock, &author, account)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` can sign in and must then choose a password"
            ));
        }
        Account::Passwd { username } => {
            let account = named(&app, &username).await?;
            access::set_password(&app, &author, &account, password(out)?, true)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` is signed out everywhere and must choose a new password"
            ));
        }
        Account::Disable { username } => {
            let account = named(&app, &username).await?;
            let reason = DisabledReason::Administrator;
            access::disable_account(&app, &author, &account.id, reason)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` is signed out everywhere and cannot sign in"
            ));
        }
        Account::Enable { username } => {
            let account = named(&app, &username).await?;
            access::enable_account(&app, &author, &account.id)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!("`{username}` can sign in again"));
        }
        Account::Unlock { username } => {
            let account = named(&app, &username).await?;
            access::unlock_account(&app, &author, &account)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!("`{username}` need not wait any more"));
        }
        Account::ResetSecondFactor { username } => {
            let account = named(&app, &username).await?;
            access::reset_second_factor(&app, &author, &account.id)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` is signed out everywhere and has no second factor any more"
            ));
        }
        Account::EndSessions { username } => {
            let account = named(&app, &username).await?;
            let ended = access::end_sessions(&app, &author, &account.id)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!("{ended} sessions of `{username}` ended"));
        }
        Account::LockDormant => {
            let locked = access::lock_dormant(&app, &author)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!("{locked} accounts that nobody used were disabled"));
        }
        Account::List => {
            let accounts = access::list_accounts(&app.db, &app.pack)
                .await
                .map_err(anyhow::Error::from)?;
            let rows: Vec<Row> = accounts.iter().map(Row::from).collect();
            out.report(&rows, || {
                let lines: Vec<String> = rows
                    .iter()
                    .map(|row| {
                        let marks = [
                            row.disabled.map(|reason| format!("disabled ({reason})")),
                            row.second_factor.then(|| "second factor".to_owned()),
                        ];
                        let marks: Vec<String> = marks.into_iter().flatten().collect();
                        let text = format!(
                            "{:<16} {:<40} {}",
                            row.username,
                            row.posts.join(", "),
                            marks.join(", ")
                        );
                        text.trim_end().to_owned()
                    })
                    .collect();
                lines.join("\n")
            });
        }
    }
    app.db.close().await;
    Ok(())
}

async fn named(app: &App, username: &str) -> Result<Stored, Ending> {
    Ok(access::account_named(app, username)
        .await
        .map_err(anyhow::Error::from)?)
}

/// The first line of standard input: a password on the command line would stay in the shell's history.
fn password(out: Output) -> Result<String, Ending> {
    if io::stdin().is_terminal() {
        out.note("first password (at least 12 characters, shown while you type):");
    }
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("standard input cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
