"""What is copied of a bucket, which is a dictionary here."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import archive_bucket


class Bucket:
    """The calls of a client that are made, on objects by their keys."""

    def __init__(self, objects: dict[str, bytes]):
        self.objects = objects
        self.downloaded = []

    def get_paginator(self, _name: str) -> "Bucket":
        return self

    def paginate(self, Bucket: str, Prefix: str):
        for key, body in self.objects.items():
            if key.startswith(Prefix):
                yield {"Contents": [{"Key": key, "Size": len(body)}]}
        yield {}

    def download_file(self, _bucket: str, key: str, file: str) -> None:
        self.downloaded.append(key)
        Path(file).write_bytes(self.objects[key])


class Fetch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "archive"

    def fetch(self, objects: dict[str, bytes]) -> list[str]:
        bucket = Bucket(objects)
        days = archive_bucket.fetch(bucket, "archive", self.folder)
        self.assertEqual(days, self.folder / "decisions")
        kept = {str(file.relative_to(self.folder)): file.read_bytes() for file in days.rglob("*") if file.is_file()}
        self.assertEqual(kept, {key: body for key, body in objects.items() if key in kept})
        return [sorted(kept), bucket.downloaded]

    def test_only_what_is_new_is_fetched_and_what_is_gone_goes(self):
        first = {"decisions/day=2026-03-01/1.gz": b"one", "athena-results/x.csv": b"not a row"}
        self.assertEqual(self.fetch(first), [["decisions/day=2026-03-01/1.gz"]] * 2)
        self.assertEqual(self.fetch(first), [["decisions/day=2026-03-01/1.gz"], []])
        # One that broke off is fetched again.
        (self.folder / "decisions/day=2026-03-01/1.gz").write_bytes(b"o")
        second = first | {"decisions/day=2026-03-02/2.gz": b"two"}
        self.assertEqual(self.fetch(second)[1], list(second)[:1] + list(second)[2:])
        del second["decisions/day=2026-03-01/1.gz"]
        self.assertEqual(self.fetch(second), [["decisions/day=2026-03-02/2.gz"], []])

    def test_a_key_never_leads_out_of_the_folder(self):
        objects = {"decisions/../../escaped": b"x", "decisions/day=2026-03-01/": b"", "decisions/day=2026-03-01/1.gz": b"one"}
        self.assertEqual(self.fetch(objects), [["decisions/day=2026-03-01/1.gz"]] * 2)
        self.assertFalse((self.folder.parent / "escaped").exists())


if __name__ == "__main__":
    unittest.main()
