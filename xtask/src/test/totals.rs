//! How many tests passed and failed, read from what four test runners print at their end.

use std::fmt;

/// Tests that ran.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub passed: u32,
    pub failed: u32,
}

impl Totals {
    pub fn add(&mut self, other: Totals) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Takes `12 passed`, `1 failed` or `1 timed out`, as lists of counts are made of.
    fn take(&mut self, part: &str) {
        let mut words = part.split_whitespace();
        let (Some(Ok(count)), Some(word)) = (words.next().map(str::parse::<u32>), words.next())
        else {
            return;
        };
        match word {
            "passed" => self.passed += count,
            "failed" | "timed" | "exec" => self.failed += count,
            _ => {}
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// Adds up every closing line in a runner's output.
pub fn read(text: &str) -> Totals {
    let mut totals = Totals::default();
    for line in text.lines() {
        let line = line.trim();
        if let Some(counts) = line.strip_prefix("test result:") {
            // cargo test: `test result: ok. 3 passed; 0 failed; 0 ignored; …`
            let (_, counts) = counts.split_once(". ").unwrap_or_default();
            counts.split(';').for_each(|part| totals.take(part));
        } else if let Some((_, counts)) = line
            .split_once(" run: ")
            .filter(|_| line.starts_with("Summary ["))
        {
            // nextest: `Summary [ 1.2s] 4 tests run: 3 passed (1 slow), 1 failed, 0 skipped`
            counts.split(',').for_each(|part| totals.take(part));
        } else if let Some(counts) = line.strip_prefix("Tests  ") {
            // vitest: `Tests  1 failed | 11 passed (12)`
            counts.split('|').for_each(|part| totals.take(part));
        } else if let Some(count) = node_count(line, "pass") {
            totals.passed += count;
        } else if let Some(count) = node_count(line, "fail") {
            totals.failed += count;
        }
    }
    totals
}

/// node --test: `# pass 5` or `ℹ pass 5`.
fn node_count(line: &str, word: &str) -> Option<u32> {
    let rest = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("ℹ "))?;
    rest.strip_prefix(word)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(passed: u32, failed: u32) -> Totals {
        Totals { passed, failed }
    }

    #[test]
    fn nextest() {
        let text = "     Summary [   1.249s] 12 tests run: 8 passed (1 slow, 1 leaky), 2 failed, 1 timed out, 1 exec failed, 3 skipped";
        assert_eq!(read(text), totals(8, 4));
        assert_eq!(
            read("     Summary [   0.1s] 1 test run: 1 passed, 0 skipped"),
            totals(1, 0)
        );
    }

    #[test]
    fn cargo_test_adds_up_its_crates() {
        let text = "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                    test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(read(text), totals(4, 2));
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let text = " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(read(text), totals(11, 1));
    }

    #[test]
    fn node_test() {
        assert_eq!(read("# tests 6\n# pass 5\n# fail 1\n"), totals(5, 1));
        assert_eq!(read("ℹ tests 6\nℹ pass 6\nℹ fail 0\n"), totals(6, 0));
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(read("3 passed\nTests are run: 5 passed\n"), totals(0, 0));
    }
}
