"""The client's side of the main job, with pycos. One process per step, so that each is measured alone.

    python job_pycos.py upload-tree|download-tree|upload-file|download-file SOURCE TARGET

Endpoint, bucket and credentials come from the environment. Progress bars go to the terminal;
standard output carries JSON lines for the program that runs this one.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import measure

import pycos
import pycos.progress


def say(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


class Announce:
    """Passes progress on to the bar and, as JSON, to the watching program."""

    def __init__(self, title: str) -> None:
        self._bar = pycos.progress.bar(title)

    def __call__(self, progress: pycos.progress.Progress) -> None:
        self._bar(progress)
        say(done=progress.done_parts, total=progress.total_parts or 0)


def main(step: str, source: str, target: str) -> int:
    client = pycos.Client(endpoint=os.environ["DEMO_ENDPOINT"])
    bucket = client.bucket(os.environ["DEMO_BUCKET"])
    checkpoint = Path(os.environ["DEMO_CHECKPOINT"])
    with client:
        if step == "upload-tree":
            result = bucket.upload_dir(source, prefix=target, progress=pycos.progress.bar("upload tree"))
            say(files=result.files, bytes=result.bytes)
        elif step == "download-tree":
            result = bucket.download_dir(source, target, progress=pycos.progress.bar("download tree"))
            say(files=result.files, bytes=result.bytes)
        elif step == "upload-file":
            sent = bucket.upload_file(source, target, checkpoint=checkpoint, progress=Announce("upload file"))
            say(crc64=sent.crc64, parts=sent.total_parts, resumed=sent.resumed_parts)
        else:
            bucket.download_file(source, target, progress=pycos.progress.bar("download file"))
    say(peak_memory=measure.peak_memory())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
