//! A program that is killed, stopped or starved leaves a database that is whole.

use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use kernel::Day;

use crate::Desk;

/// Daily counts of the 27 prefectures: some 110,000 rows, read in several chunks.
fn large_file(desk: &Desk) -> (String, usize) {
    let prefectures = (1..=11).map(|number| format!("14{number:02}00")).chain(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17]
            .map(|number| format!("37{number:02}00")),
    );
    let mut text = String::from("stream,condition,region,date,count\n");
    let mut rows = 0;
    for region in prefectures {
        for number in 10_000..14_000 {
            let day = Day::from_number(number);
            text.push_str(&format!(
                "covid19_confirmed,covid19,{region},{day},{}\n",
                number % 90
            ));
            rows += 1;
        }
    }
    (
        desk.write("large.csv", text).to_str().unwrap().to_owned(),
        rows,
    )
}

#[test]
fn an_import_killed_at_any_moment_goes_on_where_it_stopped() {
    let desk = Desk::new();
    let (file, rows) = large_file(&desk);
    let mut killed = 0;
    for wait in [150, 400, 700, 1000] {
        let mut child = desk
            .command(&["import", "counts", &file])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_none() {
            // SIGKILL: the process gets no chance to tidy up.
            child.kill().unwrap();
            killed += 1;
        }
        child.wait().unwrap();
        if desk.path("city.db").exists() {
            // A kill during the very first migration leaves an empty file, in which there is nothing to verify yet.
            let verified = desk.run(&["verify"]);
            assert!(
                verified.code() == 0 || verified.err().contains("no such table"),
                "{}{}",
                verified.out(),
                verified.err()
            );
        }
    }
    assert!(killed > 0, "the import was never caught in the middle");
    let done = desk
        .run(&["--json", "import", "counts", &file])
        .ends(0)
        .json();
    let total: u64 = ["rows_new", "rows_unchanged"]
        .iter()
        .map(|field| done[0][*field].as_u64().unwrap())
        .sum();
    assert_eq!(total as usize, rows);
    assert_eq!(
        (&done[0]["rows_changed"], &done[0]["rows_rejected"]),
        (&0.into(), &0.into())
    );
    desk.run(&["verify"]).ends(0);
    let again = desk
        .run(&["--json", "import", "counts", &file])
        .ends(0)
        .json();
    assert_eq!(again[0]["rows_unchanged"].as_u64().unwrap() as usize, rows);
}

#[test]
fn a_file_that_stops_half_way_keeps_its_good_rows() {
    let desk = Desk::new();
    let file = desk.write(
        "half.csv",
        "stream,condition,region,date,count\ncovid19_confirmed,covid19,140900,2020-01-31,2\ncovid19_confirmed,covid19,\"1409",
    );
    let done = desk
        .run(&["--json", "import", "counts", file.to_str().unwrap()])
        .ends(3)
        .json();
    assert_eq!(
        (&done[0]["rows_new"], &done[0]["rows_rejected"]),
        (&1.into(), &1.into())
    );
}

#[test]
fn the_server_starts_answers_and_stops_when_told() {
    let desk = Desk::new();
    let mut child = desk
        .command(&["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stderr.take().unwrap()));
    // Other lines may come first: the first start makes keys, and says so.
    let address = lines
        .by_ref()
        .map_while(Result::ok)
        .find_map(|line| {
            let mut words = line.split_whitespace();
            let address = words.find_map(|word| word.strip_prefix("http://"))?;
            Some(address.trim_end_matches('/').to_owned())
        })
        .unwrap();
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut stream, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.0 200"), "{answer}");
    assert!(answer.ends_with("ready\n"), "{answer}");
    let told = std::process::Command::new("kill")
        .arg(child.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert!(
        child.wait().unwrap().success(),
        "a server told to stop ends well"
    );
}
