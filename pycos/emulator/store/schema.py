"""The tables of the database, and how those of an older server become those of this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 4

_OBJECT = """
CREATE TABLE object (
    seq INTEGER PRIMARY KEY,        -- grows with every write; the newest version has the highest
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    live INTEGER NOT NULL,          -- 1: what a GET of the key answers; 0: an older version, or a marker
    key BLOB NOT NULL,              -- UTF-8; bytes, so that their order is the order of listings
    age INTEGER NOT NULL,           -- 0 of a live object, else minus seq: sorts the newest first
    version_id TEXT NOT NULL,       -- 'null' in a bucket without versioning
    is_marker INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,             -- without quotes
    crc64 INTEGER NOT NULL,         -- signed, as SQLite has no unsigned 64 bits
    modified INTEGER NOT NULL,
    appendable INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL,          -- JSON
    tagging TEXT NOT NULL,          -- as in x-cos-tagging
    customer_key TEXT NOT NULL DEFAULT '',      -- salt and digest of an SSE-C key; never the key
    link TEXT NOT NULL DEFAULT '',              -- the key that a symbolic link points to
    restored_from INTEGER NOT NULL DEFAULT 0,   -- when an archived object can be read again,
    restored_until INTEGER NOT NULL DEFAULT 0   -- and until when; 0 when nobody asked for it
);
-- One index for all: live objects lie together in the order of a listing, past versions in that of theirs.
CREATE UNIQUE INDEX object_place ON object (bucket, live, key, age);
"""
_CONTENT = """
CREATE TABLE content (
    owner INTEGER PRIMARY KEY,      -- the seq of a small object
    data BLOB NOT NULL              -- all its bytes; apart, so that a listing does not read past them
);
"""
_SCHEMA = f"""
CREATE TABLE bucket (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    created INTEGER NOT NULL,       -- milliseconds since 1970, as every time here
    acl TEXT NOT NULL,
    options TEXT NOT NULL           -- JSON
);
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket INTEGER NOT NULL REFERENCES bucket (number) ON DELETE CASCADE,
    name TEXT NOT NULL,             -- of the sub-resource, or of a kind of job
    id TEXT NOT NULL,               -- empty where a bucket has one of a name
    body TEXT NOT NULL,
    UNIQUE (bucket, name, id)
);
{_OBJECT}{_CONTENT}CREATE TABLE upload (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    upload_id TEXT NOT NULL UNIQUE,
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    key BLOB NOT NULL,
    initiated INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL,
    tagging TEXT NOT NULL,
    customer_key TEXT NOT NULL DEFAULT ''
);
CREATE INDEX upload_key ON upload (bucket, key, upload_id);
CREATE TABLE part (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    upload INTEGER NOT NULL REFERENCES upload (number),
    part INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    crc64 INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    UNIQUE (upload, part)
);
CREATE TABLE segment (
    owner INTEGER NOT NULL,         -- the seq of an object, or minus the number of a part
    start INTEGER NOT NULL,         -- position within the owner
    size INTEGER NOT NULL,
    blob TEXT,
    offset INTEGER NOT NULL,
    data BLOB,                      -- the bytes themselves when there is no blob
    UNIQUE (owner, start)
);
CREATE INDEX segment_blob ON segment (blob);
"""
# From each older format to this one. Format 2 had one version of each key, all of them live; formats 2 and 3
# kept the bytes of small objects in the table of objects.
_STEPS = {
    2: f"""
DROP INDEX object_version;
ALTER TABLE object RENAME TO old_object;
{_OBJECT}{_CONTENT}
INSERT INTO object (
    live, age, seq, bucket, key, version_id, is_marker, size, etag, crc64, modified, appendable,
    storage_class, acl, headers, tagging, restored_from, restored_until
) SELECT
    1, 0, seq, bucket, key, version_id, is_marker, size, etag, crc64, modified, appendable,
    storage_class, acl, headers, tagging, restored_from, restored_until
FROM old_object;
INSERT INTO content SELECT seq, inline FROM old_object WHERE inline IS NOT NULL;
DROP TABLE old_object;
ALTER TABLE upload ADD COLUMN customer_key TEXT NOT NULL DEFAULT '';
""",  # noqa: S608  # from constants
    3: f"""{_CONTENT}
INSERT INTO content SELECT seq, inline FROM object WHERE inline IS NOT NULL;
ALTER TABLE object DROP COLUMN inline;
""",  # noqa: S608
}


def prepare(connection: sqlite3.Connection, path: Path | None) -> None:
    """Make the tables of a new database, or bring those of an older server up to date, wholly or not at all.

    ValueError when the format is one this server does not know.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == VERSION:
        return
    steps = _SCHEMA if version == 0 else _STEPS.get(version)
    if steps is None:
        raise ValueError(f"{path} was written by another version of the server (format {version})")
    try:
        connection.executescript(f"BEGIN; {steps} PRAGMA user_version = {VERSION}; COMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
