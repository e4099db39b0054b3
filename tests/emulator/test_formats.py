"""Data folders of older servers: brought up to date, or refused with the reason."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from cos_requests import Cos

from pycos.emulator import Emulator
from pycos.emulator.store import schema
from pycos.emulator.store.storage import Storage

BUCKET = "old-1250000000"

# As the server wrote it before objects had versions.
FORMAT_2 = """
CREATE TABLE bucket (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    region TEXT NOT NULL,
    created INTEGER NOT NULL,
    acl TEXT NOT NULL,
    options TEXT NOT NULL
);
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    bucket INTEGER NOT NULL REFERENCES bucket (number) ON DELETE CASCADE,
    name TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (bucket, name, id)
);
CREATE TABLE object (
    seq INTEGER PRIMARY KEY,
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    key BLOB NOT NULL,
    version_id TEXT NOT NULL,
    is_current INTEGER NOT NULL,
    is_marker INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    crc64 INTEGER NOT NULL,
    modified INTEGER NOT NULL,
    appendable INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL,
    tagging TEXT NOT NULL,
    restored_from INTEGER NOT NULL DEFAULT 0,
    restored_until INTEGER NOT NULL DEFAULT 0,
    inline BLOB
);
CREATE UNIQUE INDEX object_version ON object (bucket, key, version_id);
CREATE TABLE upload (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    upload_id TEXT NOT NULL UNIQUE,
    bucket INTEGER NOT NULL REFERENCES bucket (number),
    key BLOB NOT NULL,
    initiated INTEGER NOT NULL,
    storage_class TEXT NOT NULL,
    acl TEXT NOT NULL,
    headers TEXT NOT NULL,
    tagging TEXT NOT NULL
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
    owner INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    blob TEXT,
    offset INTEGER NOT NULL,
    data BLOB,
    UNIQUE (owner, start)
);
CREATE INDEX segment_blob ON segment (blob);
PRAGMA user_version = 2;
INSERT INTO bucket VALUES (7, 'old-1250000000', 'ap-guangzhou', 1700000000000, 'private', '{}');
INSERT INTO document VALUES (
    1, 7, 'versioning', '', '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
);
INSERT INTO object VALUES (
    3, 7, x'6b', 'null', 1, 0, 5, '5d41402abc4b2a76b9719d911017c592', 42, 1700000000000, 0,
    'STANDARD', 'default', '{"Content-Type": "text/plain", "x-cos-meta-a": "b"}', 'a=1', 0, 0, x'68656c6c6f'
);
INSERT INTO object VALUES (
    4, 7, x'6c', 'null', 1, 0, 3, 'e', 43, 1700000000000, 0, 'STANDARD', 'default', '{}', '', 0, 0, NULL
);
INSERT INTO segment VALUES (4, 0, 3, NULL, 0, x'616263');
INSERT INTO upload VALUES (1, 'up', 7, x'6d', 1700000000000, 'STANDARD', 'default', '{}', '');
"""


def write_format_2(folder: Path) -> None:
    connection = sqlite3.connect(folder / "meta.db")
    connection.executescript(FORMAT_2)
    connection.close()


def test_a_folder_without_versions_is_brought_up_to_date(tmp_path: Path) -> None:
    write_format_2(tmp_path)
    for _ in range(2):  # the second time there is nothing left to do
        with Emulator(data=tmp_path, https=False) as server:
            cos = Cos(server, BUCKET)
            answer = cos.request("GET", "k", params={"versionId": "null"})
            assert answer.body == b"hello"
            assert (answer.headers["x-cos-meta-a"], answer.headers["x-cos-tagging-count"]) == ("b", "1")
            assert cos.request("GET", "l", params={"versionId": "null"}).body == b"abc"
            assert cos.request("GET", params={"uploads": ""}).texts("Upload/Key") == ["m"]
            assert cos.put("k", b"new").headers["x-cos-version-id"] != "null"
            assert cos.get("k").body == b"new"


def make_format_3(folder: Path) -> None:
    """Put a folder of this server back to the format that kept small bodies beside the attributes."""
    connection = sqlite3.connect(folder / "meta.db")
    connection.executescript(
        "ALTER TABLE object ADD COLUMN inline BLOB;"
        "UPDATE object SET inline = (SELECT data FROM content WHERE owner = seq);"
        "DROP TABLE content;"
        "PRAGMA user_version = 3;"
    )
    connection.close()


def test_a_folder_with_bodies_among_the_attributes_is_brought_up_to_date(tmp_path: Path) -> None:
    bodies = {"empty": b"", "small": b"hello", "large": bytes(100_000)}
    with Emulator(data=tmp_path, https=False, buckets=[BUCKET]) as server:
        cos = Cos(server, BUCKET)
        for key, body in bodies.items():
            assert cos.put(key, body).status == 200
    make_format_3(tmp_path)
    with Emulator(data=tmp_path, https=False) as server:
        cos = Cos(server, BUCKET)
        assert {key: cos.get(key).body for key in bodies} == bodies
        assert cos.put("small", b"again").status == 200
        assert cos.get("small").body == b"again"
        assert cos.request("DELETE", "empty").status == 204
    connection = sqlite3.connect(tmp_path / "meta.db")
    assert connection.execute("SELECT data FROM content").fetchall() == [(b"again",)]
    connection.close()


def test_the_tables_are_those_of_a_new_folder(tmp_path: Path) -> None:
    write_format_2(tmp_path)
    Storage(tmp_path).close()
    new = tmp_path / "new"
    Storage(new).close()

    def names(path: Path) -> set[tuple[str, ...]]:
        connection = sqlite3.connect(path / "meta.db")
        columns = connection.execute(
            "SELECT m.name, c.name, c.type FROM sqlite_master AS m, pragma_table_info(m.name) AS c"
        ).fetchall()
        indices = connection.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index'")
        found = {*columns, *indices.fetchall()}
        connection.close()
        return found

    assert names(tmp_path) == names(new)


def test_a_migration_that_fails_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    write_format_2(tmp_path)
    connection = sqlite3.connect(tmp_path / "meta.db")
    connection.execute("CREATE TABLE old_object (x)")  # in the way of the migration
    connection.close()
    with pytest.raises(sqlite3.OperationalError):
        Storage(tmp_path)
    connection = sqlite3.connect(tmp_path / "meta.db")
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    assert connection.execute("SELECT count(*) FROM object WHERE is_current").fetchone() == (2,)
    connection.close()


@pytest.mark.parametrize("version", [1, schema.VERSION + 1])
def test_an_unknown_format_is_refused_with_its_number(tmp_path: Path, version: int) -> None:
    Storage(tmp_path).close()
    connection = sqlite3.connect(tmp_path / "meta.db")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    with pytest.raises(ValueError, match=rf"another version of the server \(format {version}\)"):
        Storage(tmp_path)
