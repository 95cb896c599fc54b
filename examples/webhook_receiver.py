"""An example of a receiver of Tollgate's webhooks. It needs nothing but Python 3.9.

    WEBHOOK_SECRET=whsec_... python webhook_receiver.py --port 8080 --log events.jsonl

What a receiver has to do: check the signature over the bytes as they came, refuse what is old, answer 2xx once the event is
kept, and pass over an event whose id it knows, for each may come more than once. In production it stands behind TLS.
"""

import argparse
import base64
import binascii
import hashlib
import hmac
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE_SECONDS = 5 * 60
BODY_BYTES_MAX = 1 << 20


def is_signed(secrets: str, headers, body: bytes, now: float) -> bool:
    """Whether one of the signatures is right under one of the secrets (Standard Webhooks 1.0)."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isascii() or not timestamp.isdigit():
        return False
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    right = False
    for secret in secrets.split():
        key = base64.b64decode(secret.removeprefix("whsec_"))
        expected = hmac.new(key, signed, hashlib.sha256).digest()
        for signature in headers.get("webhook-signature", "").split():
            version, _, text = signature.partition(",")
            try:
                given = base64.b64decode(text, validate=True)
            except binascii.Error:
                continue
            # In a time that does not tell how much of it is right.
            right |= version == "v1" and hmac.compare_digest(given, expected)
    return right


class Receiver(ThreadingHTTPServer):
    """Keeps each event once, as a line of a file."""

    daemon_threads = True

    def __init__(self, address, secrets: str, log: str):
        super().__init__(address, Handler)
        self.secrets = secrets
        self._log = open(log, "a", encoding="utf-8", buffering=1)
        self._known: set[str] = set()
        self._lock = threading.Lock()

    def keep(self, message_id: str, body: bytes) -> None:
        with self._lock:
            is_new = message_id not in self._known
            self._known.add(message_id)
            self._log.write(json.dumps({"id": message_id, "is_new": is_new, "event": json.loads(body)}) + "\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        if length > BODY_BYTES_MAX:
            self.close_connection = True
            return self._answer(413)
        body = self.rfile.read(length)
        if not is_signed(self.server.secrets, self.headers, body, time.time()):
            return self._answer(401)
        self.server.keep(self.headers["webhook-id"], body)
        self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments) -> None:
        """Requests are not logged: the file of events is the log."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Receive webhooks of Tollgate on loopback.")
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1, 0 for any free one (default: 8080)")
    parser.add_argument("--log", required=True, metavar="FILE", help="append each event to FILE, as JSON lines")
    arguments = parser.parse_args()
    receiver = Receiver(("127.0.0.1", arguments.port), os.environ["WEBHOOK_SECRET"], arguments.log)
    print(f"ready http://127.0.0.1:{receiver.server_port}", flush=True)
    receiver.serve_forever()


if __name__ == "__main__":
    main()
