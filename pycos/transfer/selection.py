"""Which files of a directory are meant: `include=` and `exclude=`."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

from pycos.errors import InvalidArgument


class Selection:
    """Patterns over relative paths with `/`, in the manner of the shell: `*`, `?`, `[abc]`, upper and lower
    case differ.

    A pattern without `/` is compared with the last component (`*.tmp`); one with `/` with the whole relative
    path, where `*` also matches `/` (`drafts/*`); one that ends in `/` names folders at any depth (`.git/`).
    Without `include` everything is meant; `exclude` wins.
    """

    def __init__(
        self, include: Iterable[str] | str | None = None, exclude: Iterable[str] | str | None = None
    ) -> None:
        self._include = [_Pattern(text) for text in _texts("include", include)]
        self._exclude = [_Pattern(text) for text in _texts("exclude", exclude)]

    def wants(self, relative: str) -> bool:
        """Whether the file of this relative path is meant."""
        if any(pattern.matches(relative) for pattern in self._exclude):
            return False
        return not self._include or any(pattern.matches(relative) for pattern in self._include)

    def enters(self, folder: str) -> bool:
        """Whether anything below this folder can be meant: what is excluded whole need not be read."""
        return not any(pattern.of_folder and pattern.matches(folder + "/") for pattern in self._exclude)


class _Pattern:
    def __init__(self, text: str) -> None:
        self.of_folder = text.endswith("/")
        body = text.strip("/")
        glob = fnmatch.translate(body).removesuffix(r"\Z").removesuffix(r"\z")
        if self.of_folder:
            self._regex = re.compile(("" if "/" in body else "(?:.*/)?") + glob + "/.*", re.DOTALL)
        elif "/" in body:
            self._regex = re.compile(glob, re.DOTALL)
        else:
            self._regex = re.compile("(?:.*/)?" + fnmatch_component(body), re.DOTALL)

    def matches(self, relative: str) -> bool:
        return self._regex.fullmatch(relative) is not None


def fnmatch_component(glob: str) -> str:
    """The glob as a regular expression whose wildcards stay within one component."""
    translated = fnmatch.translate(glob).removesuffix(r"\Z").removesuffix(r"\z")
    return f"(?=[^/]*$){translated}"


def _texts(name: str, patterns: Iterable[str] | str | None) -> list[str]:
    if patterns is None:
        return []
    texts = [patterns] if isinstance(patterns, str) else list(patterns)
    for text in texts:
        if not isinstance(text, str) or not text.strip("/"):
            raise InvalidArgument(f"{name}: {text!r} is not a pattern")
    return texts
