"""Customers of a deployed portal: somebody signs up as the portal's forms do, and every answer of the customers' routes is
provoked. The routes take an ID token and no key."""

import json
import time
from urllib.parse import urlsplit
from uuid import uuid4

import requests

ROUTES = "/portal/"
PASSWORD = "four quiet horses walk"
DOCUMENTS_A_DAY_MAX = 20

# The sign-in would have to be ten minutes old, and a document be deleted while its upload is permitted. The function's own tests show that both are given.
NOT_PROVOKED = {("/portal/account", "delete", "403"), ("/portal/documents", "post", "404")}


def sign_up(portal):
    """The tokens of a new customer."""
    email, name = f"{uuid4()}@example.com", str(uuid4())
    address = [{"Name": "email", "Value": email}]
    ask(portal, "SignUp", {"Username": name, "Password": PASSWORD, "UserAttributes": address})
    ask(portal, "ConfirmSignUp", {"Username": name, "ConfirmationCode": mailed_code(portal, email)})
    secrets = {"USERNAME": email, "PASSWORD": PASSWORD}
    return ask(portal, "InitiateAuth", {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": secrets})["AuthenticationResult"]


def ask(portal, action, body):
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"AWSCognitoIdentityProviderService.{action}"}
    body = json.dumps({"ClientId": portal["client_id"], **body})
    answer = requests.post(portal["user_pool_url"], data=body, headers=headers, timeout=10)
    assert answer.ok, f"{action}: {answer.text}"
    return answer.json()


def mailed_code(portal, email):
    """What the emulator mailed, which it shows at an address of its own."""
    emulator = urlsplit(portal["user_pool_url"])
    mails = requests.get(f"{emulator.scheme}://{emulator.netloc}/_ministack/ses/messages", timeout=10).json()["messages"]
    bodies = [mail["BodyText"] for account in mails.values() for mail in account if email in mail["To"]]
    return bodies[-1].partition("code is ")[2].partition(".")[0]


def provoke_customers(api, request, portal):
    """`request` makes one of a path, a status, a kind of problem, a method, a body and headers."""
    tokens = sign_up(portal)

    def send(method, path, status, problem=None, body=None, token=tokens["IdToken"], **headers):
        body = json.dumps(body) if isinstance(body, dict) else body
        headers = {"x-api-key": None, "Authorization": token, **headers}
        return api.call(request(path, status, problem, method=method, body=body, headers=headers)).json()

    upload = {"file_name": "loan.pdf"}
    routes = [("GET", "account"), ("DELETE", "account"), ("GET", "documents"), ("POST", "documents")]
    paths = [(method, f"/portal/{path}") for method, path in routes]
    assert send("GET", "/portal/account", 200)["documents"] == 0
    document = send("POST", "/portal/documents", 201, body=upload)["document_id"]
    assert [one["document_id"] for one in send("GET", "/portal/documents", 200)["documents"]] == [document]
    for method, path in [*paths, ("DELETE", f"/portal/documents/{document}")]:
        send(method, path, 401, body=upload if method == "POST" else None, token=None)
        send(method, path, 401, "token-refused", body=upload if method == "POST" else None, token=tokens["AccessToken"])
    send("POST", "/portal/documents", 400, "malformed-json", body="{")
    send("POST", "/portal/documents", 400, "invalid-document", body={"file_name": "a/b"})
    send("POST", "/portal/documents", 413, "body-too-large", body="{}" + " " * 65_536)
    send("POST", "/portal/documents", 415, "unsupported-media-type", body=upload, **{"Content-Type": "text/csv"})
    send("DELETE", "/portal/documents/4111111111111111", 400, "invalid-key-id")
    send("DELETE", "/portal/documents/00000000-0000-7000-8000-000000000000", 404, "unknown-document")
    send("DELETE", f"/portal/documents/{document}", 202)
    for _ in range(1, DOCUMENTS_A_DAY_MAX):
        send("POST", "/portal/documents", 201, body=upload)
    send("POST", "/portal/documents", 409, "too-many-documents", body=upload)
    send("DELETE", "/portal/account", 202)
    for method, path in paths:
        if method != "DELETE":
            send(method, path, 410, "account-closed", body=upload if method == "POST" else None)
    wait_until_nobody_signs_in(portal, tokens)


def wait_until_nobody_signs_in(portal, tokens, patience_seconds=30):
    deadline = time.monotonic() + patience_seconds
    secrets = {"REFRESH_TOKEN": tokens["RefreshToken"]}
    body = {"ClientId": portal["client_id"], "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": secrets}
    headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"}
    while requests.post(portal["user_pool_url"], data=json.dumps(body), headers=headers, timeout=10).ok:
        assert time.monotonic() < deadline, f"the account is there after {patience_seconds} s"
        time.sleep(0.2)
