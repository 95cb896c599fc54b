"""Writes evidently_answers.json: what Evidently 0.7 (PyPI, Apache-2.0) answers for samples of many kinds.

    pip install evidently==0.7.23 "pandas<3"
    python3 crates/core/model/test_data/evidently_answers.py > crates/core/model/test_data/evidently_answers.json
"""

import json
import random
import sys

import pandas
from evidently.legacy.calculations.stattests import jensenshannon_stat_test, psi_stat_test, wasserstein_stat_test
from evidently.legacy.core import ColumnType

DICE = random.Random(7)


def normal(count, mean=0.0, spread=1.0):
    return [round(DICE.gauss(mean, spread), 6) for _ in range(count)]


def holes(values, part):
    """The values with a part of them missing."""
    return [None if DICE.random() < part else value for value in values]


def texts(count, weights):
    return DICE.choices(list(weights), list(weights.values()), k=count)


AMOUNTS = [round(DICE.lognormvariate(3.0, 1.0), 2) for _ in range(600)]
CASES = {
    "the same": (AMOUNTS, AMOUNTS),
    "amounts by 1.3": (AMOUNTS, [round(amount * 1.3, 2) for amount in AMOUNTS[:250]]),
    "one in twenty amounts by 5": (
        AMOUNTS,
        [round(amount * (5 if place % 20 == 0 else 1), 2) for place, amount in enumerate(AMOUNTS)],
    ),
    "shifted": (normal(500), normal(300, 0.5)),
    "wider": (normal(400), normal(450, 0.0, 2.0)),
    "sizes far apart": (normal(900), normal(25)),
    "a constant that stays": ([5.0] * 100, [5.0] * 60),
    "a constant that moves": ([5.0] * 100, [5.5] * 60),
    "a constant that was none": (normal(200), [0.25] * 80),
    "few unique values": ([DICE.choice([0, 1, 2, 3]) for _ in range(300)], [DICE.choice([1, 2, 2, 3, 7]) for _ in range(200)]),
    "twenty unique values": ([place % 20 for place in range(400)], [place % 23 for place in range(300)]),
    "twenty-one unique values": ([place % 21 for place in range(420)], [place % 17 for place in range(300)]),
    "flags": ([1.0] * 40 + [0.0] * 160, [1.0] * 90 + [0.0] * 110),
    "missing values": (holes(normal(400), 0.2), holes(normal(300, 0.3), 0.5)),
    "empty bins": (normal(300), [value + 40 for value in normal(300)]),
    "bins that only the window fills": (normal(300) + [100.0], normal(200) + [-100.0] * 3),
    "a very rare bin": ([0.0] * 20_000 + [1.0], [0.0] * 900 + [2.0] * 5),
    "texts": (texts(500, {"pos": 5, "web": 3, "atm": 1}), texts(400, {"pos": 4, "web": 5, "atm": 1})),
    "a text that is new": (texts(500, {"pos": 5, "web": 3}), texts(400, {"pos": 4, "web": 5, "atm": 1})),
    "a text that is gone": (texts(500, {"pos": 5, "web": 3, "atm": 1}), texts(300, {"pos": 1})),
    "texts with missing ones": (holes(texts(500, {"a": 5, "b": 3}), 0.3), holes(texts(200, {"a": 1, "b": 3}), 0.1)),
}


def answers(name, reference, current):
    """What Evidently says, after it has left out what is missing, as its report does."""
    is_text = any(isinstance(value, str) for value in reference)
    kind = ColumnType.Categorical if is_text else ColumnType.Numerical
    series = [pandas.Series(values, dtype=None if is_text else float).dropna() for values in (reference, current)]
    value = lambda test: float(test(*series, kind, 0.1).drift_score)
    return {
        "name": name,
        "reference": reference,
        "current": current,
        "wasserstein": None if is_text else value(wasserstein_stat_test),
        "psi": value(psi_stat_test),
        "jensen_shannon": value(jensenshannon_stat_test),
    }


json.dump([answers(name, *samples) for name, samples in CASES.items()], sys.stdout, separators=(",", ":"))
sys.stdout.write("\n")
