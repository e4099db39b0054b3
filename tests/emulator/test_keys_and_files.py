"""No key ever becomes the name of a file: what is in the data folder has names of the server's own making."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cos_requests import Cos, new_bucket_name
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pycos.emulator import Emulator

LARGE = b"x" * 40_000  # too large to live in the database
OURS = re.compile(
    r"lock|meta\.db(-wal|-shm|-journal)?|tmp|blobs|blobs/[0-9a-f]{2}|(tmp|blobs/[0-9a-f]{2})/[0-9a-f]{32}"
    r"|tls|tls/(ca\.pem|ca\.key)|server\.json"
)
HOSTILE = [
    "../../../../etc/passwd", "..", ".", "../", "a/../../b", "/etc/passwd", "//etc/passwd", "..\\..\\x",
    "C:\\x",
    "C:/x", "\\\\server\\share", "a\x00b", "\x00", "a\nb", "a\rb", "CON", "nul.txt", "a:b", "~/x",
    "$HOME",
    "`id`", "; rm -rf x", "%2e%2e%2f", "..%2f", "%00", "meta.db", "lock", "tmp/x", "blobs/ab",
    "blobs/../meta.db",
    "tls/ca.key", "a" * 850, "é" * 425, "\u202e", "\ufeff", "\u2028", "ＡＢ", "ﬀ", "İ", "a/", "/", "//",
    " ", ".hidden",
]  # fmt: skip


@pytest.fixture(scope="module", params=["memory", "disk"])
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Cos, Path]]:
    """A bucket, and the folder above everything that its server may write into."""
    around = tmp_path_factory.mktemp("around")
    data = around / "deep" / "data" if request.param == "disk" else None
    with Emulator(data=data, arguments=["--min-part-size", "1"]) as server:
        cos = Cos(server, new_bucket_name())
        assert cos.request("PUT").status == 200
        yield cos, around


def is_utf8(text: str) -> bool:
    """Whether a text can be a key."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def strangers(around: Path) -> list[str]:
    """Files and folders below that the server has no business to have made."""
    data = around / "deep" / "data"
    found = [path for path in around.rglob("*") if path not in (around / "deep", data)]
    inside = [path.relative_to(data).as_posix() for path in found if data in path.parents]
    return [name for name in inside if not OURS.fullmatch(name)] + [
        str(path) for path in found if data not in path.parents
    ]


def examples(test: object) -> object:
    """Each hostile key as an example of its own."""
    for key in HOSTILE:
        test = example(key)(test)  # type: ignore[arg-type]
    return test


@examples
@given(st.text(min_size=1, max_size=40).filter(is_utf8))
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_any_key_is_kept_as_it_is_and_makes_no_file_of_its_name(place: tuple[Cos, Path], key: str) -> None:
    cos, around = place
    for body in (b"small", LARGE):
        assert cos.request("PUT", key, body=body).status == 200
        assert cos.get(key).body == body
    begun = cos.request("POST", key, params={"uploads": ""}).body  # a key may hold what XML readers refuse
    upload = re.findall(b"<UploadId>(.+)</UploadId>", begun)[0].decode()
    etag = cos.put_part(key, upload, 1, LARGE)
    assert cos.complete(key, upload, [(1, etag)]).status == 200
    assert (
        cos.request("PUT", "copy of", headers={"x-cos-copy-source": f"{cos.host}/{quoted(key)}"}).status
        == 200
    )
    assert strangers(around) == []
    assert cos.request("DELETE", key).status == 204
    assert cos.get(key).status == 404


def quoted(key: str) -> str:
    return "".join(f"%{byte:02X}" for byte in key.encode())


def test_bucket_names_and_upload_ids_make_no_files_either(place: tuple[Cos, Path]) -> None:
    cos, around = place
    for name in (
        "..-1250000000",
        "../x-1250000000",
        "a/b-1250000000",
        "A-1250000000",
        "x" * 60 + "-1250000000",
    ):
        answer = cos.request("PUT", host="cos.ap-guangzhou.myqcloud.com", key=f"{name}/k", body=LARGE)
        assert answer.status in (400, 403, 404, 405)
    for upload in ("../../x", "/etc/passwd", "\x00", "a" * 900):
        answer = cos.request("PUT", "k", params={"uploadId": upload, "partNumber": "1"}, body=LARGE)
        assert answer.status == 404
    assert strangers(around) == []
