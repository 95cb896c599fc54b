"""How Lambda delivers the records of a DynamoDB or Kinesis stream to a function: retries, partial batch responses, bisecting, giving up.

Only AWS's documented behaviour, no emulator: what happens to the world (invoking, checkpointing, discarding, waiting)
comes in as functions, so the tests run this very code. Pages of the AWS Lambda Developer Guide that it follows:
"Configuring partial batch response with DynamoDB and Lambda" (services-ddb-batchfailurereporting) and its twin for Kinesis,
"Retain discarded records for a DynamoDB event source in Lambda" (services-dynamodb-errors) and
"Lambda parameters for Amazon DynamoDB event source mappings" (services-ddb-params).
"""

from dataclasses import dataclass
from typing import Any, Callable

BACKOFF_SECONDS_FIRST = 0.1
BACKOFF_SECONDS_MAX = 2.0


class MappingStopped(Exception):
    """The mapping was deleted or disabled between two attempts; its checkpoint stays where it is."""


@dataclass(frozen=True)
class MappingSettings:
    """The settings of one mapping that decide how it delivers. `None` means without limit."""

    reports_item_failures: bool = False
    bisects: bool = False
    retries_max: int | None = None
    record_age_seconds_max: int | None = None

    @classmethod
    def of(cls, mapping: dict) -> "MappingSettings":
        return cls(
            reports_item_failures="ReportBatchItemFailures" in (mapping.get("FunctionResponseTypes") or []),
            bisects=bool(mapping.get("BisectBatchOnFunctionError")),
            retries_max=_limit(mapping.get("MaximumRetryAttempts")),
            record_age_seconds_max=_limit(mapping.get("MaximumRecordAgeInSeconds")),
        )


@dataclass(frozen=True)
class Answer:
    """What one invocation came to."""

    payload: Any = None
    function_error: str | None = None
    throttled: bool = False


@dataclass(frozen=True)
class Discarded:
    """Records given up on, as the on-failure destination is told about them."""

    records: list
    condition: str
    invocations: int
    answer: Answer | None


@dataclass(frozen=True)
class Surroundings:
    """What delivery does to the world around it."""

    invoke: Callable[[list], Answer]
    checkpoint: Callable[[dict], None]
    discard: Callable[[Discarded], None]
    pause: Callable[[float], None]
    now: Callable[[], float]


def deliver(records: list, settings: MappingSettings, world: Surroundings) -> None:
    """Delivers one batch, in stream order, until every record of it is processed or discarded."""
    batches = [records]
    while batches:
        batch = batches.pop(0)
        if batch:
            batches[:0] = _deliver_until_split(batch, settings, world)


def _deliver_until_split(batch: list, settings: MappingSettings, world: Surroundings) -> list[list]:
    """Retries one batch until it is done with; a bisected one is handed back as the batches that take its place.

    "Splitting batches doesn't consume the retry quota" (services-dynamodb-errors), hence the count starts anew with them.
    """
    failures = invocations = 0
    answer = None
    while True:
        batch = _discard_expired(batch, invocations, answer, settings, world)
        if not batch:
            return []
        answer = world.invoke(batch)
        if answer.throttled:
            # The function was not invoked: retried until the records are too old, whatever the retry limit.
            world.pause(BACKOFF_SECONDS_FIRST)
            continue
        invocations += 1
        failed = first_failure(batch, answer, settings)
        if failed is None:
            world.checkpoint(batch[-1])
            return []
        if failed > 0:
            world.checkpoint(batch[failed - 1])
            batch = batch[failed:]
        if settings.bisects and (failed > 0 or len(batch) > 1):
            world.pause(BACKOFF_SECONDS_FIRST)
            return [batch] if failed > 0 else _halves(batch)
        failures += 1
        if settings.retries_max is not None and failures > settings.retries_max:
            world.discard(Discarded(batch, "RetryAttemptsExhausted", invocations, answer))
            world.checkpoint(batch[-1])
            return []
        world.pause(min(BACKOFF_SECONDS_FIRST * 2 ** (failures - 1), BACKOFF_SECONDS_MAX))


def _halves(batch: list) -> list[list]:
    """A report that names the first record leaves nothing before it to split off, so the batch is halved like one whose
    invocation failed; otherwise the healthy neighbours would be discarded along with that record."""
    middle = len(batch) // 2
    return [batch[:middle], batch[middle:]]


def _discard_expired(
    batch: list, invocations: int, answer: Answer | None, settings: MappingSettings, world: Surroundings
) -> list:
    """The records that are still young enough. The age limit holds before the first attempt as well."""
    if settings.record_age_seconds_max is None:
        return batch
    now = world.now()
    expired = 0
    while expired < len(batch) and now - arrival(batch[expired], now) > settings.record_age_seconds_max:
        expired += 1
    if expired:
        world.discard(Discarded(batch[:expired], "RecordAgeExceeded", invocations, answer))
        world.checkpoint(batch[expired - 1])
    return batch[expired:]


def first_failure(batch: list, answer: Answer, settings: MappingSettings) -> int | None:
    """The place in the batch from which it has to be retried; `None` when all of it is processed.

    A null or empty response or list is a complete success. An empty, null, misspelt or unknown identifier is a
    complete failure, and so is a response that has another shape altogether. Of several identifiers the one with the
    lowest sequence number counts.
    """
    if answer.function_error is not None:
        return 0
    if not settings.reports_item_failures or not answer.payload:
        return None
    if not isinstance(answer.payload, dict):
        return 0
    failures = answer.payload.get("batchItemFailures")
    if not failures:
        return None
    if not isinstance(failures, list):
        return 0
    places = {sequence_number(record): place for place, record in enumerate(batch)}
    failed = []
    for failure in failures:
        identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
        if not isinstance(identifier, str) or identifier not in places:
            return 0
        failed.append(places[identifier])
    return min(failed)


def sequence_number(record: dict) -> str:
    """What a failed record is named by."""
    if "kinesis" in record:
        return str(record["kinesis"]["sequenceNumber"])
    return str(record["dynamodb"]["SequenceNumber"])


def arrival(record: dict, default: float) -> float:
    """When the record entered the stream, in seconds since 1970."""
    if "kinesis" in record:
        return float(record["kinesis"]["approximateArrivalTimestamp"])
    return float(record["dynamodb"].get("ApproximateCreationDateTime", default))


def _limit(value: Any) -> int | None:
    """-1, the default of both limits, means infinite (services-ddb-params)."""
    return None if value is None or int(value) < 0 else int(value)
