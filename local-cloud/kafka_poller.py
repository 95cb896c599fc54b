"""Reads the topics of a real Kafka broker for event source mappings and delivers the records with AWS's semantics.

The emulator refuses such mappings. This accepts those of brokers that are not Amazon MSK's, and reads them by librdkafka: the package
`confluent-kafka` (`requirements-kafka.txt`), which only who has a broker needs.
"""

import base64
import json
import logging
import time
from dataclasses import replace

from mapping_poller import BATCH_SIZE_DEFAULT, MappingPoller, answer_of
from stream_mapping import Answer, Discarded, MappingSettings, Surroundings
from topic_mapping import RETRIES_WITH_DESTINATION, deliver, event, failure_record

logger = logging.getLogger("stream_mapping")

READ_SECONDS = 0.1
BROKER_SECONDS = 2.0
# What a caller sets of a mapping and is told again.
KEPT = (
    "SelfManagedEventSource", "Topics", "SourceAccessConfigurations", "SelfManagedKafkaEventSourceConfig",
    "ProvisionedPollerConfig", "StartingPosition", "MaximumRetryAttempts", "MaximumRecordAgeInSeconds",
    "BisectBatchOnFunctionError", "DestinationConfig", "Tags",
)
NO_TIMESTAMP = -1


def accept_kafka_mappings(lambda_service) -> None:
    """CreateEventSourceMapping takes brokers in place of an ARN ("SelfManagedEventSource" in the API reference)."""
    create = lambda_service._create_esm

    def created(data: dict):
        if "SelfManagedEventSource" not in data:
            return create(data)
        name, qualifier, error = lambda_service._resolve_existing_esm_function(data.get("FunctionName", ""))
        if error:
            return error
        mapping = {
            "UUID": lambda_service.new_uuid(),
            # The emulator looks at it in every mapping.
            "EventSourceArn": "",
            "FunctionArn": lambda_service._func_arn(name) + (f":{qualifier}" if qualifier else ""),
            "FunctionName": name,
            "Qualifier": qualifier,
            "State": "Enabled" if data.get("Enabled", True) else "Disabled",
            "StateTransitionReason": "USER_INITIATED",
            "Enabled": data.get("Enabled", True),
            "BatchSize": data.get("BatchSize", BATCH_SIZE_DEFAULT),
            "MaximumBatchingWindowInSeconds": data.get("MaximumBatchingWindowInSeconds", 0),
            "FunctionResponseTypes": data.get("FunctionResponseTypes", []),
            "LastModified": int(time.time()),
            "LastProcessingResult": "No records processed",
            **{setting: data[setting] for setting in KEPT if setting in data},
        }
        lambda_service._esms[mapping["UUID"]] = mapping
        lambda_service._ensure_poller()
        return lambda_service.json_response(lambda_service._esm_response(mapping), 202)

    lambda_service._create_esm = created


class KafkaPoller(MappingPoller):
    """One thread reads a mapping for as long as it stands: who waits for a broker must not hold up the other mappings."""

    def __init__(self, lambda_service, permissions, send_failure_record):
        super().__init__(lambda_service, permissions, send_failure_record)
        self._consumers: dict = {}

    def _shards_with_records(self, mapping: dict) -> list[str]:
        return mapping["Topics"][:1] if self._still_stands(mapping) else []

    def _still_stands(self, mapping: dict) -> bool:
        return "SelfManagedEventSource" in mapping and mapping.get("Enabled", True)

    def _run(self, mapping: dict, topic: str) -> None:
        try:
            super()._run(mapping, topic)
        finally:
            if consumer := self._consumers.pop(mapping["UUID"], None):
                consumer.close()

    def _deliver_next(self, mapping: dict, topic: str) -> bool:
        """Delivers what comes within a moment, of all partitions. True as long as the mapping stands."""
        function = self._function(mapping)
        if mapping["UUID"] not in self._consumers:
            self._consumers[mapping["UUID"]] = _reader(mapping, topic)
        consumer = self._consumers[mapping["UUID"]]
        wait = float(mapping.get("MaximumBatchingWindowInSeconds") or 0) or READ_SECONDS
        read = consumer.consume(int(mapping["BatchSize"]), timeout=wait)
        for message in read:
            if message.error():
                raise RuntimeError(str(message.error()))
        if read:
            self._deliver_topic(mapping, function, [_record(message) for message in read])
            consumer.commit(offsets=_ends(read), asynchronous=False)
            mapping["LastProcessingResult"] = "OK"
        return True

    def _deliver_topic(self, mapping: dict, function: dict, records: list) -> None:
        servers = _servers(mapping)

        def invoke(batch: list) -> Answer:
            return answer_of(self._lambda._execute_function(self._function(mapping), event(batch, servers)))

        def discard(discarded: Discarded) -> None:
            self._discard_records(mapping, function, discarded)

        deliver(records, _settings(mapping), Surroundings(invoke, lambda record: None, discard, time.sleep, time.time))

    def _discard_records(self, mapping: dict, function: dict, discarded: Discarded) -> None:
        mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        destination = _destination(mapping)
        if destination:
            record = failure_record(discarded, mapping["FunctionArn"], _servers(mapping), time.time())
            self._send_failure_record(function, destination, json.dumps(record))


def _settings(mapping: dict) -> MappingSettings:
    settings = MappingSettings.of(mapping)
    if not mapping.get("ProvisionedPollerConfig"):
        # "Under Event poller configuration, select provisioned mode to configure error handling controls."
        return MappingSettings()
    if settings.retries_max is None and _destination(mapping):
        return replace(settings, retries_max=RETRIES_WITH_DESTINATION)
    return settings


def _destination(mapping: dict) -> str | None:
    return ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")


def _servers(mapping: dict) -> str:
    return ",".join(mapping["SelfManagedEventSource"]["Endpoints"]["KAFKA_BOOTSTRAP_SERVERS"])


def _reader(mapping: dict, topic: str):
    """A consumer of all partitions that keeps its place under the mapping's group. It does not join the group, which takes seconds: nobody
    else reads for it."""
    from confluent_kafka import OFFSET_BEGINNING, OFFSET_END, Consumer, TopicPartition

    group = (mapping.get("SelfManagedKafkaEventSourceConfig") or {}).get("ConsumerGroupId") or mapping["UUID"]
    consumer = Consumer({
        "bootstrap.servers": _servers(mapping),
        "group.id": group,
        "enable.auto.commit": False,
        "fetch.wait.max.ms": 50,
        "log_level": 0,
    })
    try:
        known = consumer.list_topics(topic, timeout=BROKER_SECONDS).topics[topic]
        if known.error or not known.partitions:
            raise RuntimeError(f"there is no topic {topic}")
        places = [TopicPartition(topic, partition) for partition in known.partitions]
        first = OFFSET_BEGINNING if mapping.get("StartingPosition") == "TRIM_HORIZON" else OFFSET_END
        committed = consumer.committed(places, timeout=BROKER_SECONDS)
        consumer.assign([
            TopicPartition(topic, place.partition, place.offset if place.offset >= 0 else first) for place in committed
        ])
    except Exception:
        consumer.close()
        raise
    return consumer


def _record(message) -> dict:
    """A record as Lambda hands it over."""
    kind, timestamp = message.timestamp()
    return {
        "topic": message.topic(),
        "partition": message.partition(),
        "offset": message.offset(),
        "timestamp": timestamp if kind else NO_TIMESTAMP,
        "timestampType": ["NO_TIMESTAMP_TYPE", "CREATE_TIME", "LOG_APPEND_TIME"][kind],
        "key": _encoded(message.key()),
        "value": _encoded(message.value()),
        "headers": [{name: list(value or b"")} for name, value in message.headers() or []],
    }


def _encoded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _ends(read: list) -> list:
    from confluent_kafka import TopicPartition

    ends: dict[tuple, int] = {}
    for message in read:
        place = (message.topic(), message.partition())
        ends[place] = max(ends.get(place, 0), message.offset() + 1)
    return [TopicPartition(topic, partition, offset) for (topic, partition), offset in ends.items()]
