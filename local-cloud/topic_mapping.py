"""How Lambda delivers the records of a Kafka topic to a function: retries, partial batch responses, bisecting, giving up.

Only AWS's documented behaviour, no broker, as in `stream_mapping`. Pages of the AWS Lambda Developer Guide that it follows:
"Configuring error handling controls for Kafka event sources" (kafka-retry-configurations), "Capturing discarded batches for Amazon MSK
and self-managed Apache Kafka event sources" (kafka-on-failure) and "Using Lambda with self-managed Apache Kafka" (with-kafka).

The guide says that Lambda retries "just those specific items" that a partial batch response names, and nothing of what lies behind
them: so does this, for a function that names too few loses records here.
"""

from datetime import datetime, timezone
from uuid import uuid4

from stream_mapping import (
    BACKOFF_SECONDS_FIRST,
    BACKOFF_SECONDS_MAX,
    Answer,
    Discarded,
    MappingSettings,
    Surroundings,
)

# "When you configure both infinite retries and an on-failure destination, Lambda automatically applies a maximum of 10 retry attempts."
RETRIES_WITH_DESTINATION = 10


def deliver(records: list, settings: MappingSettings, world: Surroundings) -> None:
    """Delivers one batch until every record of it is processed or discarded."""
    batches = [records]
    while batches:
        batch = batches.pop(0)
        if batch:
            batches[:0] = _deliver_until_split(batch, settings, world)


def _deliver_until_split(batch: list, settings: MappingSettings, world: Surroundings) -> list[list]:
    failures = invocations = 0
    answer = None
    while True:
        batch = _discard_expired(batch, invocations, answer, settings, world)
        if not batch:
            return []
        answer = world.invoke(batch)
        if answer.throttled:
            world.pause(BACKOFF_SECONDS_FIRST)
            continue
        invocations += 1
        failed = failed_records(batch, answer, settings)
        if not failed:
            return []
        if settings.bisects and answer.function_error is not None and len(batch) > 1:
            world.pause(BACKOFF_SECONDS_FIRST)
            middle = len(batch) // 2
            return [batch[:middle], batch[middle:]]
        batch = failed
        failures += 1
        if settings.retries_max is not None and failures > settings.retries_max:
            world.discard(Discarded(batch, "RetryAttemptsExhausted", invocations, answer))
            return []
        world.pause(min(BACKOFF_SECONDS_FIRST * 2 ** (failures - 1), BACKOFF_SECONDS_MAX))


def _discard_expired(
    batch: list, invocations: int, answer: Answer | None, settings: MappingSettings, world: Surroundings
) -> list:
    limit = settings.record_age_seconds_max
    if limit is None:
        return batch
    now = world.now()
    expired = [record for record in batch if now - record["timestamp"] / 1000 > limit]
    if expired:
        world.discard(Discarded(expired, "RecordAgeExceeded", invocations, answer))
    return [record for record in batch if record not in expired]


def failed_records(batch: list, answer: Answer, settings: MappingSettings) -> list:
    """What of the batch is retried.

    "If you return an empty valid JSON or null, the event source mapping will consider a batch as successfully processed. Any invalid
    topic-partition_number or offset returned that was not present in the invoked event will be treated as failure and entire batch will
    be retried."
    """
    if answer.function_error is not None:
        return batch
    if not settings.reports_item_failures or not answer.payload:
        return []
    failures = answer.payload.get("batchItemFailures") if isinstance(answer.payload, dict) else [None]
    named = [_place_named(failure) for failure in failures or []]
    if not set(named) <= {place(record) for record in batch}:
        return batch
    return [record for record in batch if place(record) in named]


def _place_named(failure) -> tuple | None:
    identifier = failure.get("itemIdentifier") if isinstance(failure, dict) else None
    if not isinstance(identifier, dict) or set(identifier) != {"partition", "offset"}:
        return None
    partition, offset = identifier["partition"], identifier["offset"]
    return (partition, offset) if isinstance(partition, str) and isinstance(offset, int) else None


def place(record: dict) -> tuple[str, int]:
    """How a batch names a record: by `topic-partition` and offset."""
    return part(record), record["offset"]


def part(record: dict) -> str:
    return f"{record['topic']}-{record['partition']}"


def event(records: list, bootstrap_servers: str) -> dict:
    """What a function is called with, of brokers that are not Amazon MSK's."""
    by_part: dict[str, list] = {}
    for record in records:
        by_part.setdefault(part(record), []).append(record)
    return {"eventSource": "SelfManagedKafka", "bootstrapServers": bootstrap_servers, "records": by_part}


def failure_record(discarded: Discarded, function_arn: str, bootstrap_servers: str, now: float) -> dict:
    """What a queue or topic of failures is sent: the places of records, not what they hold."""
    by_part: dict[str, list] = {}
    for record in discarded.records:
        by_part.setdefault(part(record), []).append(record)
    answered = discarded.answer
    return {
        "requestContext": {
            "requestId": str(uuid4()),
            "functionArn": function_arn,
            "condition": discarded.condition,
            "approximateInvokeCount": discarded.invocations,
        },
        "responseContext": answered and {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": answered.function_error,
        },
        "version": "1.0",
        "timestamp": _iso(now),
        "KafkaBatchInfo": {
            "batchSize": len(discarded.records),
            "bootstrapServers": bootstrap_servers,
            "payloadSize": sum(len(record["value"] or "") for record in discarded.records),
            "recordsInfo": {
                name: {
                    "firstRecordOffset": str(records[0]["offset"]),
                    "lastRecordOffset": str(records[-1]["offset"]),
                    "firstRecordTimestamp": _iso(records[0]["timestamp"] / 1000),
                    "lastRecordTimestamp": _iso(records[-1]["timestamp"] / 1000),
                }
                for name, records in by_part.items()
            },
        },
    }


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
