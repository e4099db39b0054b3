"""Complete a built wheel with what its libraries ask for: their licences, and that it is under them.

python -m native_build.carried.finish build/carried/prefix WHEEL FOLDER
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def finish(prefix: Path, wheel: Path, out: Path) -> None:
    """Write `wheel` again into the folder `out`, with the licences of `prefix`."""
    with tempfile.TemporaryDirectory() as folder:
        tool = [sys.executable, "-m", "wheel"]
        subprocess.run([*tool, "unpack", "--dest", folder, str(wheel)], check=True, stdout=subprocess.DEVNULL)
        (root,) = Path(folder).iterdir()
        (information,) = root.glob("*.dist-info")
        licences = information / "licenses" / "carried"
        shutil.copytree(prefix / "licences", licences)
        made = json.loads((prefix / "carried.json").read_text())
        metadata = information / "METADATA"
        files = [f"carried/{path.name}" for path in sorted(licences.iterdir())]
        metadata.write_text(with_licences(metadata.read_text(), made["licences"], files))
        for library in root.rglob("*.so"):
            # What the linker was told for the interpreter that built it is not for others.
            subprocess.run(["patchelf", "--remove-rpath", str(library)], check=True)
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
        out.mkdir(parents=True, exist_ok=True)
        command = [*tool, "pack", "--dest-dir", str(out), str(root)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def with_licences(metadata: str, licences: list[str], files: list[str]) -> str:
    """The METADATA of a wheel that is under `licences` as well, with their texts in `files`."""
    head, blank, text = metadata.partition("\n\n")
    lines = []
    for line in head.split("\n"):
        if line.startswith("License-Expression: "):
            lines += [" AND ".join([line, *licences]), *(f"License-File: {file}" for file in files)]
        else:
            lines.append(line)
    return "\n".join(lines) + blank + text


if __name__ == "__main__":
    finish(*map(Path, sys.argv[1:]))
