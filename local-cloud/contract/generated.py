"""Hooks of schemathesis: what the contract says in words only, and what it leaves open on purpose."""

import functools
import hashlib
import itertools
import json
import os
import re
import threading
from datetime import datetime, timedelta, timezone

import requests
import schemathesis
from staff import ROUTES
from staff_generated import ID, fit_asked

# Clients must bear new members, so the contract leaves its answers open. A test of this version must not: an answer has
# no member that the contract does not name. Requests are closed anyway, and what others build on can't be closed itself.
REQUESTS = {"NewTransaction", "NewClearance", "NewRevocation"}

# In major units: what any currency takes, and what dollars take.
LARGEST_AMOUNT = 10**11
LARGEST_AMOUNT_USD = 10**13
LARGEST_AMOUNT_OF_SCHEMA = 10**15

RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
ENTRY = re.compile(r"[A-Za-z0-9_.-]+/[!-~]+")
FINGERPRINT = re.compile(r"[0-9a-f]{16}")
WATCHLIST_TEXT_LENGTH_MAX = 500
NAME = re.compile(r"[A-Za-z0-9][ -~]*")
PARTY = re.compile(r"(customer|merchant|name):[!-~][ -~]*")
BIRTH_DATE = re.compile(r"(18[5-9]\d|19\d\d|20\d\d)(-\d\d){0,2}", re.ASCII)
IDEMPOTENCY_KEY = re.compile(r"[ -~]*[!-~][ -~]*")


@schemathesis.hook
def before_load_schema(context, raw_schema):
    schemas = raw_schema["components"]["schemas"]
    is_open = REQUESTS | set(built_on(raw_schema))
    for name, schema in schemas.items():
        if "properties" in schema and name not in is_open:
            schema["unevaluatedProperties"] = False


def built_on(part):
    """Names of the schemas that others build on: by `allOf`, or by a reference beside members of their own."""
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    if isinstance(part, dict):
        references = list(part.get("allOf", []))
        references += [part] if "$ref" in part and "properties" in part else []
        yield from (one["$ref"].rpartition("/")[2] for one in references if "$ref" in one)
    for inner in parts:
        yield from built_on(inner)


@schemathesis.hook
def before_add_examples(context, examples):
    for case in examples:
        map_case(context, case)


@schemathesis.hook
def map_case(context, case):
    """Makes values that the schema allows ones that the contract allows. What is wrong by the schema stays so, and nothing
    else may be wrong with its request: it would be refused for that, whatever becomes of the wrong value."""
    if case.path.endswith("/label"):
        fit_labelled(case)
        fit_label(case.body)
    elif case.path == "/documents":
        return case
    elif case.path.startswith("/portal/"):
        fit_file_name(case.body)
    elif case.path.startswith(ROUTES):
        fit_query(case.query)
        fit_asked(case)
    elif case.path.startswith("/watchlist/"):
        fit_query(case.query)
        fit_clearance(case)
    elif case.method == "POST" and isinstance(case.body, dict):
        fit_amount(case.body)
        fit_event_time(case.body)
        fit_birth_dates(case.body)
        fit_card_number(case.body)
        fit_idempotency_key(case)
    return case


def fit_labelled(case):
    """To a transaction that there is. In the stateful phase there is one already."""
    parameters = case.path_parameters or {}
    if case.meta.phase.name.value != "stateful" and ID.fullmatch(str(parameters.get("key_id"))):
        with TAKING:
            parameters["key_id"] = next(TRANSACTIONS)


def transactions(labels_each=50):
    """Transactions of the deployed stack, each as often as it takes labels without complaint."""
    while True:
        yield from itertools.repeat(accepted_transaction(), labels_each)


def accepted_transaction():
    payment = {"amount": 10, "merchant": "Labelled", "card_number": "4111111111111111"}
    return ask("POST", "/transactions", json=payment)["key_id"]


def ask(method, path, **what):
    headers = {"x-api-key": os.environ["TOLLGATE_API_KEY"]}
    answer = requests.request(method, os.environ["TOLLGATE_API_URL"] + path, headers=headers, timeout=10, **what)
    answer.raise_for_status()
    return answer.json()


TRANSACTIONS = transactions()
# Operations are tested side by side.
TAKING = threading.Lock()


def fit_label(body):
    """To a time that is past in every time zone and not before 1970, and a source that holds no card number."""
    if not isinstance(body, dict):
        return
    time, source = body.get("time"), body.get("source")
    if isinstance(time, str) and RFC_3339.fullmatch(time):
        body["time"] = f"{(datetime.now(timezone.utc) - timedelta(days=2)).date()}{time[10:]}"
    if isinstance(source, str) and len(digits(source)) >= 13:
        body["source"] = re.sub(r"\d", "x", source)


def fit_file_name(body):
    """To a name that holds no card number."""
    name = body.get("file_name") if isinstance(body, dict) else None
    if isinstance(name, str) and len(digits(name)) >= 13:
        body["file_name"] = re.sub(r"\d", "x", name)


def fit_query(query):
    """To a country that exists."""
    country = (query or {}).get("country")
    if isinstance(country, str) and re.fullmatch("[A-Za-z]{2}", country):
        query["country"] = "FR"


def fit_clearance(case):
    """To an entry that is listed as it was looked at, an end in a year, texts that hold no card number, and, where a
    clearance is revoked, a party that has one."""
    body = case.body
    if not isinstance(body, dict):
        return
    if is_right(body.get("entry"), ENTRY):
        body["entry"] = listed_entry()["entry"]
    if is_right(body.get("fingerprint"), FINGERPRINT):
        body["fingerprint"] = listed_entry()["fingerprint"]
    party, name = body.get("party"), body.get("name")
    if case.path == "/watchlist/clearances" and is_right(party, PARTY) and (name is None or is_right(name, NAME)):
        # An id says nothing of whom it stands for; a name says it.
        body["name"] = None if party.startswith("name:") else name or "Adam Quill"
    if case.path == "/watchlist/revocations" and is_right(body.get("party"), PARTY):
        body["party"] = cleared_party()
    end = body.get("expires_at")
    if isinstance(end, str) and RFC_3339.fullmatch(end):
        body["expires_at"] = f"{(datetime.now(timezone.utc) + timedelta(days=365)).date()}{end[10:]}"
    for name in ("note", "cleared_by", "revoked_by"):
        text = body.get(name)
        if isinstance(text, str) and len(digits(text)) >= 13:
            body[name] = re.sub(r"\d", "x", text)


def is_right(text, pattern):
    """Whether a text is right by the schema: what is wrong stays so."""
    return isinstance(text, str) and len(text) <= WATCHLIST_TEXT_LENGTH_MAX and pattern.fullmatch(text) is not None


@functools.cache
def listed_entry():
    """One that the tests before this one have left on the watchlist."""
    return ask("GET", "/watchlist/search", params={"name": "Adam Quill"})["matches"][0]


@functools.cache
def cleared_party():
    party = "customer:revoked"
    end = f"{(datetime.now(timezone.utc) + timedelta(days=365)).date()}T00:00:00Z"
    clearance = {"party": party, "name": "Adam Quill", "entry": listed_entry()["entry"], "note": "n", "cleared_by": "Ada", "expires_at": end}
    return ask("POST", "/watchlist/clearances", json=clearance)["party"]


def fit_amount(body):
    """To the decimals of the currency: two for dollars, none for all others, which is good for any of them."""
    amount = body.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 < amount <= LARGEST_AMOUNT_OF_SCHEMA:
        return
    if body.get("currency") in (None, "USD"):
        body["amount"] = min(max(round(amount, 2), 0.01), LARGEST_AMOUNT_USD)
    else:
        body["amount"] = min(max(round(amount), 1), LARGEST_AMOUNT)


def fit_event_time(body):
    """To the day before yesterday, which is past in every time zone."""
    event_time = body.get("event_time")
    if isinstance(event_time, str) and RFC_3339.fullmatch(event_time):
        day = (datetime.now(timezone.utc) - timedelta(days=2)).date()
        body["event_time"] = f"{day}{event_time[10:]}"


def fit_birth_dates(body):
    """To days that there were: no 29th of February but in leap years, and nothing in the future."""
    for name in ("customer_birth_date", "beneficiary_birth_date"):
        date = body.get(name)
        if isinstance(date, str) and BIRTH_DATE.fullmatch(date):
            past = date if date < str(datetime.now(timezone.utc).year) else f"1961{date[4:]}"
            body[name] = past.replace("-02-29", "-02-28")


def fit_card_number(body):
    """To the other fields, which may not hold it: a number of zeros stands in many an amount."""
    card_number = body.get("card_number")
    if isinstance(card_number, str) and digits(card_number) in digits(json.dumps({**body, "card_number": None})):
        body["card_number"] = re.sub(r"\d", "7", card_number)


def fit_idempotency_key(case):
    """To the body: a key that was used for another is rightly refused."""
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and len(key) <= 255 and IDEMPOTENCY_KEY.fullmatch(key):
        body = hashlib.sha256(json.dumps(case.body, sort_keys=True).encode()).hexdigest()[:16]
        case.headers["Idempotency-Key"] = key[: -len(body)] + body


def digits(text):
    return re.sub(r"\D", "", text)
