"""What a larger machine should reach: the measured CPU cost, its own network, and what COS allows.

An upper bound by division, not a measurement: it takes cores as independent, the cost of a byte or a call as
what it is here, and the network as having no latency (many requests in flight hide it).
"""

from __future__ import annotations

from dataclasses import dataclass

GIB = 1 << 30
GBIT = 1e9 / 8

#: What Tencent publishes for COS ("Specifications and limits", cloud.tencent.com/document/product/436/14518,
#: as of December 2025): for a bucket in mainland China, and for an account in one of its regions.
READ_RATE = 30_000  # requests a second; 3,000 elsewhere
WRITE_RATE = 30_000
LIST_RATE = 1_000
BANDWIDTH = 15.0  # Gbit/s; 10 elsewhere
KEYS_PER_PAGE = 1_000


@dataclass(frozen=True)
class Limit:
    """One thing that bounds a rate."""

    name: str
    rate: float


@dataclass(frozen=True)
class Projection:
    """A kind of work on the larger machine. rate: in `unit`, bounded by the first of `limits`."""

    work: str
    unit: str
    limits: tuple[Limit, ...]
    cores_used: float
    one_process: float | None = None  # rate of one process, where the GIL or one thread bounds it

    @property
    def first(self) -> Limit:
        """What comes first."""
        return min(self.limits, key=lambda limit: limit.rate)


def bulk(work: str, cpu_per_gib: float, *, cores: int = 32, gbit: float = 10.0) -> Projection:
    """Large objects: GiB/s."""
    limits = (
        Limit(f"network, {gbit:g} Gbit/s", gbit * GBIT / GIB),
        Limit(f"COS, {BANDWIDTH:g} Gbit/s for an account in a region", BANDWIDTH * GBIT / GIB),
        Limit(f"CPU, {cores} cores", cores / cpu_per_gib),
    )
    rate = min(limit.rate for limit in limits)
    return Projection(work, "GiB/s", limits, rate * cpu_per_gib)


def calls(
    work: str,
    cpu_per_call: float,
    size: int,
    quota: float,
    *,
    keys: int = 1,
    one_process: float | None = None,
    cores: int = 32,
    gbit: float = 10.0,
) -> Projection:
    """Calls a second. size: bytes of one call on the wire; keys: results of one call that cost CPU each."""
    limits = (
        Limit(f"network, {gbit:g} Gbit/s", gbit * GBIT / size * keys),
        Limit(f"COS, {quota:,.0f} requests a second for a bucket", quota * keys),
        Limit(f"CPU, {cores} cores", cores / cpu_per_call),
    )
    rate = min(limit.rate for limit in limits)
    return Projection(work, "a second", limits, rate * cpu_per_call, one_process)
