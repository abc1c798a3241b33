//! Nobody is named in what the program logged while it was tested, nor in what the tests said.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::repo;
use crate::shell::Outcome;

/// Steps whose output is read.
const STEPS: [&str; 3] = ["rust", "fuzz", "end-to-end"];
/// Folders below `target` in which a server that was tested left its log.
const SERVERS: [&str; 2] = ["fuzz", "e2e"];
/// What a server's log must not hold besides numbers of persons.
const SECRETS: [&str; 3] = ["Yufang-demo-2026", "yufang_session=", "$argon2"];
/// Weights and check characters of an identity number (GB 11643-1999).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// Reads all of it.
///
/// # Errors
/// When there is nothing to read: the steps before leave it.
pub fn run() -> Result<Outcome> {
    let target = repo::target();
    let outputs = STEPS.map(|step| target.join("xtask").join(format!("{step}.log")));
    let servers = SERVERS.map(|folder| target.join(folder).join("server.log"));
    let mut text = String::new();
    let mut ok = true;
    for (path, is_server) in outputs
        .iter()
        .map(|path| (path, false))
        .chain(servers.iter().map(|path| (path, true)))
    {
        let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let log = String::from_utf8_lossy(&bytes);
        if is_server && !log.contains("request") {
            bail!(
                "`{}` tells of no request, so it proves nothing",
                path.display()
            );
        }
        let mut found = 0;
        for (number, line) in log.lines().enumerate() {
            let secret = SECRETS
                .iter()
                .any(|secret| is_server && line.contains(secret));
            if secret || names_somebody(line) {
                found += 1;
                // The line itself would carry what was found into the next log.
                text.push_str(&format!(
                    "{}:{}: a number of a person or a secret\n",
                    path.display(),
                    number + 1
                ));
            }
        }
        ok &= found == 0;
        text.push_str(&format!(
            "{}: {} lines, {found} findings\n",
            path.display(),
            log.lines().count()
        ));
    }
    print!("{text}");
    Ok(Outcome { ok, text })
}

/// Whether a line holds an identity number or a mobile telephone number.
fn names_somebody(line: &str) -> bool {
    line.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| is_identity_number(word) || is_mobile_number(word))
}

fn is_identity_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = bytes
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    CHECKS[(sum % 11) as usize] == bytes[17].to_ascii_uppercase()
}

fn is_mobile_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes[0] == b'1'
        && (b'3'..=b'9').contains(&bytes[1])
}

#[cfg(test)]
mod tests {
    use super::names_somebody;

    #[test]
    fn numbers_of_persons_are_told_from_others() {
        // The example of GB 11643-1999, and a number from a range that is not given out.
        for line in ["id=11010519491231002X", "call 19900000000 back"] {
            assert!(names_somebody(line), "{line}");
        }
        for line in [
            "id=110105194912310021",
            "at 1790000000000 ms",
            "region 140981001002",
            "10000000000 rows",
            "01a22136-e379-74a0-aea3-aeec842de19c",
        ] {
            assert!(!names_somebody(line), "{line}");
        }
    }
}
