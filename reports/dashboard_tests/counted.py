"""What each chart has to say, counted from the archive's lines in plain Python: no SQL, no DuckDB, nothing of Superset."""

import gzip
import json
from collections import Counter, defaultdict
from datetime import date, datetime, timezone
from pathlib import Path
from statistics import mean, median

DAY_MS = 86_400_000
MINOR_UNITS = {"USD": 100, "EUR": 100, "JPY": 1, "KWD": 1000}


def payments(decisions: Path) -> list[dict]:
    """The latest row of each payment that was decided."""
    latest: dict[str, dict] = {}
    for file in sorted(decisions.glob("day=*/*")):
        lines = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for row in map(json.loads, lines.splitlines()):
            known = latest.setdefault(row["key_id"], row)
            if row["revision"] > known["revision"]:
                latest[row["key_id"]] = row
    return [row for row in latest.values() if row["outcome"]]


def day(row: dict) -> date:
    return datetime.fromtimestamp(row["decided_at_ms"] / 1000, timezone.utc).date()


def is_held(row: dict) -> bool:
    return row["outcome"] != "approve"


def is_fraud(row: dict) -> bool:
    return row["label"] == "fraud"


def whole(row: dict) -> float:
    return row["amount_minor"] / MINOR_UNITS[row["currency"]]


def share(part, rows: list) -> float | None:
    return sum(map(part, rows)) / len(rows) if rows else None


def grouped(rows: list, key) -> dict:
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def by_day(rows: list, series) -> list[dict]:
    """A row a day, with a column for each series; a day has none of a series that it has nothing of."""
    days: dict[date, Counter] = defaultdict(Counter)
    for row in rows:
        days[day(row)][series(row)] += 1
    return [{"decided_on": one} | dict(counts) for one, counts in days.items()]


def money_by_day(rows: list, series, amount) -> list[dict]:
    """The same of money: what would be of several currencies is nothing."""
    days: dict[date, dict] = defaultdict(dict)
    for (one, name), of_it in grouped(rows, lambda row: (day(row), series(row))).items():
        if len({row["currency"] for row in of_it}) == 1:
            days[one][name] = sum(map(amount, of_it))
    return [{"decided_on": one} | amounts for one, amounts in days.items()]


def charts(rows: list[dict]) -> dict[str, list[dict]]:
    """The rows of every chart by the chart's name, in no order."""
    fraud = [row for row in rows if is_fraud(row)]
    good = [row for row in rows if row["label"] == "legitimate"]
    labelled = fraud + good
    was = lambda row: "caught" if is_held(row) else "missed"
    words = {"approve": "approved", "review": "reviewed", "block": "blocked"}
    rules = grouped([row | {"rule": hit["code"]} for row in rows for hit in row["hits"]], lambda row: row["rule"])
    countries = grouped(rows, lambda row: row["country"] or "unknown")
    delays = grouped(labelled, lambda row: (row["label_source"], row["label"]))
    days_of = lambda group: [(row["label_time_ms"] - row["decided_at_ms"]) / DAY_MS for row in group]
    return {
        "Payments": [{"Payments": len(rows)}],
        "Reviewed": [{"Reviewed, share": share(lambda row: row["outcome"] == "review", rows)}],
        "Blocked": [{"Blocked, share": share(lambda row: row["outcome"] == "block", rows)}],
        "Fraud caught": [{"Fraud caught, share": share(is_held, fraud)}],
        "Good held up": [{"Good payments held, share": share(is_held, good)}],
        "Labelled": [{"Labelled, share": share(lambda row: row["label"] is not None, rows)}],
        "Decisions per day": by_day(rows, lambda row: words[row["outcome"]]),
        "Fraud caught and missed per day, in payments": by_day(fraud, was),
        "Fraud caught and missed per day, in money": money_by_day(rows, was, lambda row: is_fraud(row) * whole(row)),
        "Money by currency": [
            {
                "currency": currency,
                "Payments": len(of_it),
                "Decided, amount": sum(map(whole, of_it)),
                "Reviewed, amount": sum(whole(row) for row in of_it if row["outcome"] == "review"),
                "Blocked, amount": sum(whole(row) for row in of_it if row["outcome"] == "block"),
                "Fraud caught, amount": sum(whole(row) for row in of_it if is_fraud(row) and is_held(row)),
                "Fraud missed, amount": sum(whole(row) for row in of_it if is_fraud(row) and not is_held(row)),
            }
            for currency, of_it in grouped(rows, lambda row: row["currency"]).items()
        ],
        "Rules by precision, over all days": [{"rule": rule, "Precision": precision(hit)} for rule, hit in rules.items()],
        "Rules, over all days": [
            {
                "rule": rule,
                "Hits": len(hit),
                "Labelled": sum(row["label"] is not None for row in hit),
                "Fraud": sum(map(is_fraud, hit)),
                "Precision": precision(hit),
            }
            for rule, hit in rules.items()
        ],
        "Reviewed or blocked, by country": [
            {"country": country, "Reviewed or blocked": share(is_held, made)} for country, made in countries.items()
        ],
        "Countries": [
            {
                "country": country,
                "Payments": len(made),
                "Reviewed or blocked": share(is_held, made),
                "Known fraud": sum(map(is_fraud, made)),
                "Fraud caught": sum(is_fraud(row) and is_held(row) for row in made),
                "Fraud missed": sum(is_fraud(row) and not is_held(row) for row in made),
            }
            for country, made in countries.items()
        ],
        "Time to label, over all days": [
            {"label_source": source}
            | {label: median(days_of(delays[source, label])) for label in ("fraud", "legitimate") if (source, label) in delays}
            for source in {source for source, _ in delays}
        ],
        "Labels by source, over all days": [
            {
                "label_source": source,
                "label": label,
                "Labels": len(group),
                "Shortest": min(days_of(group)),
                "Median": median(days_of(group)),
                "Mean": mean(days_of(group)),
                "Longest": max(days_of(group)),
            }
            for (source, label), group in delays.items()
        ],
    }


def precision(hit: list) -> float | None:
    return share(is_fraud, [row for row in hit if row["label"] is not None])
