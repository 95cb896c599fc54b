"""A record of every AWS API call that the emulator decided on: one JSON object a line.

A test compares it with the roles' policies: a permission that no line ever names is one too many. A line is:
`time_ms`, `caller` (role or user name, `root` or `anonymous`), `session` (of a function's role: the function's name),
`service`, `action` (as IAM names it), `resource` (an ARN, or `*` where the emulator knows no better), `allowed`.
"""

import json
import threading
import time

from unit_record import session as current_session


class CallRecord:
    """Appends to a file; without one it takes the calls and forgets them."""

    def __init__(self, path: str | None):
        self._file = open(path, "a", encoding="utf-8", buffering=1) if path else None
        self._lock = threading.Lock()

    def add(self, caller: str, session: str, service: str, action: str, resource: str, allowed: bool) -> None:
        if self._file is None:
            return
        line = json.dumps({
            "time_ms": int(time.time() * 1000),
            "caller": caller,
            "session": session,
            "service": service,
            "action": action,
            "resource": resource,
            "allowed": allowed,
        })
        with self._lock:
            self._file.write(line + "\n")

    def observe(self, iam_evaluator, token_service) -> None:
        """Wraps the one function in which the emulator decides on a call. It is looked up at every call, so replacing
        it here reaches all callers."""
        enforce = iam_evaluator.enforce

        def recorded(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
            denied = enforce(access_key_id, iam_action, service, region, resource_arn, service_context)
            caller, session = caller_of(access_key_id, iam_evaluator, token_service)
            self.add(caller, session, service, iam_action, resource_arn, denied is None)
            current_session.set(session)
            return denied

        iam_evaluator.enforce = recorded


def caller_of(access_key_id: str, iam_evaluator, token_service) -> tuple[str, str]:
    """The role or user that an access key was made for, and the session."""
    session = token_service._sessions.get(access_key_id)
    if session:
        # arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION
        parts = session.get("Arn", "").split("/")
        return (parts[1], parts[2]) if len(parts) == 3 else (parts[-1], "")
    if not access_key_id:
        return "anonymous", ""
    if iam_evaluator.is_root_access_key(access_key_id):
        return "root", ""
    identity = iam_evaluator.resolve_caller_identity(access_key_id) or {}
    return identity.get("userArn", access_key_id).rsplit("/", 1)[-1], ""
