//! How fast the program starts and how much memory it holds when nothing happens.
//!
//! Starts the release binary on a database with the demonstration's data, several times, and prints the time from the start
//! of the process to the first `ready` answer and the resident memory five seconds later.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

fn main() {
    let folder = tempfile::tempdir().expect("a folder for the database");
    let database = format!("sqlite:{}", folder.path().join("city.db").display());
    let loaded = command(&database)
        .args(["--quiet", "demo", "--no-serve", "--listen", "127.0.0.1:0"])
        .status()
        .expect("the program runs");
    assert!(
        loaded.success(),
        "the demonstration's data cannot be loaded"
    );
    let mut starts = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let (mut child, address) = serve(&database);
        while !is_ready(&address) {
            std::thread::sleep(Duration::from_millis(2));
        }
        starts.push(began.elapsed().as_secs_f64() * 1000.0);
        std::thread::sleep(Duration::from_secs(5));
        memory.push(resident_mb(child.id()));
        child.kill().expect("the server can be stopped");
        child.wait().expect("the server ends");
    }
    report("start to ready", "ms", starts);
    report("idle memory", "MB", memory);
}

fn command(database: &str) -> Command {
    let root: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_yufang"));
    command
        .current_dir(root)
        .env("YUFANG_CITY", "demo")
        .args(["--database", database]);
    command
}

fn serve(database: &str) -> (Child, String) {
    let mut child = command(database)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let stderr = child.stderr.take().expect("its messages");
    BufReader::new(stderr)
        .read_line(&mut line)
        .expect("its address");
    let address = line
        .split_whitespace()
        .find_map(|word| word.strip_prefix("http://"))
        .expect("an address")
        .trim_end_matches('/')
        .to_owned();
    (child, address)
}

fn is_ready(address: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else {
        return false;
    };
    let mut answer = String::new();
    stream.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.contains(" 200 ")
}

/// Resident set of a process, as Linux counts it.
fn resident_mb(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(f64::NAN);
    kilobytes / 1024.0
}

fn report(what: &str, unit: &str, mut values: Vec<f64>) {
    values.sort_by(f64::total_cmp);
    println!(
        "{what}: median {:.0} {unit}, {:.0} to {:.0} over {} runs",
        values[values.len() / 2],
        values[0],
        values[values.len() - 1],
        values.len()
    );
}
