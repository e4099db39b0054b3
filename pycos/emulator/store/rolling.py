"""The names of a listing with a delimiter: keys that stand for themselves, and common prefixes.

One query makes the whole walk: from each key it seeks the next one in the index, behind the whole group when
the key belongs to one. So a page costs a thousand seeks, however many keys its prefixes stand for.
"""

from __future__ import annotations

from pycos.emulator.store.model import Bucket, Listed
from pycos.emulator.store.sqlite import Database

# 0xff is in no UTF-8 text: a group and that byte is behind all keys of the group.
_WALK = """
WITH RECURSIVE walk (key) AS (
    SELECT * FROM (
        SELECT key FROM object WHERE bucket = :bucket AND live = 1 AND key >= :low AND key < :high
        ORDER BY key LIMIT 1
    )
    UNION ALL
    SELECT (
        SELECT key FROM object WHERE bucket = :bucket AND live = 1 AND key < :high AND key >
            CASE instr(substr(walk.key, :behind), :delimiter)
            WHEN 0 THEN walk.key
            ELSE CAST(
                substr(walk.key, 1, instr(substr(walk.key, :behind), :delimiter) + :rest) || x'ff' AS BLOB
            ) END
        ORDER BY key LIMIT 1
    ) FROM walk WHERE walk.key IS NOT NULL LIMIT :most
)
SELECT walk.key, object.size, object.etag, object.modified, object.storage_class
FROM walk LEFT JOIN object
    ON instr(substr(walk.key, :behind), :delimiter) = 0
    AND object.bucket = :bucket AND object.live = 1 AND object.key = walk.key AND object.age = 0
WHERE walk.key IS NOT NULL
"""


def walk(
    database: Database, bucket: Bucket, low: bytes, high: bytes, prefix: str, delimiter: str, limit: int
) -> list[tuple[str, Listed | None]]:
    """At most ``limit`` names with low <= name < high, in order: (key, object) or (common prefix, None)."""
    size, mark = len(prefix.encode()), delimiter.encode()
    rows = database.rows(
        _WALK,
        {
            "bucket": bucket.number,
            "low": low,
            "high": high,
            "delimiter": mark,
            "behind": size + 1,
            "rest": size + len(mark) - 1,
            "most": limit,
        },
    )
    names: list[tuple[str, Listed | None]] = []
    for key, *columns in rows:
        at = key.find(mark, size)
        if at < 0:
            name = key.decode()
            names.append((name, Listed(name, *columns)))
        else:
            names.append((key[: at + len(mark)].decode(), None))
    return names
