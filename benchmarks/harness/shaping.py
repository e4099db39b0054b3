"""Whether the kernel can shape a network by itself, found by trying it in a network namespace of our own."""

from __future__ import annotations

import shutil
import subprocess

TRY = (
    "ip link add name bench0 type veth peer name bench1 && ip link set bench0 up && "
    "tc qdisc add dev bench0 root netem delay 20ms rate 1gbit"
)


def shaping() -> str:
    """A sentence for the page."""
    if any(shutil.which(name) is None for name in ("unshare", "ip", "tc")):
        return "this machine has no `unshare`, `ip` and `tc`"
    done = subprocess.run(["unshare", "-n", "sh", "-c", TRY], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return "would work on this machine too"
    said = " ".join(done.stderr.split())
    return f"is refused by this machine (`{said}`)"
