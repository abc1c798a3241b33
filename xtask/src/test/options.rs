//! Which steps to run.

use anyhow::{Result, bail};

use super::steps::{STEPS, Step};

pub const HELP: &str = "\
cargo xtask test [OPTION…]

Runs every step, also after one has failed, and ends with `N passed, M failed`.

  --only STEP,…   these steps and what they need
  --skip STEP,…   all but these
  --list          name the steps
";

pub enum Options {
    Help,
    List,
    Run(Vec<&'static Step>),
}

pub fn parse(args: &[String]) -> Result<Options> {
    let mut only: Option<Vec<&str>> = None;
    let mut skip: Vec<&str> = Vec::new();
    let mut args = args.iter().map(String::as_str);
    while let Some(arg) = args.next() {
        match arg {
            "--help" | "-h" => return Ok(Options::Help),
            "--list" => return Ok(Options::List),
            "--only" | "--skip" => {
                let Some(names) = args.next() else {
                    bail!("`{arg}` needs names of steps; `--list` shows them")
                };
                let names = names.split(',').map(known).collect::<Result<Vec<&str>>>()?;
                if arg == "--only" {
                    only.get_or_insert_default().extend(names);
                } else {
                    skip.extend(names);
                }
            }
            other => bail!("unknown option `{other}`\n\n{HELP}"),
        }
    }
    if let Some(only) = &mut only {
        add_needs(only);
    }
    let wanted = STEPS
        .iter()
        .filter(|step| only.as_ref().is_none_or(|only| only.contains(&step.name)))
        .filter(|step| !skip.contains(&step.name))
        .collect();
    Ok(Options::Run(wanted))
}

fn known(name: &str) -> Result<&'static str> {
    match STEPS.iter().find(|step| step.name == name) {
        Some(step) => Ok(step.name),
        None => bail!("there is no step `{name}`; `cargo xtask test --list` names them"),
    }
}

/// A step stands after all it needs, so one pass from the last to the first finds them all.
fn add_needs(wanted: &mut Vec<&str>) {
    for step in STEPS.iter().rev() {
        if wanted.contains(&step.name) {
            wanted.extend(step.needs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(args: &[&str]) -> Vec<&'static str> {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        match parse(&args).unwrap() {
            Options::Run(steps) => steps.iter().map(|step| step.name).collect(),
            Options::Help | Options::List => panic!("a run was asked for"),
        }
    }

    #[test]
    fn a_step_brings_what_it_needs() {
        assert_eq!(
            names(&["--only", "console-unit"]),
            ["console-install", "console-unit"]
        );
        assert_eq!(
            names(&["--only", "console-unit", "--skip", "console-install"]),
            ["console-unit"]
        );
    }

    #[test]
    fn every_step_stands_after_what_it_needs() {
        for (index, step) in STEPS.iter().enumerate() {
            for need in step.needs {
                assert!(
                    STEPS[..index].iter().any(|before| before.name == *need),
                    "{} needs {need} before it",
                    step.name
                );
            }
        }
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_way_to_the_names() {
        let message = parse(&["--only".into(), "lint".into()])
            .err()
            .unwrap()
            .to_string();
        assert_eq!(
            message,
            "there is no step `lint`; `cargo xtask test --list` names them"
        );
    }
}
