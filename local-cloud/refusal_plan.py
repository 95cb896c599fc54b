"""Refusals of AWS calls on demand, for tests of what a service that is down or at its limits does to a function.

A test says which action is refused, and how many times. The emulator is not asked: the call has no effect, and the answer is
an error of the service that the SDK takes for one of the moment.

    PUT    /_local_cloud/refuse?target=Kinesis_20131202.PutRecords&times=12     counts from now on; replaces an earlier plan
    GET    /_local_cloud/refuse                                                 {"left": 3}
    DELETE /_local_cloud/refuse                                                 the same answer, and no plan from then on
"""

import json
from urllib.parse import parse_qs

PATH = "/_local_cloud/refuse"
ANSWER = {"__type": "ProvisionedThroughputExceededException", "message": "refused by a test"}


class RefusalPlan:
    """An ASGI application around another one."""

    def __init__(self, application):
        self._application = application
        self._target = None
        self._left = 0

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
        elif scope["path"] == PATH:
            await self._control(scope, send)
        elif self._left > 0 and dict(scope["headers"]).get(b"x-amz-target") == self._target:
            self._left -= 1
            await answer(send, 400, ANSWER)
        else:
            await self._application(scope, receive, send)

    async def _control(self, scope, send) -> None:
        if scope["method"] == "PUT":
            asked = parse_qs(scope["query_string"].decode())
            self._target, self._left = asked["target"][0].encode(), int(asked["times"][0])
        left = self._left
        if scope["method"] == "DELETE":
            self._left = 0
        await answer(send, 200, {"left": left})


async def answer(send, status: int, body: dict) -> None:
    headers = [(b"content-type", b"application/x-amz-json-1.1")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})
