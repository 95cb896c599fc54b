//! A folder with the files that documents speak of, in which their commands run as they are written.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::Documented;

/// Sixty days of payments: as many as training, its held-out days and the label delay of the examples take.
const PAYMENTS: &str = "simulate --days 60 --customers 150 --fraud-rate 0.06";
/// What is written in examples, and what shows the same with less work or beside the others.
const SMALLER: [(&str, &str); 6] = [
    ("--count 200000", "--count 8000 --customers 150"),
    ("--count 100000", "--count 2000"),
    ("--count 10000", "--count 500"),
    ("--count 500", "--count 20"),
    ("--days 82", "--days 82 --customers 20"),
    // Other examples go on with the payments that are there.
    ("--output payments.csv", "--output simulated.csv"),
];

/// Where commands are tried.
#[derive(Debug)]
pub struct Workbench {
    folder: PathBuf,
    program: PathBuf,
    variables: Vec<(String, String)>,
}

impl Workbench {
    /// Makes the folder anew, with files made by the command line `program` and of those of the workspace.
    ///
    /// # Errors
    /// A file can't be made.
    pub fn prepare(folder: &Path, program: &Path, workspace: &Path) -> io::Result<Workbench> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let bench =
            Workbench { folder: folder.to_owned(), program: program.to_owned(), variables: Vec::new() };
        bench.copy_what_is_shipped(workspace)?;
        bench.write_what_others_have()?;
        for command in [
            format!("tollgate {PAYMENTS} --format csv --output payments.csv").as_str(),
            format!("tollgate {PAYMENTS} --output payments.jsonl").as_str(),
            "tollgate train payments.csv --days 14 --out model.tgm",
            "tollgate archive import payments.csv --card-key key.txt --into copy",
            "tollgate watchlist build --out watchlist.idx ofac-sdn=./ofac house=house.csv",
            "tollgate score few.csv --json > decisions.jsonl",
        ] {
            let output = bench.shell(command)?;
            if !output.status.success() {
                return Err(io::Error::other(format!("{command}: {}", said(&output))));
            }
            if command.ends_with("payments.jsonl") {
                // Some hundred payments where nothing is learned from them.
                bench.head("payments.csv", "few.csv")?;
                bench.head("payments.jsonl", "yesterday.jsonl")?;
            }
        }
        for (from, copies) in [
            ("payments.csv", &["later.csv"][..]),
            ("few.csv", &["yesterday.csv", "theirs.csv"]),
            ("model.tgm", &["challenger.tgm", "champion.tgm"]),
            ("watchlist.idx", &["old.idx", "new.idx"]),
        ] {
            for copy in copies {
                fs::copy(folder.join(from), folder.join(copy))?;
            }
        }
        bench.shell("cp -r copy copy-of-the-bucket")?;
        Ok(bench)
    }

    /// The bench with a variable for its commands.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Workbench {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a command as it is documented, on less where it is about much; `changes` are other words for those of the text.
    ///
    /// # Errors
    /// No shell can be started.
    pub fn run(&self, command: &Documented, changes: &[(&str, &str)]) -> io::Result<Output> {
        let mut text = command.text.clone();
        for (from, to) in SMALLER.iter().chain(changes) {
            // The smallest one is a part of the larger ones.
            if text.contains(&format!("{from} ")) || text.ends_with(from) || !from.starts_with("--count") {
                text = text.replace(from, to);
            }
        }
        self.shell(&text)
    }

    fn shell(&self, text: &str) -> io::Result<Output> {
        // `tollgate` is the program that was built, and an answer of the API that tells of an error is an error.
        let prelude = "set -o pipefail\n\
                       tollgate() { \"$TOLLGATE_PROGRAM\" \"$@\"; }\n\
                       curl() { command curl --silent --show-error --fail-with-body --max-time 60 \"$@\"; }\n";
        Command::new("bash")
            .args(["-c", &format!("{prelude}{text}")])
            .current_dir(&self.folder)
            .env("TOLLGATE_PROGRAM", &self.program)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(std::process::Stdio::null())
            .output()
    }

    /// The first three hundred lines of a file as another.
    fn head(&self, from: &str, to: &str) -> io::Result<()> {
        let text = fs::read_to_string(self.folder.join(from))?;
        let lines: Vec<&str> = text.lines().take(300).collect();
        fs::write(self.folder.join(to), lines.join("\n") + "\n")
    }

    fn copy_what_is_shipped(&self, workspace: &Path) -> io::Result<()> {
        for folder in ["policies", "policies/lists", "ofac", "inbox", "detector"] {
            fs::create_dir_all(self.folder.join(folder))?;
        }
        for (from, to) in [
            ("policies/default.toml", "policies/default.toml"),
            ("policies/default.toml", "policies/2026-10.toml"),
            ("policies/default.toml", "policies/2026-11.toml"),
            ("policies/default.toml", "policy.toml"),
            ("test_data/policies/stricter.toml", "stricter.toml"),
            ("test_data/watchlists/house.csv", "house.csv"),
            ("test_data/watchlists/customers.csv", "customers.csv"),
            ("test_data/watchlists/customers.csv", "payees.csv"),
            ("test_data/documents/w2.pdf", "loan.pdf"),
            ("test_data/documents/w2.pdf", "inbox/w2.pdf"),
            ("test_data/documents/privacy_notice.pdf", "inbox/privacy_notice.pdf"),
        ] {
            fs::copy(workspace.join(from), self.folder.join(to))?;
        }
        for entry in fs::read_dir(workspace.join("test_data/watchlists/ofac"))? {
            let entry = entry?;
            fs::copy(entry.path(), self.folder.join("ofac").join(entry.file_name()))?;
        }
        Ok(())
    }

    fn write_what_others_have(&self) -> io::Result<()> {
        for (name, text) in [
            ("columns.toml", "[constants]\n\"attributes.source\" = \"file\"\n"),
            ("key.txt", "thirty-two bytes of a card's key\n"),
            ("detector/rules.json", DETECTOR_RULES),
        ] {
            fs::write(self.folder.join(name), text)?;
        }
        Ok(())
    }

    /// Puts a file of the bench at another place of it.
    ///
    /// # Errors
    /// It can't be copied.
    pub fn copy(&self, from: &str, to: &str) -> io::Result<()> {
        fs::copy(self.folder.join(from), self.folder.join(to)).map(drop)
    }

    /// Writes a file of the bench.
    ///
    /// # Errors
    /// It can't be written.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        fs::write(self.folder.join(name), text)
    }

    /// Removes a file of the bench.
    ///
    /// # Errors
    /// It can't be removed.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.folder.join(name))
    }
}

/// What `aws frauddetector get-rules` prints.
const DETECTOR_RULES: &str = r#"{ "ruleDetails": [
  { "ruleId": "high_amount", "detectorId": "payments", "ruleVersion": "1", "expression": "$amount > 1000",
    "language": "DETECTORPL", "outcomes": ["block_it"] }
] }"#;

/// All that a command has said.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
