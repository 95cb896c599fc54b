"""Tests a deployed API against its contract, docs/openapi.yaml.

    TOLLGATE_STACK=stack.json python local-cloud/contract/check.py

The stack file is what the local cloud leaves when it is deployed. First every answer that the contract names is provoked
on purpose, and what lies around limits is sent; then schemathesis sends what it makes of the contract, good and bad. It takes some minutes and sends the
same every time. Further arguments go to `schemathesis run`.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import schemathesis
from customers import sign_up
from limits import check_limits
from provoked import left_out, provoke
from staff import ROUTES, sign_in

FOLDER = Path(__file__).resolve().parent
CONTRACT = FOLDER.parents[1] / "docs" / "openapi.yaml"
# What is deleted is not there for the next request: these are provoked alone.
LEFT_OUT = ["deleteAccount", "deleteDocument"]
# Many times what it takes. Hanging is a failure too.
PATIENCE_SECONDS = 1500


def main() -> int:
    outputs = json.loads(Path(os.environ["TOLLGATE_STACK"]).read_text())["outputs"]
    url, key = outputs["api_url"]["value"], outputs["api_key"]["value"]
    contract = schemathesis.openapi.from_path(CONTRACT)
    portal, shop = outputs["portal"]["value"], outputs["api_client_keys"]["value"]["shop"]
    console, accounts = outputs["console"]["value"], outputs["console_accounts"]["value"]
    print(f"{provoke(contract, url, key, portal, shop, console, accounts)} documented answers came as the contract says", flush=True)
    print(f"{check_limits(contract.raw_schema, url, key)} requests at limits were answered as the contract says", flush=True)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", str(CONTRACT)]
    if missing := left_out(portal, console):
        command += ["--exclude-path-regex", f"^({'|'.join(missing)})"]
    for operation in [*LEFT_OUT, *acts(contract.raw_schema)]:
        command += ["--exclude-operation-id", operation]
    with tempfile.TemporaryDirectory() as scratch:
        environment = {
            **os.environ,
            "TOLLGATE_API_URL": url,
            "TOLLGATE_API_KEY": key,
            "TOLLGATE_STAFF_TOKEN": sign_in(console, accounts, "admin")["id_token"] if console else "none",
            "TOLLGATE_CUSTOMER_TOKEN": sign_up(portal)["IdToken"] if portal else "none",
            "HYPOTHESIS_STORAGE_DIRECTORY": scratch,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        return subprocess.run([*command, *sys.argv[1:]], cwd=FOLDER, env=environment, timeout=PATIENCE_SECONDS).returncode


def acts(contract):
    """What people do: every answer is provoked, but what is made of the contract would act as an administrator."""
    routes = (methods for route, methods in contract["paths"].items() if route.startswith(ROUTES))
    return [methods["post"]["operationId"] for methods in routes if "post" in methods]


if __name__ == "__main__":
    sys.exit(main())
