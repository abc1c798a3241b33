//! Report cards over HTTP, one file per verb.

mod asked;
mod check_card;
mod correct_card;
mod create_card;
mod decide_card_duplicate;
mod export_cards;
mod get_card;
mod get_card_form;
mod get_card_timeliness;
mod identify_card;
mod list_card_duplicates;
mod list_card_reviews;
mod list_card_versions;
mod list_cards;
mod reach;
mod report_card;
mod return_card;
mod review_card;
mod save_card;
mod supplement_card;
mod views;
mod withdraw_card;

use access::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use reach::card_resource;
pub(crate) use views::{report_clock, review_clock};

/// Everything about report cards.
#[must_use]
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_cards::list_cards, create_card::create_card))
        .routes(routes!(check_card::check_card))
        .routes(routes!(export_cards::export_cards))
        .routes(routes!(get_card::get_card, save_card::save_card))
        .routes(routes!(identify_card::identify_card))
        .routes(routes!(list_card_versions::list_card_versions))
        .routes(routes!(report_card::report_card))
        .routes(routes!(review_card::review_card))
        .routes(routes!(return_card::return_card))
        .routes(routes!(correct_card::correct_card))
        .routes(routes!(supplement_card::supplement_card))
        .routes(routes!(withdraw_card::withdraw_card))
        .routes(routes!(get_card_form::get_card_form))
        .routes(routes!(list_card_reviews::list_card_reviews))
        .routes(routes!(get_card_timeliness::get_card_timeliness))
        .routes(routes!(list_card_duplicates::list_card_duplicates))
        .routes(routes!(decide_card_duplicate::decide_card_duplicate))
}
