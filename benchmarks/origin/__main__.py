"""Serve by hand: ``python -m benchmarks.origin``."""

from __future__ import annotations

import argparse
import json
import signal
import threading

from benchmarks.origin import BUCKET, SIZES, Origin


def main() -> None:
    """Start, say where, serve until interrupted."""
    parser = argparse.ArgumentParser(description="an origin that keeps nothing, for benchmarks")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="bytes of each obj/BYTES")
    parser.add_argument("--pages", type=int, default=20, help="pages of the listing, 1,000 keys each")
    parser.add_argument("--core", type=int, default=None, help="the CPU to stay on; by default the last")
    arguments = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    core = "last" if arguments.core is None else arguments.core
    with Origin(sizes=arguments.sizes, pages=arguments.pages, core=core) as origin:
        said = {
            "endpoint": origin.endpoint,
            "https_endpoint": origin.https_endpoint,
            "ca_file": origin.ca_file,
            "bucket": BUCKET,
            "pid": origin.pid,
        }
        print(json.dumps(said), flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
