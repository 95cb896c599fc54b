"""What is generated for the reads of the console, made into what the contract allows in words."""

import functools
import json
import os
import re
from datetime import date, timedelta

import requests
from staff import ROUTES

ID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[78][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?", re.ASCII)
# By parameter: what the schema allows, and which of it the contract does.
FITTING = {
    "currency": (r"[A-Z]{3}", "EUR"),
    "queue": (r"[a-z][a-z0-9-]{0,99}", "alerts-dlq"),
    "list": (r"lists/[A-Za-z0-9._/-]{1,194}", "lists/a.txt"),
    "ip": (r"(?s).{1,500}", "198.51.100.7"),
    "amount_min": (r"[0-9.]{1,20}", "1"),
    "amount_max": (r"[0-9.]{1,20}", "2"),
}
# Payments are those of one of these.
NAMED = {"card", "device", "customer", "email", "ip", "day"}
# Routes that take an id, and the route and member of its answer that have one.
SOURCES = {
    "cases/{case_id}": ("cases", "cases", "case_id"),
    "documents/{key_id}": ("documents?class=pii", "documents", "key_id"),
    "policy-drafts/{draft_id}": ("policy-drafts", "closed", "draft_id"),
    "policy-versions/{version_id}": ("policy-versions", "versions", "version_id"),
    "payments/{key_id}": ("cases", "cases", "case_id"),
    "replays/{key_id}": ("cases", "cases", "case_id"),
    "surroundings/{key_id}": ("cases", "cases", "case_id"),
}


def fit_asked(case):
    """To ids of what there is, days that are looked at, and values that are some. No page is gone on from: none came before."""
    route = case.path.removeprefix(ROUTES)
    for name, value in (case.path_parameters or {}).items():
        if ID.fullmatch(str(value)) or name in ("draft_id", "version_id") and isinstance(value, str) and value:
            case.path_parameters[name] = existing(route)
    query = case.query or {}
    if "version_id" in route and is_text(query.get("list"), FITTING["list"][0]):
        # The version is one of the policy.
        del query["list"]
    for name, (allowed, right) in FITTING.items():
        if is_text(query.get(name), allowed) and not (route == "cases" and name == "queue"):
            query[name] = right
    if route == "payments" and not NAMED & query.keys():
        case.query = {**query, "day": f"{date.today()}"}
        query = case.query
    for name, days in (("from", 9), ("to", 1), ("day", 1)):
        if is_text(query.get(name), DAY):
            query[name] = f"{date.today() - timedelta(days=days)}{query[name][10:]}"
    for name in ("reason", "merchant", "who", "text", "device", "customer", "email", *(["type"] if route == "documents" else [])):
        if isinstance(query.get(name), str) and 0 < len(query[name]) <= 100:
            query[name] = re.sub(r"[^ -~]", "x", query[name]).strip() or "x"
    page = ID.pattern if route == "documents" else r"(?s).{0,500}" if route == "payments" else r"(?s).{0,100}"
    if is_text(query.get("after"), page):
        del query["after"]


def is_text(value, pattern):
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


@functools.cache
def existing(route):
    """The id of one of those that the requests before these have left."""
    listed, member, name = SOURCES[route]
    url = f"{os.environ['TOLLGATE_API_URL']}{ROUTES}{listed}"
    answer = requests.get(url, headers={"Authorization": os.environ["TOLLGATE_STAFF_TOKEN"]}, timeout=10)
    answer.raise_for_status()
    found = answer.json()[member]
    assert found, f"{listed} has none: {json.dumps(answer.json())[:200]}"
    return found[0][name]
