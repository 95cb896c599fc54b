"""A client of Kafka brokers for tests: librdkafka, which nobody here wrote.

    python kafka_client.py create  BROKER TOPIC PARTITIONS
    python kafka_client.py produce BROKER TOPIC            reads {"partition": 0, "key": "k", "value": "v"} a line, and answers the offsets
    python kafka_client.py consume BROKER TOPIC            answers all records as JSON, one a line, those of a partition in order

Offsets are answered in the order of the lines, one a line. A record without a partition goes where its key belongs.
"""

import json
import sys
import time

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

PATIENCE_SECONDS = 15


def main() -> None:
    command, broker, topic, *rest = sys.argv[1:]
    {"create": create, "produce": produce, "consume": consume}[command](broker, topic, *rest)


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

    producer = Producer({"bootstrap.servers": broker, "enable.idempotence": True, "partitioner": "murmur2"})
    lines = [json.loads(line) for line in sys.stdin]
    for place, record in enumerate(lines):
        producer.produce(topic, record["value"], record.get("key"), record.get("partition", -1), on_delivery=delivered(place))
    if producer.flush(PATIENCE_SECONDS) or failures:
        sys.exit(f"records were not taken: {failures}")
    for place in range(len(lines)):
        print(offsets[place])


def consume(broker: str, topic: str) -> None:
    # To the end that a fetch tells: the broker of the tests answers who asks for a partition's end by its last batch's first record.
    settings = {"group.id": "reads all", "enable.auto.commit": False, "enable.partition.eof": True}
    consumer = Consumer({"bootstrap.servers": broker, **settings})
    for partition in sorted(consumer.list_topics(topic, timeout=PATIENCE_SECONDS).topics[topic].partitions):
        consumer.assign([TopicPartition(topic, partition, 0)])
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            message = consumer.poll(0.1)
            if message is not None and message.error() is None:
                print(json.dumps(shown(message)))
            elif message is not None and message.error().code() == KafkaError._PARTITION_EOF:
                break
            elif time.monotonic() > until:
                sys.exit(f"the records of partition {partition} of {topic} do not come")
    consumer.close()


def shown(message) -> dict:
    def text(data: bytes | None) -> str | None:
        return None if data is None else data.decode()

    return {
        "partition": message.partition(),
        "offset": message.offset(),
        "timestamp": message.timestamp()[1],
        "key": text(message.key()),
        "headers": {name: text(value) for name, value in message.headers() or []},
        "value": text(message.value()),
    }


if __name__ == "__main__":
    main()
