"""A call of Terraform's that is retried is carried out once.

On a busy machine a connection may break after the emulator did what it was asked and before the answer arrived. The
client tries again, and creating the same table twice is an error that ends the deployment. The SDKs name a call and its
retries by one `amz-sdk-invocation-id`: whoever asks again gets the answer that was lost. Only Terraform's calls are
remembered; what functions do about lost answers is theirs to show.
"""

import asyncio
from collections import OrderedDict

INVOCATION = b"amz-sdk-invocation-id"
REMEMBERED_MAX = 500


class RetriedCalls:
    """An ASGI application around another one."""

    def __init__(self, application):
        self._application = application
        self._answers: OrderedDict[bytes, asyncio.Future] = OrderedDict()

    async def __call__(self, scope, receive, send) -> None:
        call = call_of_terraform(scope)
        if call is None:
            await self._application(scope, receive, send)
            return
        earlier = self._answers.get(call)
        if earlier is not None and is_success(answer := await asyncio.shield(earlier)):
            for message in answer:
                await send(message)
            return
        await self._carry_out(call, scope, receive, send)

    async def _carry_out(self, call: bytes, scope, receive, send) -> None:
        finished = self._answers[call] = asyncio.get_running_loop().create_future()
        while len(self._answers) > REMEMBERED_MAX:
            self._answers.popitem(last=False)
        answer = []

        async def remember(message) -> None:
            answer.append(message)
            await send(message)

        try:
            await self._application(scope, receive, remember)
        finally:
            finished.set_result(answer)


def call_of_terraform(scope) -> bytes | None:
    if scope["type"] != "http":
        return None
    headers = dict(scope["headers"])
    return headers.get(INVOCATION) if b"Terraform" in headers.get(b"user-agent", b"") else None


def is_success(answer) -> bool:
    return any(200 <= message.get("status", 0) < 300 for message in answer)
