"""What AWS does with a function's role on its own account: event source mappings read and send with that role.

The emulator checks only the calls that come in over HTTP. Without this, a role that lacks its mapping's permissions
would work locally and fail on AWS.
"""

from call_record import CallRecord


class RolePermissions:
    def __init__(self, iam_evaluator, enforced: bool, record: CallRecord):
        self._iam = iam_evaluator
        self._enforced = enforced
        self._record = record

    def allows(self, function: dict, action: str, resource: str) -> bool:
        """Whether the function's role may do this; recorded like a call."""
        if not self._enforced:
            return True
        config = function.get("config") or function
        role_arn = config.get("Role", "")
        account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
        session = config.get("FunctionName", "")
        context = self._iam.EvalContext(
            principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
            principal_type="AssumedRole",
            principal_account=account,
            action=action,
            resource_arn=resource,
            region=resource.split(":")[3],
        )
        allowed = self._iam.evaluate(context, self._iam._gather_role_policies(role, account)).decision == "Allow"
        self._record.add(role, session, action.partition(":")[0], action, resource, allowed)
        return allowed
