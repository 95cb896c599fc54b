"""Units by AWS's rules, on the emulator's own tables."""

import asyncio
import json
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ministack.services import dynamodb
from unit_record import UnitRecord, read_units


class Units(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.file = tempfile.NamedTemporaryFile("r", suffix=".jsonl")
        UnitRecord(cls.file.name).observe(dynamodb)
        call("CreateTable", {
            "TableName": "payments",
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "card")],
            "GlobalSecondaryIndexes": [{
                "IndexName": "by_card",
                "KeySchema": [{"AttributeName": "card", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["transaction"]},
            }],
        })

    def units(self, action, request):
        self.file.read()
        call(action, {"TableName": "payments", **request})
        lines = [json.loads(line) for line in self.file.read().splitlines()]
        return [(line["write_units"], line["read_units"]) for line in lines]

    def item(self, key, size, card=None):
        item = {"id": {"S": key}, "transaction": {"S": "x" * size}}
        return {**item, "card": {"S": card}} if card else item

    def test_a_write_takes_a_unit_for_each_started_kilobyte_and_each_index(self):
        self.assertEqual(self.units("PutItem", {"Item": self.item("small", 100)}), [(1, 0)])
        self.assertEqual(self.units("PutItem", {"Item": self.item("large", 1_500, "1")}), [(4, 0)])

    def test_an_update_that_an_index_does_not_copy_costs_it_nothing(self):
        self.units("PutItem", {"Item": self.item("updated", 500, "2")})
        decided = {
            "Key": {"id": {"S": "updated"}},
            "UpdateExpression": "SET outcome = :outcome",
            "ExpressionAttributeValues": {":outcome": {"S": "approve"}},
        }
        self.assertEqual(self.units("UpdateItem", decided), [(1, 0)])

    def test_a_refused_write_and_a_transaction_cost_what_they_try(self):
        self.units("PutItem", {"Item": self.item("there", 2_500)})
        again = {"Item": self.item("there", 10), "ConditionExpression": "attribute_not_exists(id)"}
        self.assertEqual(self.units("PutItem", again), [(3, 0)])
        put = {"Put": {"TableName": "payments", "Item": self.item("both", 100)}}
        self.assertEqual(self.units("TransactWriteItems", {"TransactItems": [put]}), [(2, 0)])

    def test_reads_take_four_kilobytes_a_unit_and_half_if_they_may_be_late(self):
        self.units("PutItem", {"Item": self.item("read", 5_000, "3")})
        key = {"Key": {"id": {"S": "read"}}}
        self.assertEqual(self.units("GetItem", key), [(0, 1)])
        self.assertEqual(self.units("GetItem", {**key, "ConsistentRead": True}), [(0, 2)])
        self.assertEqual(self.units("GetItem", {"Key": {"id": {"S": "nowhere"}}}), [(0, 0.5)])
        query = {
            "IndexName": "by_card",
            "KeyConditionExpression": "card = :card",
            "ExpressionAttributeValues": {":card": {"S": "3"}},
        }
        self.assertEqual(self.units("Query", query), [(0, 1)])
        self.assertEqual(read_units(0, consistent=True), 1)


def call(action, request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{action}"}
    return asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))


if __name__ == "__main__":
    unittest.main()
