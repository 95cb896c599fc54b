"""Reads the emulator's DynamoDB streams for its event source mappings and delivers the records with AWS's semantics.

Stands in for MiniStack's `_poll_dynamodb_streams`.
"""

import time

from mapping_poller import BATCH_SIZE_DEFAULT, WINDOW_POLL_SECONDS, MappingPoller


class StreamPoller(MappingPoller):
    read_actions = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")

    def __init__(self, lambda_service, dynamodb, shard_id: str, permissions, send_failure_record):
        super().__init__(lambda_service, permissions, send_failure_record)
        self._dynamodb = dynamodb
        self._shard_id = shard_id

    def _shards_with_records(self, mapping: dict) -> list[str]:
        """The emulator's streams have one shard."""
        table_name = self._table_name(mapping)
        if table_name is None:
            return []
        ended = self._position(mapping, table_name) >= self._dynamodb.stream_end_position(table_name)
        return [] if ended else [self._shard_id]

    def _deliver_next(self, mapping: dict, shard_id: str) -> bool:
        """Delivers one batch. False when there is nothing to read."""
        function = self._function(mapping)
        if not self._may_read(mapping, function):
            return False
        records, end = self._collect(mapping)
        if end is None:
            return False
        places = {id(record): place for place, record in records}

        def checkpoint(record: dict) -> None:
            self._checkpoint(mapping, places[id(record)] + 1)

        if records:
            self._deliver(mapping, function, shard_id, [record for _, record in records], checkpoint)
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

    def _still_stands(self, mapping: dict) -> bool:
        return self._table_name(mapping) is not None

    def _table_name(self, mapping: dict) -> str | None:
        """The table whose live stream an enabled mapping reads, if it is such a mapping."""
        arn = mapping.get("EventSourceArn", "")
        if not mapping.get("Enabled", True) or ":dynamodb:" not in arn or "/stream/" not in arn:
            return None
        table_name = arn.split("/")[1]
        table = self._dynamodb._tables.get(table_name)
        return table_name if table and table.get("LatestStreamArn") == arn else None

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
