//! Where things lie in the checkout, and where this machine's own files go.

use std::path::{Path, PathBuf};

/// The checkout.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    tools: PathBuf,
}

impl Workspace {
    /// The checkout that cargo runs this program from, or else that it was built from: one target folder may serve
    /// several checkouts. `CARGO_TARGET_DIR` and `TOLLGATE_TOOLS` (Python tools, by default `~/.cache/tollgate`) are
    /// honoured.
    pub fn locate() -> Workspace {
        let crate_folder =
            variable("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
        let root = Path::new(&crate_folder)
            .ancestors()
            .nth(3)
            .expect("this crate lies three folders below the root")
            .to_owned();
        let target = variable("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let cache = variable("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| variable("HOME").map(|home| Path::new(&home).join(".cache")));
        let tools = variable("TOLLGATE_TOOLS")
            .map(PathBuf::from)
            .or_else(|| cache.map(|cache| cache.join("tollgate")))
            .unwrap_or_else(|| target.join("tools"));
        // A relative target folder is relative to the checkout, wherever this runs.
        Workspace { target: root.join(target), tools: root.join(tools), root }
    }

    /// A path within the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Cargo's target folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Where Python tools are installed.
    pub fn tools(&self) -> &Path {
        &self.tools
    }

    /// The files of one run of the local cloud: logs, process id, Terraform's state.
    pub fn run_folder(&self, run: &str) -> PathBuf {
        self.target.join("local-cloud").join(run)
    }
}

#[expect(clippy::disallowed_methods, reason = "where this machine keeps things is said by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
