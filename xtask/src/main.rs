#![doc = include_str!("../README.md")]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "talking to the terminal is what this program is for"
)]

mod access_speed;
mod app;
mod bench;
mod console;
mod demo;
mod generate;
mod repo;
mod shell;
mod speed;
mod test;
mod tools;

use std::process::ExitCode;

/// A command: its name, what it does in one line, and the function.
type Command = (
    &'static str,
    &'static str,
    fn(&[String]) -> anyhow::Result<ExitCode>,
);

const COMMANDS: &[Command] = &[
    (
        "demo",
        "build everything, load the real data, serve it on 127.0.0.1",
        demo::run,
    ),
    (
        "test",
        "format, lints, all tests on both databases, end to end, house rules",
        test::run,
    ),
    (
        "bench",
        "measure and print every number the project promises",
        bench::run,
    ),
    (
        "generate",
        "write the files that are made from code",
        generate::run,
    ),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let wanted = args.first().map_or("help", String::as_str);
    let Some((_, _, run)) = COMMANDS.iter().find(|(name, _, _)| *name == wanted) else {
        eprintln!("cargo xtask COMMAND [OPTION…]; `--help` after a command lists its options\n");
        for (name, about, _) in COMMANDS {
            eprintln!("  {name:<10} {about}");
        }
        let asked = matches!(wanted, "help" | "--help" | "-h");
        return if asked {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    match run(&args[1..]) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\ncargo xtask {wanted}: {error:#}");
            ExitCode::FAILURE
        }
    }
}
