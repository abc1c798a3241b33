//! The server really starts, really answers and really goes.

use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use pgharness::Server;

fn address(url: &str) -> &str {
    let (_, rest) = url.split_once('@').expect("a user in the address");
    rest.split('/').next().expect("a host in the address")
}

fn gone_within(url: &str, seconds: u64) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(seconds) {
        if TcpStream::connect(address(url)).is_err() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

#[test]
fn a_dropped_server_leaves_nothing() {
    let server = Server::start(std::process::id()).expect("PostgreSQL for the tests");
    let url = server.url().to_owned();
    assert!(
        TcpStream::connect(address(&url)).is_ok(),
        "{url} does not answer"
    );
    drop(server);
    assert!(
        gone_within(&url, 1),
        "{url} still answers after the server was dropped"
    );
}

#[test]
fn a_server_goes_when_its_owner_is_killed() {
    let mut owner = Command::new("sleep").arg("60").spawn().expect("sleep");
    let server = Server::start(owner.id()).expect("PostgreSQL for the tests");
    let url = server.url().to_owned();
    owner.kill().expect("the owner can be killed");
    owner.wait().expect("the owner is gone");
    assert!(gone_within(&url, 15), "{url} outlived its owner");
}
