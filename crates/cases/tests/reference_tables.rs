//! The packs say what the reference tables of the card say; `reference/README.md` tells where those come from.

use std::collections::BTreeSet;

use crate::fixture::pack;

fn rows(text: &'static str) -> Vec<Vec<String>> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn every_field_of_the_card_is_there() {
    let pack = pack();
    let fields = rows(include_str!("reference/fields.csv"));
    assert_eq!(fields.len(), 67);
    assert_eq!(pack.cards.fields.len(), fields.len());
    for (row, field) in fields.iter().zip(&pack.cards.fields) {
        assert_eq!(row[0], field.number.to_string());
        let column = field.front_column.clone().unwrap_or_default();
        assert_eq!(row[3], column, "{}", field.id);
        if let (Ok(length), Some(held)) = (row[4].parse::<usize>(), field.length_max) {
            assert_eq!(length, held, "{}", field.id);
        }
        let kind = row[5].split(':').next().unwrap();
        if kind == "date" {
            assert_eq!(field.kind.as_str(), "date", "{}", field.id);
        }
        match row[2].as_str() {
            "yes" => assert!(
                field.required.is_some() || field.is_kept_by_program,
                "{}",
                field.id
            ),
            "no" => assert!(
                field.required.is_none()
                    || field.id == "lab_positive_date"
                    || field.id == "lab_organisation"
                    || field.id == "imported_from",
                "{}",
                field.id
            ),
            _ => {}
        }
    }
}

#[test]
fn every_front_column_is_a_column_of_the_front_tables() {
    let columns: BTreeSet<String> = rows(include_str!("reference/front_tables.csv"))
        .into_iter()
        .map(|row| row[1].clone())
        .collect();
    let known: Vec<String> = pack()
        .cards
        .fields
        .iter()
        .filter_map(|field| field.front_column.clone())
        .filter(|column| columns.contains(column))
        .collect();
    // The tables of encounters and results share these columns with the card.
    for column in [
        "patient_name",
        "id_card",
        "gender_code",
        "birth_date",
        "current_addr_code",
        "diagnose_time",
        "fill_doctor",
    ] {
        assert!(known.iter().any(|one| one == column), "{column}");
    }
}

#[test]
fn every_value_of_every_source_is_ours_or_mapped_to_ours() {
    let pack = pack();
    for row in rows(include_str!("reference/codes.csv")) {
        let [set, code, display, source] = row.as_slice() else {
            panic!("{row:?}")
        };
        if set == "disease" {
            let found = pack
                .conditions
                .iter()
                .any(|one| one.card_code.as_deref() == Some(code));
            assert!(found, "{code} {display}");
            continue;
        }
        // The old card's positive test of a blood donor is no classification any more.
        if set == "case_class" && display == "阳性检测" {
            continue;
        }
        let ours = match set.as_str() {
            "card_category" => "card_kind",
            "gender" => "sex",
            "population" => "occupation",
            other => other,
        };
        let system = match source.as_str() {
            "A" => "card_2019",
            "C" => "front",
            _ => "regional",
        };
        let code = pack.cards.internal(system, ours, code);
        let known = pack
            .code(ours, code)
            .unwrap_or_else(|| panic!("{row:?} is {ours} {code}"));
        let is_alike = known.name_zh.starts_with(display)
            || known.name_zh.replace('性', "").starts_with(display)
            || known.name_zh.contains(display.as_str())
            || display.contains(known.name_zh.as_str());
        let travel_permit = display.contains("通行证") && known.name_zh.contains("通行证");
        assert!(is_alike || travel_permit, "{row:?} is {}", known.name_zh);
    }
}

#[test]
fn codes_come_back_as_they_were() {
    let cards = &pack().cards;
    for map in &cards.maps {
        let external = cards.external(&map.system, &map.set, &map.code);
        assert_eq!(
            cards.internal(&map.system, &map.set, external),
            map.code,
            "{map:?}"
        );
    }
}
