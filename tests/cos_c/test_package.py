"""The package as a whole: version, import, what is public, logs."""

from __future__ import annotations

import dataclasses
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cos_c
from cos_c import BytesSink, Call, Engine, Pool, Reply, Status, TransferSpec, logs
from tests.cos_c.conftest import BUCKET, Answer


def test_build_info_names_every_part():
    info = cos_c.build_info()
    assert info["sdk"] in ("vendored", "official")
    assert info["sdk_version"].startswith("5.0.")
    assert info["libcurl"][0].isdigit()
    assert "/" in info["tls"]
    assert info["apr"].startswith("1.")
    assert info["crc64"] in ("vpclmulqdq", "vpclmulqdq-avx2", "pclmulqdq", "pmull", "portable")
    assert info["cos_c"] == cos_c.__version__


def test_an_extension_of_another_version_is_refused_when_it_is_opened(tmp_path):
    package = Path(cos_c.__file__).parent
    shutil.copytree(
        package, tmp_path / "cos_c", ignore=shutil.ignore_patterns("__pycache__", "decl", "bridge")
    )
    (tmp_path / "cos_c/_version.py").write_text('VERSION = "99.0"\n')
    done = subprocess.run(
        [sys.executable, "-c", "from cos_c import lib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: the extension of pycos was built for version")
    assert "99.0" in last
    assert "pip install" in last


def test_a_broken_extension_says_what_to_do(tmp_path):
    package = Path(cos_c.__file__).parent
    shutil.copytree(
        package, tmp_path / "cos_c", ignore=shutil.ignore_patterns("__pycache__", "decl", "bridge")
    )
    (tmp_path / "cos_c/_native.abi3.so").write_bytes(b"not a library")
    done = subprocess.run(
        [sys.executable, "-c", "from cos_c import lib"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "ImportError: the extension of pycos cannot be loaded" in done.stderr
    assert "pip install" in done.stderr


def test_public_names_are_sorted_and_there():
    assert cos_c.__all__ == sorted(cos_c.__all__)
    assert all(hasattr(cos_c, name) for name in cos_c.__all__)


def plain(value: object) -> bool:
    """True when nothing in `value` is an object of C."""
    if dataclasses.is_dataclass(value):
        return all(plain(getattr(value, field.name)) for field in dataclasses.fields(value))
    if isinstance(value, cos_c.Reply):
        names = [name for name in dir(value) if not name.startswith("__")]
        return all(callable(held := getattr(value, name)) or plain(held) for name in names)
    if isinstance(value, (list, tuple)):
        return all(plain(item) for item in value)
    return value is None or type(value) in (int, str, bytes, bool, float)


def test_replies_and_results_are_plain_values(server, settings, tmp_path):
    server.answer("a", Answer(200, [("ETag", '"e"')], b"body"))
    sink = BytesSink(4)
    with Call(settings) as call, Engine(1) as engine:
        reply = call.execute("GET", bucket=BUCKET, key="a", sink=sink)
        transfer = engine.submit(TransferSpec("download", settings, BUCKET, "none", str(tmp_path / "f")))
        transfer.wait(30)
        values = [reply, transfer.progress(), transfer.result(), sink.value(), cos_c.crc64(b"a")]
        values.append(cos_c.body_error(b"<Error><Code>InternalError</Code></Error>"))
        values.append(call.presign("GET", bucket=BUCKET, key="a", expires=60))
    assert [value for value in values if not plain(value)] == []
    assert isinstance(reply, Reply)


def test_body_error_reads_an_error_inside_a_good_answer():
    body = (
        b"<?xml version='1.0'?>\n<Error><Code>SlowDown</Code><Message>wait</Message>"
        b"<RequestId>r</RequestId></Error>"
    )
    assert cos_c.body_error(body) == Status(200, "SlowDown", "wait", "r")


@pytest.mark.parametrize(
    "body", [b"", b"<CopyObjectResult><ETag>e</ETag></CopyObjectResult>", b"<Err", b"\0"]
)
def test_body_error_finds_nothing_in_other_bodies(body):
    assert cos_c.body_error(body) is None


@pytest.mark.parametrize(
    ("status", "idempotent", "sent_any", "wanted"),
    [
        (Status(200), True, True, False),
        (Status(404, "NoSuchKey"), True, True, False),
        (Status(503, "SlowDown"), True, True, True),
        (Status(cos_c.lib.COSE_CONNECTION_FAILED), False, False, True),
        (Status(cos_c.lib.COSE_CONNECTION_FAILED), False, True, False),
        (Status(cos_c.lib.COSE_CONNECTION_FAILED), True, True, True),
        (Status(cos_c.lib.COSE_INVALID_ARGUMENT), True, False, False),
    ],
)
def test_retry_wanted_asks_the_one_table(status, idempotent, sent_any, wanted):
    assert cos_c.retry_wanted(status, idempotent=idempotent, sent_any=sent_any) is wanted


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: q-sign-algorithm=sha1&q-ak=HUSH&q-signature=HUSH",
        "url http://h/k?q-sign-time=1;2&q-ak=HUSH&q-signature=HUSH&x-cos-security-token=HUSH",
        "x-cos-security-token: HUSH",
        "secret_key=HUSH, token: HUSH",
        "Proxy-Authorization: Basic HUSH",
        "AccessKeyId=HUSH",
    ],
)
def test_secrets_are_taken_out_of_log_lines(line):
    assert "HUSH" not in logs.redact(line)
    assert "***" in logs.redact(line)


def test_an_ordinary_log_line_stays_as_it_is():
    assert (
        logs.redact("PUT /photos/a.txt took 12 ms, 2 tokens left")
        == "PUT /photos/a.txt took 12 ms, 2 tokens left"
    )


def test_the_librarys_log_arrives_in_logging(caplog):
    ffi, lib = cos_c.ffi, cos_c.lib
    say = ffi.cast("void (*)(int, char *, int, char *, char *, ...)", lib.cos_log_format)
    texts = [ffi.new("char[]", text) for text in (b"file.c", b"function", b"%s", b"q-ak=HUSH " + b"x" * 5000)]
    with caplog.at_level(logging.WARNING, logger="pycos.native"):
        say(lib.COS_LOG_WARN, texts[0], 7, texts[1], texts[2], texts[3])
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert record.getMessage() == "q-ak=*** " + "x" * 5000
    assert record.c_function == "function"


@pytest.mark.parametrize(
    ("level", "passes"),
    [
        (logging.WARNING, "COS_LOG_WARN"),
        (logging.DEBUG, "COS_LOG_DEBUG"),
        (1000, "COS_LOG_OFF"),
        (0, "COS_LOG_TRACE"),
    ],
)
def test_the_level_is_handed_on_to_the_library(level, passes):
    try:
        cos_c.set_log_level(level)
        assert cos_c.lib.cos_log_level == getattr(cos_c.lib, passes)
    finally:
        cos_c.set_log_level(logging.WARNING)


def test_c_functions_are_there_for_those_who_want_them():
    ffi, lib = cos_c.ffi, cos_c.lib
    with Pool() as pool:
        options = lib.cos_request_options_create(pool.pointer)
        options.config = lib.cos_config_create(pool.pointer)
        assert options.pool == pool.pointer
        text = cos_c.strings.make(pool, "a value")
        assert ffi.string(lib.cos_pstrdup(pool.pointer, text)) == b"a value"


def test_the_sdk_sends_everything_through_our_transport():
    cos_c.initialize()
    assert cos_c.lib.cosc_transport_is_ours()


def test_importing_starts_nothing_in_c():
    program = "import cos_c._library as l, cos_c; print(l._started)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={**os.environ}
    )
    assert done.stdout.strip() == "False"
