//! The repository's real series, imported as published.

use crate::fixture::{Fixture, data, tallies};
use platform::counts::{Reach, SeriesFilter, find_series, totals};
use surveillance::{ImportState, ImportView};

const FILES: [&str; 4] = [
    "covid19-2020/covid2020_shanxi_shandong_city_daily.csv",
    "covid19-2020/covid2020_shanxi_shandong_province_daily.csv",
    "notifiable-monthly/china_national_monthly_ccdcw.csv",
    "notifiable-monthly/china_nidr_monthly_shanxi_shandong_2004_2019.csv",
];

async fn total(
    fixture: &Fixture,
    stream: &str,
    condition: &str,
    region: &str,
    stratum: &str,
) -> i64 {
    let db = &fixture.app.db;
    let filter = SeriesFilter {
        stream: Some(stream.to_owned()),
        condition: Some(condition.to_owned()),
        stratum: Some(stratum.to_owned()),
        reach: Reach::Region(region.parse().unwrap()),
    };
    let ids: Vec<_> = find_series(db, &filter)
        .await
        .unwrap()
        .iter()
        .map(|one| one.id)
        .collect();
    let sums = totals(db, &ids, kernel::Day::MIN, kernel::Day::MAX)
        .await
        .unwrap();
    sums.iter().map(|sum| sum.value).sum()
}

/// The sum of a column of a published file over the rows that hold `word`.
fn column_sum(file: &str, words: [&str; 2], column: usize) -> i64 {
    let text = std::fs::read_to_string(data(file)).unwrap();
    text.lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| words.iter().all(|word| cells.contains(word)))
        .map(|cells| cells[column].parse::<i64>().unwrap())
        .sum()
}

testkit::on_both! {
    async fn published_files_are_imported_as_they_are(db) {
        let fixture = Fixture::new(db).await;
        let mut first: Vec<ImportView> = Vec::new();
        for file in FILES {
            let view = fixture.import(&data(file)).await;
            assert_eq!(view.state, ImportState::Done);
            assert_eq!(view.encoding.as_deref(), Some("UTF-8"));
            first.push(view);
        }
        fixture.check_whole().await;
        assert_eq!(
            first.iter().map(|view| view.layout.clone().unwrap()).collect::<Vec<_>>(),
            [
                "covid19-2020-city-daily",
                "covid19-2020-province-daily",
                "notifiable-national-monthly",
                "notifiable-province-monthly"
            ]
        );

        // One row of all files is wrong: Rizhao took a case back.
        assert_eq!(
            fixture.rejected(&first[0]).await,
            [(7586, "count_negative".to_owned(), "new_confirmed".to_owned(), String::new())]
        );
        assert_eq!(first[1..].iter().map(|view| view.rows_rejected).sum::<u64>(), 0);

        // The prison outbreak of Jining, counted on the day before its publication.
        assert_eq!(fixture.value("covid19", "370800", "2020-02-20").await, Some(201));
        assert_eq!(total(&fixture, "covid19_confirmed", "covid19", "140900", "all").await, 7);
        assert_eq!(total(&fixture, "covid19_confirmed", "covid19", "371500", "all").await, 38);
        for (province, code) in [("山西省", "140000"), ("山东省", "370000")] {
            let last: i64 = std::fs::read_to_string(data(FILES[1]))
                .unwrap()
                .lines()
                .rfind(|line| line.contains(province) && line.ends_with(",1"))
                .map(|line| line.split(',').nth(3).unwrap().parse().unwrap())
                .unwrap();
            assert_eq!(total(&fixture, "covid19_confirmed", "covid19", code, "all").await, last);
        }
        let brucellosis = column_sum(FILES[3], ["Shanxi", "Brucellosis"], 5);
        assert!(brucellosis > 10_000);
        assert_eq!(total(&fixture, "notifiable_cases", "brucella", "140000", "all").await, brucellosis);

        // The same files again change nothing.
        let before = fixture.all_counts().await;
        for (file, first) in FILES.iter().zip(&first) {
            let again = fixture.import(&data(file)).await;
            assert_ne!(again.id, first.id);
            assert_eq!(again.digest, first.digest);
            let [read, new, changed, unchanged, skipped, rejected] = tallies(&again);
            assert_eq!((new, changed), (0, 0), "{file}");
            assert_eq!((read, skipped, rejected), (first.rows_read, first.rows_skipped, first.rows_rejected));
            assert_eq!(unchanged, first.rows_new + first.rows_changed + first.rows_unchanged);
        }
        assert_eq!(fixture.all_counts().await, before);
        fixture.check_whole().await;
    }
}
