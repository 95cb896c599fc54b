#!/usr/bin/env python3
"""A Lambda bootstrap: works through stream records in order, stops at a poison record and reports it.

What it processed goes into the file that DONE_FILE names, one line a record: process id, key, batch size.
"""

import json
import os
import time
from http.client import HTTPConnection

INVOCATION = "/2018-06-01/runtime/invocation"


def handle(event: dict) -> dict:
    records = event["Records"]
    with open(os.environ["DONE_FILE"], "a", encoding="utf-8") as done:
        for record in records:
            key = record["dynamodb"]["Keys"]["key_id"]["S"]
            if key.startswith("poison"):
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            if key.startswith("slow"):
                time.sleep(0.3)  # lets the following records gather into one batch
            done.write(f"{os.getpid()} {key} {len(records)}\n")
    return {"batchItemFailures": []}


def main() -> None:
    runtime = HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        runtime.request("GET", f"{INVOCATION}/next")
        response = runtime.getresponse()
        request_id = response.headers["Lambda-Runtime-Aws-Request-Id"]
        answer = handle(json.loads(response.read()))
        runtime.request("POST", f"{INVOCATION}/{request_id}/response", json.dumps(answer))
        runtime.getresponse().read()


main()
