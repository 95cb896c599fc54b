"""The changes that the local cloud makes to the pinned emulator. All of them reach into its internals, hence the pin."""

import asyncio
import contextvars
import logging
import re
import socketserver
from concurrent.futures import Future
from uuid import uuid4

from alarm_description import describe_alarms_whole
from call_record import CallRecord, caller_of
from crash_plan import CrashPlan
from kafka_poller import KafkaPoller, accept_kafka_mappings
from kinesis_poller import KinesisPoller, keep_closed_shards, keep_tags
from role_permissions import RolePermissions
from stream_poller import StreamPoller
from unit_record import UnitRecord

logger = logging.getLogger("local_cloud")

QUEUE_READ_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def adapt(record: CallRecord, units: UnitRecord) -> None:
    """Makes every change. Called once, after the environment is set and before the server starts."""
    from ministack import app
    from ministack.core import iam_actions, iam_evaluator, lambda_runtime
    from ministack.services import apigateway_v1, cloudwatch, cognito, dynamodb, dynamodb_streams, kinesis, lambda_svc, s3, sns, sqs, sts

    stand_in_for_tls(app, iam_evaluator)
    shorten_waits(lambda_runtime, lambda_svc)
    keep_queues_on_event_loop(app, sqs)
    copy_on_condition(s3)
    name_api_keys(apigateway_v1)
    permit_batches_as_single_calls(iam_actions)
    check_calls_in_cbor(iam_actions)
    confirm_addresses(cognito)
    require_what_policies_say(cognito)
    describe_alarms_whole(cloudwatch)
    record.observe(iam_evaluator, sts)
    units.observe(dynamodb)
    permissions = RolePermissions(iam_evaluator, app.AUTH, record)
    check_queue_mappings(lambda_svc, permissions)

    def send(function: dict, destination: str, message: str) -> None:
        send_failure_record(app, sqs, sns, permissions, function, destination, message)

    poller = StreamPoller(lambda_svc, dynamodb, dynamodb_streams._DEFAULT_SHARD_ID, permissions, send)
    lambda_svc._poll_dynamodb_streams = poller.poll
    keep_closed_shards(kinesis)
    keep_tags(kinesis)
    accept_kafka_mappings(lambda_svc)
    pollers = [KinesisPoller(lambda_svc, kinesis, permissions, send), KafkaPoller(lambda_svc, permissions, send)]
    lambda_svc._poll_kinesis = lambda: any([poller.poll() for poller in pollers])


def with_crashes(application) -> CrashPlan:
    """The emulator's application, whose functions can be made to crash."""
    from ministack.core import iam_evaluator, lambda_runtime
    from ministack.services import sts

    def function_of(access_key: str) -> str:
        return caller_of(access_key, iam_evaluator, sts)[1]

    def kill(function: str) -> None:
        with lambda_runtime._lock:
            for key, workers in lambda_runtime._workers.items():
                if key.split(":")[-2] == function:
                    for worker in workers:
                        if worker.in_use and worker._proc is not None:
                            worker._proc.kill()

    return CrashPlan(application, function_of, kill)


def stand_in_for_tls(app, iam_evaluator) -> None:
    """Loopback stands in for AWS's TLS endpoints, so that policies that refuse plain HTTP can be deployed as they are."""
    iam_evaluator._request_origin = contextvars.ContextVar("request_origin", default=("127.0.0.1", True))
    pin_request_origin = app.pin_request_origin
    app.pin_request_origin = lambda source_ip, _secure: pin_request_origin(source_ip, True)


def shorten_waits(lambda_runtime, lambda_service) -> None:
    # The Runtime API server answers in two writes: Nagle's algorithm and delayed acknowledgement hold the second one
    # back for 40 ms.
    socketserver.StreamRequestHandler.disable_nagle_algorithm = True
    # After every invocation the emulator waits for log lines: up to 50 ms for the first one, 5 ms after the last one.
    # A function writes its lines before it answers, so they are there at once or come with the next invocation.
    lambda_runtime.Worker._drain_stderr_bounded.__defaults__ = (0.003, 0.001, 0.25)
    # A wake that finds no work, such as a write without a mapping, delays the next one by 50 ms.
    lambda_service._ESM_IDLE_WAKE_GAP_SECONDS = 0.002


def keep_queues_on_event_loop(app, sqs) -> None:
    """Requests change a queue's list of messages on the event loop, mappings in threads of their own. Both replace the
    list by a filtered copy, so a message that is sent in between would be lost. Now only the loop touches it."""
    for name in ("_receive_messages_for_esm", "_delete_messages_for_esm"):
        setattr(sqs, name, _on_event_loop(app, getattr(sqs, name)))


def copy_on_condition(s3) -> None:
    """CopyObject takes the conditions of PutObject ("Copies the object only if the object key name at the destination
    does not already exist", If-None-Match in the API reference of CopyObject); the emulator's looks at the source's only."""
    copy = s3._copy_object

    def checked(bucket_name, destination_key, headers):
        bucket = s3._ensure_bucket(bucket_name) or {}
        existing = bucket.get("objects", {}).get(destination_key)
        return s3._check_put_preconditions(headers, existing) or copy(bucket_name, destination_key, headers)

    s3._copy_object = checked


def name_api_keys(gateway) -> None:
    """A function is told whose key a request came with ("The API owner key associated with key-enabled API request",
    $context.identity.apiKeyId in the developer guide of API Gateway); the emulator's is not."""
    checked_key = contextvars.ContextVar("checked_key", default=None)
    check, build = gateway._check_api_key, gateway._build_lambda_event_v1

    def checked(*arguments, **options):
        error, key = check(*arguments, **options)
        checked_key.set(key)
        return error, key

    def built(*arguments, **options):
        event = build(*arguments, **options)
        if key := checked_key.get():
            event["requestContext"]["identity"] |= {"apiKey": key["value"], "apiKeyId": key["id"]}
        return event

    gateway._check_api_key, gateway._build_lambda_event_v1 = checked, built


def permit_batches_as_single_calls(iam_actions) -> None:
    """SQS has no permissions for batches: "Setting SendMessage, DeleteMessage, or ChangeMessageVisibility for ActionName.n also
    grants permissions for the corresponding batch versions" (AddPermission in the API reference). The emulator's has."""
    extract = iam_actions.extract_iam_action

    def extracted(*arguments, **options):
        action = extract(*arguments, **options)
        is_batch = isinstance(action, str) and action.startswith("sqs:") and action.endswith("Batch")
        return action.removesuffix("Batch") if is_batch else action

    iam_actions.extract_iam_action = extracted


def check_calls_in_cbor(iam_actions) -> None:
    """SDKs speak to CloudWatch in CBOR (Smithy RPC v2), where the path names the operation. The emulator finds none in such a call, and
    lets everybody make it. It can't read the body either, so that what a call is about stays unknown."""
    action_of, resource_of = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def called(service, path):
        return re.fullmatch(r"/service/[^/]+/operation/([A-Za-z]+)/?", path) if service == "monitoring" else None

    def action(service, method, path, *arguments):
        call = called(service, path)
        return f"cloudwatch:{call[1]}" if call else action_of(service, method, path, *arguments)

    def resource(service, method, path, *arguments):
        return "*" if called(service, path) else resource_of(service, method, path, *arguments)

    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = action, resource


def confirm_addresses(cognito) -> None:
    """ConfirmSignUp by a code that was mailed verifies the address; an address that is another user's alias already is refused
    ("AliasExistsException ... an email address or phone number that has already been supplied as an alias for a different
    user profile", ConfirmSignUp in the API reference). The emulator's leaves the address unverified, and so no alias."""
    confirm = cognito._confirm_sign_up

    def confirmed(data):
        pool, _ = cognito._pool_for_client(data.get("ClientId"))
        user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
        attributes = cognito._attr_list_to_dict(user["Attributes"]) if user else {}
        address = attributes.get("email")
        if address and "email" in (pool.get("AliasAttributes") or []):
            holder = cognito._resolve_user(pool, address)[0]
            if holder is not None and holder is not user and not data.get("ForceAliasCreation"):
                message = "An account with the given email already exists."
                return cognito.error_response_json("AliasExistsException", message, 400)
        answer = confirm(data)
        if address and user["UserStatus"] == "CONFIRMED" and "email" in (pool.get("AutoVerifiedAttributes") or []):
            verified = [{"Name": "email_verified", "Value": "true"}]
            user["Attributes"] = cognito._merge_attributes(user["Attributes"], verified)
        return answer

    cognito._confirm_sign_up = confirmed


def require_what_policies_say(cognito) -> None:
    """What a password policy leaves out it does not require, and SDKs leave out what is false. The emulator's requires it."""
    find_errors = cognito._password_policy_errors
    kinds = ("RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols")

    def errors(pool, password):
        policy = pool.get("Policies", {}).get("PasswordPolicy")
        if policy:
            pool = {"Policies": {"PasswordPolicy": {**dict.fromkeys(kinds, False), **policy}}}
        return find_errors(pool, password)

    cognito._password_policy_errors = errors


def check_queue_mappings(lambda_service, permissions: RolePermissions) -> None:
    """A queue's mapping receives and deletes with the function's role."""
    run_batch = lambda_service._run_sqs_batch

    def checked(mapping, function, event, batch, queue_url, queue_name):
        queue_arn = mapping["EventSourceArn"]
        refused = [action for action in QUEUE_READ_ACTIONS if not permissions.allows(function, action, queue_arn)]
        if refused:
            mapping["LastProcessingResult"] = f"PROBLEM: the function's role lacks {', '.join(refused)}"
            logger.error("%s may not read %s: %s", mapping["FunctionName"], queue_arn, ", ".join(refused))
            return
        run_batch(mapping, function, event, batch, queue_url, queue_name)

    lambda_service._run_sqs_batch = checked


def send_failure_record(
    app, sqs, sns, permissions: RolePermissions, function: dict, destination: str, message: str
) -> None:
    """Sends to an on-failure destination with the function's role: a queue or a topic."""
    service, name = destination.split(":")[2], destination.split(":")[-1]
    action = "sns:Publish" if service == "sns" else "sqs:SendMessage"
    if not permissions.allows(function, action, destination):
        logger.error("no %s on %s: discarded records are lost: %s", action, destination, message)
    elif service == "sns":
        _on_event_loop(app, sns._fanout)(destination, str(uuid4()), message, "")
    elif sqs._queue_by_arn(destination) is None:
        logger.error("no queue %s: discarded records are lost: %s", destination, message)
    else:
        url = sqs._queue_url(name)
        _on_event_loop(app, sqs._act_send_message)({"QueueUrl": url, "MessageBody": message}, url)


def _on_event_loop(app, function):
    """Lets a thread call a function as if it were a request: on the loop, in the thread's own account and region."""

    def call(*arguments):
        done: Future = Future()

        def run() -> None:
            try:
                done.set_result(function(*arguments))
            except Exception as error:  # handed to the thread that asked
                done.set_exception(error)

        loop: asyncio.AbstractEventLoop = app._MAIN_LOOP
        loop.call_soon_threadsafe(run, context=contextvars.copy_context())
        return done.result()

    return call
