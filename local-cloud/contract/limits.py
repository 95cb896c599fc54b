"""What schemathesis does not reach: limits within patterns, large counts, unknown names in nested objects. The contract and
the API must agree on what lies on either side of each limit."""

import json

import jsonschema_rs
import requests

REQUIRED = {"amount": 1, "merchant": "Shop", "card_number": "4111 1111 1111 1111"}


def on_either_side():
    """Values of fields, right below and above each limit."""
    yield from ({"card_number": "7" * count} for count in (12, 13, 19, 20))
    yield from ({"card_number": text} for text in ("7-7 " * 9 + "7", "7--" + "7" * 12, "7" * 13 + " "))
    yield from ({"phone": "7" * count} for count in (4, 5, 20, 21))
    yield from ({"phone": text} for text in ("+7 (7) 7-7.7/7", "7777x7"))
    yield from ({"merchant_category": "7" * count} for count in (3, 4, 5))
    yield from ({"geo": {"country": "F" * count}} for count in (1, 2, 3))
    yield from ({"email_address": text} for text in ("a@b", "@b", "a@", "a", "a@b@c", "a b@c", "a@b\u00a0c"))
    yield from ({"merchant": text} for text in (" ", " x ", "\u3000", "a\u200bb", "a\u2028b", "a\u0085b", "\u202eb"))
    yield from ({"merchant": text} for text in ("a\u200fb", "a\u061c", "a\uffff"))
    yield from ({"attributes": {f"name_{index}": True for index in range(count)}} for count in (64, 65))
    yield from ({"attributes": {"a" * count: True}} for count in (64, 65))
    yield from ({"attributes": {name: True}} for name in ("_", "7a", "a-b", ""))
    yield from ({place: {"colour": "red"}} for place in ("device", "geo", "attributes"))
    yield from ({"ip_address": text} for text in ("192.0.2.7", "192.0.2.07", "::ffff:192.0.2.7", "fe80::1%eth0", "::1/128"))


def labels_on_either_side():
    """Fields of labels, right below and above each limit."""
    yield from ({"label": text} for text in ("fraud", "Fraud", "", None))
    yield from ({"source": "x" * count} for count in (0, 1, 100, 101))
    yield from ({"source": text} for text in (" ", " x ", "\u3000", "a\u2028b", "\u202eb", None, 7))
    yield from ({"time": text} for text in (None, "2026-03-01T12:30:00Z", "2026-03-01", 7))
    yield {"colour": "red"}


def check_limits(contract, url, key):
    """How many requests the two agree on."""
    routes = [("transactions", "NewTransaction", 202, REQUIRED, on_either_side())]
    routes.append(("predict", "NewTransaction", 200, REQUIRED, on_either_side()))
    headers = {"Content-Type": "application/json", "x-api-key": key}
    key_id = requests.post(f"{url}/transactions", data=json.dumps(REQUIRED), headers=headers, timeout=10).json()["key_id"]
    label = {"label": "fraud", "source": "analyst"}
    routes.append((f"transactions/{key_id}/label", "NewLabel", 200, label, labels_on_either_side()))
    count = 0
    for path, name, good, required, cases in routes:
        schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        for fields in cases:
            body = {**required, **fields}
            expected = good if validator.is_valid(body) else 400
            answer = requests.post(f"{url}/{path}", data=json.dumps(body), headers=headers, timeout=10)
            assert answer.status_code == expected, f"by the contract {expected}: {path} {fields} {answer.status_code} {answer.text}"
            count += 1
    return count
