"""Which Content-Type a key's ending is sent as."""

from __future__ import annotations

import mimetypes

import pytest

from pycos.keys import _COMMON, content_type_for

TYPES = mimetypes.MimeTypes()  # without the files of this machine
ENCODINGS = {"gzip": "application/gzip", "bzip2": "application/x-bzip2", "xz": "application/x-xz"}


@pytest.mark.parametrize("ending", sorted(_COMMON))
@pytest.mark.parametrize("name", ["a.{}", "a.b.{}", "a.tar.{}", "folder.d/a.{}", "a.gz.{}"])
def test_what_is_known_without_mimetypes_is_what_mimetypes_says(ending: str, name: str) -> None:
    key = name.format(ending)
    kind, encoding = TYPES.guess_type(key)
    assert content_type_for(key) == (kind if encoding is None else ENCODINGS[encoding])


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("a", "application/octet-stream"),
        ("a.unknown", "application/octet-stream"),
        ("a.", "application/octet-stream"),
        (".txt", "application/octet-stream"),
        ("a.txt/b", "application/octet-stream"),
        ("a.TXT", "text/plain"),
        ("a.tar.gz", "application/gzip"),
        ("a.tgz", "application/gzip"),
        ("a.webm", "video/webm"),
        ("a?b.png", "image/png"),
    ],
)
def test_the_ending_decides(key: str, kind: str) -> None:
    assert content_type_for(key) == kind
