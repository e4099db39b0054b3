"""Every code block of the README and of docs/ runs, against the local server, page by page.

`python` blocks of a page share one namespace; of a `console` block the lines behind `$ ` are typed into
bash, all of a page into one folder. Other fences (`text`, `c`, `json` …) are not code to run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELLS = {"console", "bash", "sh"}


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    text: str


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 2, match[1], match[2])
        for match in FENCE.finditer(text)
        if match[1] == "python" or match[1] in SHELLS
    ]


PAGES_WITH_CODE = [page for page in PAGES if blocks_of(page)]


def shell_script(block: Block) -> str:
    if block.language != "console":
        return block.text
    typed: list[str] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            typed.append(line[2:])
        elif typed and typed[-1].endswith("\\"):
            typed.append(line)
    return "\n".join(typed)


def seed_folder(folder: Path) -> None:
    """The files the pages speak of."""
    site = folder / "site"
    (site / "css").mkdir(parents=True)
    (site / "index.html").write_text("<h1>hello</h1>\n")
    (site / "css" / "main.css").write_text("h1 { color: teal }\n")
    (site / "draft.tmp").write_text("not for upload\n")
    (folder / "report.pdf").write_bytes(b"%PDF-1.4\n" * 1000)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("page", PAGES_WITH_CODE, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_code_block_of_the_page_runs(
    page: Path, emulator: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COS_ENDPOINT", f"http://localhost:{emulator.port}")
    monkeypatch.setenv("COS_SECRET_ID", emulator.secret_id)
    monkeypatch.setenv("COS_SECRET_KEY", emulator.secret_key)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks_of(page):
        where = f"{page.relative_to(ROOT)}:{block.line}"
        if block.language == "python":
            # Blank lines in front keep the line numbers of a traceback those of the page.
            exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), namespace)
        else:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", shell_script(block)],
                capture_output=True,
                text=True,
                timeout=90,
            )
            assert done.returncode == 0, f"{where}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}"


def test_there_are_blocks_to_run() -> None:
    assert ROOT / "README.md" in PAGES_WITH_CODE
