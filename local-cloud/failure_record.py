"""The message that Lambda sends to a mapping's on-failure destination: where the discarded records are, not what they hold.

Shape and names after "Retain discarded records for a DynamoDB event source in Lambda" (services-dynamodb-errors) and its twin for
Kinesis.
"""

from datetime import datetime, timezone
from uuid import uuid4

from stream_mapping import Discarded, arrival, sequence_number


def failure_record(discarded: Discarded, function_arn: str, stream_arn: str, shard_id: str, now: float) -> dict:
    first, last = discarded.records[0], discarded.records[-1]
    context = {
        "requestContext": {
            "requestId": str(uuid4()),
            "functionArn": function_arn,
            "condition": discarded.condition,
            "approximateInvokeCount": discarded.invocations,
        },
    }
    if discarded.answer is not None:
        # A partial batch response is not a function error: the field is null then.
        context["responseContext"] = {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": discarded.answer.function_error,
        }
    return context | {
        "version": "1.0",
        "timestamp": _iso(now, "milliseconds"),
        "KinesisBatchInfo" if ":kinesis:" in stream_arn else "DDBStreamBatchInfo": {
            "shardId": shard_id,
            "startSequenceNumber": sequence_number(first),
            "endSequenceNumber": sequence_number(last),
            "approximateArrivalOfFirstRecord": _iso(arrival(first, now), "seconds"),
            "approximateArrivalOfLastRecord": _iso(arrival(last, now), "seconds"),
            "batchSize": len(discarded.records),
            "streamArn": stream_arn,
        },
    }


def _iso(seconds: float, precision: str) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec=precision).replace("+00:00", "Z")
