"""How a stream's records are delivered, retried and given up on, against a function made of a few lines."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from failure_record import failure_record
from stream_mapping import Answer, Discarded, MappingSettings, MappingStopped, Surroundings, deliver, first_failure

NOW = 1_800_000_000.0
REPORTS = MappingSettings(reports_item_failures=True)
REPORTS_AND_BISECTS = MappingSettings(reports_item_failures=True, bisects=True, retries_max=3)


def records(names: str, age_seconds: float = 0) -> list:
    """One record for every letter; its sequence number is the letter's place, so the lowest is the first."""
    return [
        {
            "name": name,
            "dynamodb": {"SequenceNumber": str(place), "ApproximateCreationDateTime": NOW - age_seconds},
        }
        for place, name in enumerate(names)
    ]


def reported(*places) -> Answer:
    return Answer({"batchItemFailures": [{"itemIdentifier": str(place)} for place in places]})


def reports_first(poison: str):
    """A function that works through its batch, stops at the first record it cannot process and reports it."""

    def function(batch: list) -> Answer:
        for record in batch:
            if record["name"] in poison:
                return reported(record["dynamodb"]["SequenceNumber"])
        return Answer({"batchItemFailures": []})

    return function


def throws_on(poison: str):
    """A function that fails as a whole."""

    def function(batch: list) -> Answer:
        return Answer(function_error="Unhandled" if any(record["name"] in poison for record in batch) else None)

    return function


class World:
    """Keeps what delivery did; time passes only while it waits."""

    def __init__(self, function):
        self.function = function
        self.batches = []
        self.checkpoints = []
        self.discarded = []
        self.pauses = []

    def deliver(self, batch: list, settings: MappingSettings) -> "World":
        deliver(batch, settings, Surroundings(
            self._invoke, self._checkpoint, self.discarded.append, self.pauses.append, lambda: NOW + sum(self.pauses)
        ))
        return self

    def _invoke(self, batch: list) -> Answer:
        self.batches.append("".join(record["name"] for record in batch))
        return self.function(batch)

    def _checkpoint(self, record: dict) -> None:
        self.checkpoints.append(record["name"])

    def given_up(self) -> list:
        return [("".join(record["name"] for record in one.records), one.condition) for one in self.discarded]


class PartialBatchResponses(unittest.TestCase):
    def check(self, payload, expected, settings=REPORTS):
        self.assertEqual(first_failure(records("abc"), Answer(payload), settings), expected, payload)

    def test_what_counts_as_complete_success(self):
        for payload in (None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}):
            self.check(payload, None)

    def test_what_counts_as_complete_failure(self):
        for failure in ({"itemIdentifier": ""}, {"itemIdentifier": None}, {"identifier": "1"}, {}, "1", None,
                        {"itemIdentifier": "unknown"}, {"itemIdentifier": 1}):
            self.check({"batchItemFailures": [failure]}, 0)
            self.check({"batchItemFailures": [{"itemIdentifier": "2"}, failure]}, 0)
        self.check("text", 0)
        self.check({"batchItemFailures": "1"}, 0)

    def test_the_lowest_sequence_number_counts(self):
        self.check({"batchItemFailures": [{"itemIdentifier": "2"}, {"itemIdentifier": "1"}]}, 1)

    def test_reports_are_ignored_unless_the_mapping_asks_for_them(self):
        self.check({"batchItemFailures": [{"itemIdentifier": "1"}]}, None, MappingSettings())


class Delivery(unittest.TestCase):
    def test_a_processed_batch_is_checkpointed_at_its_end(self):
        world = World(reports_first("")).deliver(records("abc"), REPORTS)
        self.assertEqual((world.batches, world.checkpoints, world.pauses), (["abc"], ["c"], []))

    def test_retry_starts_at_the_lowest_failure_and_what_is_before_it_is_checkpointed(self):
        answers = iter([reported(3, 1), Answer({})])
        world = World(lambda batch: next(answers)).deliver(records("abcd"), REPORTS)
        self.assertEqual(world.batches, ["abcd", "bcd"])
        self.assertEqual(world.checkpoints, ["a", "d"])

    def test_without_bisecting_the_rest_of_the_batch_is_given_up_with_the_poison_record(self):
        settings = MappingSettings(reports_item_failures=True, retries_max=2)
        world = World(reports_first("b")).deliver(records("abcd"), settings)
        self.assertEqual(world.batches, ["abcd", "bcd", "bcd"])
        self.assertEqual(world.given_up(), [("bcd", "RetryAttemptsExhausted")])
        self.assertEqual(world.checkpoints, ["a", "d"])

    def test_bisecting_gives_up_the_poison_record_alone(self):
        for poison in "abcdefg":
            for function in (reports_first(poison), throws_on(poison)):
                world = World(function).deliver(records("abcdefg"), REPORTS_AND_BISECTS)
                self.assertEqual(world.given_up(), [(poison, "RetryAttemptsExhausted")])
                self.assertEqual(world.checkpoints[-1], "g")
                self.assertEqual(world.batches.count(poison) >= 4, True, "one attempt and three retries")

    def test_bisecting_splits_at_the_reported_record(self):
        world = World(reports_first("c")).deliver(records("abcd"), REPORTS_AND_BISECTS)
        self.assertEqual(world.batches, ["abcd", "cd", "c", "c", "c", "c", "d"])
        self.assertEqual(world.checkpoints, ["b", "c", "d"])

    def test_a_failed_invocation_halves_the_batch_even_without_reports(self):
        world = World(throws_on("d")).deliver(records("abcd"), MappingSettings(bisects=True, retries_max=0))
        self.assertEqual(world.batches, ["abcd", "ab", "cd", "c", "d"])
        self.assertEqual(world.given_up(), [("d", "RetryAttemptsExhausted")])

    def test_two_poison_records_are_given_up_one_by_one_and_in_order(self):
        world = World(reports_first("be")).deliver(records("abcdef"), REPORTS_AND_BISECTS)
        self.assertEqual([names for names, _ in world.given_up()], ["b", "e"])

    def test_a_passing_fault_loses_nothing(self):
        failures = iter([True, True, True])
        world = World(lambda batch: Answer(function_error="Unhandled" if next(failures, False) else None))
        world.deliver(records("a"), REPORTS_AND_BISECTS)
        self.assertEqual((world.batches, world.given_up(), world.checkpoints), (["a"] * 4, [], ["a"]))

    def test_waits_between_attempts_grow(self):
        world = World(throws_on("a")).deliver(records("a"), REPORTS_AND_BISECTS)
        self.assertEqual(world.pauses, [0.1, 0.2, 0.4])

    def test_throttling_does_not_use_up_retries(self):
        answers = iter([Answer(throttled=True)] * 10 + [Answer({})])
        world = World(lambda batch: next(answers)).deliver(records("a"), MappingSettings(retries_max=0))
        self.assertEqual((world.given_up(), world.checkpoints), ([], ["a"]))

    def test_without_a_retry_limit_the_age_limit_ends_the_retries(self):
        settings = MappingSettings(record_age_seconds_max=60)
        world = World(throws_on("a")).deliver(records("a"), settings)
        self.assertEqual(world.given_up(), [("a", "RecordAgeExceeded")])
        self.assertEqual(world.checkpoints, ["a"])
        self.assertGreater(sum(world.pauses), 60)
        self.assertLess(sum(world.pauses), 63)

    def test_records_that_are_too_old_are_never_sent_and_younger_ones_are(self):
        batch = records("ab", age_seconds=61) + records("cd")
        world = World(throws_on("")).deliver(batch, MappingSettings(record_age_seconds_max=60))
        self.assertEqual(world.batches, ["cd"])
        self.assertEqual(world.given_up(), [("ab", "RecordAgeExceeded")])
        self.assertEqual(world.checkpoints, ["b", "d"])

    def test_a_deleted_mapping_stops_where_it_is(self):
        def gone(batch):
            raise MappingStopped

        world = World(gone)
        with self.assertRaises(MappingStopped):
            world.deliver(records("ab"), REPORTS)
        self.assertEqual(world.checkpoints, [])


class Settings(unittest.TestCase):
    def test_of_a_mapping(self):
        mapping = {
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "BisectBatchOnFunctionError": True,
            "MaximumRetryAttempts": 3,
            "MaximumRecordAgeInSeconds": -1,
        }
        self.assertEqual(MappingSettings.of(mapping), REPORTS_AND_BISECTS)
        self.assertEqual(MappingSettings.of({}), MappingSettings())


class FailureRecord(unittest.TestCase):
    def test_names_the_discarded_records_by_their_place_in_the_stream(self):
        batch = records("abc", age_seconds=2.5)
        message = failure_record(
            Discarded(batch[1:], "RetryAttemptsExhausted", 4, Answer(function_error="Unhandled")),
            "function-arn", "stream-arn", "shard", NOW,
        )
        self.assertTrue(message["requestContext"].pop("requestId"))
        self.assertEqual(message, {
            "requestContext": {
                "functionArn": "function-arn",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 4,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2027-01-15T08:00:00.000Z",
            "DDBStreamBatchInfo": {
                "shardId": "shard",
                "startSequenceNumber": "1",
                "endSequenceNumber": "2",
                "approximateArrivalOfFirstRecord": "2027-01-15T07:59:57Z",
                "approximateArrivalOfLastRecord": "2027-01-15T07:59:57Z",
                "batchSize": 2,
                "streamArn": "stream-arn",
            },
        })


if __name__ == "__main__":
    unittest.main()
