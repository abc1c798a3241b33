//! The steps, in the order they run: quick ones first, so that a slip is told early.

use anyhow::{Context, Result};

use super::{fuzz, logs};
use crate::app::{self, Demo};
use crate::shell::{self, Outcome};
use crate::tools::{CHROMIUM, FONTS, POSTGRES, PYTHON, Tool};
use crate::{console, generate, repo, tools};

/// One thing that must hold.
pub struct Step {
    pub name: &'static str,
    pub about: &'static str,
    /// Steps without which this one cannot run.
    pub needs: &'static [&'static str],
    pub tools: &'static [&'static Tool],
    pub run: fn(&mut Bench) -> Result<Outcome>,
}

/// What steps share; put away at the end, whatever happened.
#[derive(Default)]
pub struct Bench {
    postgres: Option<pgharness::Server>,
}

impl Bench {
    /// Address of the PostgreSQL of this run: the one in the environment or one of our own.
    fn postgres(&mut self) -> Result<String> {
        if let Ok(url) = std::env::var("YUFANG_TEST_POSTGRES")
            && !url.is_empty()
        {
            return Ok(url);
        }
        if self.postgres.is_none() {
            let server = pgharness::Server::start(std::process::id())
                .context("no PostgreSQL for the tests")?;
            println!("PostgreSQL for the tests: {}", server.url());
            self.postgres = Some(server);
        }
        Ok(self
            .postgres
            .as_ref()
            .map(|server| server.url().to_owned())
            .unwrap_or_default())
    }
}

pub const STEPS: &[Step] = &[
    Step {
        name: "format",
        about: "cargo fmt --check",
        needs: &[],
        tools: &[],
        run: |_| cargo(&["fmt", "--all", "--", "--check"]),
    },
    Step {
        name: "console-install",
        about: "npm ci, unless the packages are up to date",
        needs: &[],
        tools: &[],
        run: |_| console::install(),
    },
    Step {
        name: "console-lint",
        about: "eslint, no warnings",
        needs: &["console-install"],
        tools: &[],
        run: |_| console::script("lint"),
    },
    Step {
        name: "console-types",
        about: "tsc",
        needs: &["console-install"],
        tools: &[],
        run: |_| console::script("typecheck"),
    },
    Step {
        name: "console-unit",
        about: "vitest",
        needs: &["console-install"],
        tools: &[],
        run: |_| console::script("test"),
    },
    Step {
        name: "console-build",
        about: "vite build; the program embeds the result",
        needs: &["console-install"],
        tools: &[],
        run: |_| console::script("build"),
    },
    Step {
        name: "console-size",
        about: "script of the first screen within its budget",
        needs: &["console-build"],
        tools: &[],
        run: |_| console::script("size"),
    },
    Step {
        name: "clippy",
        about: "cargo clippy, warnings denied",
        needs: &["console-build"],
        tools: &[],
        run: |_| {
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])
        },
    },
    Step {
        name: "build",
        about: "program and tests",
        needs: &["console-build"],
        tools: &[],
        run: |_| cargo(&["build", "--workspace", "--bins", "--tests"]),
    },
    Step {
        name: "rust",
        about: "all Rust tests, storage on SQLite and PostgreSQL, house rules",
        needs: &["build"],
        tools: &[&POSTGRES],
        run: rust,
    },
    Step {
        name: "doc",
        about: "examples in the documentation",
        needs: &["build"],
        tools: &[&POSTGRES],
        run: doc,
    },
    Step {
        name: "generated",
        about: "openapi.json and the console's types are what the program says",
        needs: &["console-install", "build"],
        tools: &[],
        run: |_| generate::check(),
    },
    Step {
        name: "fuzz",
        about: "every operation of the API with made-up requests, right and wrong ones, as every account",
        needs: &["build"],
        tools: &[&PYTHON],
        run: |_| fuzz::run(),
    },
    Step {
        name: "end-to-end",
        about: "the console in Chromium against the demo's data, with axe and screenshots",
        needs: &["console-install", "console-build", "build"],
        tools: &[&CHROMIUM, &FONTS],
        run: end_to_end,
    },
    Step {
        name: "logs",
        about: "nobody is named in what the program logged, nor in what the tests said",
        needs: &["rust", "fuzz", "end-to-end"],
        tools: &[],
        run: |_| logs::run(),
    },
];

fn cargo(args: &[&str]) -> Result<Outcome> {
    shell::run(shell::command("cargo", args))
}

fn rust(bench: &mut Bench) -> Result<Outcome> {
    let url = bench.postgres()?;
    let has_nextest = tools::in_path("cargo-nextest").is_some()
        || shell::quiet("cargo", &["nextest", "--version"]).is_some();
    let mut command = if has_nextest {
        shell::command("cargo", &["nextest", "run", "--workspace"])
    } else {
        println!(
            "cargo-nextest is not installed; `cargo test` runs the same tests, one crate after the other"
        );
        shell::command(
            "cargo",
            &[
                "test",
                "--workspace",
                "--bins",
                "--lib",
                "--tests",
                "--no-fail-fast",
            ],
        )
    };
    command.env("YUFANG_TEST_POSTGRES", url);
    shell::run(command)
}

fn doc(bench: &mut Bench) -> Result<Outcome> {
    let url = bench.postgres()?;
    let mut command = shell::command("cargo", &["test", "--workspace", "--doc", "--no-fail-fast"]);
    command.env("YUFANG_TEST_POSTGRES", url);
    shell::run(command)
}

fn end_to_end(_: &mut Bench) -> Result<Outcome> {
    let browser = tools::chromium().context("Chromium is not installed")?;
    let database = repo::target().join("e2e").join("yufang.db");
    app::load(&database)?;
    let mut demo = Demo::start_logged(&database, app::free_port(0)?)?;
    demo.ready()?;
    println!("the demo for the browser is at {}", demo.url());
    let mut command = console::npm_command(&["run", "--silent", "e2e"]);
    command
        .env("YUFANG_URL", demo.url())
        .env("YUFANG_CHROMIUM", browser)
        .env("YUFANG_SCREENSHOTS", repo::target().join("screenshots"));
    shell::run(command)
}
