"""The side-by-side of `bench_watchlist`: rapidfuzz scanning the whole list for the same queries.

    cargo run --release -p watchlist --example bench_watchlist -- --data FOLDER --queries queries.txt
    pip install rapidfuzz
    python3 crates/watchlist/benches/rapidfuzz_scan.py --data FOLDER --queries queries.txt

Scores every listed name and alias with Jaro-Winkler on sorted words and with token_sort_ratio, as a plain use of the
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
    return {"p50_us": round(times[len(times) // 2], 1), "p99_us": round(times[int(len(times) * 0.99)], 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with ofac/")
    parser.add_argument("--queries", type=Path, required=True, help="written by bench_watchlist --queries")
    parser.add_argument("--count", type=int, default=500, help="how many of the queries")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    arguments = parser.parse_args()
    names = [plain(name) for name in listed_names(arguments.data / "ofac")]
    queries = arguments.queries.read_text(encoding="utf-8").splitlines()[: arguments.count]
    figures = {
        "names": len(names),
        "queries": len(queries),
        "jaro_winkler_sorted": measure(JaroWinkler.normalized_similarity, names, queries),
        "token_sort_ratio": measure(fuzz.ratio, names, queries),
    }
    print(json.dumps(figures, indent=2))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
