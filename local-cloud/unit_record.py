"""What each DynamoDB call costs by AWS's rules, from the real items: one JSON object a line.

A write takes a unit for each started KB of the larger of the items before and after it, and as much of every index whose copy
changes; in a transaction twice that. A write that a condition refuses takes units as well. A read takes a unit for each
started 4 KB, half if it is eventually consistent: GetItem and each item of a BatchGetItem by itself, a Query by the sum of what it reads.
A line is: `session` (of a function's role: the function's name), `action`, `table`, `write_units`, `read_units`, and `bytes`, by which the
call made table and indexes grow.
"""

import contextvars
import copy
import json
import math
import threading

session = contextvars.ContextVar("session", default="")

WRITE_BYTES = 1024
READ_BYTES = 4096
# What DynamoDB adds to each item, and to each copy in an index.
ITEM_OVERHEAD_BYTES = 100


class UnitRecord:
    """Appends to a file; without one nothing is counted."""

    def __init__(self, path: str | None):
        self._file = open(path, "a", encoding="utf-8", buffering=1) if path else None
        self._lock = threading.Lock()

    def observe(self, dynamodb) -> None:
        """Wraps what the emulator looks up anew for each call."""
        if self._file is None:
            return
        self._dynamodb = dynamodb
        for action, handler, counted in [
            ("PutItem", "_put_item", self._write),
            ("UpdateItem", "_update_item", self._write),
            ("DeleteItem", "_delete_item", self._write),
            ("GetItem", "_get_item", self._get),
            ("BatchGetItem", "_batch_get_item", self._batch_get),
            ("Query", "_query", self._query),
            ("TransactWriteItems", "_transact_write_items", self._transaction),
        ]:
            setattr(dynamodb, handler, self._counting(action, getattr(dynamodb, handler), counted))

    def _counting(self, action, handle, counted):
        def handler(data):
            finish = counted(action, data)
            answer = handle(data)
            finish(answer)
            return answer

        return handler

    def _write(self, action, data, factor=1):
        table = self._table(data.get("TableName"))
        key = data.get("Key") or data.get("Item") or {}
        before = self._item(table, key)

        def finish(_answer):
            after = self._item(table, key)
            units, grown = self._written(table, before, after)
            self._add(action, table, write_units=factor * units, grown=grown)

        return finish

    def _transaction(self, action, data):
        parts = [(kind, part) for operation in data.get("TransactItems", []) for kind, part in operation.items()]
        finishing = [self._write(f"{action}:{kind}", part, factor=2) for kind, part in parts]

        def finish(answer):
            for finish_part in finishing:
                finish_part(answer)

        return finish

    def _get(self, action, data):
        table = self._table(data.get("TableName"))
        size = self._size(self._item(table, data.get("Key") or {}))
        self._add(action, table, read_units=read_units(size, data.get("ConsistentRead", False)))
        return lambda _answer: None

    def _batch_get(self, action, data):
        for name, part in (data.get("RequestItems") or {}).items():
            table = self._table(name)
            sizes = [self._size(self._item(table, key)) for key in part.get("Keys", [])]
            units = sum(read_units(size, part.get("ConsistentRead", False)) for size in sizes)
            self._add(action, table, read_units=units)
        return lambda _answer: None

    def _query(self, action, data):
        table = self._table(data.get("TableName"))

        def finish(answer):
            status, _headers, body = answer
            items = json.loads(body).get("Items", []) if status == 200 else []
            size = sum(self._size(item) for item in items)
            self._add(action, table, read_units=read_units(size, data.get("ConsistentRead", False)))

        return finish

    def _written(self, table, before, after):
        """Units, and by how many bytes table and indexes grew."""
        module = self._dynamodb
        units = math.ceil(max(self._size(before), self._size(after), 1) / WRITE_BYTES)
        grown = self._kept(after) - self._kept(before)
        for index in (table or {}).get("GlobalSecondaryIndexes") or []:
            units += module._index_write_units(table, index, before, after)
            was, becomes = (module._index_write_view(table, index, item) for item in (before, after))
            grown += self._kept(becomes and becomes[1]) - self._kept(was and was[1])
        return units, grown

    def _table(self, name):
        return self._dynamodb._tables.get((name or "").rsplit("/", 1)[-1]) or {}

    def _item(self, table, key):
        keys = [name for name in (table.get("pk_name"), table.get("sk_name")) if name]
        if not keys or any(name not in key for name in keys):
            return None
        found = self._dynamodb._get_item_by_key(table, {name: key[name] for name in keys})
        return copy.deepcopy(found) if found else None

    def _size(self, item):
        return self._dynamodb._item_size_bytes(item) if item else 0

    def _kept(self, item):
        return self._size(item) + ITEM_OVERHEAD_BYTES if item else 0

    def _add(self, action, table, write_units=0, read_units=0, grown=0):
        line = json.dumps({
            "session": session.get(),
            "action": action,
            "table": table.get("TableName", ""),
            "write_units": write_units,
            "read_units": read_units,
            "bytes": grown,
        })
        with self._lock:
            self._file.write(line + "\n")


def read_units(size: int, consistent: bool) -> float:
    """Units of reading so many bytes; what is not there costs as much as 4 KB."""
    units = max(1, math.ceil(size / READ_BYTES))
    return units if consistent else units / 2
