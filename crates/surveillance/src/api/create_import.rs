use access::{Actor, App, Permission};
use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use platform::Problem;
use utoipa::ToSchema;

use crate::imports::queue::Upload;
use crate::model::ImportView;

/// The parts of the upload.
#[derive(Debug, ToSchema)]
#[allow(dead_code)]
pub(crate) struct ImportForm {
    /// The counts file, of any size.
    #[schema(format = Binary, content_media_type = "text/csv")]
    file: String,
    /// Id of the layout to read it by; recognised by the headers unless said.
    layout: Option<String>,
}

/// Receives a counts file and queues its import.
#[utoipa::path(
    post,
    path = "/api/imports",
    tag = "surveillance",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses(
        (status = 202, body = ImportView),
        (status = 401, description = "Not signed in", body = Problem),
        (status = 403, description = "Not allowed", body = Problem),
        (status = 422, description = "No file, or one that is no counts file", body = Problem),
        (status = 503, description = "The database is full or locked", body = Problem),
    )
)]
#[tracing::instrument(skip_all)]
pub(crate) async fn create_import(
    State(app): State<App>,
    actor: Actor,
    form: Result<Multipart, MultipartRejection>,
) -> Result<(StatusCode, Json<ImportView>), Problem> {
    let scope = actor.scope(&app, Permission::ImportsWrite)?;
    let mut form = form.map_err(|_| no_file())?;
    let mut layout = None;
    let mut received: Option<(Upload, String)> = None;
    while let Some(mut field) = form.next_field().await.map_err(|error| broken(&error))? {
        match field.name() {
            Some("layout") => {
                let text = field.text().await.map_err(|error| broken(&error))?;
                layout = Some(text).filter(|text| !text.is_empty());
            }
            Some("file") if received.is_none() => {
                let name = field.file_name().unwrap_or("upload.csv").to_owned();
                let mut upload = Upload::begin(&app);
                loop {
                    match field.chunk().await {
                        Ok(Some(bytes)) => upload.feed(&bytes).await?,
                        Ok(None) => break,
                        Err(error) => {
                            upload.abandon().await;
                            return Err(broken(&error));
                        }
                    }
                }
                received = Some((upload, name));
            }
            _ => {}
        }
    }
    let (upload, name) = received.ok_or_else(no_file)?;
    let view = upload.finish(&name, layout, &actor, &scope).await?;
    app.events
        .send("import", Permission::ImportsRead.as_str(), &view);
    Ok((StatusCode::ACCEPTED, Json(view)))
}

fn no_file() -> Problem {
    Problem::invalid(
        "file",
        "missing",
        "send the counts file as the part `file` of a multipart form",
    )
}

fn broken(error: &MultipartError) -> Problem {
    Problem::invalid("file", "upload", format!("the upload broke off: {error}"))
}
