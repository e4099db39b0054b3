"""The C examples of bucket configurations, access rights, tags and archives."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pycos import Bucket, Client
from pycos.emulator import Emulator

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def answered(faults: Emulator, bucket: Bucket) -> Any:
    """What the server was asked about the bucket after it was made, and what it answered."""

    def requests() -> list[tuple[str, int]]:
        found = [entry for entry in faults.requests() if entry["bucket"] == bucket.name]
        return [(entry["operation"], entry["status"]) for entry in found if entry["operation"] != "PutBucket"]

    return requests


def test_cors_sets_reads_and_removes_rules(run: Any, answered: Any) -> None:
    done = run("cors")
    assert "shop: PUT from https://shop.example.com for 600 s" in done.stdout
    assert "anybody: GET from * for" in done.stdout
    assert "then: 404 NoSuchCORSConfiguration" in done.stdout
    assert answered() == [
        ("PutBucketCors", 200),
        ("GetBucketCors", 200),
        ("DeleteBucketCors", 204),
        ("GetBucketCors", 404),
    ]


def test_lifecycle_sets_reads_and_removes_rules(run: Any, answered: Any) -> None:
    done = run("lifecycle")
    assert 'logs (Enabled) "logs/": STANDARD_IA after 30 days, gone after 365 days\n' in done.stdout
    assert 'unfinished (Enabled) "": uploads given up after 7 days\n' in done.stdout
    assert "then: 404 NoSuchLifecycleConfiguration" in done.stdout
    assert [status for _, status in answered()] == [200, 200, 204, 404]


def test_versioning_is_enabled_and_suspended(run: Any, answered: Any) -> None:
    done = run("versioning")
    assert "versioning is Enabled\n" in done.stdout
    assert "versioning is Suspended\n" in done.stdout
    put, get = ("PutBucketVersioning", 200), ("GetBucketVersioning", 200)
    assert answered() == [get, put, get, put, get]


def test_replication_sets_reads_and_removes_rules(run: Any, client: Client, bucket: Bucket) -> None:
    target = bucket.name.replace("test-", "copy-")
    client.create_bucket(target)
    run("versioning", COS_BUCKET=target)
    done = run("replication", "ap-guangzhou", target)
    assert "in the name of qcs::cam::uin/100000000001:uin/100000000001" in done.stdout
    copied = f'everything-below-docs: "docs/" to qcs::cos:ap-guangzhou::{target} as STANDARD_IA'
    assert copied in done.stdout
    assert "then: 404 ReplicationConfigurationNotFoundError" in done.stdout


def test_logging_is_set_and_ended(run: Any, client: Client, bucket: Bucket) -> None:
    target = bucket.name.replace("test-", "logs-")
    client.create_bucket(target)
    done = run("logging", target)
    assert f"logs go to {target} below access-logs/" in done.stdout


def test_tagging_tags_bucket_and_object(run: Any, bucket: Bucket) -> None:
    done = run("tagging")
    assert "bucket has team = imaging\n" in done.stdout
    assert "bucket has cost centre = R and D: 4711\n" in done.stdout
    assert "then: 404 NoSuchTagSet" in done.stdout
    assert "object has state = draft\n" in done.stdout
    assert [entry.key for entry in bucket.objects()] == ["tagging/object.txt"]


def test_website_sets_reads_and_removes_a_site(run: Any) -> None:
    done = run("website")
    assert "index index.html, errors error.html, by https" in done.stdout
    assert 'for "404" go to "missing.html"' in done.stdout
    assert 'for "docs/" go to "manual/"' in done.stdout
    assert "then: 404 NoSuchWebsiteConfiguration" in done.stdout


def test_inventory_makes_reads_lists_and_deletes_jobs(run: Any, bucket: Bucket) -> None:
    done = run("inventory", "ap-guangzhou", bucket.name)
    target = f"qcs::cos:ap-guangzhou::{bucket.name}"
    assert f'daily: Daily of "photos/" as CSV to {target}, encryption 1, with' in done.stdout
    assert {"Size", "LastModifiedDate", "StorageClass", "ETag"} <= set(done.stdout.split())
    assert re.findall(r"^job (.*)$", done.stdout, re.MULTILINE) == ["daily", "other"]


def test_custom_domain_is_set_and_read(run: Any) -> None:
    done = run("custom_domain", "files.example.com")
    assert "files.example.com is ENABLED, for REST" in done.stdout


def test_acl_gives_an_account_rights(run: Any, bucket: Bucket, emulator: Emulator) -> None:
    done = run("acl", "100000000002")
    whom = "CanonicalUser qcs::cam::uin/100000000002:uin/100000000002"
    assert f"bucket: READ for {whom}" in done.stdout
    assert f"object: FULL_CONTROL for {whom}" in done.stdout
    assert re.search(r"^object: READ for Group \S+/AllUsers$", done.stdout, re.MULTILINE)
    with Client(endpoint=f"http://localhost:{emulator.port}", anonymous=True) as nobody:
        assert nobody.bucket(bucket.name).get("acl/object.txt").read() == b"for some"


def test_referer_is_set_and_switched_off(run: Any) -> None:
    done = run("referer")
    assert "White-List Enabled, without a referer: Allow" in done.stdout
    assert "White-List Disabled, without a referer: Allow" in done.stdout
    assert "domain *.example.com\n" in done.stdout
    assert "domain 192.168.1.2:8080\n" in done.stdout


def test_intelligent_tiering_is_set_and_read(run: Any) -> None:
    assert "tiering is Enabled after 30 days" in run("intelligent_tiering").stdout


def test_restore_brings_an_archived_object_back(run: Any, bucket: Bucket) -> None:
    done = run("restore")
    assert "not readable yet: 403 InvalidObjectState" in done.stdout
    assert "restore: 202" in done.stdout
    assert bucket.head("restore/archived.txt").storage_class == "ARCHIVE"
