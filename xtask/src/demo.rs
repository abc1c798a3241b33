//! `cargo xtask demo`: from a clone to a console with real data.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::app::{self, Demo};
use crate::{console, repo, shell};

const HELP: &str = "\
cargo xtask demo [OPTION…]

Builds the console and the program, loads the published data into a fresh SQLite file, serves it on 127.0.0.1.

  --port N     listen there; without it 8080, or another free port if 8080 is taken
  --no-serve   load the data and stop
";

const PORT: u16 = 8080;

struct Options {
    port: Option<u16>,
    serve: bool,
}

/// Runs the command.
///
/// # Errors
/// When a step fails; its own message stands above.
pub fn run(args: &[String]) -> Result<ExitCode> {
    let Some(options) = parse(args)? else {
        print!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    };
    let port = match options.port {
        Some(port) => port,
        None => app::free_port(PORT)?,
    };
    // By port, so that a demo that is running keeps its file.
    let database = repo::target()
        .join("demo")
        .join(format!("yufang-{port}.db"));
    let begun = Instant::now();
    let mut times = Vec::new();
    timed(&mut times, "console: packages and build", console::ready)?;
    timed(&mut times, "program: build", app::build_or_stop)?;
    timed(&mut times, "data: load and detect", || app::load(&database))?;

    println!();
    for (name, time) in &times {
        println!("{:>9}  {name}", shell::show_seconds(*time));
    }
    println!("{:>9}  in all\n", shell::seconds(begun));
    if !options.serve {
        return Ok(ExitCode::SUCCESS);
    }
    if options.port.is_none() && port != PORT {
        println!("port {PORT} is taken by another program, so another one is used");
    }
    let status = Demo::start(&database, port)?.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs a step under its heading and notes how long it took.
fn timed(
    times: &mut Vec<(&str, Duration)>,
    name: &'static str,
    step: impl FnOnce() -> Result<()>,
) -> Result<()> {
    shell::heading(name);
    let begun = Instant::now();
    step()?;
    times.push((name, begun.elapsed()));
    Ok(())
}

fn parse(args: &[String]) -> Result<Option<Options>> {
    let mut options = Options {
        port: None,
        serve: true,
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--help" | "-h" => return Ok(None),
            "--no-serve" => options.serve = false,
            "--port" => {
                let given = args.next().map(|port| port.parse());
                let Some(Ok(port)) = given else {
                    bail!("`--port` needs a number, as in `--port 8081`")
                };
                options.port = Some(port);
            }
            other => bail!("unknown option `{other}`\n\n{HELP}"),
        }
    }
    Ok(Some(options))
}
