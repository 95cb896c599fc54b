"""A copy of an archive's bucket, which is brought up to date by what is new in it."""

from pathlib import Path

PREFIX = "decisions/"


def fetch(client, bucket: str, folder: Path) -> Path:
    """Copies the rows' objects into a folder by a client of S3; answers the folder that holds the days."""
    wanted = {}
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX):
        wanted |= {folder / one["Key"]: one["Size"] for one in page.get("Contents", ()) if is_plain(one["Key"])}
    days = folder / PREFIX
    for file in [file for file in days.rglob("*") if file.is_file()]:
        # An object of a name never changes, so what has its size is it.
        if wanted.get(file) == file.stat().st_size:
            del wanted[file]
        else:
            file.unlink()
    for file in wanted:
        file.parent.mkdir(parents=True, exist_ok=True)
        client.download_file(bucket, str(file.relative_to(folder)), str(file))
    return days


def is_plain(key: str) -> bool:
    """Whether a key is a file below the folder."""
    return not key.endswith("/") and ".." not in key.split("/")
