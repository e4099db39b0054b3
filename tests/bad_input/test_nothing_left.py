"""Whatever goes wrong: the exception is the named one, nothing half-written is anywhere, and no file
descriptor or thread stays behind, however often it goes wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from interrupted_call import held
from journal import content

import pycos
from pycos.emulator import Emulator

MIB = 1 << 20
AGAIN = 3
ROUNDS = 12  # of so many failures each; one of them has to end with no more than it began with


@dataclass(frozen=True)
class Scene:
    """Where something goes wrong: `bucket` holds "good" and "bad", `folder` the file "source"."""

    server: Emulator
    bucket: pycos.Bucket
    folder: Path

    def fault(self, action: str, operation: str | None = None, **options: object) -> None:
        """From now on the server treats the key "bad" so, in this operation if one is named."""
        match = {"bucket": self.bucket.name, "key": "bad"}
        if operation is not None:
            match["operation"] = operation
        self.server.add_fault(action, match=match, times=0, **options)

    def client(self, **settings: object) -> pycos.Client:
        """Another client of the server, with these settings or credentials."""
        given: dict[str, object] = {
            "endpoint": self.bucket.client.endpoint.url,
            "secret_id": self.server.secret_id,
            "secret_key": self.server.secret_key,
            "retry": pycos.RetryPolicy(attempts=1),
        }
        return pycos.Client(**{**given, **settings})  # type: ignore[arg-type]


Attempt = Callable[[Scene], object]


def download(scene: Scene) -> object:
    return scene.bucket.download_file("bad", scene.folder / "target", part_size=MIB, checkpoint=False)


def upload(scene: Scene) -> object:
    return scene.bucket.upload_file(scene.folder / "source", "bad", part_size=MIB, checkpoint=False)


def read(scene: Scene) -> object:
    with scene.bucket.get("bad") as body:
        return body.read()


def with_fault(attempt: Attempt, action: str, **options: object) -> Attempt:
    def run(scene: Scene) -> object:
        if not scene.server.faults():
            scene.fault(action, **options)
        return attempt(scene)

    return run


def list_without_rights(scene: Scene) -> object:
    with scene.client(secret_key="wrong") as client:
        return list(client.bucket(scene.bucket.name).objects())


def hurried(attempt: Callable[[pycos.Bucket], object]) -> Attempt:
    """Through a client that waits for no more than a moment."""

    def run(scene: Scene) -> object:
        with scene.client(read_timeout=0.1) as client:
            return attempt(client.bucket(scene.bucket.name))

    return run


def hurried_download(scene: Scene) -> object:
    target = scene.folder / "target"
    return hurried(lambda bucket: bucket.download_file("bad", target, checkpoint=False))(scene)


CASES: Mapping[str, tuple[Attempt, type[BaseException]]] = {
    "wrong credentials": (list_without_rights, pycos.SignatureDoesNotMatch),
    "unknown bucket": (
        lambda scene: scene.bucket.client.bucket("nobody-1250000000").get("k"),
        pycos.NoSuchBucket,
    ),
    "empty key": (lambda scene: scene.bucket.put("", b"x"), pycos.InvalidArgument),
    "line break in metadata": (
        lambda scene: scene.bucket.put("bad", b"x", metadata={"a": "b\r\nc"}),
        pycos.InvalidArgument,
    ),
    "missing file": (lambda scene: scene.bucket.upload_file("nothing", "bad"), FileNotFoundError),
    "directory for a file": (lambda scene: scene.bucket.upload_file(scene.folder, "bad"), IsADirectoryError),
    "directory as target": (
        lambda scene: scene.bucket.download_file("bad", scene.folder),
        IsADirectoryError,
    ),
    "closed half-way, read": (
        with_fault(read, "close_after_response_bytes", bytes=1000),
        pycos.TruncatedBody,
    ),
    "closed half-way, download": (
        with_fault(download, "close_after_response_bytes", bytes=1000),
        pycos.ConnectionLost,
    ),
    "reset half-way, upload": (
        with_fault(upload, "reset_after_request_bytes", operation="UploadPart", bytes=1000),
        pycos.ConnectionLost,
    ),
    "stalled before the answer": (
        with_fault(hurried(lambda bucket: bucket.head("bad")), "stall_before_headers"),
        pycos.ReadTimeout,
    ),
    "stalled in the body": (
        with_fault(hurried(lambda bucket: bucket.get("bad").read()), "stall_mid_body", bytes=1000),
        pycos.ReadTimeout,
    ),
    "stalled download": (
        with_fault(hurried_download, "stall_mid_body", bytes=1000),
        pycos.ReadTimeout,
    ),
    "503, upload": (with_fault(upload, "status", status=503), pycos.ServiceUnavailable),
    "503, download": (with_fault(download, "status", status=503), pycos.ServiceUnavailable),
    "damaged": (with_fault(download, "corrupt_byte", offset=1000), pycos.ChecksumMismatch),
    "damaged on the way up": (with_fault(upload, "wrong_crc"), pycos.ChecksumMismatch),
    "error in a 200, copy": (
        with_fault(lambda scene: scene.bucket.copy("good", to="bad"), "error_body", code="AccessDenied"),
        pycos.AccessDenied,
    ),
    "deadline": (
        with_fault(
            lambda scene: scene.bucket.download_file(
                "bad", scene.folder / "target", checkpoint=False, timeout=0.1
            ),
            "stall_mid_body",
            bytes=1000,
        ),
        pycos.DeadlineExceeded,
    ),
}


@pytest.fixture
def scene(faults: Emulator, bucket: pycos.Bucket, tmp_path: Path) -> Scene:
    """Two objects and a file of 3 MiB."""
    (tmp_path / "source").write_bytes(content(3 * MIB))
    for key in ("good", "bad"):
        bucket.put(key, content(3 * MIB))
    return Scene(faults, bucket, tmp_path)


@pytest.mark.parametrize("case", CASES)
def test_a_failure_leaves_nothing_behind(scene: Scene, case: str) -> None:
    attempt, expected = CASES[case]

    def fail() -> None:
        with pytest.raises(expected) as caught:
            attempt(scene)
        assert len(str(caught.value).splitlines()) == 1

    def settled(before: list[int]) -> bool:
        end = time.monotonic() + 1  # threads end a moment after their work
        while any(now > then for now, then in zip(held(), before, strict=True)):
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    # Connections are kept for the next call, so their number may still grow at first; a leak never ends.
    for _ in range(ROUNDS):
        before = held()
        for _ in range(AGAIN):
            fail()
        if settled(before):
            break
    else:
        pytest.fail(f"file descriptors and threads grew from {before} to {held()} in the last round")
    scene.server.clear_faults()
    assert [path.name for path in scene.folder.iterdir()] == ["source"]
    assert list(scene.bucket.uploads()) == []
    assert scene.bucket.get("bad").read() == content(3 * MIB)
