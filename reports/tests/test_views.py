"""What the views say of a small archive, on DuckDB, and that both dialects have the same words."""

import gzip
import json
import sys
import tempfile
import unittest
from datetime import date
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parent.parent))

import views

DAY_MS = 86_400_000
# The first of March 2026, at noon.
NOON = 1_772_366_400_000


def row(key_id: str, revision: int = 0, **more) -> dict:
    """A decision, or with a revision one of its labels."""
    decided = {"decided_at_ms": NOON, "outcome": "approve", "risk_score": 5.0, "hits": [], "amount_minor": 1000, "currency": "USD"}
    return {"key_id": key_id, "revision": revision, "received_at_ms": NOON, "merchant": "m", **decided, **more}


def hits(*codes: str) -> list:
    return [{"code": code, "contribution": 10.0} for code in codes]


class Archive(unittest.TestCase):
    """A folder of rows, and DuckDB with the views over it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.archive = Path(folder.name)
        self.connection = duckdb.connect()

    def write(self, day: str, *rows: dict, packed: bool = False) -> None:
        lines = "".join(json.dumps(one) + "\n" for one in rows).encode()
        folder = self.archive / f"day={day}"
        folder.mkdir(exist_ok=True)
        name = f"{len(list(folder.iterdir()))}.json" + (".gz" if packed else "")
        (folder / name).write_bytes(gzip.compress(lines) if packed else lines)

    def ask(self, question: str) -> list:
        views.make_views(self.connection, self.archive)
        return self.connection.execute(question).fetchall()


class Views(Archive):
    def test_a_payment_has_one_row_which_is_its_latest(self):
        self.write("2026-03-01", row("a"), row("a"), row("b"), packed=True)
        self.write("2026-03-09", row("a", 2, label="fraud"), row("a", 1, label="legitimate"))
        latest = self.ask("SELECT key_id, revision, label, day FROM decisions_latest ORDER BY key_id")
        self.assertEqual(latest, [("a", 2, "fraud", "2026-03-09"), ("b", 0, None, "2026-03-01")])

    def test_days_count_what_was_decided_on_them_and_what_it_was(self):
        blocked = {"outcome": "block", "amount_minor": 500}
        late = {"decided_at_ms": NOON + DAY_MS}
        imported = {"outcome": None, "decided_at_ms": None}
        self.write("2026-03-01", row("a"), row("b", **blocked), row("c", **late), row("d", **imported))
        self.write("2026-03-20", row("b", 1, label="fraud", **blocked), row("a", 1, label="legitimate"))
        counted = self.ask("SELECT * FROM daily_outcomes ORDER BY decided_on, outcome")
        self.assertEqual(counted, [
            (date(2026, 3, 1), "approve", "USD", 1, 1000, 0, 1, 0, 100),
            (date(2026, 3, 1), "block", "USD", 1, 500, 1, 0, 500, 100),
            (date(2026, 3, 2), "approve", "USD", 1, 1000, 0, 0, 0, 100),
        ])

    def test_days_know_how_much_of_a_currency_is_a_whole_one(self):
        self.write("2026-03-01", *(row(currency, currency=currency) for currency in ("CLF", "EUR", "JPY", "KWD")))
        units = self.ask("SELECT currency, minor_units FROM daily_outcomes ORDER BY currency")
        self.assertEqual(units, [("CLF", 10_000), ("EUR", 100), ("JPY", 1), ("KWD", 1000)])

    def test_countries_are_counted_by_day_and_the_unknown_one_is_one_of_them(self):
        self.write("2026-03-01", row("a", country="FR"), row("b"), row("c", country="FR", outcome=None))
        self.write("2026-03-20", row("a", 1, country="FR", label="fraud"))
        counted = self.ask("SELECT * FROM daily_countries ORDER BY country")
        day = date(2026, 3, 1)
        self.assertEqual(counted, [(day, "FR", "approve", 1, 1, 0), (day, "unknown", "approve", 1, 0, 0)])

    def test_a_table_of_rows_is_of_its_moment(self):
        self.write("2026-03-01", row("a"))
        views.make_views(self.connection, self.archive, rows="TABLE")
        self.write("2026-03-01", row("b"))
        self.assertEqual(self.connection.execute("SELECT key_id FROM decisions_latest").fetchall(), [("a",)])

    def test_rules_are_right_as_often_as_labels_say(self):
        self.write("2026-03-01", row("a", hits=hits("LARGE", "LISTED")), row("b", hits=hits("LARGE")), row("c", hits=hits("LARGE")))
        self.write("2026-03-20", row("a", 1, label="fraud", hits=hits("LARGE", "LISTED")), row("b", 1, label="legitimate", hits=hits("LARGE")))
        rules = self.ask("SELECT * FROM rule_precision ORDER BY rule")
        self.assertEqual(rules, [("LARGE", 3, 2, 1, 0.5), ("LISTED", 1, 1, 1, 1.0)])

    def test_the_delay_of_labels_is_told_by_their_source(self):
        labels = [row(str(days), 1, label="fraud", label_source="chargeback", label_time_ms=NOON + days * DAY_MS) for days in (10, 20, 60)]
        self.write("2026-03-01", *labels)
        self.assertEqual(self.ask("SELECT * FROM labels_delay"), [("chargeback", "fraud", 3, 10.0, 30.0, 20.0, 60.0)])

    def test_both_dialects_have_the_same_words(self):
        words = [json.loads((views.FOLDER / f"{name}.json").read_text()).keys() for name in ("athena", "duckdb")]
        self.assertEqual(*words)


if __name__ == "__main__":
    unittest.main()
