"""The dashboard as people start it: every chart of it beside what is counted from the archive's lines, and who gets in.

Superset is started twice in one folder, over a made-up archive and then with Athena's dialect. It takes a minute or two.
"""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import unittest
from datetime import date, datetime, timezone
from pathlib import Path

import duckdb
import requests
import sqlglot

import counted
import made_up_archive

REPORTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPORTS))

import views

# What the median of an approximate quantile may be off by, in days, and other figures, relatively.
MEDIAN_OFF, OFF = 0.8, 1e-9
MONEY = "Fraud caught and missed per day, in money"


class Superset:
    """A running dashboard, and what it says to whoever signed in."""

    def __init__(self, state: Path, *source: str, **environment: str):
        command = [sys.executable, REPORTS / "dashboards.py", "--state", state, "--port", "0", *source]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | environment)
        said = ""
        while "is good until" not in said:
            line = self.process.stdout.readline()
            if not line:
                log = (state / "superset.log").read_text() if (state / "superset.log").exists() else ""
                raise AssertionError(f"it did not start: {said}{log[-2000:]}")
            said += line
        self.said = said
        self.address = re.search(r"(http://127\.0\.0\.1:\d+)/", said).group(1)
        self.password = re.search(r"password (\S+)", said).group(1)

    def sign_in(self, password: str) -> requests.Response:
        account = {"username": "analyst", "password": password, "provider": "db"}
        return requests.post(f"{self.address}/api/v1/security/login", json=account, timeout=60)

    def enter(self) -> "Superset":
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {self.sign_in(self.password).json()['access_token']}"
        return self

    def get(self, path: str) -> dict:
        answer = self.session.get(f"{self.address}/api/v1/{path}", timeout=120)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def post(self, path: str, body: dict) -> requests.Response:
        token = self.get("security/csrf_token/")["result"]
        headers = {"X-CSRFToken": token, "Referer": self.address}
        return self.session.post(f"{self.address}/api/v1/{path}", json=body, headers=headers, timeout=120)

    def charts(self) -> dict[str, int]:
        return {chart["slice_name"]: chart["id"] for chart in self.get("dashboard/tollgate/charts")["result"]}

    def rows(self, chart: int) -> list[dict]:
        return self.get(f"chart/{chart}/data/")["result"][0]["data"]

    def sql(self, chart: int) -> str:
        return self.get(f"chart/{chart}/data/?type=query")["result"][0]["query"]

    def currency(self) -> list:
        """What the filter of currencies is at first, as the charts' queries have it."""
        filters = json.loads(self.get("dashboard/tollgate")["result"]["json_metadata"])["native_filter_configuration"]
        (default,) = [one["defaultDataMask"] for one in filters if one["name"] == "Currency"]
        return default["extraFormData"]["filters"]

    def context(self, chart: int) -> dict:
        """What the chart asks, for somebody to ask a part of it."""
        return json.loads(self.get(f"chart/{chart}")["result"]["query_context"])

    def end(self) -> str:
        self.process.send_signal(signal.SIGINT)
        said, _ = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, self.process.returncode
        return said

    def kill(self) -> None:
        """Whatever came of it."""
        self.process.kill()
        self.process.communicate()


def plain(rows: list[dict]) -> list[dict]:
    """Rows as they can be compared: days as dates, in the order of what they are of. A series that has nothing has zero of it."""

    def value(name, of_it):
        if name != "decided_on" or isinstance(of_it, date):
            return of_it
        return datetime.fromtimestamp(of_it / 1000, timezone.utc).date()

    kept = [{name: value(name, row[name]) for name in sorted(row) if row[name]} for row in rows]
    is_of = lambda row: [str(of_it) for of_it in row.values() if isinstance(of_it, (str, date))]
    # A day on which no series has anything may be left out.
    return sorted((row for row in kept if row.keys() != {"decided_on"}), key=is_of)


def setUpModule():
    folder = Path(tempfile.mkdtemp(prefix="tollgate-reports-"))
    unittest.addModuleCleanup(shutil.rmtree, folder)
    Dashboard.folder, Dashboard.decisions, Dashboard.state = folder, folder / "decisions", folder / "state"
    made_up_archive.write(Dashboard.decisions)
    Dashboard.payments = counted.payments(Dashboard.decisions)
    Dashboard.superset = Superset(Dashboard.state, "--archive", str(Dashboard.decisions))
    unittest.addModuleCleanup(Dashboard.superset.kill)
    Dashboard.superset.enter()
    Dashboard.ids = Dashboard.superset.charts()


class Dashboard(unittest.TestCase):
    def assert_same(self, found: list[dict], expected: list[dict], is_sample: bool = False):
        found, expected = plain(found), plain(expected)
        self.assertEqual([row.keys() for row in found], [row.keys() for row in expected])
        for row, wanted in zip(found, expected):
            for name, value in wanted.items():
                if isinstance(value, float):
                    off = MEDIAN_OFF if is_sample else OFF * max(1.0, abs(value))
                    self.assertAlmostEqual(row[name], value, delta=off, msg=f"{name} of {wanted}")
                else:
                    self.assertEqual(row[name], value, f"{name} of {wanted}")

    def test_every_chart_says_what_the_archive_holds(self):
        expected = counted.charts(self.payments)
        self.assertEqual(self.ids.keys(), expected.keys())
        for name, chart in self.ids.items():
            with self.subTest(name):
                found = self.superset.rows(chart)
                if name == "Labels by source, over all days":
                    self.assert_same([{**row, "Median": None} for row in found], [{**row, "Median": None} for row in expected[name]])
                    self.assert_same([medians(row) for row in found], [medians(row) for row in expected[name]], is_sample=True)
                else:
                    self.assert_same(found, expected[name], is_sample=name.startswith("Time to label"))

    def test_charts_of_days_follow_the_filter_of_days(self):
        first, last = date(2026, 3, 10), date(2026, 3, 20)
        some = [row for row in self.payments if first <= counted.day(row) < last]
        expected = counted.charts(some)
        for name, chart in self.ids.items():
            if name.endswith("over all days"):
                continue
            with self.subTest(name):
                context = self.superset.context(chart)
                (days,) = [one for one in context["queries"][0]["filters"] if one["op"] == "TEMPORAL_RANGE"]
                days["val"] = f"{first} : {last}"
                self.assert_same(self.superset.post("chart/data", context).json()["result"][0]["data"], expected[name])

    def test_money_is_of_the_currency_that_the_filter_names(self):
        # At first, of the most used one.
        self.assertEqual(self.superset.currency(), [{"col": "currency", "op": "IN", "val": ["EUR"]}])
        for currency in counted.MINOR_UNITS:
            with self.subTest(currency):
                context = self.superset.context(self.ids[MONEY])
                context["queries"][0]["filters"].append({"col": "currency", "op": "IN", "val": [currency]})
                found = self.superset.post("chart/data", context).json()["result"][0]["data"]
                of_it = [row for row in self.payments if row["currency"] == currency]
                self.assert_same(found, counted.charts(of_it)[MONEY])

    def test_what_cannot_be_shown_is_refused_at_once(self):
        taken = self.superset.address.rsplit(":", 1)[1]
        archive = ["--archive", str(self.decisions)]
        other = str(self.folder / "other")
        damaged = self.folder / "damaged" / "day=2026-03-01"
        damaged.mkdir(parents=True)
        (damaged / "1.json").write_text("not a row\n")
        for words, expected in (
            (["--state", other, "--port", taken, *archive], f"port {taken} on 127.0.0.1 is taken"),
            (["--state", str(self.state), "--port", "0", *archive], "another dashboard runs in"),
            (["--state", other, "--port", "0", "--archive", str(self.folder)], "holds no day=YYYY-MM-DD"),
            (["--state", other, "--port", "0", "--archive", str(damaged.parent)], "can't be read"),
            (["--state", other, "--port", "0", "--athena", "pr-od"], "is not the name of a deployment"),
            (["--state", other, "--port", "0"], "is required"),
        ):
            with self.subTest(expected):
                command = [sys.executable, REPORTS / "dashboards.py", *words]
                environment = os.environ | {"AWS_REGION": "eu-west-1"}
                refused = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
                self.assertNotEqual(refused.returncode, 0)
                self.assertIn(expected, refused.stderr)
                self.assertNotIn("Traceback", refused.stderr)

    def test_nobody_gets_in_without_the_password(self):
        anonymous = requests.get(f"{self.superset.address}/api/v1/chart/{self.ids['Payments']}/data/", timeout=60)
        self.assertEqual(anonymous.status_code, 401)
        for guess in ("admin", "analyst", "", self.superset.password[:-1]):
            self.assertEqual(self.superset.sign_in(guess).status_code, 400 if guess == "" else 401, guess)
        page = requests.get(f"{self.superset.address}/superset/dashboard/tollgate/", allow_redirects=False, timeout=60)
        self.assertIn("/login", page.headers.get("location", page.text))

    def test_a_name_of_somebody_elses_is_not_answered(self):
        answer = requests.get(f"{self.superset.address}/health", headers={"Host": "rebound.example.com"}, timeout=60)
        self.assertEqual(answer.status_code, 400)
        page = requests.get(f"{self.superset.address}/login/", timeout=60)
        self.assertEqual(page.status_code, 200)
        policy = page.headers["Content-Security-Policy"]
        self.assertEqual(re.findall(r"https?://\S+|\S+\.\S+", policy), [], "pages may load what lies elsewhere")

    def test_what_it_keeps_is_for_its_owner_alone_and_the_password_is_not_kept(self):
        self.assertEqual(stat.S_IMODE(self.state.stat().st_mode), 0o700)
        files = [file for file in self.state.rglob("*") if file.is_file()]
        self.assertLessEqual({"secret-key", "superset.db", "archive.duckdb", "superset.log"}, {file.name for file in files})
        for file in files:
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)
            self.assertNotIn(self.superset.password.encode(), file.read_bytes(), file)

    def ask_sql(self, sql: str) -> requests.Response:
        databases = self.superset.get("database/")["result"]
        body = {"database_id": databases[0]["id"], "sql": sql, "schema": "main", "queryLimit": 100, "runAsync": False}
        return self.superset.post("sqllab/execute/", body)

    def test_sql_reaches_the_views_and_neither_files_nor_the_network(self):
        asked = self.ask_sql("SELECT outcome, count(*) AS payments FROM decisions_latest WHERE outcome IS NOT NULL GROUP BY 1")
        counts = {row["outcome"]: row["payments"] for row in asked.json()["data"]}
        self.assertEqual(counts, {name: len(rows) for name, rows in counted.grouped(self.payments, lambda row: row["outcome"]).items()})
        (self.folder / "secret.txt").write_text("not for SQL")
        for sql in (
            f"SELECT * FROM read_text('{self.folder}/secret.txt')",
            f"SELECT * FROM '{self.state}/secret-key'",
            "SELECT * FROM read_csv('http://127.0.0.1:9/rows.csv')",
            f"COPY decisions TO '{self.folder}/copied.csv'",
            "INSTALL httpfs",
            "SET enable_external_access = true",
            "DROP VIEW decisions_latest",
        ):
            answer = self.ask_sql(sql)
            self.assertNotEqual(answer.status_code, 200, f"{sql}: {answer.text[:300]}")
            self.assertNotIn("not for SQL", answer.text)


class Restarted(unittest.TestCase):
    """Comes after the other, which asks the first one."""

    @classmethod
    def setUpClass(cls):
        first = Dashboard.superset
        cls.asked = {name: first.sql(chart) for name, chart in first.charts().items()}
        cls.said = first.end()
        # Nobody answers there: what is asked is looked at, not the answer.
        nowhere = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1", "AWS_REGION": "eu-west-1"}
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        cls.second = Superset(Dashboard.state, "--athena", "test", "--currency", "KWD", **nowhere, **keys)
        cls.addClassCleanup(cls.second.kill)
        cls.second.enter()

    def test_one_signal_ends_it(self):
        self.assertIn("Superset has ended", self.said)
        self.assertNotIn("Traceback", self.said)

    def test_the_currency_is_the_one_that_was_asked_for(self):
        self.assertEqual(self.second.currency()[0]["val"], ["KWD"])

    def test_every_start_has_a_password_of_its_own(self):
        self.assertEqual(self.second.sign_in(Dashboard.superset.password).status_code, 401)

    def test_athena_is_asked_the_same_in_its_own_words(self):
        """What Superset writes for Athena, translated to DuckDB by somebody else, finds the rows that it finds on DuckDB."""
        (database,) = self.second.get("database/")["result"]
        details = self.second.get(f"database/{database['id']}/connection")["result"]
        self.assertEqual(details["sqlalchemy_uri"], "awsathena+rest://@athena.eu-west-1.amazonaws.com:443/tollgate_test?work_group=tollgate-test")
        with duckdb.connect() as connection:
            views.make_views(connection, Dashboard.decisions, rows="TABLE")
            for name, chart in self.second.charts().items():
                with self.subTest(name):
                    (translated,) = sqlglot.transpile(self.second.sql(chart), read="athena", write="duckdb")
                    self.assertEqual(found(connection, translated), found(connection, self.asked[name]))


def found(connection, sql: str) -> list:
    """The rows, in one order, with days as days."""

    def value(of_it):
        return of_it.date() if isinstance(of_it, datetime) else round(of_it, 6) if isinstance(of_it, float) else of_it

    return sorted((tuple(map(value, row)) for row in connection.execute(sql).fetchall()), key=str)


def medians(row: dict) -> dict:
    return {name: row[name] for name in ("label_source", "label", "Median")}


if __name__ == "__main__":
    unittest.main()
