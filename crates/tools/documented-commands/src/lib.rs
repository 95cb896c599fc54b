//! The commands that the documents and the help texts tell people to type. A test runs each of them, so that no document
//! shows what does not work.
//!
//! A command stands in a block of a document (fenced, or indented by four spaces) or among the examples of a help text,
//! and begins with one of [`PROGRAMS`]. What is within a block and begins otherwise is output, a table or SQL; in a block
//! that is marked `sh` everything is a command.

mod workbench;

use std::path::Path;

pub use workbench::{Workbench, said};

/// Programs that documents name. A line that begins with another word is not a command.
pub const PROGRAMS: [&str; 9] =
    ["tollgate", "curl", "aws", "terraform", "make", "cargo", "cd", "cp", "export"];

/// A command as it is written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Documented {
    /// The document or help text.
    pub place: String,
    /// The line where it begins, from 1.
    pub line: usize,
    /// The command on one line, without its comment.
    pub text: String,
}

/// Who can run a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Runs {
    /// The command line by itself.
    Alone,
    /// It asks a deployment.
    WithDeployment,
    /// Programs of others: they build, deploy, or act on AWS past Tollgate.
    ByOthers,
}

impl Documented {
    /// What it takes to run it.
    pub fn runs(&self) -> Runs {
        let words = words(&self.text);
        let has = |word: &str| words.iter().any(|other| other == word);
        if !has("tollgate") && !self.text.contains("$API") || has("cargo") {
            return Runs::ByOthers;
        }
        let asks = self.text.contains("$API")
            || ["--environment", "dlq", "model", "comprehend"].into_iter().any(has_command(&words));
        if asks { Runs::WithDeployment } else { Runs::Alone }
    }
}

/// Whether a word stands where it makes a command ask a deployment: `--model` is no `model`.
fn has_command(words: &[String]) -> impl Fn(&str) -> bool + '_ {
    move |wanted| {
        let at = words.iter().position(|word| word == wanted);
        at.is_some_and(|at| match wanted {
            "dlq" | "model" => at > 0 && words[at - 1] == "tollgate",
            _ => true,
        })
    }
}

/// The documents that tell people what to type, below the workspace's folder.
///
/// # Errors
/// If a folder or document can't be read.
pub fn of_documents(workspace: &Path) -> std::io::Result<Vec<Documented>> {
    let mut documents: Vec<String> =
        ["README.md", "CONTRIBUTING.md", "infra/README.md"].map(str::to_owned).into();
    for entry in std::fs::read_dir(workspace.join("docs"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            documents.push(format!("docs/{name}"));
        }
    }
    documents.sort();
    let mut commands = Vec::new();
    for document in documents {
        let text = std::fs::read_to_string(workspace.join(&document))?;
        commands.extend(of_document(&document, &text));
    }
    Ok(commands)
}

/// The examples in the help texts of a program: its own, and those of its commands and theirs.
///
/// # Errors
/// The program can't be started.
pub fn of_program(program: &Path) -> std::io::Result<Vec<Documented>> {
    let mut found = Vec::new();
    let mut open = vec![Vec::<String>::new()];
    while let Some(path) = open.pop() {
        let output = std::process::Command::new(program).args(&path).arg("--help").output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        found.extend(of_help(&format!("tollgate {} --help", path.join(" ")), &text));
        let commands = text.lines().skip_while(|line| *line != "Commands:").skip(1);
        for line in commands.take_while(|line| line.starts_with("  ")) {
            let name = line.split_whitespace().next().unwrap_or_default();
            // A description that goes on is indented further.
            if name != "help" && line.starts_with("  ") && !line.starts_with("   ") {
                open.push(path.iter().cloned().chain([name.to_owned()]).collect());
            }
        }
    }
    found.sort_by(|a, b| (&a.place, a.line).cmp(&(&b.place, b.line)));
    Ok(found)
}

/// The commands of one document in Markdown.
pub fn of_document(place: &str, text: &str) -> Vec<Documented> {
    let mut fence: Option<&str> = None;
    let mut code = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(kind) = line.trim_start().strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(kind.trim()) };
            continue;
        }
        let is_code = match fence {
            Some(kind) => matches!(kind, "" | "sh" | "bash" | "console"),
            None => line.starts_with("    "),
        };
        if is_code {
            code.push((index + 1, line, fence.is_some_and(|kind| kind == "sh")));
        }
    }
    commands(place, &code)
}

/// The examples of a help text.
pub fn of_help(place: &str, text: &str) -> Vec<Documented> {
    let examples = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with("Examples:"));
    let lines: Vec<_> = examples
        .skip(1)
        .take_while(|(_, line)| line.starts_with("  "))
        .map(|(index, line)| (index + 1, line, true))
        .collect();
    commands(place, &lines)
}

/// Joins lines that end in a backslash, and leaves out what is not a command.
fn commands(place: &str, lines: &[(usize, &str, bool)]) -> Vec<Documented> {
    let mut found: Vec<Documented> = Vec::new();
    let mut is_continued = false;
    for (line, text, is_shell) in lines {
        let text = text.trim();
        let (text, continues) = match text.strip_suffix('\\') {
            Some(text) => (text.trim_end(), true),
            None => (without_comment(text), false),
        };
        if is_continued {
            if let Some(last) = found.last_mut() {
                last.text = format!("{} {text}", last.text);
            }
        } else if !text.is_empty() && (*is_shell || is_command(text)) {
            found.push(Documented { place: place.to_owned(), line: *line, text: text.to_owned() });
        } else {
            continue;
        }
        is_continued = continues;
    }
    found
}

/// Whether a line begins with a program, behind variables that it is given.
fn is_command(line: &str) -> bool {
    let first = line.split_whitespace().find(|word| !is_assignment(word));
    first.is_some_and(|word| PROGRAMS.contains(&word))
}

/// `NAME=value`
fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    name.is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

/// A line up to a comment that stands outside quotation marks.
fn without_comment(line: &str) -> &str {
    let mut quoted = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match (quoted, character) {
            (None, '\'' | '"') => quoted = Some(character),
            (Some(mark), _) if mark == character => quoted = None,
            (None, '#') if before == ' ' => return line[..at].trim_end(),
            _ => {}
        }
        before = character;
    }
    line
}

/// The words of a command, as far as quotation marks don't matter.
fn words(command: &str) -> Vec<String> {
    command.split_whitespace().map(|word| word.trim_matches(['\'', '"']).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "\
Text with `tollgate help` in a line.

    tollgate score payments.csv     # decides
    aws lambda invoke --function-name f \\
      --payload '{\"a\": \"# no comment\"}' answer.json

```
output of tollgate
  curl $API/transactions/1 -H \"x-api-key: $KEY\"
```

```sh
TOLLGATE_API_KEY=... tollgate simulate --post $API
key=$(aws apigateway create-api-key)
```

```json
{\"tollgate\": 1}
```
    SELECT 1
";

    #[test]
    fn commands_are_told_from_output_and_data() {
        let found = of_document("d.md", DOCUMENT);
        let texts: Vec<(usize, &str)> = found.iter().map(|found| (found.line, found.text.as_str())).collect();
        assert_eq!(
            texts,
            [
                (3, "tollgate score payments.csv"),
                (4, "aws lambda invoke --function-name f --payload '{\"a\": \"# no comment\"}' answer.json"),
                (9, "curl $API/transactions/1 -H \"x-api-key: $KEY\""),
                (13, "TOLLGATE_API_KEY=... tollgate simulate --post $API"),
                (14, "key=$(aws apigateway create-api-key)"),
            ]
        );
    }

    #[test]
    fn examples_of_a_help_text_are_commands() {
        let help =
            "Decides\n\nExamples:\n  tollgate a\n  cut -f2 b | tollgate c -\n\nMore text.\n  not this\n";
        let found = of_help("tollgate a --help", help);
        let texts: Vec<&str> = found.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(texts, ["tollgate a", "cut -f2 b | tollgate c -"]);
    }

    #[test]
    fn it_is_known_who_can_run_a_command() {
        let check = |text: &str, expected: Runs| {
            let command = Documented { place: "d".to_owned(), line: 1, text: text.to_owned() };
            assert_eq!(command.runs(), expected, "{text}");
        };
        check("tollgate score payments.csv", Runs::Alone);
        check("tollgate backtest --policy p.toml --model champion.tgm y.csv", Runs::Alone);
        check("tollgate simulate --count 10 | tollgate score -", Runs::Alone);
        check("tollgate model list", Runs::WithDeployment);
        check("tollgate dlq list --environment prod", Runs::WithDeployment);
        check("tollgate train --archive --environment prod --out m.tgm", Runs::WithDeployment);
        check("tollgate simulate --count 5 --post $API --api-key $KEY", Runs::WithDeployment);
        check("curl -G $API/watchlist/search -d name=x", Runs::WithDeployment);
        check("curl $API/x | tollgate evidence -", Runs::WithDeployment);
        check("aws s3 cp a b", Runs::ByOthers);
        check("cargo install --locked --path crates/tools/tollgate", Runs::ByOthers);
        check("make demo", Runs::ByOthers);
    }
}
