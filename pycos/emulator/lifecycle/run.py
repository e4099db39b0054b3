"""Carrying out lifecycle rules, as the service does once a day; here whenever somebody asks for it.

The time is given: with one to come, a program sees today what its rules will do.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pycos.emulator.lifecycle.rules import Rule, coldest, parse
from pycos.emulator.store.model import Bucket, ListedVersion, Object
from pycos.emulator.store.objects import AFTER_ALL_KEYS

if TYPE_CHECKING:
    from pycos.emulator.store.storage import Storage

_PAGE = 1000
_YOUNGEST = -(1 << 63)


@dataclass(slots=True)
class Done:
    """How many objects, versions, markers and uploads something happened to."""

    expired: int = 0
    transitioned: int = 0
    noncurrent_expired: int = 0
    noncurrent_transitioned: int = 0
    markers_removed: int = 0
    uploads_aborted: int = 0


def carry_out(storage: Storage, now: int) -> Done:
    """Do in all buckets what their rules ask for at a time, in milliseconds since 1970."""
    done = Done()
    for bucket in storage.buckets.all():
        document = bucket.configurations.get("lifecycle")
        rules = parse(document) if document else ()
        if rules:
            for versions in _keys(storage, bucket):
                _visit(storage, bucket, rules, versions, now, done)
            _abort(storage, bucket, rules, now, done)
    return done


def _keys(storage: Storage, bucket: Bucket) -> Iterator[list[ListedVersion]]:
    """All versions and markers, those of one key together, the newest first."""
    return (list(group) for _, group in itertools.groupby(_all(storage, bucket), lambda entry: entry.key))


def _all(storage: Storage, bucket: Bucket) -> Iterator[ListedVersion]:
    key, live_after, past_after = b"", _YOUNGEST, _YOUNGEST
    while True:
        page = storage.objects.scan_versions(bucket, key, live_after, past_after, AFTER_ALL_KEYS, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        key, live_after, past_after = page[-1].key.encode(), 0, page[-1].age or _YOUNGEST


def _visit(
    storage: Storage,
    bucket: Bucket,
    rules: tuple[Rule, ...],
    versions: list[ListedVersion],
    now: int,
    done: Done,
) -> None:
    key = versions[0].key
    rules = tuple(rule for rule in rules if key.startswith(rule.prefix))
    if not rules:
        return
    newest = versions[0]
    if newest.age == 0:
        _visit_live(storage, bucket, rules, newest, now, done)
    elif len(versions) == 1 and any(rule.lone_markers for rule in rules):
        done.markers_removed += storage.objects.delete_same(bucket, key, -newest.age, newest.version_id)
    for newer, entry in itertools.pairwise(versions):
        _visit_past(storage, bucket, rules, entry, newer.modified, now, done)


def _visit_live(
    storage: Storage, bucket: Bucket, rules: tuple[Rule, ...], entry: ListedVersion, now: int, done: Done
) -> None:
    found = storage.objects.get(bucket, entry.key)
    if found is None:
        return
    rules = tuple(rule for rule in rules if rule.is_about(found.attributes))
    if any(rule.expiration and rule.expiration.is_due(found.modified, now) for rule in rules):
        done.expired += storage.objects.delete_same(bucket, found.key, found.seq)
        return
    transitions = tuple(when for rule in rules for when in rule.transitions)
    done.transitioned += _move(
        storage, bucket, found, coldest(transitions, found.attributes.storage_class, found.modified, now)
    )


def _visit_past(
    storage: Storage,
    bucket: Bucket,
    rules: tuple[Rule, ...],
    entry: ListedVersion,
    since: int,
    now: int,
    done: Done,
) -> None:
    """A version became a past one when the next was written."""
    found = storage.objects.version(bucket, entry.key, entry.version_id)
    if found is None:
        return
    rules = tuple(rule for rule in rules if rule.is_about(found.attributes))
    if any(rule.past_expiration and rule.past_expiration.is_due(since, now) for rule in rules):
        done.noncurrent_expired += storage.objects.delete_same(bucket, found.key, found.seq, found.version_id)
    elif not found.marker:
        transitions = tuple(when for rule in rules for when in rule.past_transitions)
        storage_class = coldest(transitions, found.attributes.storage_class, since, now)
        done.noncurrent_transitioned += _move(storage, bucket, found, storage_class)


def _move(storage: Storage, bucket: Bucket, found: Object, storage_class: str) -> bool:
    if storage_class == found.attributes.storage_class:
        return False
    storage.objects.set_storage_class(bucket, found, storage_class)
    return True


def _abort(storage: Storage, bucket: Bucket, rules: tuple[Rule, ...], now: int, done: Done) -> None:
    key, after = b"", ""
    while True:
        page = storage.uploads.scan(bucket, key, AFTER_ALL_KEYS, after, _PAGE)
        for upload in page:
            if any(
                rule.abort and upload.key.startswith(rule.prefix) and rule.abort.is_due(upload.initiated, now)
                for rule in rules
            ):
                storage.uploads.abort(upload)
                done.uploads_aborted += 1
        if len(page) < _PAGE:
            return
        key, after = page[-1].key.encode(), page[-1].upload_id
