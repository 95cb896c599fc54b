"""Reads the emulator's Kinesis streams for its event source mappings and delivers the records with AWS's semantics.

Stands in for MiniStack's `_poll_kinesis`. Pages of the AWS developer guides that it follows: "Using Lambda to process records
from Amazon Kinesis Data Streams" (with-kinesis: parallelization factor, starting position), "Configuring partial batch
response with Kinesis Data Streams and Lambda" (services-kinesis-batchfailurereporting) and "Resharding a stream" (Kinesis
Data Streams: who reads a parent to its end before its children loses nothing and keeps the order of a key).
"""

import base64
import hashlib
import threading
import time

from mapping_poller import BATCH_SIZE_DEFAULT, WINDOW_POLL_SECONDS, MappingPoller


class KinesisPoller(MappingPoller):
    read_actions = (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
    )

    def __init__(self, lambda_service, kinesis, permissions, send_failure_record):
        super().__init__(lambda_service, permissions, send_failure_record)
        self._kinesis = kinesis
        # Of each mapping, the last sequence number of each shard that is done with.
        self._done: dict[str, dict[str, int]] = {}
        self._done_lock = threading.Lock()

    def _shards_with_records(self, mapping: dict) -> list[str]:
        stream = self._stream(mapping)
        if stream is None:
            return []
        return [
            shard_id
            for shard_id, shard in list(stream["shards"].items())
            if self._unread(mapping, shard_id, shard)
            # Children wait for their parents, whose records were written before.
            and not any(
                self._unread(mapping, parent, stream["shards"][parent])
                for parent in (shard.get("parent_shard_id"), shard.get("adjacent_parent_shard_id"))
                if parent in stream["shards"]
            )
        ]

    def _deliver_next(self, mapping: dict, shard_id: str) -> bool:
        """Delivers the next batch, or, with a parallelization factor, the next batch of each lane. False when there is
        nothing to read."""
        function = self._function(mapping)
        if not self._may_read(mapping, function):
            return False
        read = self._collect(mapping, shard_id)
        if not read:
            return False
        events = [self._event(mapping, function, shard_id, record) for record in read]
        passed = self._lambda._apply_filter_criteria(events, mapping)
        lanes = _lanes(passed, int(mapping.get("ParallelizationFactor") or 1))
        if len(lanes) == 1:
            checkpoint = lambda event: self._checkpoint(mapping, shard_id, int(event["kinesis"]["sequenceNumber"]))
            self._deliver(mapping, function, shard_id, lanes[0], checkpoint)
        elif lanes:
            self._deliver_lanes(mapping, function, shard_id, lanes)
        # What did not pass the filter is done with as well.
        self._checkpoint(mapping, shard_id, int(read[-1]["SequenceNumber"]))
        return True

    def _deliver_lanes(self, mapping: dict, function: dict, shard_id: str, lanes: list[list]) -> None:
        """Side by side. If one of them is stopped, all are delivered again: there is one checkpoint."""
        failures = []
        ended = [threading.Event() for _ in lanes]

        def run(place: int) -> None:
            try:
                self._deliver(mapping, function, shard_id, lanes[place], lambda event: None)
            except Exception as failure:  # raised again by who waits for the lanes
                failures.append(failure)
            finally:
                ended[place].set()

        for place in range(len(lanes)):
            # Copies the context, and with it the account and region.
            self._lambda.spawn_background(run, place, thread_name=f"lane-{mapping['UUID'][:8]}")
        for lane in ended:
            lane.wait()
        if failures:
            raise failures[0]

    def _collect(self, mapping: dict, shard_id: str) -> list[dict]:
        """What is read at once: with a batching window, once it is full or the window is over."""
        size = int(mapping.get("BatchSize") or BATCH_SIZE_DEFAULT) * int(mapping.get("ParallelizationFactor") or 1)
        deadline = time.monotonic() + float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        while (stream := self._stream(mapping)) is not None and shard_id in stream["shards"]:
            unread = self._unread(mapping, shard_id, stream["shards"][shard_id])
            if not unread or len(unread) >= size or time.monotonic() >= deadline:
                return unread[:size]
            time.sleep(WINDOW_POLL_SECONDS)
        return []

    def _unread(self, mapping: dict, shard_id: str, shard: dict) -> list[dict]:
        """The records behind the checkpoint."""
        done = self._done_until(mapping, shard_id)
        records = shard["records"]  # replaced, not changed, when old ones expire
        first = len(records)
        while first > 0 and int(records[first - 1]["SequenceNumber"]) > done:
            first -= 1
        return records[first:]

    def _done_until(self, mapping: dict, shard_id: str) -> int:
        """The starting position holds for the shards that are there when the mapping begins; those that come later are
        read from their beginning."""
        with self._done_lock:
            if mapping["UUID"] not in self._done:
                shards = (self._stream(mapping) or {"shards": {}})["shards"]
                self._done[mapping["UUID"]] = {name: _start(mapping, shard["records"]) for name, shard in shards.items()}
            return self._done[mapping["UUID"]].get(shard_id, 0)

    def _checkpoint(self, mapping: dict, shard_id: str, number: int) -> None:
        with self._done_lock:
            self._done[mapping["UUID"]][shard_id] = number

    def _still_stands(self, mapping: dict) -> bool:
        return self._stream(mapping) is not None

    def _stream(self, mapping: dict) -> dict | None:
        """The stream that an enabled mapping reads, if it is such a mapping."""
        arn = mapping.get("EventSourceArn", "")
        if not mapping.get("Enabled", True) or ":kinesis:" not in arn:
            return None
        stream = self._kinesis._streams.get(arn.rpartition("/")[2])
        return stream if stream and stream["StreamARN"] == arn and stream["StreamStatus"] == "ACTIVE" else None

    def _event(self, mapping: dict, function: dict, shard_id: str, record: dict) -> dict:
        return {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record["PartitionKey"],
                "sequenceNumber": record["SequenceNumber"],
                "data": self._kinesis._ensure_base64(record["Data"]),
                "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"],
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard_id}:{record['SequenceNumber']}",
            "eventName": "aws:kinesis:record",
            "invokeIdentityArn": (function.get("config") or function).get("Role", ""),
            "awsRegion": mapping["EventSourceArn"].split(":")[3],
            "eventSourceARN": mapping["EventSourceArn"],
        }


def _start(mapping: dict, records: list[dict]) -> int:
    """The sequence number behind which a mapping begins."""
    starting = mapping.get("StartingPosition")
    if starting == "TRIM_HORIZON":
        return 0
    since = float(mapping.get("StartingPositionTimestamp") or 0) if starting == "AT_TIMESTAMP" else None
    earlier = [one for one in records if since is None or one["ApproximateArrivalTimestamp"] < since]
    return int(earlier[-1]["SequenceNumber"]) if earlier else 0


def _lanes(events: list[dict], factor: int) -> list[list]:
    """The records of one partition key stay in one lane, and in order."""
    if factor == 1:
        return [events] if events else []
    lanes: dict[int, list] = {}
    for event in events:
        key = event["kinesis"]["partitionKey"].encode()
        lanes.setdefault(int(hashlib.md5(key).hexdigest(), 16) % factor, []).append(event)
    return list(lanes.values())


def keep_closed_shards(kinesis) -> None:
    """On AWS a shard that was split or merged is closed: it takes no more records and is read until its last one has expired
    ("After a Reshard", Kinesis Data Streams). The emulator deletes it, and its records with it."""
    out, route, update, get_records = kinesis._shard_out, kinesis._route_to_shard, kinesis._update_shard_count, kinesis._get_records

    def is_open(shard: dict) -> bool:
        return "ending_sequence_number" not in shard

    def route_to_open(hash_key: int, stream: dict) -> str:
        return route(hash_key, {**stream, "shards": {name: one for name, one in stream["shards"].items() if is_open(one)}})

    def with_end(shard_id: str, shard: dict) -> dict:
        described = out(shard_id, shard)
        if not is_open(shard):
            described["SequenceNumberRange"]["EndingSequenceNumber"] = shard["ending_sequence_number"]
        return described

    def closing(reshard):
        def resharded(data: dict):
            _, stream = kinesis._resolve_stream(data)
            if stream is None:
                return reshard(data)
            before = dict(stream["shards"])
            closed = [name for name in _named(data) if name in before and not is_open(before[name])]
            if closed:
                message = f"Shard {closed[0]} in stream {stream['StreamName']} is closed."
                return kinesis.error_response_json("InvalidArgumentException", message, 400)
            answer = reshard(data)
            _close_the_gone(kinesis, stream, before)
            return answer

        return resharded

    def update_with_parents(data: dict):
        _, stream = kinesis._resolve_stream(data)
        before = dict(stream["shards"]) if stream else {}
        answer = update(data)
        if stream and answer[0] == 200:
            first = 1 + max(int(name.split("-")[1]) for name in before)
            stream["shards"] = kinesis._build_shards(int(data["TargetShardCount"]), first)
            for shard in stream["shards"].values():
                parents = [name for name, one in before.items() if is_open(one) and _overlap(one, shard)]
                shard["parent_shard_id"] = parents[0]
                shard["adjacent_parent_shard_id"] = parents[1] if len(parents) > 1 else None
            _close_the_gone(kinesis, stream, before)
        return answer

    def get_to_the_end(data: dict):
        state = kinesis._shard_iterators.get(data.get("ShardIterator")) or {}
        answer = get_records(data)
        stream = kinesis._streams.get(state.get("stream", "")) or {"shards": {}}
        shard = stream["shards"].get(state.get("shard_id"))
        if answer[0] != 200 or shard is None or is_open(shard):
            return answer
        read = kinesis.json.loads(answer[2])
        following = kinesis._shard_iterators[read["NextShardIterator"]]
        if following["position"] < len(shard["records"]):
            return answer
        return kinesis.json_response({**read, "NextShardIterator": None})

    kinesis._shard_out, kinesis._route_to_shard, kinesis._get_records = with_end, route_to_open, get_to_the_end
    kinesis._split_shard, kinesis._merge_shards = closing(kinesis._split_shard), closing(kinesis._merge_shards)
    kinesis._update_shard_count = update_with_parents


def keep_tags(kinesis) -> None:
    """CreateStream takes tags. The emulator forgets them, and every plan would want to write them again."""
    create = kinesis._create_stream

    def tagged(data: dict):
        answer = create(data)
        if answer[0] == 200:
            kinesis._streams[data["StreamName"]]["tags"].update(data.get("Tags") or {})
        return answer

    kinesis._create_stream = tagged


def _named(data: dict) -> list:
    return [data.get(name) for name in ("ShardToSplit", "ShardToMerge", "AdjacentShardToMerge")]


def _close_the_gone(kinesis, stream: dict, before: dict) -> None:
    gone = {name: shard for name, shard in before.items() if name not in stream["shards"]}
    for shard in gone.values():
        shard.setdefault("ending_sequence_number", kinesis._next_sequence_number())
    stream["shards"] = {**gone, **stream["shards"]}


def _overlap(one: dict, other: dict) -> bool:
    return int(one["starting_hash_key"]) <= int(other["ending_hash_key"]) and int(other["starting_hash_key"]) <= int(one["ending_hash_key"])
