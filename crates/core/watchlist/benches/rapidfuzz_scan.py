"""The side-by-side of `bench_watchlist`: rapidfuzz scanning the whole list for the same queries.

    make bench-watchlist DATA=FOLDER

Scores every listed name and alias with Jaro-Winkler on sorted words and with its ratio, as a plain use of the
library does, and prints the median and the 99th percentile of a search for the best ten.
"""

import argparse
import csv
import json
import re
import time
import unicodedata
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler


def plain(name: str) -> str:
    """Lower case, no accents, words in alphabetical order."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return " ".join(sorted(re.findall(r"[a-z0-9]+", letters)))


def listed_names(folder: Path) -> list[str]:
    """Primary names, aliases, and the weak aliases in the remarks."""
    names = []
    for file, column in (("sdn.csv", 1), ("alt.csv", 3)):
        with open(folder / file, encoding="latin-1", newline="") as rows:
            for row in csv.reader(rows):
                if len(row) > column:
                    names.append(row[column])
                if len(row) == 12:
                    names.extend(re.findall(r"[afn]\.k\.a\. '([^']+)'", row[11]))
    return names


def measure(scorer, names: list[str], queries: list[str]) -> dict[str, float]:
    """Median and 99th percentile of a search, in microseconds."""
    times = []
    for query in queries:
        started = time.perf_counter()
        process.extract(plain(query), names, scorer=scorer, limit=10)
        times.append((time.perf_counter() - started) * 1e6)
    times.sort()
    return {"p50": round(times[len(times) // 2], 1), "p99": round(times[int(len(times) * 0.99)], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with ofac/")
    parser.add_argument("--queries", type=Path, required=True, help="written by bench_watchlist --queries")
    parser.add_argument("--count", type=int, default=500, help="how many of the queries")
    parser.add_argument("--json", type=Path, help="add the figures to this file of the bench's")
    arguments = parser.parse_args()
    names = [plain(name) for name in listed_names(arguments.data / "ofac")]
    queries = arguments.queries.read_text(encoding="utf-8").splitlines()[: arguments.count]
    print(f"{len(names)} names, {len(queries)} queries")
    figures = []
    for scorer_name, scorer in (("Jaro-Winkler", JaroWinkler.normalized_similarity), ("ratio", fuzz.ratio)):
        for percentile, microseconds in measure(scorer, names, queries).items():
            figures.append(figure(f"rapidfuzz scan, {scorer_name} on sorted words: {percentile}", microseconds))
            print(f"{figures[-1]['figure']:<58} {microseconds:>27.3f} µs")
    if arguments.json:
        ours = json.loads(arguments.json.read_text(encoding="utf-8"))
        arguments.json.write_text(json.dumps(ours + figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def figure(name: str, microseconds: float) -> dict[str, object]:
    """As the bench writes its own: beside them there is no aim."""
    return {"figure": name, "aim": None, "aim_is_upper_limit": True, "measured": microseconds, "unit": "µs", "met": None}


if __name__ == "__main__":
    main()
