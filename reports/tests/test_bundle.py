"""That the dashboard's files fit each other and the views, without Superset: `make test-reports` asks Superset itself."""

import json
import sys
import unittest
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))

import views
from test_views import Archive, hits, row

BUNDLE = views.FOLDER / "superset"


def read(kind: str) -> dict[str, dict]:
    return {file.stem: yaml.safe_load(file.read_text()) for file in sorted((BUNDLE / kind).rglob("*.yaml"))}


DATASETS, CHARTS = read("datasets"), read("charts")
(DASHBOARD,) = read("dashboards").values()
(DATABASE,) = read("databases").values()


class Bundle(Archive):
    def setUp(self):
        super().setUp()
        source = {"label_source": "analyst", "label_time_ms": row("a")["decided_at_ms"]}
        self.write("2026-03-01", *(row(label, 1, hits=hits("LARGE"), label=label, **source) for label in ("fraud", "legitimate")))
        views.make_views(self.connection, self.archive)

    def test_datasets_are_the_views_with_all_of_their_columns(self):
        for name, dataset in DATASETS.items():
            with self.subTest(name):
                self.assertEqual((dataset["table_name"], dataset["database_uuid"]), (name, DATABASE["uuid"]))
                self.assertIn(name, views.VIEWS)
                described = self.connection.execute(f"DESCRIBE {name}").fetchall()
                columns = [column["column_name"] for column in dataset["columns"] if "expression" not in column]
                self.assertEqual(columns, [column[0] for column in described])

    def test_every_metric_and_every_computed_column_is_sql_that_runs(self):
        for name, dataset in DATASETS.items():
            computed = [column["expression"] for column in dataset["columns"] if "expression" in column]
            for sql in [*computed, *(metric["expression"] for metric in dataset["metrics"])]:
                with self.subTest(sql):
                    self.assertIsNotNone(self.connection.execute(f"SELECT {sql} FROM {name}").fetchone()[0])

    def test_charts_ask_for_what_their_datasets_have_and_show_what_they_ask_for(self):
        datasets = {dataset["uuid"]: dataset for dataset in DATASETS.values()}
        for name, chart in CHARTS.items():
            with self.subTest(name):
                dataset, params = datasets[chart["dataset_uuid"]], chart["params"]
                (query,) = json.loads(chart["query_context"])["queries"]
                shown = params.get("metrics") or [params["metric"]]
                self.assertEqual(query["metrics"], shown)
                self.assertLessEqual(set(shown), {metric["metric_name"] for metric in dataset["metrics"]})
                asked = [column if isinstance(column, str) else column["sqlExpression"] for column in query.get("columns", ())]
                axis = [params["x_axis"]] if "x_axis" in params else []
                self.assertEqual(asked, [*axis, *params.get("groupby", ())])
                self.assertLessEqual(set(asked), {column["column_name"] for column in dataset["columns"]})
                self.assertEqual(query.get("row_limit"), params.get("row_limit"))
                self.assertEqual(params["viz_type"], chart["viz_type"])
                # A filter of days has an effect on what has days, and the title says so of the rest.
                filtered = [one["col"] for one in query["filters"]]
                self.assertEqual(filtered, [dataset["main_dttm_col"]] if dataset["main_dttm_col"] else [])
                self.assertEqual(chart["slice_name"].endswith("over all days"), not filtered)

    def test_the_dashboard_has_every_chart_once_in_rows_that_fit(self):
        parts = {name: part for name, part in DASHBOARD["position"].items() if isinstance(part, dict)}
        placed = {part["meta"]["uuid"]: part["meta"] for part in parts.values() if part["type"] == "CHART"}
        self.assertEqual(placed.keys(), {chart["uuid"] for chart in CHARTS.values()})
        for chart in CHARTS.values():
            self.assertEqual(placed[chart["uuid"]]["sliceName"], chart["slice_name"])
        for part in parts.values():
            if part["type"] == "ROW":
                self.assertEqual(sum(parts[child]["meta"]["width"] for child in part["children"]), 12, part["id"])

    def test_every_chart_is_in_the_reach_of_the_filters_that_it_can_follow(self):
        ids = {
            part["meta"]["chartId"]: part["meta"]["sliceName"]
            for part in DASHBOARD["position"].values()
            if isinstance(part, dict) and part["type"] == "CHART"
        }
        self.assertEqual(len(ids), len(CHARTS))
        reach = {
            one["name"]: {name for chart, name in ids.items() if chart not in one["scope"]["excluded"]}
            for one in DASHBOARD["metadata"]["native_filter_configuration"]
        }
        self.assertEqual(reach["Days"], {name for name in ids.values() if not name.endswith("over all days")})
        self.assertEqual(reach["Currency"], {"Fraud caught and missed per day, in money"})


if __name__ == "__main__":
    unittest.main()
