"""What answers say about the day on which a lifecycle rule will end an object."""

from __future__ import annotations

from pycos.emulator.response import Header, http_date
from pycos.emulator.store.model import Bucket, Object


def announced(bucket: Bucket, found: Object) -> tuple[Header, ...]:
    """The x-cos-expiration header of a live object; empty when no rule will ever end it."""
    document = bucket.configurations.get("lifecycle")
    if document is None:
        return ()
    from pycos.emulator.lifecycle.rules import DAY, parse  # for the few buckets that have some

    moments = []
    for rule in parse(document):
        when = rule.expiration
        if when is None or not found.key.startswith(rule.prefix) or not rule.is_about(found.attributes):
            continue
        moment = when.date if when.days is None else found.modified + when.days * DAY
        moments.append((moment or 0, rule.identity))
    if not moments:
        return ()
    moment, identity = min(moments)
    return (("x-cos-expiration", f'expiry-date="{http_date(moment // 1000)}", rule-id="{identity}"'),)
