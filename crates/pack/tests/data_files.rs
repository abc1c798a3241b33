//! The published files in `data/`, read through their layouts as an importer would.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use kernel::{Day, RegionCode};
use pack::{Combine, Layout, Pack, Scalar, StratumRule, StreamOf, Variables};

use crate::support::{code, day, demo, root};

type Key = (String, String, RegionCode, String, Day);

#[derive(Default)]
struct Read {
    counts: BTreeMap<Key, i64>,
    skipped: BTreeMap<String, usize>,
    negative: Vec<Key>,
}

/// Reads a file with the layout its headers call for; panics on any name that does not resolve.
fn read(pack: &Pack, file: &str, want: &str) -> Read {
    let path: PathBuf = root().join("data").join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let layout = pack.detect_layout(&headers).unwrap();
    assert_eq!(layout.id, want);
    let positions = layout.positions(&headers);
    let mut done = Read::default();
    let mut last: Vec<Key> = Vec::new();
    for record in reader.records() {
        let record = record.unwrap();
        let cells: BTreeMap<&str, &str> = layout
            .columns
            .iter()
            .zip(&positions)
            .filter_map(|(column, at)| Some((column.id.as_str(), record.get((*at)?)?)))
            .collect();
        let row = Variables::new().with("row", cells.clone());
        if let Some(skip) = layout
            .skip
            .iter()
            .find(|skip| skip.when.is_true(&row).unwrap())
        {
            *done.skipped.entry(skip.reason_en.clone()).or_default() += 1;
            continue;
        }
        last = add(pack, layout, &cells, &row, &last, &mut done);
    }
    done
}

fn add(
    pack: &Pack,
    layout: &Layout,
    cells: &BTreeMap<&str, &str>,
    row: &Variables,
    last: &[Key],
    done: &mut Read,
) -> Vec<Key> {
    let first = |columns: &[String]| {
        columns
            .iter()
            .map(|column| cells[column.as_str()])
            .find(|text| !text.is_empty())
            .unwrap_or_default()
            .to_owned()
    };
    let date = layout.date.shifted(day(cells[layout.date.column.as_str()]));
    let region = layout.region.constant.unwrap_or_else(|| {
        pack.resolve_region(&layout.region, &first(&layout.region.columns))
            .unwrap()
    });
    let condition = layout.condition.constant.clone().unwrap_or_else(|| {
        pack.resolve_condition(&layout.condition, &first(&layout.condition.columns))
            .unwrap()
    });
    let stratum = match &layout.stratum {
        StratumRule::Constant(stratum) => stratum.clone(),
        StratumRule::Column(column) => cells[column.as_str()].to_owned(),
        StratumRule::Computed(cel) => match cel.evaluate(row).unwrap() {
            Scalar::Text(text) => text,
            other => panic!("{other}"),
        },
    };
    let mut keys = Vec::new();
    for value in &layout.values {
        let StreamOf::Constant(stream) = &value.stream else {
            panic!("a published file names its streams in the layout");
        };
        let key = (
            stream.clone(),
            condition.clone(),
            region,
            stratum.clone(),
            date,
        );
        let count: i64 = cells[value.column.as_str()].parse().unwrap();
        if count < 0 {
            done.negative.push(key);
            continue;
        }
        let joins = layout.combine == Some(Combine::Adjacent) && last.contains(&key);
        let held = done.counts.get(&key).copied();
        assert!(joins || held.is_none(), "{key:?} stands twice");
        done.counts.insert(key.clone(), held.unwrap_or(0) + count);
        keys.push(key);
    }
    keys
}

fn confirmed(done: &Read, region: &str, stratum: &str, on: &str) -> Option<i64> {
    let key = (
        "covid19_confirmed".to_owned(),
        "covid19".to_owned(),
        code(region),
        stratum.to_owned(),
        day(on),
    );
    done.counts.get(&key).copied()
}

#[test]
fn the_city_file_lands_on_the_days_it_counts() {
    let cities = read(
        demo(),
        "covid19-2020/covid2020_shanxi_shandong_city_daily.csv",
        "covid19-2020-city-daily",
    );
    assert_eq!(confirmed(&cities, "370800", "all", "2020-02-20"), Some(201));
    assert_eq!(cities.skipped.values().sum::<usize>(), 247);
    assert_eq!(cities.negative.len(), 1);
    assert_eq!(cities.negative[0].2, code("371100"));
    let provinces = read(
        demo(),
        "covid19-2020/covid2020_shanxi_shandong_province_daily.csv",
        "covid19-2020-province-daily",
    );
    assert_eq!(provinces.skipped.values().sum::<usize>(), 1);
    // The shift is right when the cities of Shanxi add up to the province day by day; none was imported then.
    for on in kernel::Period::Day.starts(day("2020-01-22"), day("2020-03-07")) {
        let on = on.to_string();
        let sum: i64 = demo()
            .regions
            .children(code("140000"))
            .filter_map(|city| confirmed(&cities, &city.code.to_string(), "all", &on))
            .sum();
        let province = confirmed(&provinces, "140000", "all", &on);
        assert_eq!(Some(sum), province, "{on}");
    }
    assert!(confirmed(&cities, "140000", "imported", "2020-03-28").is_some());
}

#[test]
fn the_monthly_files_resolve_whole() {
    let provinces = read(
        demo(),
        "notifiable-monthly/china_nidr_monthly_shanxi_shandong_2004_2019.csv",
        "notifiable-province-monthly",
    );
    assert_eq!(provinces.counts.len(), 2 * 8_290);
    let china = read(
        demo(),
        "notifiable-monthly/china_national_monthly_ccdcw.csv",
        "notifiable-national-monthly",
    );
    assert_eq!(china.skipped.values().sum::<usize>(), 170);
    let cases = |condition: &str, on: &str| {
        let key = (
            "notifiable_cases".to_owned(),
            condition.to_owned(),
            code("100000"),
            "all".to_owned(),
            day(on),
        );
        china.counts.get(&key).copied()
    };
    assert_eq!(cases("hepatitis_e", "2011-10-01"), Some(1_804));
    assert!(cases("hpai_h5n1", "2010-01-01").is_some());
}

#[test]
fn an_unknown_name_comes_with_the_nearest_one() {
    let layout = demo().layout("counts").unwrap();
    let error = demo().resolve_region(&layout.region, "聊成市").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`聊成市` is not known; did you mean `聊城市`?"
    );
    let error = demo()
        .resolve_condition(&layout.condition, "百日嗽")
        .unwrap_err();
    assert_eq!(error.suggestion.as_deref(), Some("百日咳"));
    assert!(layout.fits(&["监测流", "病种", "地区", "日期", "例数"]));
}
