//! What can be said on the command line.

mod files;
mod oidc;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use kernel::{Day, RegionCode};

pub(crate) use oidc::{AccountClaim, Oidc};

pub(crate) use files::{
    Analyse, Backtest, EndemicEpidemic, FamilyArg, MethodArgs, Nowcast, PrintArgs, Rt, RtMethod,
    Scan, ScanAnalysis, ScanModel, ScanUnit, SeriesArgs, WeightsArg,
};

/// 预防 Yufang: the public-health platform of a city.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Database: sqlite:FILE or postgres://USER@HOST/NAME
    #[arg(
        long,
        global = true,
        help_heading = "Database and packs",
        env = "YUFANG_DATABASE",
        default_value = "sqlite:yufang.db",
        hide_env_values = true
    )]
    pub(crate) database: String,
    /// Folder of the packs [default: packs/ here, or beside the program]
    #[arg(
        long,
        global = true,
        help_heading = "Database and packs",
        env = "YUFANG_PACKS"
    )]
    pub(crate) packs: Option<PathBuf>,
    /// City whose pack is used: xinzhou, liaocheng or demo (both)
    #[arg(
        long,
        global = true,
        help_heading = "Database and packs",
        env = "YUFANG_CITY",
        default_value = "demo"
    )]
    pub(crate) city: String,
    /// Print one JSON document on standard output
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Print errors only
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print what goes on inside; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the platform: console, API, background jobs
    Serve(Serve),
    /// Import data from files
    #[command(subcommand)]
    Import(Import),
    /// Find unusual counts: in a CSV file, or in the stored counts, whose signals are then stored
    #[command(after_help = DETECT_EXAMPLES)]
    Detect(Detect),
    /// Other questions about a CSV file: reproduction number, nowcast, clusters, back-test
    #[command(subcommand, after_help = ANALYSE_EXAMPLES)]
    Analyse(Analyse),
    /// Make a de-identified data set of a line list: pseudonyms, generalised ages, places and days, k-anonymity
    Deidentify(Deidentify),
    /// A fresh database with the real data of data/, its signals and demonstration accounts, served
    Demo(Demo),
    /// Look at the packs
    #[command(subcommand)]
    Pack(PackCommand),
    /// Write the whole database to one file, as it stands now
    Backup {
        /// File to write; it must not exist yet
        file: PathBuf,
    },
    /// Fill an empty database from a backup, whichever kind of database it was made on
    Restore {
        /// File made by `yufang backup`
        file: PathBuf,
    },
    /// Read the whole database and say whether it is whole
    Verify,
    /// The audit trail: verify it, print its checkpoints
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Accounts
    #[command(subcommand)]
    Account(Account),
    /// Programs of hospitals and laboratories that use the API with a key
    #[command(subcommand)]
    Client(Client),
    /// Make up synthetic people like the city's, recognisable as such
    #[command(subcommand)]
    Synth(Synth),
    /// Keys that protect what names a person
    Key(Key),
    /// Print the script that completes this command line in a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the API document, OpenAPI 3.1
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct Deidentify {
    /// Line list, CSV in UTF-8 with a header; it is read twice, row by row
    pub(crate) file: PathBuf,
    /// What becomes of each column, TOML: role pseudonym, drop, quasi with its ladder, sensitive or keep
    #[arg(long, value_name = "SPEC.toml")]
    pub(crate) spec: PathBuf,
    /// Key of the pseudonyms: file:PATH, env:NAME or command:PROGRAM ARGUMENTS; each project's pseudonyms are its own
    #[arg(
        long,
        value_name = "SOURCE",
        env = "YUFANG_PSEUDONYM_KEY",
        hide_env_values = true
    )]
    pub(crate) key: String,
    /// File to write; it must not exist yet [default: only report what would leave]
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address to listen on
    #[arg(long, env = "YUFANG_LISTEN", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Send the session cookie over HTTPS only; say so when a proxy in front speaks HTTPS
    #[arg(long, env = "YUFANG_SECURE_COOKIES")]
    pub(crate) secure_cookies: bool,
    /// Certificate chain for HTTPS, a PEM file that is read again when it changes and on SIGHUP
    #[arg(
        long,
        env = "YUFANG_TLS_CERT",
        value_name = "FILE",
        requires = "tls_key"
    )]
    pub(crate) tls_cert: Option<PathBuf>,
    /// Private key of the certificate, a PEM file that not everybody may read
    #[arg(
        long,
        env = "YUFANG_TLS_KEY",
        value_name = "FILE",
        requires = "tls_cert"
    )]
    pub(crate) tls_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) keys: Keys,
    #[command(flatten)]
    pub(crate) signing: Signing,
    #[command(flatten)]
    pub(crate) oidc: Oidc,
}

/// Where the keys are that seal what names a person.
#[derive(Debug, Args)]
pub(crate) struct Keys {
    /// Master keys: file:PATH, env:NAME or command:PROGRAM ARGUMENTS; the first start makes a file that is not there
    #[arg(
        long,
        env = "YUFANG_KEYS",
        value_name = "SOURCE",
        default_value = "file:yufang.key",
        hide_env_values = true
    )]
    pub(crate) keys: String,
}

/// How the audit trail is signed.
#[derive(Debug, Args)]
pub(crate) struct Signing {
    /// SM2 key that signs the audit trail: file:PATH, env:NAME or command:PROGRAM ARGUMENTS; without one nothing is signed
    #[arg(long, env = "YUFANG_AUDIT_KEY", value_name = "SOURCE")]
    pub(crate) audit_key: Option<String>,
    /// Sign after so many entries
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) audit_sign_entries: u32,
    /// Sign after so many minutes, if anything was added
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) audit_sign_minutes: u32,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Follow the chain from its first entry and name the first that was altered, moved or is missing
    Verify {
        /// Checkpoints kept outside, JSON lines as `yufang audit checkpoints` prints them
        #[arg(long, requires = "public_key")]
        checkpoints: Option<PathBuf>,
        /// Public key of the checkpoints, as `yufang audit public-key` prints it
        #[arg(long)]
        public_key: Option<String>,
    },
    /// Print the checkpoints as JSON lines, to be published where nobody who administers the database can change them
    Checkpoints {
        /// Only those after the entry with this number
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
    /// Print the public key that belongs to a signing key
    PublicKey {
        /// file:PATH, env:NAME or command:PROGRAM ARGUMENTS
        #[arg(long, env = "YUFANG_AUDIT_KEY", value_name = "SOURCE")]
        audit_key: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Counts by stream, condition, region and day, from CSV files
    Counts {
        /// Files to import, one after the other
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Layout of the files, when their headers should not decide
        #[arg(long)]
        layout: Option<String>,
        /// Say what would happen and store nothing
        #[arg(long)]
        dry_run: bool,
    },
}

const DETECT_EXAMPLES: &str = "\
Examples:
  yufang detect weekly.csv --chart weekly.svg
  yufang detect daily.csv --by district --method ears_c2 --set alpha=0.01
  yufang detect --methods
  yufang detect --from 2020-02-01 --region 371500     (the stored counts)

A file needs a column of dates and one of counts; no database, no pack. More: docs/methods/README.md";

const ANALYSE_EXAMPLES: &str = "\
Examples:
  yufang analyse rt daily.csv --si-mean 5.1 --si-sd 2.8 --chart rt.svg
  yufang analyse nowcast linelist.csv --now 2011-05-28 --chart nowcast.svg
  yufang analyse scan cases.csv --places places.csv --prospective --chart scan.svg
  yufang analyse hhh4 weekly.csv --by district --neighbours borders.csv --chart hhh4.svg
  yufang analyse backtest weekly.csv --events events.csv --sweep alpha=0.001,0.01,0.05

More: docs/methods/README.md; for unusual counts see `yufang detect --help`";

#[derive(Debug, Args)]
pub(crate) struct Detect {
    /// CSV or TSV of counts, `-` for standard input; without it the stored counts are judged
    #[arg(value_name = "FILE", conflicts_with_all = ["region", "streams", "detectors"])]
    pub(crate) file: Option<PathBuf>,
    /// List the methods with their settings
    #[arg(long, conflicts_with = "file")]
    pub(crate) methods: bool,
    /// First day to judge [default: where the counts begin]
    #[arg(long)]
    pub(crate) from: Option<Day>,
    /// Last day to judge [default: where the counts end]
    #[arg(long)]
    pub(crate) to: Option<Day>,
    /// Only this region and those below it
    #[arg(long, help_heading = "Stored counts")]
    pub(crate) region: Option<RegionCode>,
    /// Only this stream; may be given several times
    #[arg(long = "stream", help_heading = "Stored counts")]
    pub(crate) streams: Vec<String>,
    /// Only this detector; may be given several times
    #[arg(long = "detector", help_heading = "Stored counts")]
    pub(crate) detectors: Vec<String>,
    #[command(flatten)]
    pub(crate) method: MethodArgs,
    #[command(flatten)]
    pub(crate) series: SeriesArgs,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    #[command(flatten)]
    pub(crate) serve: Serve,
    /// Folder of the data files [default: data/ here, or beside the program]
    #[arg(long)]
    pub(crate) data: Option<PathBuf>,
    /// Synthetic people made up for each county, when there are none yet
    #[arg(long, default_value_t = 1000, value_name = "COUNT")]
    pub(crate) people: u64,
    /// Serve what the database holds without loading anything
    #[arg(long)]
    pub(crate) no_load: bool,
    /// Load and stop, without serving
    #[arg(long, conflicts_with = "no_load")]
    pub(crate) no_serve: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PackCommand {
    /// Check all packs: file, line, key and rule of everything that is wrong or doubtful
    Check {
        /// Folder of the packs [default: as --packs]
        folder: Option<PathBuf>,
    },
    /// Say what the city's pack holds
    Show,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Add an account; its first password is read from standard input and must be changed at the first sign-in
    Add {
        /// Sign-in name
        username: String,
        /// Role of the pack
        #[arg(long)]
        role: String,
        /// Area of the post
        #[arg(long)]
        region: RegionCode,
        /// Name shown in Chinese [default: the sign-in name]
        #[arg(long)]
        name_zh: Option<String>,
        /// Name shown in English [default: the sign-in name]
        #[arg(long)]
        name_en: Option<String>,
    },
    /// List the accounts and their posts
    List,
    /// Set a new first password, read from standard input, and end the account's sessions
    Passwd {
        /// Sign-in name
        username: String,
    },
    /// Close an account and end its sessions
    Disable {
        /// Sign-in name
        username: String,
    },
    /// Open a closed or dormant account again
    Enable {
        /// Sign-in name
        username: String,
    },
    /// Forget the failures under a name, so that its holder need not wait
    Unlock {
        /// Sign-in name
        username: String,
    },
    /// Take the second factor of somebody away who lost it, and end their sessions
    ResetSecondFactor {
        /// Sign-in name
        username: String,
    },
    /// Sign somebody out everywhere
    EndSessions {
        /// Sign-in name
        username: String,
    },
    /// Close the accounts that nobody used for as long as the pack says
    LockDormant,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Client {
    /// Make a client and print its key, which is shown this once
    Add {
        /// Whose program it is
        name: String,
        /// Role of the pack
        #[arg(long)]
        role: String,
        /// Area of the post
        #[arg(long)]
        region: RegionCode,
        /// Organisation of the post
        #[arg(long)]
        organisation: Option<String>,
        /// Permission of the role; may be given several times [default: all of the role]
        #[arg(long = "permission")]
        permissions: Vec<String>,
        /// Days after which it is not listened to
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=366))]
        days: u16,
        /// Requests it may make in a minute
        #[arg(long, default_value_t = 60)]
        per_minute: u32,
    },
    /// List the clients
    List,
    /// Print another key; the one before is accepted for some hours more
    Rotate {
        /// Id of the client
        id: String,
        /// For how many hours both are accepted
        #[arg(long, default_value_t = 24)]
        overlap_hours: u32,
    },
    /// Take a client's keys away for good
    Revoke {
        /// Id of the client
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Synth {
    /// People in households, with addresses in the villages of the pack; the same for the same seed
    People(SynthPeople),
    /// Report cards of the people that were made up, as a year brings them; the same for the same seed and people
    Cards(SynthCards),
}

#[derive(Debug, Args)]
pub(crate) struct SynthCards {
    /// Where the patients live: a city or county of the pack
    #[arg(long)]
    pub(crate) region: RegionCode,
    /// How many
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    pub(crate) count: u64,
    /// Days of onsets up to today
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3660))]
    pub(crate) days: u16,
    /// Another number makes other cards
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct SynthPeople {
    /// Where they live: a city, county, township or village of the pack
    #[arg(long)]
    pub(crate) region: RegionCode,
    /// How many at least; the last household is made whole
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=20_000_000))]
    pub(crate) count: u64,
    /// Another number makes other people
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) keys: Keys,
}

#[derive(Debug, Args)]
pub(crate) struct Key {
    /// Where the master keys are: file:PATH, env:NAME or command:PROGRAM ARGUMENTS
    #[arg(
        long,
        global = true,
        env = "YUFANG_KEYS",
        default_value = "file:yufang.key",
        hide_env_values = true
    )]
    pub(crate) keys: String,
    #[command(subcommand)]
    pub(crate) what: KeyCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Print a new master key; append it to the key file, whose mode must be 0600
    New,
    /// Count the rows under each key
    Status,
    /// Make a new data key and seal every row again under it
    Rotate,
    /// Wrap all data keys under the newest master key
    Rewrap,
}
