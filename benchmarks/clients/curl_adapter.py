"""The curl command: unsigned, unverified, its whole process measured."""

from __future__ import annotations

import subprocess

from benchmarks.clients.contract import OneCommand


class CurlAdapter(OneCommand):
    """Files only."""

    settings = "defaults; does not sign"

    def _run(self, key: str, *arguments: str) -> None:
        trust = ["--cacert", self.place.ca_file] if self.place.ca_file else []
        url = f"{self.place.endpoint}/{self.place.bucket}/{key}"
        subprocess.run(["curl", "-sS", "--fail", *trust, *arguments, url], check=True, capture_output=True)

    def get_file(self, key: str, path: str, size: int) -> None:
        """curl -o"""
        self._run(key, "-o", path)

    def put_file(self, key: str, path: str) -> None:
        """curl -T"""
        self._run(key, "-T", path, "-H", "Expect:")
