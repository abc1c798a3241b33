//! What holds for every operation of the API document, said once instead of at each handler.

use serde_json::{Map, Value, json};

/// Media type of errors (RFC 9457).
const PROBLEM: &str = "application/problem+json";
/// How a response names the type of an error.
const PROBLEM_SCHEMA: &str = "#/components/schemas/Problem";
/// What any operation that takes a body may answer before its handler looks at it.
const BODY_REFUSALS: [(&str, &str); 2] = [
    ("413", "the body is longer than the server takes"),
    (
        "415",
        "the body is not of the kind that the operation takes",
    ),
];
/// What any operation that changes something may answer.
const CHANGE_REFUSAL: (&str, &str) = ("403", "the header `X-Yufang` is missing");
/// What any operation may answer: no address and no body may hold U+0000, and a body is a JSON object of its fields.
const FORM_REFUSAL: (&str, &str) = ("422", "the query or the body is not of the form described");

/// Gives errors their media type, and operations the answers every one of their kind shares.
pub(crate) fn complete(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (method, operation) in paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flatten()
    {
        let takes_body = operation.get("requestBody").is_some();
        let Some(responses) = operation
            .get_mut("responses")
            .and_then(Value::as_object_mut)
        else {
            continue;
        };
        let mut refusals = vec![FORM_REFUSAL];
        if takes_body {
            refusals.extend(BODY_REFUSALS);
        }
        if method != "get" {
            refusals.push(CHANGE_REFUSAL);
        }
        for (status, description) in refusals {
            responses.entry(status).or_insert_with(|| {
                json!({
                    "description": description,
                    "content": { PROBLEM: { "schema": { "$ref": PROBLEM_SCHEMA } } },
                })
            });
        }
        responses
            .values_mut()
            .filter_map(|response| response.get_mut("content")?.as_object_mut())
            .for_each(name_problems);
    }
}

fn name_problems(content: &mut Map<String, Value>) {
    let is_problem = content
        .get("application/json")
        .and_then(|body| body.pointer("/schema/$ref"))
        .is_some_and(|schema| schema == PROBLEM_SCHEMA);
    if is_problem && let Some(body) = content.remove("application/json") {
        content.insert(PROBLEM.to_owned(), body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_their_media_type_and_other_answers_keep_theirs() {
        let mut document = json!({ "paths": { "/api/things": { "post": {
            "requestBody": {},
            "responses": {
                "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                "413": { "description": "longer than 2 MiB" },
                "422": { "content": { "application/json": { "schema": { "$ref": PROBLEM_SCHEMA } } } },
            },
        } } } });
        complete(&mut document);
        let responses = &document["paths"]["/api/things"]["post"]["responses"];
        assert!(responses["201"]["content"]["application/json"].is_object());
        assert!(responses["422"]["content"][PROBLEM].is_object());
        assert!(responses["422"]["content"]["application/json"].is_null());
        assert_eq!(responses["413"]["description"], "longer than 2 MiB");
        for shared in ["403", "415"] {
            assert!(
                responses[shared]["content"][PROBLEM].is_object(),
                "{shared}"
            );
        }
    }
}
