"""Progress: the snapshot that every `progress=` callback is given, and a bar to show it.

    bucket.upload_file("big.bin", "big.bin", progress=pycos.progress.bar())

A `progress=` callback is any callable that takes one `Progress`. It is called about ten times a second and
once more at the end with `finished` set, whatever the end was. An exception it raises cancels the transfer
and is raised by the call. Callbacks of futures (`client.transfers.upload(...)`) run in the transfer manager's
thread: keep them short.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, TextIO

from pycos.sizes import format_size

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Bar", "Progress", "ProgressCallback", "bar"]

# A terminal needs no more than this, and a callback may come for every file of a directory.
_LEAST_SECONDS_BETWEEN_PAINTS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a transfer has come, at one moment."""

    done_bytes: int
    """Bytes moved so far, `resumed_bytes` included. Falls back when a part has to be sent again."""
    total_bytes: int | None = None
    """Bytes there are to move; None while unknown."""
    resumed_bytes: int = 0
    """Bytes that were there already when the transfer began."""
    done_parts: int = 0
    total_parts: int | None = None
    done_files: int = 0
    total_files: int | None = None
    """Files of a directory, as far as it has been looked through; 1 for a file; None for a call on memory."""
    failed_files: int = 0
    retries: int = 0
    """Requests that had to be tried again."""
    seconds: float = 0.0
    """Time since the beginning."""
    name: str = ""
    """The key or the directory."""
    finished: bool = False
    """True in the last call: done, failed or cancelled."""

    @property
    def fraction(self) -> float | None:
        """Between 0 and 1; None while the total is unknown."""
        if self.total_bytes is None:
            return None
        if self.total_bytes <= 0:
            return 1.0 if self.finished else 0.0
        return min(1.0, max(0.0, self.done_bytes / self.total_bytes))

    @property
    def bytes_per_second(self) -> float:
        """The mean rate since the beginning, resumed bytes not counted."""
        moved = self.done_bytes - self.resumed_bytes
        return moved / self.seconds if self.seconds > 0 and moved > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """At the mean rate; None while unknown."""
        rate = self.bytes_per_second
        if self.total_bytes is None or not rate:
            return None
        return max(0.0, (self.total_bytes - self.done_bytes) / rate)


ProgressCallback = Callable[[Progress], object]


class _Painter(Protocol):
    def paint(self, progress: Progress) -> None: ...

    def close(self) -> None: ...


class Bar:
    """A progress bar, made by `bar()`. Call it with a `Progress`; it also is a context manager.

    One bar may be used for one transfer after the other. It ends by itself with the transfer; `close()` ends
    it earlier. Safe to call from any thread.
    """

    def __init__(self, title: str, stream: TextIO, *, shown: bool, use_rich: bool) -> None:
        self._title = title
        self._stream = stream
        self._shown = shown
        self._use_rich = use_rich
        self._lock = threading.Lock()
        self._painter: _Painter | None = None
        self._painted_at = 0.0

    def __call__(self, progress: Progress) -> None:
        if not self._shown:
            return
        with self._lock:
            now = time.monotonic()
            if not progress.finished and now - self._painted_at < _LEAST_SECONDS_BETWEEN_PAINTS:
                return
            self._painted_at = now
            if self._painter is None:
                self._painter = self._make_painter(self._title or progress.name)
            self._painter.paint(progress)
            if progress.finished:
                self._end()

    def close(self) -> None:
        """Leave the terminal as it should be. May be called more than once."""
        with self._lock:
            self._end()

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _make_painter(self, title: str) -> _Painter:
        painter: _Painter = (
            _RichPainter(title, self._stream) if self._use_rich else _LinePainter(title, self._stream)
        )
        # A bar that is never closed must not leave the cursor hidden when the program ends.
        weakref.finalize(self, painter.close)
        return painter

    def _end(self) -> None:
        if self._painter is not None:
            self._painter.close()
            self._painter = None
            self._painted_at = 0.0


def bar(title: str = "", *, stream: TextIO | None = None, force: bool = False, plain: bool = False) -> Bar:
    """A progress bar for `progress=` of any call that moves bytes.

    Drawn with rich when it is installed, else (or with `plain=True`) as one line of text. Goes to `stream`,
    standard error by default. Nothing is drawn when the stream is not a terminal, unless `force=True`.

        bucket.put("report.pdf", Path("report.pdf"), progress=pycos.progress.bar("report"))
    """
    target = sys.stderr if stream is None else stream
    # Asked without importing it: rich is slow to import, and often nothing is drawn at all.
    use_rich = not plain and find_spec("rich") is not None
    return Bar(title, target, shown=force or _is_terminal(target), use_rich=use_rich)


def _is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty() and os.environ.get("TERM") != "dumb"
    except (AttributeError, ValueError):  # no stream at all, or a closed one
        return False


def describe(progress: Progress) -> str:
    """The figures of a progress line, as text."""
    figures: list[str] = []
    fraction = progress.fraction
    if fraction is not None:
        figures.append(f"{fraction:4.0%}")
    figures.append(_amount(progress))
    if progress.total_files is not None and (progress.total_files > 1 or progress.failed_files):
        figures.append(f"{progress.done_files}/{progress.total_files} files")
    if progress.failed_files:
        figures.append(f"{progress.failed_files} failed")
    figures.append(f"{format_size(progress.bytes_per_second)}/s")
    left = progress.seconds_left
    if left is not None and not progress.finished:
        figures.append(f"{_clock(left)} left")
    elif progress.finished:
        figures.append(_clock(progress.seconds))
    return "  ".join(figures)


def _amount(progress: Progress) -> str:
    if progress.total_bytes is None:
        return format_size(progress.done_bytes)
    return f"{format_size(progress.done_bytes)} of {format_size(progress.total_bytes)}"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class _LinePainter:
    """One line, rewritten in place on a terminal; on anything else only the last state, as a whole line."""

    def __init__(self, title: str, stream: TextIO) -> None:
        self._title = title
        self._stream = stream
        self._rewrites = _is_terminal(stream)
        self._last = ""
        self._width = 0

    def paint(self, progress: Progress) -> None:
        self._last = f"{self._title}  {describe(progress)}" if self._title else describe(progress)
        if not self._rewrites:
            return
        import shutil  # loads the compression modules

        columns = shutil.get_terminal_size().columns
        text = self._last[: max(10, columns - 1)]
        self._write("\r" + text.ljust(self._width))
        self._width = len(text)

    def close(self) -> None:
        if not self._last:
            return
        self._write("\n" if self._rewrites else self._last + "\n")
        self._last = ""

    def _write(self, text: str) -> None:
        # A terminal that went away must not end the transfer.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


class _RichPainter:
    def __init__(self, title: str, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bars = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[figures]}", markup=False),
            console=Console(file=stream),
            auto_refresh=False,
        )
        self._bars.start()
        self._task = self._bars.add_task(title, total=None, figures="")

    def paint(self, progress: Progress) -> None:
        total = progress.total_bytes
        if total == 0:  # an empty file is done, not unknown
            total = 1
        self._bars.update(
            self._task,
            completed=total if progress.fraction == 1.0 and total is not None else progress.done_bytes,
            total=total,
            figures=describe(progress),
        )
        with contextlib.suppress(OSError, ValueError):
            self._bars.refresh()

    def close(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._bars.stop()
