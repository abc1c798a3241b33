//! Expressions: what they see, what they return, and what their errors say.

use pack::{Expression, Scalar, Variables};

fn compile(text: &str) -> Expression {
    Expression::compile(text, "city/detectors.toml", 7, "detector.where").unwrap()
}

fn row() -> Variables {
    Variables::new().with("row", [("city_code", "1400y0"), ("observed", "0")])
}

#[test]
fn an_expression_sees_its_variables() {
    let imported = compile(r#"row.city_code.endsWith("y0") ? "imported" : "all""#);
    assert_eq!(
        imported.evaluate(&row()).unwrap(),
        Scalar::Text("imported".to_owned())
    );
    assert!(compile(r#"row.observed == "0""#).is_true(&row()).unwrap());
    let sum = Variables::new().with("condition", [("threshold", 80.0)]);
    assert_eq!(
        compile("int(condition.threshold) + 1")
            .evaluate(&sum)
            .unwrap(),
        Scalar::Whole(81)
    );
    let none = Variables::new().with("condition", [("parent", None::<&str>)]);
    assert!(compile("condition.parent == null").is_true(&none).unwrap());
}

#[test]
fn the_fields_read_are_known_beforehand() {
    let expression = compile(r#"row.a == "1" && [row.b].exists(x, x == row.c)"#);
    let fields: Vec<&str> = expression.fields_of("row").into_iter().collect();
    assert_eq!(fields, ["a", "b", "c"]);
    assert!(expression.fields_of("stream").is_empty());
}

#[test]
fn an_error_names_file_line_and_key() {
    for text in [
        "row.nothing == 1",
        "other.field == 1",
        "row.observed + 1 == 2",
        "row",
        "1 / 0 == 1",
    ] {
        let error = compile(text).is_true(&row()).unwrap_err();
        let shown = error.to_string();
        assert!(
            shown.starts_with(&format!(
                "city/detectors.toml:7: detector.where: the expression `{text}`"
            )),
            "{shown}"
        );
    }
    let error = compile("1 + 1").is_true(&row()).unwrap_err();
    assert_eq!(error.reason, "gives 2; it must give true or false");
    assert!(Expression::compile("1 +", "f", 1, "k").is_err());
}
