"""People who sign in to a deployed console, one of each role, and every answer of their routes provoked. The routes take an ID token
and no key."""

import base64
import hashlib
import json
import secrets
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import requests

ROUTES = "/console/"
LOAN = Path(__file__).resolve().parents[2] / "test_data" / "documents" / "loan_application.pdf"
NOTHING = "00000000-0000-7000-8000-000000000000"
# A policy may be long, and so may the body that holds it.
TOO_LARGE = "{}" + " " * 2_000_000
PATIENCE_SECONDS = 120

# Everybody of the staff may, and a token without a group has nobody: the functions' own tests show the answer.
OF_EVERYBODY = {"/console/me", "/console/reports", "/console/models"}
# The journeys in a browser decide about models that the tests before them have trained.
NOT_PROVOKED = {(path, "get", "403") for path in OF_EVERYBODY} | {("/console/model-decisions", "post", "200")}


def sign_in(console, accounts, role):
    """The tokens of somebody of this role, by the pages that people sign in at: authorization code with PKCE."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    here = {"client_id": console["client_id"], "redirect_uri": f"{console['url']}/"}
    asked = {**here, "scope": "openid email", "state": "s", "response_type": "code", "code_challenge": challenge, "code_challenge_method": "S256"}
    secret = {"username": accounts["accounts"][role], "password": accounts["password"]}
    answer = requests.post(f"{console['sign_in_url']}/login", data={**asked, **secret}, allow_redirects=False, timeout=10)
    assert answer.status_code in (302, 303), f"{role} is not signed in: {answer.status_code} {answer.text[:500]}"
    code = parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]
    exchange = {**here, "grant_type": "authorization_code", "code": code, "code_verifier": verifier}
    answer = requests.post(f"{console['sign_in_url']}/oauth2/token", data=exchange, timeout=10)
    assert answer.ok, f"{role} gets no token: {answer.text}"
    return answer.json()


class Desk:
    """Somebody at work with the API: each request is checked against the contract."""

    def __init__(self, api, request, token):
        self.api = api
        self.request = request
        self.token = token

    def send(self, method, operation, status, problem=None, body=None, query="", token=None, headers=None, **parts):
        """`parts` are those of the path, `token` another one than one's own, `False` for none."""
        token = self.token if token is None else token or None
        path = operation.format(**parts) + query
        body = json.dumps(body) if isinstance(body, dict) else body
        headers = {"x-api-key": None, "Authorization": token, **(headers or {})}
        made = self.request(path, status, problem, method=method, body=body, headers=headers, operation=operation)
        return self.api.call(made).json()


def provoke_staff(api, request, console, accounts):
    """`request` makes one of a path, a status, a kind of problem, a method, a body and headers."""
    tokens = {role: sign_in(console, accounts, role) for role in ("admin", "analyst", "operator")}
    admin = Desk(api, request, tokens["admin"]["id_token"])
    others = [tokens[role]["id_token"] for role in ("operator", "analyst")]
    bodies = good_answers(admin)
    for operation, methods in api.contract.raw_schema["paths"].items():
        if operation.startswith(ROUTES):
            for method in methods:
                refusals(admin, method.upper(), operation, methods[method]["responses"], bodies, others, tokens["admin"]["access_token"])


def refusals(desk, method, operation, documented, bodies, others, access_token):
    """What a route answers to those who may not and to what is wrong."""
    parts = {name: NOTHING for name in ("case_id", "key_id", "version_id", "draft_id")}
    body = bodies.get(operation)
    good = {"body": body if method == "POST" else None, **parts}
    desk.send(method, operation, 401, token=False, **good)
    desk.send(method, operation, 401, token=access_token, **good)
    if operation not in OF_EVERYBODY:
        # An operator may not, or else an analyst.
        is_of_operators = any(word in operation for word in ("operations", "dead-letters", "redrives", "discards"))
        desk.send(method, operation, 403, token=others[1] if is_of_operators else others[0], **good)
    if method == "POST":
        desk.send(method, operation, 400, **{**good, "body": {}})
        desk.send(method, operation, 413, "body-too-large", **{**good, "body": TOO_LARGE})
        desk.send(method, operation, 415, "unsupported-media-type", headers={"Content-Type": "text/csv"}, **good)
        if "404" in documented and "/watchlist/" not in operation:
            desk.send(method, operation, 404, **{**good, "body": unknown(operation, body)})
    else:
        if "404" in documented:
            desk.send(method, operation, 404, **good)
        if "400" in documented:
            is_of_payment = "{key_id}" in operation
            desk.send(method, operation, 400, query="" if is_of_payment else "?colour=red", **{**parts, "key_id": "4111111111111111"})


def unknown(operation, body):
    """A body that names what is not there."""
    names = {"document": "key_id", "model": "proposal_id", "policy": "draft_id"}
    name = next(id for word, id in names.items() if word in operation)
    return {**body, name: NOTHING, "version": 1} if name == "draft_id" else {**body, name: NOTHING}


def good_answers(desk):
    """Every route once as it is meant, on what this makes itself. Answers a good body of each route that takes one."""
    bodies = {}

    def get(operation, query="", **parts):
        return desk.send("GET", operation, 200, query=query, **parts)

    def post(operation, body, status=200):
        bodies[operation] = body
        return desk.send("POST", operation, status, body=body)

    get("/console/me")
    # Alerts of one card are one case, so this card is new.
    number = f"55555555{secrets.randbelow(10**8):08}"
    paid = {"amount": 15000, "merchant": "Contract", "card_number": number, "customer_id": f"K-{uuid4()}"}
    payment = machine(desk.api, "POST", "/predict", paid)["key_id"]
    until("the case", lambda: desk.api.is_there(f"/console/cases/{payment}", desk.token))
    get("/console/cases", "?queue=payments&view=all&order=age&limit=10")
    get("/console/cases/{case_id}", case_id=payment)
    for operation in ("payments", "replays", "surroundings"):
        get(f"/console/{operation}/{{key_id}}", key_id=payment)
    token = post("/console/card-tokens", {"card_number": number})["token"]
    get("/console/payments", f"?card={token}")
    case = {"case_ids": [payment]}
    done = [
        post("/console/assignments", {**case, "to": "me"}),
        post("/console/notes", {"case_id": payment, "text": "Looked at."}),
        post("/console/labels", {"case_id": payment, "key_id": payment, "label": "legitimate"}),
        post("/console/snoozes", {**case, "until": f"{date.today() + timedelta(days=2)}T00:00:00Z", "reason": "He calls back."}),
        post("/console/escalations", {**case, "to": "compliance", "reason": "A minister."}),
        post("/console/closures", {**case, "reason": "legitimate", "note": "His own."}),
    ]
    assert all(one["results"][0]["outcome"] == "done" for one in done), done
    of_documents(desk, get, post)
    of_watchlist(desk, get, post)
    get("/console/reports")
    get("/console/models")
    post("/console/model-proposals", {"what": "promote", "model": "nothing", "reason": "To be refused."})
    bodies["/console/model-decisions"] = {"proposal_id": NOTHING, "version": 1, "decision": "reject", "reason": "Nothing."}
    get("/console/operations")
    get("/console/dead-letters", "?queue=alerts-dlq")
    gone = {"queue": "alerts-dlq", "message_ids": [str(uuid4())], "reason": "Nothing."}
    post("/console/redrives", gone)
    post("/console/discards", gone)
    of_policies(get, post)
    get("/console/audit", f"?from={date.today()}&act=write_notes&text=case&limit=5")
    return bodies


def of_documents(desk, get, post):
    made = machine(desk.api, "POST", "/documents", {"file_name": LOAN.name})
    upload = made["upload"]
    answer = requests.post(upload["url"], data=upload["fields"], files={"file": LOAN.read_bytes()}, timeout=10)
    assert answer.ok, answer.text
    document = made["key_id"]
    until("the document", lambda: machine(desk.api, "GET", f"/documents/{document}")["status"] == "Done")
    get("/console/documents", "?class=pii&limit=5")
    get("/console/documents/{key_id}", key_id=document)
    post("/console/document-downloads", {"key_id": document, "reason": "To look at it."})
    post("/console/document-handlings", {"key_id": document, "destination": "deleted", "reason": "It was only tried."})


def of_watchlist(desk, get, post):
    """The tests before this one have left an index with one Adam Quill."""
    found = get("/console/watchlist/search", "?name=Adam%20Quill&birth_date=1961-08-04&identifier=P1234567&evidence=true")
    party = f"customer:{uuid4()}"
    pair = {"party": party, "entry": found["matches"][0]["entry"], "note": "another day of birth"}
    clearance = {**pair, "name": "Adam Quill", "expires_at": f"{date.today() + timedelta(days=20)}T00:00:00Z"}
    clearances, revocations = "/console/watchlist/clearances", "/console/watchlist/revocations"
    post(clearances, {**clearance, "entry": "nowhere/1"}, 404)
    post(clearances, {**clearance, "fingerprint": "0" * 16}, 409)
    post(clearances, clearance, 201)
    post(clearances, clearance)
    get(clearances, f"?party={party}")
    expiring = get("/console/watchlist/expiring-clearances", "?days=30")
    assert expiring["more"] or any(one["party"] == party for one in expiring["clearances"]), expiring
    post(revocations, {**pair, "entry": "nowhere/1"}, 404)
    post(revocations, pair)


def of_policies(get, post):
    live = get("/console/policy")
    get("/console/policy-language")
    versions = get("/console/policy-versions")["versions"]
    get("/console/policy-versions/{version_id}", version_id=versions[0]["version_id"])
    # A list that is not there yet can be asked for, checked and drafted.
    path = f"lists/contract-{uuid4()}.txt"
    new = get("/console/policy-lists", f"?list={path}")
    assert new["text"] is None and new["names"] == [], new
    of_list = {"list": path, "text": "Nobody\n"}
    assert post("/console/policy-checks", of_list)["warnings"], path
    drafted = post("/console/policy-drafts", {**of_list, "note": "By the contract's tests."})["draft_id"]
    assert get("/console/policy-drafts/{draft_id}", draft_id=drafted)["list"] == path
    post("/console/policy-decisions", {"draft_id": drafted, "version": 1, "decision": "withdraw", "reason": "Only tried."})
    get("/console/policy-versions", f"?list={path}")
    text = {"text": live["text"]}
    post("/console/policy-checks", text)
    post("/console/policy-backtests", text)
    post("/console/policy-suggestions", text)
    draft = post("/console/policy-drafts", {**text, "note": "By the contract's tests.", "base": live["base"]})["draft_id"]
    get("/console/policy-drafts")
    get("/console/policy-drafts/{draft_id}", draft_id=draft)
    post("/console/policy-decisions", {"draft_id": draft, "version": 1, "decision": "withdraw", "reason": "Only tried."})
    post("/console/rule-rearms", {"code": "NOTHING", "reason": "To be refused."})


def machine(api, method, path, body=None):
    """A call with the machine's key."""
    answer = requests.request(method, api.url + path, json=body, headers={"x-api-key": api.key}, timeout=10)
    assert answer.ok, f"{path}: {answer.text}"
    return answer.json()


def until(what, ask):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ask():
        assert time.monotonic() < deadline, f"{what} is not there after {PATIENCE_SECONDS} s"
        time.sleep(0.3)
