"""What the pollers of both kinds of streams have in common: threads, permissions, delivery, giving up.

Each shard of a mapping with work gets a thread of its own, so that one that retries a poison record keeps neither the
queues nor the other shards waiting.
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
BACK_OFF_SECONDS = 1.0


class MappingPoller:
    """A subclass says which shards of a mapping have records (`_shards_with_records`), whether the mapping still stands
    (`_still_stands`), and delivers a shard's next batch (`_deliver_next`)."""

    read_actions: tuple[str, ...] = ()

    def __init__(self, lambda_service, permissions, send_failure_record):
        self._lambda = lambda_service
        self._permissions = permissions
        self._send_failure_record = send_failure_record
        self._busy: set[tuple[str, str]] = set()
        self._busy_lock = threading.Lock()

    def poll(self) -> bool:
        """One pass of the emulator's poll loop: starts a thread for every shard that has records to read."""
        for account, region, mapping in self._lambda._iter_all_esms():
            account_token = self._lambda._request_account_id.set(account)
            region_token = self._lambda._request_region.set(region)
            try:
                if self._lambda._esm_backoff_until.get(mapping["UUID"], 0) <= time.time():
                    for shard_id in self._shards_with_records(mapping):
                        self._start(mapping, shard_id)
            finally:
                self._lambda._request_account_id.reset(account_token)
                self._lambda._request_region.reset(region_token)
        return False  # the threads wake the loop when they end

    def _start(self, mapping: dict, shard_id: str) -> None:
        place = (mapping["UUID"], shard_id)
        with self._busy_lock:
            if place in self._busy:
                return
            self._busy.add(place)
        # Copies the context, and with it the account and region that the emulator's stores are scoped by.
        self._lambda.spawn_background(
            lambda mapping: self._run(mapping, shard_id), mapping, thread_name=f"stream-mapping-{place[0][:8]}"
        )

    def _run(self, mapping: dict, shard_id: str) -> None:
        try:
            while self._deliver_next(mapping, shard_id):
                pass
        except MappingStopped:
            self._back_off(mapping)
        except Exception:
            logger.exception("%s: delivery failed", mapping["FunctionName"])
            self._back_off(mapping)
        finally:
            with self._busy_lock:
                self._busy.discard((mapping["UUID"], shard_id))
            self._lambda._esm_wake.set()

    def _deliver(self, mapping: dict, function: dict, shard_id: str, records: list, checkpoint) -> None:
        """Delivers one batch until all of it is processed or discarded."""

        def invoke(batch: list) -> Answer:
            return answer_of(self._lambda._execute_function(self._function(mapping), {"Records": batch}))

        def discard(discarded: Discarded) -> None:
            self._discard(mapping, function, shard_id, discarded)

        deliver(records, MappingSettings.of(mapping), Surroundings(invoke, checkpoint, discard, time.sleep, time.time))
        mapping["LastProcessingResult"] = "OK"

    def _may_read(self, mapping: dict, function: dict) -> bool:
        """The mapping reads the stream with the function's role, as on AWS."""
        stream_arn = mapping["EventSourceArn"]
        refused = [action for action in self.read_actions if not self._permissions.allows(function, action, stream_arn)]
        if refused:
            mapping["LastProcessingResult"] = f"PROBLEM: the function's role lacks {', '.join(refused)}"
            logger.error("%s may not read %s: %s", mapping["FunctionName"], stream_arn, ", ".join(refused))
            self._back_off(mapping)
        return not refused

    def _discard(self, mapping: dict, function: dict, shard_id: str, discarded: Discarded) -> None:
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        logger.warning(
            "%s: %d records discarded, %s", mapping["FunctionName"], len(discarded.records), discarded.condition
        )
        destination = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
        if not destination:
            return
        record = failure_record(discarded, mapping["FunctionArn"], mapping["EventSourceArn"], shard_id, time.time())
        try:
            self._send_failure_record(function, destination, json.dumps(record))
        except Exception:
            # As on AWS, the stream goes on whether the destination can take the message or not.
            logger.exception("%s: %s did not take the failure record", mapping["FunctionName"], destination)

    def _function(self, mapping: dict) -> dict:
        """The function's record, as long as the mapping still stands."""
        if self._lambda._esms.get(mapping["UUID"]) is not mapping or not self._still_stands(mapping):
            raise MappingStopped
        function, _ = self._lambda._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
        if function is None:
            raise MappingStopped
        return function

    def _back_off(self, mapping: dict) -> None:
        """Keeps a mapping that cannot be delivered from being started again and again without a pause."""
        self._lambda._esm_backoff_until[mapping["UUID"]] = time.time() + BACK_OFF_SECONDS


def answer_of(result: dict) -> Answer:
    """An invocation's result as the emulator's executor returns it."""
    if result.get("throttle"):
        return Answer(throttled=True)
    if result.get("error"):
        return Answer(payload=result.get("body"), function_error=result.get("function_error") or "Unhandled")
    return Answer(payload=result.get("body"))
