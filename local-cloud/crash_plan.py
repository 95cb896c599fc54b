"""Crashes of functions on demand, for tests of what a crash leaves behind.

A test says after which of a function's AWS calls its execution environment ends. The call takes effect and its answer
never arrives: the process is killed before, as when AWS loses the machine under it. What comes next, such as the
message becoming visible again, is the emulator's usual course.

    PUT    /_local_cloud/crash?function=NAME&after_call=3     counts from now on; replaces an earlier plan
    GET    /_local_cloud/crash                                {"calls": 3, "crashed": true}, never in the middle of one
    DELETE /_local_cloud/crash                                the same answer, and no plan from then on
"""

import asyncio
import json
import re
from urllib.parse import parse_qs

PATH = "/_local_cloud/crash"
ACCESS_KEY = re.compile(rb"Credential=([^/]+)/")


class CrashPlan:
    """An ASGI application around the emulator's. `function_of` tells the function that an access key was made for, if
    any; `kill` ends all processes of a function."""

    def __init__(self, emulator, function_of, kill):
        self._emulator = emulator
        self._function_of = function_of
        self._kill = kill
        self._function = None
        self._after_call = 0
        self._calls = 0
        self._crashed = False
        self._crashing = asyncio.Lock()

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self._emulator(scope, receive, send)
        elif scope["path"] == PATH:
            await self._control(scope, send)
        elif self._function is None or self._caller(scope) != self._function:
            await self._emulator(scope, receive, send)
        else:
            await self._count(scope, receive, send)

    def _caller(self, scope) -> str | None:
        signature = dict(scope["headers"]).get(b"authorization", b"")
        key = ACCESS_KEY.search(signature)
        return self._function_of(key.group(1).decode()) if key else None

    async def _count(self, scope, receive, send) -> None:
        self._calls += 1
        if self._calls != self._after_call:
            await self._emulator(scope, receive, send)
            return

        async def keep_back(_message) -> None:
            pass

        async with self._crashing:
            await self._emulator(scope, receive, keep_back)
            self._kill(self._function)
            self._crashed = True

    async def _control(self, scope, send) -> None:
        async with self._crashing:
            if scope["method"] == "PUT":
                asked = parse_qs(scope["query_string"].decode())
                self._function, self._after_call = asked["function"][0], int(asked["after_call"][0])
                self._calls, self._crashed = 0, False
            elif scope["method"] == "DELETE":
                self._function = None
        state = {"calls": self._calls, "crashed": self._crashed}
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(state).encode()})
