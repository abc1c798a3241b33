//! Printing: reports on standard output, progress and notes on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::cli::Common;

/// Work shorter than this shows no bar.
const BAR_AFTER: Duration = Duration::from_secs(1);

/// Where and how to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(common: &Common) -> Self {
        Output {
            json: common.json,
            quiet: common.quiet,
        }
    }

    /// Prints a report: as one JSON document, or as the text a person reads.
    pub(crate) fn report(self, report: &impl Serialize, text: impl FnOnce() -> String) {
        let shown = if self.json {
            serde_json::to_string_pretty(report).unwrap_or_default()
        } else if self.quiet {
            return;
        } else {
            text()
        };
        // A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
        let _ = writeln!(io::stdout(), "{}", shown.trim_end());
    }

    /// Whether programs read the answer.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// Prints bytes as they are.
    pub(crate) fn bytes(self, bytes: &[u8]) {
        // As above: a closed pipe is no failure.
        let _ = io::stdout().write_all(bytes);
    }

    /// Prints a note for the person waiting, on standard error.
    pub(crate) fn note(self, text: &str) {
        if !self.quiet && !self.json {
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// A bar that shows itself when the work takes longer than a second.
    pub(crate) fn bar(self, what: &str, unit: Unit) -> Bar {
        let bar = ProgressBar::new(0);
        let visible = !self.quiet && !self.json && io::stderr().is_terminal();
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let template = match unit {
            Unit::Bytes => "{msg} [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            Unit::Items => "{msg} [{bar:30}] {pos}/{len} {per_sec} {eta}",
            Unit::Unknown => "{msg} {spinner} {pos} {per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_message(what.to_owned());
        Bar { bar, visible }
    }
}

/// What a bar counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    /// Bytes of a known size.
    Bytes,
    /// Things of a known number.
    Items,
    /// Things whose number is not known before the end.
    Unknown,
}

/// A progress bar that stays hidden for short work.
pub(crate) struct Bar {
    bar: ProgressBar,
    visible: bool,
}

impl Bar {
    /// Says how far the work is.
    pub(crate) fn at(&self, position: u64, total: u64) {
        if self.visible && self.bar.is_hidden() && self.bar.elapsed() >= BAR_AFTER {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(total);
        self.bar.set_position(position);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
