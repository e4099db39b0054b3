"""Progress, the bar, and sizes as text."""

from __future__ import annotations

import io

import pytest

from pycos.progress import Progress, bar
from pycos.sizes import format_size, parse_size


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_figures_follow_from_the_counts() -> None:
    progress = Progress(done_bytes=30, total_bytes=100, resumed_bytes=10, seconds=2)
    assert progress.fraction == 0.3
    assert progress.bytes_per_second == 10
    assert progress.seconds_left == 7


def test_what_is_unknown_is_none() -> None:
    progress = Progress(done_bytes=30)
    assert progress.fraction is None
    assert progress.seconds_left is None
    assert Progress(done_bytes=0, total_bytes=0, finished=True).fraction == 1.0


def test_nothing_is_drawn_where_nobody_looks() -> None:
    stream = io.StringIO()
    show = bar("title", stream=stream)
    show(Progress(done_bytes=1, total_bytes=1, finished=True))
    assert stream.getvalue() == ""


@pytest.mark.parametrize("plain", [True, False])
def test_a_forced_bar_says_in_the_end_what_was_done(plain: bool) -> None:
    stream = io.StringIO()
    show = bar("title", stream=stream, force=True, plain=plain)
    show(Progress(done_bytes=512, total_bytes=1024, seconds=1))
    show(Progress(done_bytes=1024, total_bytes=1024, seconds=2, finished=True))
    assert "title" in stream.getvalue()
    assert "100%" in stream.getvalue()
    assert stream.getvalue().endswith("\n")


def test_on_a_terminal_the_line_is_rewritten_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    show = bar("up", stream=stream, plain=True)
    show(Progress(done_bytes=0, total_bytes=10))
    show(Progress(done_bytes=10, total_bytes=10, finished=True))
    assert stream.getvalue().count("\r") == 2
    assert stream.getvalue().count("\n") == 1


def test_a_terminal_that_went_away_does_not_matter() -> None:
    stream = io.StringIO()
    show = bar(stream=stream, force=True, plain=True)
    show(Progress(done_bytes=1))
    stream.close()
    show(Progress(done_bytes=1, finished=True))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("16MiB", 16 << 20),
        ("1.5k", 1536),
        ("10 MB", 10_000_000),
        ("7", 7),
        (7, 7),
        ("2g", 2 << 30),
        ("1 B", 1),
    ],
)
def test_a_size_is_read(text: int | str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "MiB", "-1", "1.2.3", "5 parsecs", "１", -1, "9999999 TiB"])
def test_what_is_no_size_is_refused(text: int | str) -> None:
    with pytest.raises(ValueError, match="size"):
        parse_size(text)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 40, "5.0 TiB"), (1 << 50, "1024.0 TiB")],
)
def test_a_size_is_written_for_people(size: int, text: str) -> None:
    assert format_size(size) == text
