"""obstore's S3Store: path style and virtual host, over http, and over https with our certificates."""

from __future__ import annotations

import asyncio
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import obstore
import pytest
import requests
from obstore.exceptions import AlreadyExistsError, GenericError, PermissionDeniedError, PreconditionError
from obstore.store import S3Store
from s3_entrances import NAMES, REGION, Entrance, new_bucket_name

from pycos.emulator import Emulator

MIB = 1 << 20


@pytest.fixture(scope="module", params=NAMES)
def entrance(request: pytest.FixtureRequest, server: Emulator) -> Entrance:
    return Entrance(request.param, server)


def opened(entrance: Entrance, bucket: str, secret: str | None = None, **settings: str) -> S3Store:
    """A store of a bucket, with what a user would have to say and nothing else."""
    virtual = entrance.name.startswith("virtual")
    client: dict[str, object] = {"allow_http": True}
    if entrance.secure:
        client["root_certificate"] = Path(entrance.server.ca_file or "").read_bytes()
    if virtual:
        client["proxy_url"] = entrance.server.endpoint
    endpoint = entrance.endpoint.replace("://", f"://{bucket}.") if virtual else entrance.endpoint
    return S3Store(
        bucket,
        endpoint=endpoint,
        region=REGION,
        access_key_id=entrance.server.secret_id,
        secret_access_key=secret or entrance.server.secret_key,
        virtual_hosted_style_request=virtual,
        client_options=client,
        retry_config={"max_retries": 0},
        **settings,
    )


def store_of_a_new_bucket(entrance: Entrance) -> S3Store:
    name = new_bucket_name()
    entrance.boto3().create_bucket(Bucket=name)
    return opened(entrance, name)


@pytest.fixture
def store(entrance: Entrance) -> S3Store:
    return store_of_a_new_bucket(entrance)


@pytest.mark.parametrize("path", ["plain", "dir/a b+c&=测😀"])
def test_an_object_and_what_is_said_about_it(store: S3Store, path: str) -> None:
    data = os.urandom(50_000)
    said = {"Content-Type": "x/y", "Cache-Control": "no-store", "colour": "blue"}
    put = obstore.put(store, path, data, attributes=said)
    assert put["e_tag"] == f'"{hashlib.md5(data).hexdigest()}"'
    got = obstore.get(store, path)
    assert (got.meta["size"], got.meta["e_tag"], got.meta["path"]) == (len(data), put["e_tag"], path)
    assert dict(got.attributes) == said
    assert bytes(got.bytes()) == data
    assert obstore.head(store, path)["e_tag"] == put["e_tag"]
    obstore.delete(store, path)
    with pytest.raises(FileNotFoundError):
        obstore.get(store, path)
    with pytest.raises(FileNotFoundError):
        obstore.head(store, path)


def test_ranges(store: S3Store) -> None:
    data = bytes(range(256)) * 10
    obstore.put(store, "k", data)
    assert bytes(obstore.get_range(store, "k", start=10, end=100)) == data[10:100]
    pieces = obstore.get_ranges(store, "k", starts=[0, 2000], lengths=[5, 560])
    assert [bytes(piece) for piece in pieces] == [data[:5], data[2000:]]
    suffix = obstore.get(store, "k", options={"range": {"suffix": 7}})
    assert bytes(suffix.bytes()) == data[-7:]
    assert suffix.range == (2553, 2560)


def test_conditions(store: S3Store) -> None:
    etag = obstore.put(store, "k", b"data")["e_tag"]
    assert bytes(obstore.get(store, "k", options={"if_match": etag}).bytes()) == b"data"
    with pytest.raises(PreconditionError):
        obstore.get(store, "k", options={"if_match": '"other"'})
    with pytest.raises(obstore.exceptions.NotModifiedError):
        obstore.get(store, "k", options={"if_none_match": etag})


def test_an_object_is_only_created_where_there_is_none(store: S3Store) -> None:
    obstore.put(store, "k", b"first", mode="create")
    with pytest.raises(AlreadyExistsError):
        obstore.put(store, "k", b"second", mode="create")
    assert bytes(obstore.get(store, "k").bytes()) == b"first"


def test_listings(store: S3Store) -> None:
    for path in ("a", "dir/b", "dir/c d", "dir/sub/e", "z测"):
        obstore.put(store, path, b"x")
    listed = [entry["path"] for page in obstore.list(store, chunk_size=2) for entry in page]
    assert listed == ["a", "dir/b", "dir/c d", "dir/sub/e", "z测"]
    assert [entry["path"] for entry in obstore.list(store, "dir").collect()] == listed[1:4]
    assert [entry["path"] for entry in obstore.list(store, offset="dir/b").collect()] == listed[2:]
    level = obstore.list_with_delimiter(store, "dir/")
    assert level["common_prefixes"] == ["dir/sub"]
    assert [entry["path"] for entry in level["objects"]] == ["dir/b", "dir/c d"]


def test_more_objects_than_one_page_holds(server: Emulator) -> None:
    store = store_of_a_new_bucket(Entrance("path-http", server))

    async def fill() -> None:
        for start in range(0, 1001, 20):  # each of them may want a connection for itself
            some = range(start, min(start + 20, 1001))
            await asyncio.gather(*(obstore.put_async(store, f"{n:04}", b"x") for n in some))

    asyncio.run(fill())
    assert len(obstore.list(store).collect()) == 1001
    obstore.delete(store, [f"{n:04}" for n in range(1001)])
    assert obstore.list(store).collect() == []


def test_copies_and_renames(store: S3Store) -> None:
    obstore.put(store, "from/a b+测", b"data", attributes={"colour": "blue"})
    obstore.copy(store, "from/a b+测", "copy")
    obstore.rename(store, "copy", "to/é")
    assert [entry["path"] for entry in obstore.list(store).collect()] == ["from/a b+测", "to/é"]
    got = obstore.get(store, "to/é")
    assert (bytes(got.bytes()), got.attributes["colour"]) == (b"data", "blue")


def test_a_copy_that_replaces_nothing(store: S3Store, entrance: Entrance) -> None:
    careful = opened(entrance, store.config["bucket"], copy_if_not_exists="multipart")
    obstore.put(careful, "a", b"data")
    obstore.copy(careful, "a", "b", overwrite=False)
    obstore.put(careful, "a", b"other")
    with pytest.raises(AlreadyExistsError):
        obstore.copy(careful, "a", "b", overwrite=False)
    assert bytes(obstore.get(careful, "b").bytes()) == b"data"


def test_checksums_and_tags(store: S3Store, entrance: Entrance) -> None:
    summed = opened(entrance, store.config["bucket"], checksum_algorithm="SHA256")
    obstore.put(summed, "k", b"data", tags={"a": "b c"})
    obstore.put(summed, "parts", b"x" * (MIB + 1), use_multipart=True, chunk_size=MIB)
    assert obstore.head(summed, "parts")["size"] == MIB + 1
    answer = entrance.boto3().get_object_tagging(Bucket=store.config["bucket"], Key="k")
    assert answer["TagSet"] == [{"Key": "a", "Value": "b c"}]


def test_uploads_in_parts(store: S3Store, tmp_path: Path) -> None:
    data = os.urandom(5 * MIB + 17)
    source = tmp_path / "source"
    source.write_bytes(data)
    put = obstore.put(store, "file", source, use_multipart=True, chunk_size=2 * MIB)
    assert (put["e_tag"] or "").endswith('-3"')
    assert bytes(obstore.get(store, "file").bytes()) == data
    with obstore.open_writer(store, "written", buffer_size=MIB) as writer:
        for start in range(0, len(data), 100_000):
            writer.write(data[start : start + 100_000])
    assert bytes(obstore.get(store, "written").bytes()) == data
    chunks = [bytes(chunk) for chunk in obstore.get(store, "written").stream(min_chunk_size=MIB)]
    assert b"".join(chunks) == data


def test_signed_urls_work_by_themselves(store: S3Store, entrance: Entrance) -> None:
    session = requests.Session()
    session.trust_env = False
    session.proxies.update(entrance.proxies)
    session.verify = entrance.server.ca_file or True
    path, minute = "dir/a b+测", timedelta(minutes=1)
    assert session.put(obstore.sign(store, "PUT", path, minute), data=b"by url").status_code == 200
    assert session.get(obstore.sign(store, "GET", path, minute)).content == b"by url"
    assert session.delete(obstore.sign(store, "GET", path, minute)).status_code == 403


def test_a_wrong_key_is_refused(entrance: Entrance, store: S3Store) -> None:
    with pytest.raises((PermissionDeniedError, GenericError), match="SignatureDoesNotMatch"):
        obstore.put(opened(entrance, store.config["bucket"], "wrong"), "k", b"x")
