"""How a topic's records are delivered, retried and given up on, against a function made of a few lines."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from kafka_poller import _settings
from stream_mapping import Answer, MappingSettings, Surroundings
from topic_mapping import deliver, event, failed_records, failure_record

NOW = 1_800_000_000.0
REPORTS = MappingSettings(reports_item_failures=True, bisects=True, retries_max=3)


def records(names: str, age_seconds: float = 0) -> list:
    """One record for every letter, by turns in two partitions."""
    return [
        {
            "name": name, "topic": "payments", "partition": place % 2, "offset": place,
            "timestamp": (NOW - age_seconds) * 1000, "value": "e30=",
        }
        for place, name in enumerate(names)
    ]


def reports(poison: str):
    """A function that names what it can't process."""

    def function(batch: list) -> Answer:
        failed = [one for one in batch if one["name"] in poison]
        named = [{"itemIdentifier": {"partition": f"payments-{one['partition']}", "offset": one["offset"]}} for one in failed]
        return Answer({"batchItemFailures": named})

    return function


def throws_on(poison: str):
    def function(batch: list) -> Answer:
        return Answer(function_error="Unhandled" if any(record["name"] in poison for record in batch) else None)

    return function


class World:
    """Keeps what delivery did; time passes only while it waits."""

    def __init__(self, function):
        self.function = function
        self.batches = []
        self.discarded = []
        self.waited = 0.0

    def deliver(self, batch: list, settings: MappingSettings) -> "World":
        deliver(batch, settings, Surroundings(self.invoke, lambda record: None, self.discarded.append, self.pause, self.now))
        return self

    def invoke(self, batch: list) -> Answer:
        self.batches.append("".join(record["name"] for record in batch))
        return self.function(batch)

    def pause(self, seconds: float) -> None:
        self.waited += seconds

    def now(self) -> float:
        return NOW + self.waited


class Deliveries(unittest.TestCase):
    def test_only_what_is_named_is_retried_until_it_is_given_up(self):
        world = World(reports("p")).deliver(records("abpcd"), REPORTS)
        self.assertEqual(world.batches, ["abpcd", "p", "p", "p"])
        [discarded] = world.discarded
        self.assertEqual(([one["name"] for one in discarded.records], discarded.condition), (["p"], "RetryAttemptsExhausted"))

    def test_a_batch_that_fails_as_a_whole_is_cut_in_halves(self):
        world = World(throws_on("p")).deliver(records("abpc"), REPORTS)
        self.assertEqual(world.batches, ["abpc", "ab", "pc", "p", "p", "p", "p", "c"])
        self.assertEqual(world.discarded[0].records[0]["name"], "p")

    def test_records_that_are_too_old_are_not_delivered(self):
        settings = MappingSettings(reports_item_failures=True, record_age_seconds_max=60)
        world = World(reports("")).deliver(records("a", age_seconds=61) + records("b"), settings)
        self.assertEqual((world.batches, world.discarded[0].condition), (["b"], "RecordAgeExceeded"))

    def test_a_throttled_function_costs_no_retry(self):
        answers = [Answer(throttled=True)] * 9 + [Answer({})]
        world = World(lambda batch: answers.pop(0)).deliver(records("a"), REPORTS)
        self.assertEqual((len(world.batches), world.discarded), (10, []))


class Answers(unittest.TestCase):
    def test_what_is_retried_of_an_answer(self):
        batch = records("abc")
        named = lambda *identifiers: {"batchItemFailures": [{"itemIdentifier": one} for one in identifiers]}
        everything, nothing = "abc", ""
        for payload, expected in [
            (None, nothing),
            ({}, nothing),
            ({"batchItemFailures": []}, nothing),
            ({"batchItemFailures": None}, nothing),
            (named({"partition": "payments-1", "offset": 1}), "b"),
            (named({"partition": "payments-0", "offset": 2}, {"partition": "payments-0", "offset": 0}), "ac"),
            (named({"partition": "payments-0", "offset": 1}), everything),
            (named({"partition": "payments-7", "offset": 0}), everything),
            (named({"topic-partition": "payments-0", "offset": 0}), everything),
            (named({"partition": "payments-0", "offset": "0"}), everything),
            (named("payments-0-0"), everything),
            (named(None), everything),
            ({"batchItemFailures": [None]}, everything),
            ("text", everything),
        ]:
            failed = failed_records(batch, Answer(payload), REPORTS)
            self.assertEqual("".join(one["name"] for one in failed), expected, payload)


class Messages(unittest.TestCase):
    def test_an_event_has_records_by_partition(self):
        self.assertEqual(
            {part: [one["offset"] for one in of_part] for part, of_part in event(records("abc"), "b:9092")["records"].items()},
            {"payments-0": [0, 2], "payments-1": [1]},
        )

    def test_a_queue_of_failures_is_sent_places_and_no_record(self):
        world = World(reports("abc")).deliver(records("abc"), REPORTS)
        message = failure_record(world.discarded[0], "arn:function", "b:9092", NOW)
        info = message["KafkaBatchInfo"]
        self.assertEqual(info["batchSize"], 3)
        self.assertEqual(info["recordsInfo"]["payments-0"]["firstRecordOffset"], "0")
        self.assertEqual(info["recordsInfo"]["payments-0"]["lastRecordOffset"], "2")
        self.assertNotIn("e30=", str(message))


class Settings(unittest.TestCase):
    MAPPING = {"FunctionResponseTypes": ["ReportBatchItemFailures"], "MaximumRetryAttempts": -1,
               "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:000000000000:failures"}}}

    def test_hold_only_with_pollers_of_its_own(self):
        self.assertFalse(_settings(self.MAPPING).reports_item_failures)

    def test_a_destination_ends_tries_without_limit_after_ten(self):
        self.assertEqual(_settings({**self.MAPPING, "ProvisionedPollerConfig": {"MinimumPollers": 1}}).retries_max, 10)


if __name__ == "__main__":
    unittest.main()
