"""Every answer that the contract names, provoked on purpose: the right one comes, and it is as the contract says."""

import json
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import customers
import requests
import staff

# What a deployment in good health does not answer. The handlers' own tests show that 500 and 503 are given.
NOT_PROVOKED = {"429", "500", "503", "5XX"}

# How many labels a transaction takes.
LABELS_MAX = 100

SMALL = '{"amount":1,"merchant":"Shop","card_number":"4111 1111 1111 1111"}'
LARGE = '{"amount":15000.00,"merchant":"Unknown Store","card_number":"1234567890123456","location":"Nigeria"}'
FRAUD = '{"label":"fraud","source":"chargeback"}'
KEY_ID_OF_NOTHING = "00000000-0000-7000-8000-000000000000"


@dataclass
class Request:
    """One request and the answer it must get."""

    path: str
    status: int
    problem: str | None = None
    method: str = "POST"
    body: str | bytes | None = None
    headers: dict[str, str | None] = field(default_factory=dict)
    # The contract's name of the path, where it does not follow from it.
    operation: str | None = None


def post(body, status, problem=None, **headers):
    return Request("/transactions", status, problem, body=body, headers=headers)


def predict(body, status, problem=None, **headers):
    return Request("/predict", status, problem, body=body, headers=headers)


def label(key_id, body, status, problem=None, **headers):
    return Request(f"/transactions/{key_id}/label", status, problem, body=body, headers=headers)


def document(body, status, problem=None, **headers):
    return Request("/documents", status, problem, body=body, headers=headers)


def get_document(key_id, status, problem=None, **headers):
    return Request(f"/documents/{key_id}", status, problem, method="GET", headers=headers)


def get(key_id, status, problem=None, **headers):
    return Request(f"/transactions/{key_id}", status, problem, method="GET", headers=headers)


def answered_by_an_operation(used_key, key_id):
    """`used_key` is an Idempotency-Key that a small transaction was sent under, on both routes; `key_id` is one's."""
    return [
        predict("{", 400, "malformed-json"),
        predict('{"amount":0}', 400, "invalid-transaction"),
        predict(SMALL, 400, "invalid-idempotency-key", **{"Idempotency-Key": "k" * 256}),
        predict(SMALL, 400, "invalid-mark", **{"tollgate-made-up": "00"}),
        predict(SMALL, 403, **{"x-api-key": None}),
        predict(SMALL + " " * 65_536, 413, "body-too-large"),
        predict(SMALL, 415, "unsupported-media-type", **{"Content-Type": "text/csv"}),
        predict(LARGE, 422, "idempotency-conflict", **{"Idempotency-Key": used_key}),
        label(key_id, "{", 400, "malformed-json"),
        label(key_id, '{"label":"maybe"}', 400, "invalid-label"),
        label("4111111111111111", FRAUD, 400, "invalid-key-id"),
        label(key_id, FRAUD, 403, **{"x-api-key": None}),
        label(KEY_ID_OF_NOTHING, FRAUD, 404, "unknown-key-id"),
        label(key_id, FRAUD + " " * 65_536, 413, "body-too-large"),
        label(key_id, FRAUD, 415, "unsupported-media-type", **{"Content-Type": "text/csv"}),
        post("{", 400, "malformed-json"),
        post('{"amount":0,"two words":1}', 400, "invalid-transaction"),
        post(SMALL, 400, "invalid-idempotency-key", **{"Idempotency-Key": "k" * 256}),
        post(SMALL, 400, "invalid-mark", **{"tollgate-made-up": "00"}),
        post(SMALL, 403, **{"x-api-key": None}),
        post(SMALL, 403, **{"x-api-key": "another"}),
        post(SMALL + " " * 65_536, 413, "body-too-large"),
        post(SMALL, 415, "unsupported-media-type", **{"Content-Type": "text/csv"}),
        post(LARGE, 422, "idempotency-conflict", **{"Idempotency-Key": used_key}),
        document("{", 400, "malformed-json"),
        document('{"file_name":"a/b"}', 400, "invalid-document"),
        document("{}", 403, **{"x-api-key": None}),
        document("{}" + " " * 65_536, 413, "body-too-large"),
        document("{}", 415, "unsupported-media-type", **{"Content-Type": "text/csv"}),
        get_document("4111111111111111", 400, "invalid-key-id"),
        get_document(KEY_ID_OF_NOTHING, 403, **{"x-api-key": None}),
        get_document(KEY_ID_OF_NOTHING, 404, "unknown-key-id"),
        get("4111111111111111", 400, "invalid-key-id"),
        get(f"{key_id}?wait=21", 400, "invalid-query"),
        get(f"{key_id}?wait=20", 200),
        get(KEY_ID_OF_NOTHING, 403, **{"x-api-key": None}),
        get(KEY_ID_OF_NOTHING, 404, "unknown-key-id"),
    ]


ANSWERED_BY_THE_GATEWAY = [
    Request("/transactions", 405, method="DELETE"),
    Request(f"/transactions/{KEY_ID_OF_NOTHING}", 405, method="PUT"),
    Request("/documents", 405, method="GET"),
    Request(f"/documents/{KEY_ID_OF_NOTHING}", 405, method="POST"),
    Request("/predict", 405, method="GET"),
    Request(f"/transactions/{KEY_ID_OF_NOTHING}/label", 405, method="GET"),
    Request("/watchlist/search", 405, method="POST"),
    Request("/watchlist/clearances", 405, method="DELETE"),
    Request("/watchlist/revocations", 405, method="GET"),
    Request("/nowhere", 404, method="GET"),
]


def watchlist(path, status, problem=None, body=None, **headers):
    """A request about the watchlist: with a body a POST."""
    method = "GET" if body is None else "POST"
    body = json.dumps(body) if isinstance(body, dict) else body
    return Request(f"/watchlist/{path}", status, problem, method=method, body=body, headers=headers)


def about_the_watchlist(entry, party):
    """`entry` is on the watchlist, and nobody has cleared it for `party`."""
    pair = {"party": party, "entry": entry, "note": "another day of birth"}
    clearance = {**pair, "name": "Adam Quill", "cleared_by": "Ada", "expires_at": f"{date.today() + timedelta(days=90)}T00:00:00Z"}
    revocation = {**pair, "revoked_by": "Eve"}
    elsewhere = {"Content-Type": "text/csv"}
    return [
        watchlist("search?name=Adam%20Quill&min_score=7", 400, "invalid-query"),
        watchlist("search?name=Adam%20Quill", 403, **{"x-api-key": None}),
        watchlist(f"clearances?party={party}", 200),
        watchlist("clearances", 400, "invalid-query"),
        watchlist(f"clearances?party={party}", 403, **{"x-api-key": None}),
        watchlist("clearances", 201, body=clearance),
        watchlist("clearances", 200, body=clearance),
        watchlist("clearances", 400, "invalid-clearance", body={}),
        watchlist("clearances", 400, "malformed-json", body="{"),
        watchlist("clearances", 403, body=clearance, **{"x-api-key": None}),
        watchlist("clearances", 404, "unknown-entry", body={**clearance, "entry": "nowhere/1"}),
        watchlist("clearances", 409, "entry-changed", body={**clearance, "fingerprint": "0" * 16}),
        watchlist("clearances", 413, "body-too-large", body="{" + " " * 65_536),
        watchlist("clearances", 415, "unsupported-media-type", body=clearance, **elsewhere),
        watchlist("revocations", 200, body=revocation),
        watchlist("revocations", 400, "invalid-revocation", body={}),
        watchlist("revocations", 403, body=revocation, **{"x-api-key": None}),
        watchlist("revocations", 404, "unknown-clearance", body={**revocation, "entry": "nowhere/1"}),
        watchlist("revocations", 413, "body-too-large", body="{" + " " * 65_536),
        watchlist("revocations", 415, "unsupported-media-type", body=revocation, **elsewhere),
    ]


class Api:
    """The deployed API and its contract."""

    def __init__(self, contract, url, key, left_out):
        """`left_out` are beginnings of paths whose answers nobody provokes."""
        self.left_out = left_out
        self.contract = contract
        self.url = url
        self.key = key
        self.answered = set()

    def send(self, request):
        headers = {"Content-Type": "application/json", "x-api-key": self.key, **request.headers}
        headers = {name: value for name, value in headers.items() if value is not None}
        answer = requests.request(request.method, self.url + request.path, data=request.body, headers=headers, timeout=10)
        assert answer.status_code == request.status, f"{answer.status_code} {answer.text}"
        if request.problem is not None:
            assert answer.json()["type"] == f"urn:tollgate:problem:{request.problem}", answer.text
        return answer

    def call(self, request):
        """Sends a request that an operation answers, in a way that the contract allows."""
        answer = self.send(request)
        path = request.operation or path_of(request)
        operation = self.contract[path][request.method]
        documented = operation.responses.find_by_status_code(answer.status_code)
        assert documented is not None, f"{request.method} {path} has no answer {answer.status_code}"
        operation.validate_response(answer)
        self.answered.add((path, request.method.lower(), str(answer.status_code)))
        return answer

    def is_there(self, path, token):
        """Whether a person of this token finds something."""
        return requests.get(self.url + path, headers={"Authorization": token}, timeout=10).ok

    def documented(self):
        """Every answer that the contract names and a deployment in good health gives."""
        return {
            (path, method, status)
            for path, methods in self.contract.raw_schema["paths"].items()
            if not path.startswith(self.left_out)
            for method, operation in methods.items()
            for status in operation["responses"]
            if status not in NOT_PROVOKED and (path, method, status) not in customers.NOT_PROVOKED | staff.NOT_PROVOKED
        }


def path_of(request):
    """The contract's name of a request's path."""
    if request.path.endswith("/label"):
        return "/transactions/{key_id}/label"
    if request.method == "GET" and request.path.startswith("/documents/"):
        return "/documents/{key_id}"
    if request.path.startswith("/watchlist/"):
        return request.path.split("?")[0]
    if request.path.startswith(customers.ROUTES):
        is_whole = request.path.count("/") == 2
        return request.path if is_whole else "/portal/documents/{key_id}"
    return request.path if request.method == "POST" else "/transactions/{key_id}"


def left_out(portal, console):
    """Beginnings of paths that are not tried here: those of what the deployment has not."""
    routes = [(portal, customers.ROUTES), (console, staff.ROUTES)]
    return tuple(route for is_there, route in routes if not is_there)


def provoke(contract, url, key, portal, shop, console, accounts):
    """`portal` and `console` are where customers and staff sign in, if they do; `shop` is a key for payments alone, `accounts` are those
    of the staff."""
    api = Api(contract, url, key, left_out(portal, console))
    used_key = str(uuid4())
    first = api.call(post(SMALL, 202, **{"Idempotency-Key": used_key})).json()
    assert api.call(post(SMALL, 202, **{"Idempotency-Key": used_key})).json() == first, "a repetition got another answer"
    assert first["status_url"] == f"{url}/transactions/{first['key_id']}", first["status_url"]
    wait_until_done(api, first["key_id"])
    predicted = api.call(predict(SMALL, 200, **{"Idempotency-Key": used_key})).json()
    assert api.call(predict(SMALL, 200, **{"Idempotency-Key": used_key})).json() == predicted, "a repetition got another answer"
    assert predicted["history"] == "complete", predicted
    provoke_labels(api, predicted["key_id"])
    expected = api.call(document('{"file_name":"loan.pdf"}', 201)).json()["key_id"]
    assert api.call(get_document(expected, 200)).json()["status"] == "Pending", expected
    for request in answered_by_an_operation(used_key, first["key_id"]):
        api.call(request)
    provoke_scopes(api, used_key, first["key_id"], shop)
    provoke_watchlist(api)
    if portal:
        customers.provoke_customers(api, Request, portal)
    if console:
        staff.provoke_staff(api, Request, console, accounts)
    for request in ANSWERED_BY_THE_GATEWAY:
        check_problem_of_gateway(api.send(request))
    never = api.documented() - api.answered
    assert not never, f"the contract names answers that nothing provoked: {sorted(never)}"
    return len(api.answered)


def provoke_watchlist(api):
    """The tests before this one have left an index with one Adam Quill."""
    found = api.call(watchlist("search?name=Adam%20Quill&birth_date=1961-08-04", 200)).json()
    assert found["matches"], found
    for request in about_the_watchlist(found["matches"][0]["entry"], f"customer:{uuid4()}"):
        api.call(request)


def provoke_scopes(api, used_key, key_id, shop):
    """What a key for payments opens, and that its Idempotency-Keys are its own."""
    by_shop = {"x-api-key": shop}
    own = api.call(post(SMALL, 202, **by_shop, **{"Idempotency-Key": used_key})).json()["key_id"]
    assert own != key_id, "two callers share an Idempotency-Key"
    api.call(get(own, 200, **by_shop))
    api.call(predict(SMALL, 200, **by_shop))
    clearance = {"party": "customer:1", "entry": "1", "name": "Adam Quill", "note": "none", "cleared_by": "Ada"}
    for refused in [
        label(own, FRAUD, 403, "missing-scope", **by_shop),
        document("{}", 403, "missing-scope", **by_shop),
        get_document(KEY_ID_OF_NOTHING, 403, "missing-scope", **by_shop),
        watchlist("search?name=Adam%20Quill", 403, "missing-scope", **by_shop),
        watchlist("clearances?party=customer:1", 403, "missing-scope", **by_shop),
        watchlist("clearances", 403, "missing-scope", body=clearance, **by_shop),
        watchlist("revocations", 403, "missing-scope", body={"party": "customer:1", "entry": "1", "revoked_by": "Eve"}, **by_shop),
    ]:
        api.call(refused)


def provoke_labels(api, key_id):
    """As many as a transaction takes, and one more."""
    labelled = api.call(label(key_id, FRAUD, 200)).json()
    assert api.call(label(key_id, FRAUD, 200)).json() == labelled, "a repetition got another answer"
    shown = api.call(get(key_id, 200)).json()["labels"]
    assert [(one["label"], one["source"]) for one in shown] == [("fraud", "chargeback")], shown
    for number in range(1, LABELS_MAX):
        api.call(label(key_id, f'{{"label":"legitimate","source":"analyst {number}"}}', 200))
    api.call(label(key_id, '{"label":"fraud","source":"one too many"}', 409, "too-many-labels"))


def wait_until_done(api, key_id, patience_seconds=30):
    deadline = time.monotonic() + patience_seconds
    while api.call(get(key_id, 200)).json()["status"] != "Done":
        assert time.monotonic() < deadline, f"{key_id} is still Pending after {patience_seconds} s"


def check_problem_of_gateway(answer):
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
    assert answer.json()["type"] == "about:blank" and answer.json()["status"] == answer.status_code, answer.text
    assert answer.status_code != 405 or answer.headers["Allow"] in ("GET", "POST", "GET, POST"), answer.headers
