"""An archive of made-up payments, as deliveries leave one: rows that come twice, labels on later days, imports, packed and plain
objects. The same seed makes the same rows."""

import gzip
import json
import random
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

FIRST_DAY = date(2026, 3, 1)
DAYS = 60
DAY_MS = 86_400_000
CURRENCIES = {"EUR": (0.7, 100), "USD": (0.22, 100), "JPY": (0.05, 1), "KWD": (0.03, 1000)}
COUNTRIES = {"US": 0.55, "DE": 0.12, "FR": 0.1, "GB": 0.08, "JP": 0.05, "NG": 0.04, "BR": 0.03, None: 0.03}
# Of each rule how often it hits a fraud and another payment.
RULES = {
    "CARD_TESTING": (0.3, 0.002),
    "HIGH_RISK_LOCATION": (0.25, 0.02),
    "LARGE_AMOUNT": (0.35, 0.04),
    "LISTED_MERCHANT": (0.2, 0.01),
    "MANY_CARDS_OF_DEVICE": (0.3, 0.004),
    "NEW_DEVICE": (0.5, 0.12),
    "ODD_HOURS": (0.25, 0.15),
}
SOURCES = {"chargeback": (0.5, 38.0), "analyst": (0.3, 2.0), "customer": (0.2, 9.0)}


def write(folder: Path, seed: int = 1, payments_a_day: int = 60) -> None:
    """Writes the folder `decisions` of an archive."""
    chance = random.Random(seed)
    rows: dict[date, list] = {}
    for number in range(DAYS):
        busy = 1.0 + 0.3 * (number % 7 in (4, 5)) + number / 150
        for place in range(int(payments_a_day * busy * chance.uniform(0.85, 1.15))):
            add(chance, rows, number, f"{number:03}-{place:05}")
    for day, of_day in rows.items():
        # A delivery may come again.
        of_day += chance.sample(of_day, len(of_day) // 20)
        chance.shuffle(of_day)
        write_day(folder / f"day={day}", of_day)


def add(chance: random.Random, rows: dict, number: int, key_id: str) -> None:
    """A payment, and its labels if any."""
    decided = at(number) + chance.randrange(DAY_MS)
    is_fraud = chance.random() < 0.03
    is_imported = chance.random() < 0.02
    currency = pick(chance, {name: part for name, (part, _) in CURRENCIES.items()})
    hits = [rule for rule, parts in RULES.items() if chance.random() < parts[not is_fraud]]
    score = 100 * (1 - 0.72 ** len(hits))
    row = {
        "key_id": key_id,
        "revision": 0,
        "received_at_ms": decided - 60,
        "event_time_ms": decided - 900,
        "decided_at_ms": None if is_imported else decided,
        "amount_minor": max(1, int(chance.lognormvariate(3.6 + is_fraud, 1.0) * CURRENCIES[currency][1])),
        "currency": currency,
        "merchant": "made up",
        "country": pick(chance, COUNTRIES),
        "outcome": None if is_imported else "block" if score > 60 else "review" if score > 45 else "approve",
        "risk_score": None if is_imported else score,
        "hits": [{"code": rule, "contribution": score / len(hits)} for rule in hits],
        "label": None,
    }
    rows.setdefault(day_of(decided), []).append(row)
    if chance.random() < (0.9 if is_fraud else 0.5):
        source = pick(chance, {name: part for name, (part, _) in SOURCES.items()})
        for revision in range(1, 3 if chance.random() < 0.05 else 2):
            known = decided + int(chance.expovariate(1 / SOURCES[source][1]) * DAY_MS) + revision * 1000
            if known >= at(DAYS):
                break
            # Of two labels the first one was a mistake.
            is_right = revision == 2 or chance.random() < 0.98
            label = "fraud" if is_fraud == is_right else "legitimate"
            later = {"revision": revision, "label": label, "label_source": source, "label_time_ms": known}
            rows.setdefault(day_of(known), []).append(row | later)


def write_day(folder: Path, rows: list) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    middle = len(rows) // 2
    for name, part in (("1.json", rows[:middle]), ("2.json.gz", rows[middle:])):
        lines = "".join(json.dumps(row) + "\n" for row in part).encode()
        (folder / name).write_bytes(gzip.compress(lines) if name.endswith(".gz") else lines)


def pick(chance: random.Random, parts: dict):
    return chance.choices(list(parts), list(parts.values()))[0]


def at(number: int) -> int:
    start = FIRST_DAY + timedelta(days=number)
    return int(datetime(start.year, start.month, start.day, tzinfo=timezone.utc).timestamp() * 1000)


def day_of(millis: int) -> date:
    return datetime.fromtimestamp(millis / 1000, timezone.utc).date()
