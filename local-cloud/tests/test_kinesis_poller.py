"""What the poller takes from a Kinesis stream and in which order, with the emulator's own streams and a function made of a
few lines."""

import base64
import contextvars
import json
import sys
import threading
import time
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent.parent))

from ministack.services import kinesis

from kinesis_poller import KinesisPoller, keep_closed_shards, keep_tags

keep_closed_shards(kinesis)
keep_tags(kinesis)

STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/payments"
MIDDLE = str(2**127)


class Emulator:
    """One stream, one mapping, one function; `batches` is what the function was invoked with."""

    def __init__(self, shards=1, **mapping):
        kinesis._streams.clear()
        call(kinesis._create_stream, StreamName="payments", ShardCount=shards)
        kinesis._streams["payments"]["StreamStatus"] = "ACTIVE"
        self.batches = []
        self.poison = ""
        self.discarded = []
        self.mapping = {
            "UUID": "mapping-1", "EventSourceArn": STREAM, "FunctionName": "intake", "FunctionArn": "arn",
            "StartingPosition": "TRIM_HORIZON", "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "BisectBatchOnFunctionError": True, "MaximumRetryAttempts": 1,
            "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:failures"}}, **mapping,
        }
        lambda_service = SimpleNamespace(
            _request_account_id=contextvars.ContextVar("account"),
            _request_region=contextvars.ContextVar("region"),
            _iter_all_esms=lambda: iter([("000000000000", "us-east-1", self.mapping)]),
            _esms={"mapping-1": self.mapping},
            _esm_backoff_until={},
            _esm_wake=threading.Event(),
            _apply_filter_criteria=lambda records, mapping: records,
            _get_func_record_for_qualifier=lambda name, qualifier: ({"config": {}}, None),
            _execute_function=self.invoke,
            spawn_background=lambda run, mapping, thread_name: run(mapping),
        )
        permissions = SimpleNamespace(allows=lambda function, action, resource: True)
        send = lambda function, destination, message: self.discarded.append(json.loads(message))
        self.poller = KinesisPoller(lambda_service, kinesis, permissions, send)

    def write(self, names: str, **where) -> None:
        for name in names:
            data = base64.b64encode(name.encode()).decode()
            call(kinesis._put_record, StreamName="payments", PartitionKey=name, Data=data, **where)

    def poll(self) -> list:
        """Until nothing comes any more; what was delivered since the last time."""
        self.batches.clear()
        seen = None
        while seen != len(self.batches):
            seen = len(self.batches)
            self.poller.poll()
        return list(self.batches)

    def invoke(self, function, event) -> dict:
        names = [base64.b64decode(record["kinesis"]["data"]).decode() for record in event["Records"]]
        self.batches.append("".join(names))
        failed = [one["kinesis"]["sequenceNumber"] for one, name in zip(event["Records"], names) if name in self.poison]
        return {"body": {"batchItemFailures": [{"itemIdentifier": number} for number in failed[:1]]}}


def call(action, **data):
    status, _, body = action(data)
    assert status == 200, body
    return json.loads(body or "{}")


def shards() -> list:
    return call(kinesis._list_shards, StreamName="payments")["Shards"]


class Deliveries(unittest.TestCase):
    def test_a_poison_record_is_given_up_on_and_its_neighbours_are_done(self):
        emulator = Emulator()
        emulator.poison = "p"
        emulator.write("abpcd")
        emulator.poll()
        [given_up] = emulator.discarded
        self.assertEqual(given_up["KinesisBatchInfo"]["batchSize"], 1)
        self.assertEqual(given_up["KinesisBatchInfo"]["shardId"], "shardId-000000000000")
        self.assertEqual(emulator.batches[0], "abpcd")
        self.assertEqual(emulator.batches[-1], "cd")
        self.assertEqual(emulator.poll(), [])

    def test_records_that_are_too_old_are_not_delivered(self):
        emulator = Emulator(MaximumRecordAgeInSeconds=60)
        emulator.write("ab")
        kinesis._streams["payments"]["shards"]["shardId-000000000000"]["records"][0]["ApproximateArrivalTimestamp"] -= 61
        self.assertEqual(emulator.poll(), ["b"])
        self.assertEqual(emulator.discarded[0]["requestContext"]["condition"], "RecordAgeExceeded")

    def test_latest_skips_what_was_there_before_and_nothing_of_shards_that_come_later(self):
        emulator = Emulator(StartingPosition="LATEST")
        emulator.write("a")
        self.assertEqual(emulator.poll(), [])
        emulator.write("b")
        call(kinesis._split_shard, StreamName="payments", ShardToSplit="shardId-000000000000", NewStartingHashKey=MIDDLE)
        emulator.write("c", ExplicitHashKey="0")
        self.assertEqual(emulator.poll(), ["b", "c"])

    def test_lanes_keep_the_order_of_a_key(self):
        emulator = Emulator(ParallelizationFactor=4, BatchSize=3)
        emulator.write("abcabcabc")
        delivered = "".join(emulator.poll())
        self.assertEqual(sorted(delivered), sorted("abcabcabc"))
        self.assertGreater(len(emulator.batches), 1)

    def test_a_window_gathers_records_until_it_is_over(self):
        emulator = Emulator(MaximumBatchingWindowInSeconds=0.3)
        emulator.write("a")
        threading.Timer(0.1, emulator.write, "b").start()
        self.assertEqual(emulator.poll(), ["ab"])


class Streams(unittest.TestCase):
    def test_have_the_tags_that_they_were_made_with(self):
        kinesis._streams.clear()
        call(kinesis._create_stream, StreamName="tagged", ShardCount=1, Tags={"project": "tollgate"})
        self.assertEqual(call(kinesis._list_tags, StreamName="tagged")["Tags"], [{"Key": "project", "Value": "tollgate"}])
        self.assertEqual(kinesis._create_stream({"StreamName": "tagged"})[0], 400)


class Resharding(unittest.TestCase):
    def test_parents_are_read_to_their_end_before_their_children(self):
        emulator = Emulator()
        emulator.write("ab")
        call(kinesis._split_shard, StreamName="payments", ShardToSplit="shardId-000000000000", NewStartingHashKey=MIDDLE)
        emulator.write("c", ExplicitHashKey="0")
        emulator.write("d", ExplicitHashKey=MIDDLE)
        call(kinesis._merge_shards, StreamName="payments", ShardToMerge="shardId-000000000001", AdjacentShardToMerge="shardId-000000000002")
        emulator.write("e")
        self.assertEqual(emulator.poll(), ["ab", "c", "d", "e"])

    def test_another_count_of_shards_loses_nothing(self):
        emulator = Emulator(shards=2)
        emulator.write("abcd")
        call(kinesis._update_shard_count, StreamName="payments", TargetShardCount=3)
        emulator.write("efgh")
        batches = emulator.poll()
        self.assertEqual(sorted("".join(batches)), sorted("abcdefgh"))
        parents = [one for one in shards() if "EndingSequenceNumber" in one["SequenceNumberRange"]]
        self.assertEqual([one["ShardId"][-1] for one in parents], ["0", "1"])
        self.assertTrue(all("ParentShardId" in one for one in shards() if one not in parents))

    def test_a_closed_shard_takes_no_more_records_and_ends(self):
        emulator = Emulator()
        emulator.write("a")
        call(kinesis._split_shard, StreamName="payments", ShardToSplit="shardId-000000000000", NewStartingHashKey=MIDDLE)
        emulator.write("b")
        iterator = call(
            kinesis._get_shard_iterator, StreamName="payments", ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        read = call(kinesis._get_records, ShardIterator=iterator)
        self.assertEqual((len(read["Records"]), read["NextShardIterator"]), (1, None))
        again = {"StreamName": "payments", "ShardToSplit": "shardId-000000000000", "NewStartingHashKey": MIDDLE}
        self.assertEqual(kinesis._split_shard(again)[0], 400)


if __name__ == "__main__":
    unittest.main()
