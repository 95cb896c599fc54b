"""A client of Kafka brokers for tests: librdkafka, which nobody here wrote.

    python kafka_client.py create  BROKER TOPIC PARTITIONS
    python kafka_client.py produce BROKER TOPIC            reads {"partition": 0, "key": "k", "value": "v"} a line, and answers the offsets

Offsets are answered in the order of the lines, one a line.
"""

import json
import sys
import time

from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

PATIENCE_SECONDS = 15


def main() -> None:
    command, broker, topic, *rest = sys.argv[1:]
    {"create": create, "produce": produce}[command](broker, topic, *rest)


def create(broker: str, topic: str, partitions: str) -> None:
    client = AdminClient({"bootstrap.servers": broker, "log_level": 0})
    [made] = client.create_topics([NewTopic(topic, int(partitions), 1)], operation_timeout=PATIENCE_SECONDS).values()
    made.result(PATIENCE_SECONDS)
    # Who asks at once may not be told of it yet.
    until = time.monotonic() + PATIENCE_SECONDS
    while len(client.list_topics(topic, timeout=PATIENCE_SECONDS).topics[topic].partitions) < int(partitions):
        if time.monotonic() > until:
            sys.exit(f"the topic {topic} was not made")
        time.sleep(0.05)


def produce(broker: str, topic: str) -> None:
    offsets: dict[int, int] = {}
    failures = []

    def delivered(place: int):
        def tell(error, message) -> None:
            failures.append(error) if error else offsets.__setitem__(place, message.offset())

        return tell

    producer = Producer({"bootstrap.servers": broker, "enable.idempotence": True})
    lines = [json.loads(line) for line in sys.stdin]
    for place, record in enumerate(lines):
        producer.produce(topic, record["value"], record.get("key"), record["partition"], on_delivery=delivered(place))
    if producer.flush(PATIENCE_SECONDS) or failures:
        sys.exit(f"records were not taken: {failures}")
    for place in range(len(lines)):
        print(offsets[place])


if __name__ == "__main__":
    main()
