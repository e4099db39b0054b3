"""Archives are really unpacked and packed, and hostile ones do no harm."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import pytest
from cos_requests import REGION, Answer, Cos


def job(cos: Cos, tag: str, operation: str, key: str = "") -> Answer:
    """The finished job."""
    host = f"{cos.bucket}.ci.{REGION}.myqcloud.com"
    source = f"<Input><Object>{key}</Object></Input>" if key else ""
    body = f"<Request><Tag>{tag}</Tag>{source}<Operation>{operation}</Operation></Request>"
    made = cos.request("POST", "file_jobs", body=body.encode(), host=host)
    assert made.status == 200, made.body
    path = f"file_jobs/{made.texts('JobsDetail/JobId')[0]}"
    cos.request("GET", path, host=host)
    return cos.request("GET", path, host=host)


def unpacked(cos: Cos, key: str, config: str = "<Prefix>out</Prefix>") -> Answer:
    output = f"<Output><Bucket>{cos.bucket}</Bucket><Region>{REGION}</Region></Output>"
    return job(cos, "FileUncompress", f"<FileUncompressConfig>{config}</FileUncompressConfig>{output}", key)


def packed(cos: Cos, config: str, target: str = "made/all") -> Answer:
    place = f"<Bucket>{cos.bucket}</Bucket><Region>{REGION}</Region><Object>{target}</Object>"
    return job(
        cos, "FileCompress", f"<FileCompressConfig>{config}</FileCompressConfig><Output>{place}</Output>"
    )


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:", *more: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
        for entry in more:
            archive.addfile(entry)
    return out.getvalue()


def keys(cos: Cos) -> set[str]:
    return set(cos.request("GET").texts("Contents/Key"))


FILES = {"a.txt": b"hello", "dir/b.bin": bytes(range(256)) * 1000, "dir/empty": b""}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped(FILES)),
        ("a.tar", tarred(FILES)),
        ("a.tar.gz", tarred(FILES, "w:gz")),
        ("a.tbz", tarred(FILES, "w:bz2")),
    ],
)
def test_archives_are_unpacked(cos: Cos, name: str, data: bytes) -> None:
    cos.put(f"in/{name}", data)
    done = unpacked(cos, f"in/{name}")
    assert done.texts("JobsDetail/State") == ["Success"]
    assert done.texts("JobsDetail/Operation/FileUncompressResult/FileCount") == ["3"]
    assert {key: cos.get(f"out/{key}").body for key in FILES} == FILES


@pytest.mark.parametrize(
    ("replaced", "key"),
    [("0", "456/image.jpg"), ("1", "456/test/image.jpg"), ("2", "456/123/test/image.jpg")],
)
def test_files_go_where_the_request_says(cos: Cos, replaced: str, key: str) -> None:
    cos.put("123/test.zip", zipped({"image.jpg": b"x"}))
    unpacked(cos, "123/test.zip", f"<Prefix>456</Prefix><PrefixReplaced>{replaced}</PrefixReplaced>")
    assert keys(cos) == {"123/test.zip", key}


def lying_zip() -> bytes:
    """A zip that says a file is small, and it is not."""
    data = bytearray(zipped({"a": b"\0" * 300_000}))
    for place in range(len(data) - 4):
        if data[place : place + 4] == (300_000).to_bytes(4, "little"):
            data[place : place + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def link(kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo("link")
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"no archive", "InvalidArchive"),
        (zipped(FILES)[:-30], "InvalidArchive"),
        (gzip.compress(b"no tar"), "InvalidArchive"),
        (tarred(FILES, "w:gz")[:200], "InvalidArchive"),
        (lying_zip(), "InvalidArchive"),
        (zipped({"good": b"x", "../bad": b"x"}), "InvalidArchive"),
        (zipped({"/bad": b"x"}), "InvalidArchive"),
        (tarred({"a/../../bad": b"x"}), "InvalidArchive"),
        (zipped({"x" * 900: b"x"}), "InvalidKey"),
        (zipped({f"{number}": b"" for number in range(1001)}), "TooManyFiles"),
        (zipped({"bomb": bytes(65 << 20)}), "ContentTooLarge"),
        (gzip.compress(bytes(90 << 20), 1), "ContentTooLarge"),
    ],
    ids=["text", "cut zip", "gzip", "cut tar", "lying zip", "dots", "absolute", "dots in tar", "long", "many",
         "zip bomb", "gzip bomb"],
)  # fmt: skip
def test_hostile_archives_fail_and_leave_nothing(cos: Cos, data: bytes, code: str) -> None:
    cos.put("in", data)
    done = unpacked(cos, "in")
    assert (done.texts("JobsDetail/State"), done.texts("JobsDetail/Code")) == (["Failed"], [code])
    assert keys(cos) == {"in"}


def test_links_and_devices_are_passed_over(cos: Cos) -> None:
    cos.put(
        "in", tarred({"a": b"x"}, "w:", link(tarfile.SYMTYPE), link(tarfile.LNKTYPE), link(tarfile.CHRTYPE))
    )
    assert unpacked(cos, "in").texts("JobsDetail/Operation/FileUncompressResult/FileCount") == ["1"]
    assert keys(cos) == {"in", "out/a"}


def test_objects_are_packed(cos: Cos) -> None:
    for key, data in FILES.items():
        cos.put(f"src/{key}", data)
    done = packed(cos, "<Flatten>0</Flatten><Format>zip</Format><Prefix>src/</Prefix>")
    assert done.texts("JobsDetail/Operation/FileCompressResult/CompressFileCount") == ["3"]
    with zipfile.ZipFile(io.BytesIO(cos.get("made/all").body)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            f"src/{key}": data for key, data in FILES.items()
        }
    packed(cos, "<Flatten>1</Flatten><Format>tar.gz</Format><Key>src/a.txt</Key><Key>src/dir/b.bin</Key>")
    with tarfile.open(fileobj=io.BytesIO(cos.get("made/all").body), mode="r:gz") as packed_tar:
        assert packed_tar.getnames() == ["a.txt", "b.bin"]
    cos.put("index.csv", f"http://{cos.host}/src/a.txt,1\n".encode())
    packed(cos, "<Format>tar</Format><UrlList>/index.csv</UrlList>")
    with tarfile.open(fileobj=io.BytesIO(cos.get("made/all").body), mode="r:") as packed_tar:
        assert packed_tar.getnames() == ["src/a.txt"]
    missing = packed(cos, "<Format>zip</Format><Key>none</Key>", "other")
    assert (missing.texts("JobsDetail/State"), missing.texts("JobsDetail/Code")) == (
        ["Failed"],
        ["NoSuchKey"],
    )
    assert cos.get("other").status == 404
