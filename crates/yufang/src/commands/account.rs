//! `yufang account`

use std::io::{self, BufRead, IsTerminal};

use access::audit::Author;
use access::{Account as Stored, NewAccount, NewPost};
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
        }
    }
}

pub(crate) async fn run(common: &Common, out: Output, what: Account) -> Result<(), Ending> {
    let app = super::open(common).await?;
    let clock = app.clock.as_ref();
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
            access::add_account(&app.db, &app.pack, clock, &Author::command_line(), account)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` can sign in and must then choose a password"
            ));
        }
        Account::Passwd { username } => {
            access::set_password(&app.db, &app.pack, clock, &username, password(out)?, true)
                .await
                .map_err(anyhow::Error::from)?;
            out.note(&format!(
                "`{username}` is signed out everywhere and must choose a new password"
            ));
        }
        Account::List => {
            let accounts = access::list_accounts(&app.db, &app.pack)
                .await
                .map_err(anyhow::Error::from)?;
            let rows: Vec<Row> = accounts.iter().map(Row::from).collect();
            out.report(&rows, || {
                let lines: Vec<String> = rows
                    .iter()
                    .map(|row| format!("{:<16} {}", row.username, row.posts.join(", ")))
                    .collect();
                lines.join("\n")
            });
        }
    }
    app.db.close().await;
    Ok(())
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
