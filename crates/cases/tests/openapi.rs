//! What the API says of itself.

#[test]
fn every_operation_names_its_refusals() {
    let mut operations = Vec::new();
    let mut api = serde_json::to_value(cases::routes().to_openapi()).unwrap();
    api.sort_all_objects();
    for (path, methods) in api["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            let statuses: Vec<&str> = operation["responses"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(operation["tags"], serde_json::json!(["cases"]), "{id}");
            operations.push(format!("{method} {path} {id} {}", statuses.join(" ")));
        }
    }
    insta::assert_snapshot!("operations", operations.join("\n"));
    let schemas: Vec<&String> = api["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    insta::assert_json_snapshot!("schemas", schemas);
}
