"""Reads the emulator's DynamoDB streams for its event source mappings and delivers the records with AWS's semantics.

Stands in for MiniStack's `_poll_dynamodb_streams`. Each mapping with work gets a thread of its own, so that one that
retries a poison record keeps neither the queues nor the other streams waiting.
"""

import json
import logging
import threading
import time

from failure_record import failure_record
from stream_mapping import Answer, Discarded, MappingSettings, MappingStopped, Surroundings, deliver

logger = logging.getLogger("stream_mapping")

BATCH_SIZE_DEFAULT = 100
WINDOW_POLL_SECONDS = 0.02
READ_ACTIONS = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")
BACK_OFF_SECONDS = 1.0


class StreamPoller:
    def __init__(self, lambda_service, dynamodb, shard_id: str, permissions, send_failure_record):
        self._lambda = lambda_service
        self._dynamodb = dynamodb
        self._shard_id = shard_id
        self._permissions = permissions
        self._send_failure_record = send_failure_record
        self._busy: set[str] = set()
        self._busy_lock = threading.Lock()

    def poll(self) -> bool:
        """One pass of the emulator's poll loop: starts a thread for every mapping that has records to read."""
        for account, region, mapping in self._lambda._iter_all_esms():
            account_token = self._lambda._request_account_id.set(account)
            region_token = self._lambda._request_region.set(region)
            try:
                self._start(mapping)
            finally:
                self._lambda._request_account_id.reset(account_token)
                self._lambda._request_region.reset(region_token)
        return False  # the threads wake the loop when they end

    def _start(self, mapping: dict) -> None:
        mapping_id = mapping["UUID"]
        table_name = self._table_name(mapping)
        if table_name is None or self._lambda._esm_backoff_until.get(mapping_id, 0) > time.time():
            return
        if self._position(mapping, table_name) >= self._dynamodb.stream_end_position(table_name):
            return
        with self._busy_lock:
            if mapping_id in self._busy:
                return
            self._busy.add(mapping_id)
        # Copies the context, and with it the account and region that the emulator's stores are scoped by.
        self._lambda.spawn_background(self._run, mapping, thread_name=f"stream-mapping-{mapping_id[:8]}")

    def _run(self, mapping: dict) -> None:
        try:
            while self._deliver_next(mapping):
                pass
        except MappingStopped:
            self._back_off(mapping)
        except Exception:
            logger.exception("%s: delivery failed", mapping["FunctionName"])
            self._back_off(mapping)
        finally:
            with self._busy_lock:
                self._busy.discard(mapping["UUID"])
            self._lambda._esm_wake.set()

    def _deliver_next(self, mapping: dict) -> bool:
        """Delivers one batch. False when there is nothing to read."""
        function = self._function(mapping)
        if not self._may_read(mapping, function):
            return False
        records, end = self._collect(mapping)
        if end is None:
            return False
        places = {id(record): place for place, record in records}

        def invoke(batch: list) -> Answer:
            return _answer(self._lambda._execute_function(self._function(mapping), {"Records": batch}))

        def checkpoint(record: dict) -> None:
            self._checkpoint(mapping, places[id(record)] + 1)

        def discard(discarded: Discarded) -> None:
            self._discard(mapping, function, discarded)

        if records:
            deliver(
                [record for _, record in records],
                MappingSettings.of(mapping),
                Surroundings(invoke, checkpoint, discard, time.sleep, time.time),
            )
            mapping["LastProcessingResult"] = "OK"
        # The records after the last one that passed the filter are done with as well.
        self._checkpoint(mapping, end)
        return True

    def _collect(self, mapping: dict) -> tuple[list[tuple[int, dict]], int | None]:
        """The next batch of records that pass the filter, with their places in the stream, and the place it ends before.

        With a batching window it waits until the batch is full or the window is over ("Batching behavior",
        invocation-eventsourcemapping)."""
        size = int(mapping.get("BatchSize") or BATCH_SIZE_DEFAULT)
        window = float(mapping.get("MaximumBatchingWindowInSeconds") or 0)
        table_name = self._table_name(mapping)
        deadline = None
        while table_name is not None:
            position = self._position(mapping, table_name)
            # Twice the batch, since a filter on inserts drops about every other record of a row that is updated once.
            read = self._dynamodb.stream_records_since(table_name, position, 2 * size)
            passed = {id(record) for record in self._lambda._apply_filter_criteria(read, mapping)}
            batch = [(position + i, record) for i, record in enumerate(read) if id(record) in passed]
            if len(batch) > size:
                return batch[:size], batch[size][0]
            if not read:
                return [], None
            deadline = deadline if deadline is not None else time.monotonic() + window
            if not batch or len(batch) == size or len(read) == 2 * size or time.monotonic() >= deadline:
                return batch, position + len(read)
            time.sleep(WINDOW_POLL_SECONDS)
            table_name = self._table_name(mapping)
        return [], None

    def _may_read(self, mapping: dict, function: dict) -> bool:
        """The mapping reads the stream with the function's role, as on AWS."""
        stream_arn = mapping["EventSourceArn"]
        refused = [action for action in READ_ACTIONS if not self._permissions.allows(function, action, stream_arn)]
        if refused:
            mapping["LastProcessingResult"] = f"PROBLEM: the function's role lacks {', '.join(refused)}"
            logger.error("%s may not read %s: %s", mapping["FunctionName"], stream_arn, ", ".join(refused))
            self._back_off(mapping)
        return not refused

    def _discard(self, mapping: dict, function: dict, discarded: Discarded) -> None:
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        logger.warning(
            "%s: %d records discarded, %s", mapping["FunctionName"], len(discarded.records), discarded.condition
        )
        destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        if not destination:
            return
        record = failure_record(
            discarded, mapping["FunctionArn"], mapping["EventSourceArn"], self._shard_id, time.time()
        )
        try:
            self._send_failure_record(function, destination, json.dumps(record))
        except Exception:
            # As on AWS, the stream goes on whether the destination can take the message or not.
            logger.exception("%s: %s did not take the failure record", mapping["FunctionName"], destination)

    def _table_name(self, mapping: dict) -> str | None:
        """The table whose live stream an enabled mapping reads, if it is such a mapping."""
        arn = mapping.get("EventSourceArn", "")
        if not mapping.get("Enabled", True) or ":dynamodb:" not in arn or "/stream/" not in arn:
            return None
        table_name = arn.split("/")[1]
        table = self._dynamodb._tables.get(table_name)
        return table_name if table and table.get("LatestStreamArn") == arn else None

    def _function(self, mapping: dict) -> dict:
        """The function's record, as long as the mapping still stands."""
        if self._lambda._esms.get(mapping["UUID"]) is not mapping or self._table_name(mapping) is None:
            raise MappingStopped
        function, _ = self._lambda._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
        if function is None:
            raise MappingStopped
        return function

    def _position(self, mapping: dict, table_name: str) -> int:
        horizon = self._dynamodb.stream_start_position(table_name)
        end = self._dynamodb.stream_end_position(table_name)
        start = horizon if mapping.get("StartingPosition") == "TRIM_HORIZON" else end
        with self._lambda._dynamodb_stream_positions_lock:
            position = self._lambda._dynamodb_stream_positions.setdefault(mapping["UUID"], start)
        return max(position, horizon)

    def _checkpoint(self, mapping: dict, position: int) -> None:
        with self._lambda._dynamodb_stream_positions_lock:
            self._lambda._dynamodb_stream_positions[mapping["UUID"]] = position

    def _back_off(self, mapping: dict) -> None:
        """Keeps a mapping that cannot be delivered from being started again and again without a pause."""
        self._lambda._esm_backoff_until[mapping["UUID"]] = time.time() + BACK_OFF_SECONDS


def _answer(result: dict) -> Answer:
    """An invocation's result as the emulator's executor returns it."""
    if result.get("throttle"):
        return Answer(throttled=True)
    if result.get("error"):
        return Answer(payload=result.get("body"), function_error=result.get("function_error") or "Unhandled")
    return Answer(payload=result.get("body"))
