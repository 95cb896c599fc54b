//! `cargo xtask fuzz`: every fuzz target of every crate for a while.
//!
//! The targets are libFuzzer's, as `cargo fuzz` has them. They are built here with the coverage that guides libFuzzer and
//! without a sanitizer: that takes no nightly compiler, and code without `unsafe` has little for a sanitizer to find.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use local_cloud::{Workspace, run, step};
use serde::Deserialize;

/// What `cargo fuzz` gives the compiler, but for the sanitizer.
const RUSTFLAGS: &str = "--cfg fuzzing -Cdebug-assertions -Ccodegen-units=1 -Cpasses=sancov-module \
     -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares";
/// How long one input may take, in seconds.
const INPUT_SECONDS_MAX: u32 = 10;
/// The most memory that a target may take, in MB.
const MEMORY_MB_MAX: u32 = 2_048;

/// A crate's fuzz targets, as their `Cargo.toml` lists them.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
    bin: Vec<Target>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
struct Metadata {
    /// Folders of examples that a target starts from.
    #[serde(default)]
    seeds: BTreeMap<String, Vec<PathBuf>>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

pub(crate) fn run_all(workspace: &Workspace, seconds: u32, only: &str) -> Result<()> {
    let host = host()?;
    for folder in folders(workspace)? {
        let manifest_file = folder.join("Cargo.toml");
        let manifest: Manifest = toml::from_str(&fs::read_to_string(&manifest_file)?)
            .with_context(|| manifest_file.display().to_string())?;
        let targets: Vec<_> = manifest.bin.iter().filter(|target| target.name.contains(only)).collect();
        if targets.is_empty() {
            continue;
        }
        step(&format!("building the fuzz targets of {}", manifest.package.name));
        let built = workspace.target().join("fuzz");
        let build = ["build", "--quiet", "--release", "--target", &host, "--manifest-path"];
        run(Command::new("cargo")
            .args(build)
            .arg(&manifest_file)
            .env("CARGO_TARGET_DIR", &built)
            .env("RUSTFLAGS", RUSTFLAGS))?;
        for target in targets {
            let program = built.join(&host).join("release").join(&target.name);
            let seeds = manifest.package.metadata.seeds.get(&target.name).into_iter().flatten();
            let seeds = seeds.map(|seeds| folder.join(seeds)).collect();
            let files = built.join("runs").join(&manifest.package.name).join(&target.name);
            Fuzzing { program, seeds, files, seconds }.run(&target.name)?;
        }
    }
    Ok(())
}

/// `crates/*/*/fuzz`
fn folders(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for layer in fs::read_dir(workspace.path("crates"))? {
        for crate_folder in fs::read_dir(layer?.path())? {
            let folder = crate_folder?.path().join("fuzz");
            if folder.join("Cargo.toml").exists() {
                folders.push(folder);
            }
        }
    }
    folders.sort();
    Ok(folders)
}

/// This machine's target triple. It has to be named, or else cargo would instrument build scripts too.
fn host() -> Result<String> {
    let output =
        Command::new("rustc").args(["--print", "host-tuple"]).output().context("rustc can't be started")?;
    ensure!(output.status.success(), "rustc does not tell its host");
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// One run of one target.
struct Fuzzing {
    program: PathBuf,
    seeds: Vec<PathBuf>,
    /// Where the corpus is kept from one run to the next, with the log and inputs that failed.
    files: PathBuf,
    seconds: u32,
}

impl Fuzzing {
    fn run(&self, name: &str) -> Result<()> {
        let corpus = self.files.join("corpus");
        fs::create_dir_all(&corpus).with_context(|| format!("{} can't be made", corpus.display()))?;
        let log = self.files.join("log");
        let status = Command::new(&self.program)
            .arg(corpus)
            .args(&self.seeds)
            .arg(format!("-max_total_time={}", self.seconds))
            .arg(format!("-timeout={INPUT_SECONDS_MAX}"))
            .arg(format!("-rss_limit_mb={MEMORY_MB_MAX}"))
            .arg(format!("-artifact_prefix={}/", self.files.display()))
            .arg("-print_final_stats=1")
            .stderr(File::create(&log)?)
            .status()
            .with_context(|| format!("{} can't be started", self.program.display()))?;
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        ensure!(
            status.success(),
            "the fuzz target {name} failed; the input lies beside {}\n{}",
            log.display(),
            failure(&text)
        );
        println!("  {name:<16} {}", summary(&text, self.seconds)?);
        Ok(())
    }
}

/// The log of a target that failed, without the lines that count its progress.
fn failure(log: &str) -> String {
    let is_progress = |line: &&str| line.starts_with('#') || line.trim_start().starts_with("NEW_FUNC");
    log.lines().filter(|line| !is_progress(line)).collect::<Vec<_>>().join("\n")
}

/// What libFuzzer says at the end of its log.
fn summary(log: &str, seconds: u32) -> Result<String> {
    let number = |label: &str| {
        let (_, rest) = log.rsplit_once(label)?;
        rest.split_whitespace().next()?.parse::<u64>().ok()
    };
    let runs = number("stat::number_of_executed_units:").context("libFuzzer counts its runs")?;
    let edges = number("cov: ").unwrap_or_default();
    let memory = number("stat::peak_rss_mb:").unwrap_or_default();
    Ok(format!("{seconds:>5} s  {runs:>10} inputs  {edges:>6} edges  {memory:>5} MB  nothing found"))
}
