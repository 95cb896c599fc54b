"""Tests a deployed API against its contract, docs/openapi.yaml.

    TOLLGATE_STACK=stack.json python local-cloud/contract/check.py

The stack file is what the local cloud leaves when it is deployed. First every answer that the contract names is provoked
on purpose; then schemathesis sends what it makes of the contract, good and bad. It takes about a minute, sends the same
every time, and fails on the first kind of disagreement.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from provoked import provoke

FOLDER = Path(__file__).resolve().parent
CONTRACT = FOLDER.parents[1] / "docs" / "openapi.yaml"
# Many times what it takes. Hanging is a failure too.
PATIENCE_SECONDS = 300


def main() -> int:
    outputs = json.loads(Path(os.environ["TOLLGATE_STACK"]).read_text())["outputs"]
    url, key = outputs["api_url"]["value"], outputs["api_key"]["value"]
    print(f"{provoke(CONTRACT, url, key)} documented answers came as the contract says", flush=True)
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", str(CONTRACT)]
    environment = {**os.environ, "TOLLGATE_API_URL": url, "TOLLGATE_API_KEY": key}
    generated = subprocess.run([*command, *sys.argv[1:]], cwd=FOLDER, env=environment, timeout=PATIENCE_SECONDS)
    return generated.returncode


if __name__ == "__main__":
    sys.exit(main())
