"""pycos.testing in programs that are not pytest."""

from __future__ import annotations

import os
import subprocess
import sys
import unittest

import pytest

from pycos import NoSuchBucket, testing
from pycos.emulator import Emulator


def test_the_server_a_client_and_a_bucket_in_one_with_statement() -> None:
    with (
        testing.Emulator(https=False) as emulator,
        testing.client(emulator, read_timeout=20) as client,
        testing.new_bucket(client, "photos") as bucket,
    ):
        assert bucket.name.startswith("photos-")
        bucket.put("k", b"data")
        assert bucket.get("k").read() == b"data"
        assert [found.name for found in client.buckets()] == [bucket.name]
        assert client.settings.read_timeout == 20


def test_a_bucket_goes_with_all_that_is_in_it(emulator: Emulator) -> None:
    with testing.client(emulator) as client:
        with testing.new_bucket(client) as bucket:
            for number in range(3):
                bucket.put(f"k{number}", b"")
            bucket.initiate_multipart("unfinished")
        with pytest.raises(NoSuchBucket):
            bucket.put("k", b"")


def test_a_bucket_with_versions_goes_too(emulator: Emulator) -> None:
    with testing.client(emulator) as client:
        with testing.new_bucket(client) as bucket:
            body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            client.request("PUT", bucket=bucket.name, params={"versioning": ""}, body=body)
            for _ in range(2):
                bucket.put("k", b"")
            bucket.delete("k")
        with pytest.raises(NoSuchBucket):
            bucket.put("k", b"")


def test_the_environment_of_a_program_leads_it_to_the_server(emulator: Emulator) -> None:
    program = (
        "import pycos, os\n"
        "client = pycos.Client(region=os.environ['COS_REGION'], proxy=os.environ['HTTPS_PROXY'],\n"
        "                      ca_file=os.environ['SSL_CERT_FILE'])\n"
        "client.create_bucket('from-outside-1250000000').put('k', b'')\n"
        "client.bucket('from-outside-1250000000').delete('k')\n"
        "client.delete_bucket('from-outside-1250000000')\n"
    )
    emulator.clear_requests()
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **testing.environment(emulator)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert emulator.counters()["PutBucket"] == {"200": 1}


def test_the_environment_without_https_names_no_certificates() -> None:
    with testing.Emulator(https=False) as emulator:
        assert "SSL_CERT_FILE" not in testing.environment(emulator)


def test_unittest_can_share_a_server_between_its_tests() -> None:
    class WithServer(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            cls.emulator = testing.Emulator(https=False)
            cls.emulator.start()
            cls.addClassCleanup(cls.emulator.stop)

        def test_put(self) -> None:
            with testing.client(self.emulator) as client, testing.new_bucket(client) as bucket:
                bucket.put("k", b"data")

    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromTestCase(WithServer).run(result)
    assert (result.testsRun, result.failures, result.errors) == (1, [], [])


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert testing.missing() == ""
    monkeypatch.setattr(testing, "_NEEDED", ("httptools", "no_such_module_at_all"))
    assert testing.missing() == "the emulator needs no_such_module_at_all: pip install 'pycos[emulator]'"
