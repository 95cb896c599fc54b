"""A function's environment ends after the call that a test names: the call has its effect, and no answer."""

import asyncio
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from crash_plan import PATH, CrashPlan


class Crashes(unittest.TestCase):
    def setUp(self):
        self.effects, self.killed = [], []

        async def emulator(scope, _receive, send):
            self.effects.append(scope["path"])
            await send({"type": "http.response.body", "body": b"done"})

        functions = {"KEY1": "classifier", "KEY2": "scorer"}
        self.plan = CrashPlan(emulator, functions.get, self.killed.append)

    def ask(self, method: str, path: str, query: str = "", key: str = "") -> bytes:
        signature = f"AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/s3/aws4_request, Signature=00" if key else ""
        headers = [(b"authorization", signature.encode())]
        answered = []

        async def send(message):
            answered.append(message.get("body", b""))

        scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers,
        }
        asyncio.run(self.plan(scope, None, send))
        return b"".join(answered)

    def state(self, method: str = "GET") -> dict:
        return json.loads(self.ask(method, PATH))

    def test_the_named_call_has_its_effect_and_no_answer(self):
        self.ask("PUT", PATH, "function=classifier&after_call=2")
        self.assertEqual(self.ask("GET", "/first", key="KEY1"), b"done")
        self.assertEqual(self.ask("GET", "/of-another", key="KEY2"), b"done")
        self.assertEqual(self.ask("GET", "/unsigned"), b"done")
        self.assertEqual((self.state(), self.killed), ({"calls": 1, "crashed": False}, []))
        self.assertEqual(self.ask("GET", "/second", key="KEY1"), b"")
        self.assertEqual((self.state(), self.killed), ({"calls": 2, "crashed": True}, ["classifier"]))
        self.assertEqual(self.effects, ["/first", "/of-another", "/unsigned", "/second"])

    def test_one_plan_is_one_crash(self):
        self.ask("PUT", PATH, "function=classifier&after_call=1")
        self.ask("GET", "/first", key="KEY1")
        self.assertEqual(self.ask("GET", "/again", key="KEY1"), b"done")
        self.assertEqual(self.killed, ["classifier"])
        self.ask("PUT", PATH, "function=classifier&after_call=1")
        self.ask("GET", "/first", key="KEY1")
        self.assertEqual(self.killed, ["classifier", "classifier"])

    def test_without_a_plan_nothing_crashes(self):
        self.ask("PUT", PATH, "function=classifier&after_call=1")
        self.assertEqual(self.state("DELETE"), {"calls": 0, "crashed": False})
        self.assertEqual(self.ask("GET", "/first", key="KEY1"), b"done")
        self.assertEqual(self.killed, [])


if __name__ == "__main__":
    unittest.main()
