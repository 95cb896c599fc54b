"""The side-by-side of `bench_model`: XGBoost on the very rows and features that our trees get.

    python3 crates/core/model/beside/xgboost_beside.py FOLDER

The folder has `tasks.json`: tasks with a name, a number of columns, and how many rows there are to train and to test on.
For each task `NAME.train`, `NAME.test` (row by row) and `NAME.labels` hold little-endian 64-bit numbers. Scores of the test
rows go to `NAME.scores`, seconds of training to `times.json`.
"""

import json
import sys
import time
from pathlib import Path

import numpy
import xgboost

SETTINGS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "learning_rate": 0.1,
    "max_depth": 3,
    "max_bin": 4096,
    "nthread": 2,
    "seed": 0,
}
TREES = 100


def read(path: Path, columns: int) -> numpy.ndarray:
    """Rows of so many columns."""
    return numpy.fromfile(path, dtype="<f8").reshape(-1, columns)


def run(folder: Path, task: dict) -> float:
    """Trains and scores one task; answers the seconds that training took, from rows in memory."""
    columns = task["columns"]
    train, test = read(folder / f"{task['name']}.train", columns), read(folder / f"{task['name']}.test", columns)
    labels = numpy.fromfile(folder / f"{task['name']}.labels", dtype="<f8")
    started = time.perf_counter()
    booster = xgboost.train(SETTINGS, xgboost.DMatrix(train, labels), num_boost_round=TREES)
    seconds = time.perf_counter() - started
    booster.predict(xgboost.DMatrix(test), output_margin=True).astype("<f8").tofile(folder / f"{task['name']}.scores")
    return seconds


def main() -> None:
    folder = Path(sys.argv[1])
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    times = {task["name"]: run(folder, task) for task in tasks}
    (folder / "times.json").write_text(json.dumps({"version": xgboost.__version__, "seconds": times}), encoding="utf-8")


if __name__ == "__main__":
    main()
