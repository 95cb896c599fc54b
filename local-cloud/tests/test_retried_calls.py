"""Terraform's calls are carried out once, however often their answer is lost."""

import asyncio
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from retried_calls import REMEMBERED_MAX, RetriedCalls

TERRAFORM = b"APN/1.0 HashiCorp/1.0 Terraform/1.11.4"


class Retries(unittest.TestCase):
    def setUp(self):
        self.carried_out = 0
        self.status = 200

        async def emulator(_scope, _receive, send):
            self.carried_out += 1
            number = self.carried_out
            await asyncio.sleep(0)
            await send({"type": "http.response.start", "status": self.status})
            await send({"type": "http.response.body", "body": str(number).encode()})

        self.calls = RetriedCalls(emulator)

    async def ask(self, invocation: str, agent: bytes = TERRAFORM) -> bytes:
        answered = []

        async def send(message):
            answered.append(message.get("body", b""))

        headers = [(b"amz-sdk-invocation-id", invocation.encode()), (b"user-agent", agent)]
        await self.calls({"type": "http", "headers": headers}, None, send)
        return b"".join(answered)

    def test_a_retry_gets_the_first_answer(self):
        async def both():
            return await self.ask("one"), await self.ask("one")

        self.assertEqual((asyncio.run(both()), self.carried_out), ((b"1", b"1"), 1))

    def test_a_retry_waits_for_what_is_under_way(self):
        async def both():
            return await asyncio.gather(self.ask("one"), self.ask("one"))

        self.assertEqual((asyncio.run(both()), self.carried_out), ([b"1", b"1"], 1))

    def test_other_calls_are_carried_out(self):
        async def both():
            return await self.ask("one"), await self.ask("two")

        self.assertEqual(asyncio.run(both()), (b"1", b"2"))

    def test_what_failed_is_tried_again(self):
        async def both():
            self.status = 500
            first = await self.ask("one")
            self.status = 200
            return first, await self.ask("one")

        self.assertEqual(asyncio.run(both()), (b"1", b"2"))

    def test_functions_are_left_to_themselves(self):
        async def both():
            return await self.ask("one", b"aws-sdk-rust"), await self.ask("one", b"aws-sdk-rust")

        self.assertEqual(asyncio.run(both()), (b"1", b"2"))

    def test_what_is_remembered_is_bounded(self):
        async def many():
            for number in range(REMEMBERED_MAX + 10):
                await self.ask(str(number))
            return await self.ask("0")

        self.assertEqual(asyncio.run(many()), str(REMEMBERED_MAX + 11).encode())


if __name__ == "__main__":
    unittest.main()
