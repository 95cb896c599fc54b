"""What the poller takes from a stream and when, with an emulator made of a few lists."""

import contextvars
import sys
import threading
import time
import unittest
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent.parent))

from stream_poller import StreamPoller

STREAM = "arn:aws:dynamodb:us-east-1:000000000000:table/transactions/stream/2026-01-01T00:00:00.000"
SECONDS_MAX = 5


class Emulator:
    """One table's stream, one mapping, one function; `batches` is what the function was invoked with."""

    def __init__(self, **mapping):
        self.stream = []
        self.batches = []
        self.function = {"config": {}}
        self.mapping = {
            "UUID": "mapping-1", "EventSourceArn": STREAM, "FunctionName": "scorer", "FunctionArn": "arn",
            "StartingPosition": "TRIM_HORIZON", **mapping,
        }
        self.positions = {}
        self.backoff = {}
        lambda_service = SimpleNamespace(
            _request_account_id=contextvars.ContextVar("account"),
            _request_region=contextvars.ContextVar("region"),
            _iter_all_esms=lambda: iter([("000000000000", "us-east-1", self.mapping)]),
            _esms={"mapping-1": self.mapping},
            _esm_backoff_until=self.backoff,
            _esm_wake=threading.Event(),
            _dynamodb_stream_positions=self.positions,
            _dynamodb_stream_positions_lock=threading.Lock(),
            _apply_filter_criteria=lambda records, mapping: [one for one in records if one["eventName"] == "INSERT"],
            _get_func_record_for_qualifier=lambda name, qualifier: (self.function, None),
            _execute_function=self.invoke,
            spawn_background=lambda run, mapping, thread_name: run(mapping),
        )
        dynamodb = SimpleNamespace(
            _tables={"transactions": {"LatestStreamArn": STREAM}},
            stream_start_position=lambda table: 0,
            stream_end_position=lambda table: len(self.stream),
            stream_records_since=lambda table, position, limit: self.stream[position:position + limit],
        )
        permissions = SimpleNamespace(allows=lambda function, action, resource: True)
        self.poller = StreamPoller(lambda_service, dynamodb, "shard", permissions, None)

    def write(self, names: str) -> None:
        """Upper case inserts, lower case updates."""
        for name in names:
            self.stream.append({
                "name": name,
                "eventName": "INSERT" if name.isupper() else "MODIFY",
                "dynamodb": {"SequenceNumber": str(len(self.stream)), "ApproximateCreationDateTime": time.time()},
            })

    def invoke(self, function, event) -> dict:
        self.batches.append("".join(record["name"] for record in event["Records"]))
        return {"body": None}


class Batches(unittest.TestCase):
    def test_hold_only_records_that_pass_the_filter_and_at_most_the_batch_size(self):
        emulator = Emulator(BatchSize=2)
        emulator.write("AbcBCdDe")
        emulator.poller.poll()
        self.assertEqual(emulator.batches, ["AB", "CD"])
        self.assertEqual(emulator.positions["mapping-1"], 8)

    def test_records_that_are_filtered_out_are_passed_over_without_an_invocation(self):
        emulator = Emulator(BatchSize=2)
        emulator.write("abcdefgh")
        emulator.poller.poll()
        self.assertEqual((emulator.batches, emulator.positions["mapping-1"]), ([], 8))

    def test_a_window_gathers_records_until_it_is_over(self):
        emulator = Emulator(BatchSize=10, MaximumBatchingWindowInSeconds=0.3)
        emulator.write("A")
        threading.Timer(0.1, emulator.write, "B").start()
        started = time.monotonic()
        emulator.poller.poll()
        self.assertEqual(emulator.batches, ["AB"])
        self.assertGreater(time.monotonic() - started, 0.29)

    def test_a_full_batch_does_not_wait_for_the_window(self):
        emulator = Emulator(BatchSize=2, MaximumBatchingWindowInSeconds=SECONDS_MAX)
        emulator.write("AB")
        started = time.monotonic()
        emulator.poller.poll()
        self.assertEqual(emulator.batches, ["AB"])
        self.assertLess(time.monotonic() - started, SECONDS_MAX)

    def test_latest_skips_what_was_there_before(self):
        emulator = Emulator(StartingPosition="LATEST")
        emulator.write("A")
        emulator.poller.poll()
        emulator.write("B")
        emulator.poller.poll()
        self.assertEqual(emulator.batches, ["B"])

    def test_a_disabled_mapping_is_left_alone(self):
        emulator = Emulator(Enabled=False)
        emulator.write("A")
        emulator.poller.poll()
        self.assertEqual(emulator.batches, [])

    def test_a_missing_function_keeps_the_records_and_is_not_tried_without_a_pause(self):
        emulator = Emulator()
        emulator.function = None
        emulator.write("A")
        emulator.poller.poll()
        self.assertEqual(emulator.positions["mapping-1"], 0)
        self.assertGreater(emulator.backoff["mapping-1"], time.time())


if __name__ == "__main__":
    unittest.main()
