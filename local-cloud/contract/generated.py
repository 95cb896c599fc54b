"""Hooks of schemathesis: what the contract says in words only, and what it leaves open on purpose."""

import hashlib
import json
import re
from datetime import datetime, timedelta, timezone

import schemathesis

# Clients must bear new members, so the contract leaves its answers open. A test of this version must not: an answer has
# no member that the contract does not name. Requests are closed anyway, and what others build on can't be closed itself.
OPEN_SCHEMAS = {"NewTransaction", "Problem"}

# No currency has more than four decimals, and no amount more than 10^15 of the smallest unit.
LARGEST_AMOUNT = {"USD": 10**13}
LARGEST_AMOUNT_OF_ANY = 10**11


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for name, schema in raw_schema["components"]["schemas"].items():
        if "properties" in schema and name not in OPEN_SCHEMAS:
            schema["unevaluatedProperties"] = False


@schemathesis.hook
def before_add_examples(context, examples):
    for case in examples:
        map_case(context, case)


@schemathesis.hook
def map_case(context, case):
    """Makes a body that the schema allows one that the contract allows. Bodies that are wrong on purpose stay so."""
    if case.method == "POST" and isinstance(case.body, dict) and case.meta and case.meta.generation.mode.is_positive:
        fit_amount(case.body)
        fit_event_time(case.body)
        fit_card_number(case.body)
        fit_idempotency_key(case)
    return case


def fit_amount(body):
    """To the decimals of the currency: two for dollars, none for all others, which is good for any of them."""
    currency = body.get("currency") or "USD"
    amount = min(body["amount"], LARGEST_AMOUNT.get(currency, LARGEST_AMOUNT_OF_ANY))
    body["amount"] = max(round(amount, 2), 0.01) if currency == "USD" else max(round(amount), 1)


def fit_event_time(body):
    """To the day before yesterday, which is past in every time zone."""
    if body.get("event_time") is not None:
        day = (datetime.now(timezone.utc) - timedelta(days=2)).date()
        body["event_time"] = f"{day}{body['event_time'][10:]}"


def fit_card_number(body):
    """To the other fields, which may not hold it: a number of zeros stands in many an amount."""
    digits = re.sub(r"\D", "", body["card_number"])
    if digits in re.sub(r"\D", "", json.dumps({**body, "card_number": None})):
        body["card_number"] = "4111 1111 1111 1111"


def fit_idempotency_key(case):
    """To the body: a key that was used for another is rightly refused."""
    key = (case.headers or {}).get("Idempotency-Key")
    if key is not None:
        body = hashlib.sha256(json.dumps(case.body, sort_keys=True).encode()).hexdigest()[:16]
        case.headers["Idempotency-Key"] = key[: -len(body)] + body
