"""A call that a test has refused has no effect and is told as an error of the service; others are not touched."""

import asyncio
import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from refusal_plan import PATH, RefusalPlan


class Refusals(unittest.TestCase):
    def setUp(self):
        self.effects = []

        async def emulator(scope, _receive, send):
            self.effects.append(dict(scope["headers"]).get(b"x-amz-target"))
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"{}"})

        self.plan = RefusalPlan(emulator)

    def call(self, method="POST", path="/", query=b"", target=None):
        headers = [(b"x-amz-target", target)] if target else []
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
        sent = []

        async def send(message):
            sent.append(message)

        asyncio.run(self.plan(scope, None, send))
        return sent[0]["status"], json.loads(sent[1]["body"])

    def test_so_many_calls_of_the_action_are_refused_and_no_others(self):
        self.call("PUT", PATH, b"target=Kinesis.PutRecords&times=2")
        self.assertEqual(self.call(target=b"Kinesis.GetRecords")[0], 200)
        for _ in range(2):
            status, body = self.call(target=b"Kinesis.PutRecords")
            self.assertEqual((status, body["__type"]), (400, "ProvisionedThroughputExceededException"))
        self.assertEqual(self.call(target=b"Kinesis.PutRecords")[0], 200)
        self.assertEqual(self.effects, [b"Kinesis.GetRecords", b"Kinesis.PutRecords"])
        self.assertEqual(self.call("GET", PATH)[1], {"left": 0})

    def test_a_plan_is_taken_back(self):
        self.call("PUT", PATH, b"target=Kinesis.PutRecords&times=5")
        self.assertEqual(self.call("DELETE", PATH)[1], {"left": 5})
        self.assertEqual(self.call(target=b"Kinesis.PutRecords")[0], 200)


if __name__ == "__main__":
    unittest.main()
