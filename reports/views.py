"""The views of the archive on DuckDB: the SQL that Athena has, with DuckDB's words where the two differ.

    python reports/views.py ARCHIVE FILE.duckdb

makes a database with the views over a copy of the archive's folder `decisions`, without copying a row. It needs `duckdb`.
"""

import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# In the order in which they build on one another.
VIEWS = ("decisions_latest", "daily_outcomes", "daily_countries", "rule_precision", "labels_delay")
TYPES = {"string": "VARCHAR", "int": "INTEGER", "bigint": "BIGINT", "double": "DOUBLE"}


def columns() -> dict[str, str]:
    """The archive's columns with DuckDB's types, from the table that Athena reads."""
    declared = (FOLDER.parent / "infra" / "stack" / "archive.tf").read_text()
    return {name: duckdb_type(kind) for name, kind in re.findall(r'\{ name = "(\w+)", type = "([^"]+)"', declared)}


def duckdb_type(kind: str) -> str:
    if kind.startswith("array<"):
        return f"{duckdb_type(kind[6:-1])}[]"
    if kind.startswith("struct<"):
        fields = (field.split(":") for field in kind[7:-1].split(","))
        return f"STRUCT({', '.join(f'{name} {duckdb_type(inner)}' for name, inner in fields)})"
    if kind.startswith("map<"):
        return f"MAP({', '.join(map(duckdb_type, kind[4:-1].split(',')))})"
    return TYPES[kind]


def sql(view: str) -> str:
    words = json.loads((FOLDER / "duckdb.json").read_text()) | {"columns": ", ".join([*columns(), "day"])}
    return re.sub(r"\$\{(\w+)\}", lambda word: words[word.group(1)], (FOLDER / "sql" / f"{view}.sql").read_text())


def make_views(connection, archive: Path, rows: str = "VIEW") -> None:
    """Over all rows under `day=YYYY-MM-DD` of a folder: as they lie there at any time, or with `rows` TABLE as they are now."""
    files = str(archive / "day=*" / "**").replace("'", "''")
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns().items())
    connection.execute(
        f"CREATE OR REPLACE {rows} decisions AS SELECT * FROM read_json('{files}', format = 'newline_delimited',"
        f" hive_partitioning = true, hive_types = {{'day': VARCHAR}}, columns = {{{types}}})"
    )
    for view in VIEWS:
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {sql(view)}")


if __name__ == "__main__":
    import duckdb

    make_views(duckdb.connect(sys.argv[2]), Path(sys.argv[1]))
