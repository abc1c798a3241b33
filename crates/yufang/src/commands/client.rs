//! `yufang client`

use access::audit::Author;
use access::{ApiClient, NewApiClient, NewPost};
use kernel::Timestamp;
use serde::Serialize;

use crate::cli::{Client, Common};
use crate::exit::Ending;
use crate::output::Output;

const DAY_MILLIS: i64 = 86_400_000;

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    post: String,
    permissions: Vec<&'static str>,
    state: &'static str,
    expires_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl Row {
    fn of(client: &ApiClient, now: Timestamp) -> Self {
        Row {
            id: client.id.clone(),
            name: client.name.clone(),
            post: format!("{}@{}", client.post.role, client.post.region),
            permissions: client
                .post
                .permissions
                .iter()
                .map(|permission| permission.as_str())
                .collect(),
            state: client.state(now).as_str(),
            expires_at: client.expires_at,
            last_used_at: client.last_used_at,
        }
    }
}

pub(crate) async fn run(common: &Common, out: Output, what: Client) -> Result<(), Ending> {
    let app = super::open(common).await?;
    let (now, author) = (app.clock.now(), Author::command_line());
    let invalid = |error: access::ClientError| Ending::Invalid(error.to_string());
    match what {
        Client::Add {
            name,
            role,
            region,
            organisation,
            permissions,
            days,
            per_minute,
        } => {
            let client = NewApiClient {
                name,
                post: NewPost {
                    role,
                    region,
                    organisation,
                },
                permissions: (!permissions.is_empty()).then_some(permissions),
                requests_per_minute: per_minute,
                expires_at: now.plus_millis(i64::from(days) * DAY_MILLIS),
            };
            let made = access::create_client(&app, &author, client)
                .await
                .map_err(invalid)?;
            out.note("the key is shown this once; hand it over on a safe way");
            let shown = serde_json::json!({ "id": made.id, "key": made.key });
            out.report(&shown, || made.key.clone());
        }
        Client::Rotate { id, overlap_hours } => {
            let made = access::rotate_client(&app, &author, &id, overlap_hours)
                .await
                .map_err(invalid)?;
            out.note(&format!(
                "the key is shown this once; the one before is accepted for {overlap_hours} hours more"
            ));
            let shown = serde_json::json!({ "id": made.id, "key": made.key });
            out.report(&shown, || made.key.clone());
        }
        Client::Revoke { id } => {
            access::revoke_client(&app, &author, &id)
                .await
                .map_err(invalid)?;
            out.note(&format!("client `{id}` is not listened to any more"));
        }
        Client::List => {
            let clients = access::list_clients(&app).await.map_err(invalid)?;
            let rows: Vec<Row> = clients.iter().map(|client| Row::of(client, now)).collect();
            out.report(&rows, || {
                let lines: Vec<String> = rows
                    .iter()
                    .map(|row| {
                        format!(
                            "{}  {:<8} {:<32} {}  {}",
                            row.id,
                            row.state,
                            row.post,
                            row.permissions.join(" "),
                            row.name
                        )
                    })
                    .collect();
                lines.join("\n")
            });
        }
    }
    app.db.close().await;
    Ok(())
}
