//! XGBoost from PyPI on the very same rows and features.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::json;

/// What XGBoost is to be trained and tested on, column by column.
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) train: Vec<Vec<f64>>,
    pub(crate) labels: Vec<bool>,
    pub(crate) test: Vec<Vec<f64>>,
}

/// What came out of all tasks.
pub(crate) struct Answers {
    pub(crate) version: String,
    /// Scores of the test rows by task.
    pub(crate) scores: BTreeMap<String, Vec<f64>>,
    /// Seconds of training by task.
    pub(crate) seconds: BTreeMap<String, f64>,
}

/// Runs the script of this crate's `beside/` in an environment with its pinned requirements, which is made in `folder`
/// on first use.
pub(crate) fn run(folder: &Path, tasks: &[Task]) -> Result<Answers, Box<dyn Error>> {
    let exchange = folder.join("exchange");
    fs::create_dir_all(&exchange)?;
    for task in tasks {
        let file = |kind: &str| exchange.join(format!("{}.{kind}", task.name));
        fs::write(file("train"), by_row(&task.train))?;
        fs::write(file("test"), by_row(&task.test))?;
        let labels = task.labels.iter().flat_map(|label| f64::from(u8::from(*label)).to_le_bytes());
        fs::write(file("labels"), labels.collect::<Vec<u8>>())?;
    }
    let named: Vec<_> =
        tasks.iter().map(|task| json!({"name": task.name, "columns": task.train.len()})).collect();
    fs::write(exchange.join("tasks.json"), serde_json::to_vec(&named)?)?;
    let status = Command::new(python(folder)?).arg(of_crate("xgboost_beside.py")).arg(&exchange).status()?;
    if !status.success() {
        return Err(format!("xgboost_beside.py failed: {status}").into());
    }
    let answers = read(&exchange, tasks)?;
    fs::remove_dir_all(&exchange)?;
    Ok(answers)
}

fn read(exchange: &Path, tasks: &[Task]) -> Result<Answers, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Times {
        version: String,
        seconds: BTreeMap<String, f64>,
    }
    let times: Times = serde_json::from_slice(&fs::read(exchange.join("times.json"))?)?;
    let mut scores = BTreeMap::new();
    for task in tasks {
        let bytes = fs::read(exchange.join(format!("{}.scores", task.name)))?;
        let numbers = bytes.chunks_exact(8).map(|bytes| {
            let mut number = [0; 8];
            number.copy_from_slice(bytes);
            f64::from_le_bytes(number)
        });
        scores.insert(task.name.clone(), numbers.collect());
    }
    Ok(Answers { version: times.version, scores, seconds: times.seconds })
}

fn by_row(columns: &[Vec<f64>]) -> Vec<u8> {
    let rows = columns.first().map_or(0, Vec::len);
    (0..rows).flat_map(|row| columns.iter().flat_map(move |column| column[row].to_le_bytes())).collect()
}

fn of_crate(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("beside").join(file)
}

/// The interpreter that has what the requirements name.
fn python(folder: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let requirements = of_crate("requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    let environment = folder.join("python");
    let (interpreter, stamp) = (environment.join("bin/python"), environment.join("installed.txt"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    println!("installing XGBoost to {}", environment.display());
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    let made = Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment).status()?;
    let installed = Command::new(&interpreter).args(install).arg(&requirements).status()?;
    if !(made.success() && installed.success()) {
        return Err("XGBoost can't be installed".into());
    }
    fs::write(stamp, wanted)?;
    Ok(interpreter)
}
