//! `cargo xtask demo`: from a clone to a console with real data.

use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::app::{self, Demo};
use crate::{console, repo, shell, tools};

const HELP: &str = "\
cargo xtask demo [OPTION…]

Builds the console and the program, loads the published data into a fresh SQLite file, serves it on 127.0.0.1.

  --port N     listen there; without it 8080, or another free port if 8080 is taken
  --no-serve   stop as soon as it would be served, and print the time of each step
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
    let begun = Instant::now();
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut timed = |name, step: &mut dyn FnMut() -> Result<()>| {
        shell::heading(name);
        let begun = Instant::now();
        let done = step();
        times.push((name, begun.elapsed()));
        done
    };

    timed("console: packages and build", &mut || {
        tools::check_node()?;
        console::ready()
    })?;
    timed("program: build", &mut || {
        if app::build()?.ok {
            Ok(())
        } else {
            bail!("the program could not be built")
        }
    })?;
    let port = match options.port {
        Some(port) => port,
        None => app::free_port(PORT)?,
    };
    let database = repo::target().join("demo").join("yufang.db");
    let mut demo = None;
    timed("data: load and detect", &mut || {
        demo = Some(Demo::start(&database, port, Stdio::inherit())?);
        Ok(())
    })?;

    println!();
    for (name, time) in &times {
        println!("{:>9}  {name}", shell::show_seconds(*time));
    }
    println!("{:>9}  in all", shell::seconds(begun));
    let Some(mut demo) = demo.filter(|_| options.serve) else {
        return Ok(ExitCode::SUCCESS);
    };
    println!(
        "\nYufang is at {}   (Ctrl-C ends it; the data are in `{}`)",
        demo.url(),
        database.display()
    );
    if options.port.is_none() && port != PORT {
        println!("port {PORT} is taken by another program, so it listens on {port}");
    }
    let status = demo.wait()?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
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
