"""Run one target of emulator_targets.py: coverage-guided by atheris, else by chance alone.

python tests/fuzz/fuzz_emulator.py TARGET FOLDER SECONDS: what is found, and the corpus, is left in FOLDER.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS / "fuzz"), str(TESTS / "support"), str(TESTS / "emulator")]

try:
    import atheris
except ModuleNotFoundError:  # no build of it for this machine
    atheris = None

with atheris.instrument_imports(include=["pycos.emulator"]) if atheris else contextlib.nullcontext():
    import emulator_targets

import hostile_requests  # noqa: E402  not to be instrumented


def words() -> str:
    """What a fuzzer may put in: names and values the server knows."""
    known = [*hostile_requests.header_names(), *hostile_requests.query_names()]
    texts = [name.encode() for name in known] + hostile_requests.TEXTS + hostile_requests.NASTY[:4]
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in text) + '"' for text in texts if 0 < len(text) < 64)
    return "\n".join(lines) + "\n"


def by_chance(run: object, seeds: list[bytes], folder: Path, seconds: float) -> None:
    """Damage the seeds, again and again."""
    chance = random.Random(os.environ.get("FUZZ_SEED", "1"))
    parts = [*hostile_requests.TEXTS, *hostile_requests.NASTY]
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(0, 4)):
            place = chance.randint(0, len(data))
            data[place : place + chance.choice([0, 0, 1, 5])] = chance.choice(
                [chance.randbytes(2), *chance.choices(parts, k=2)]
            )
        count += 1
        try:
            run(bytes(data))  # type: ignore[operator]
        except BaseException:
            (folder / "crash-by-chance").write_bytes(data)
            raise
    print(f"stat::number_of_executed_units: {count}")


def main() -> None:
    """Fuzz one target for some seconds."""
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    target, seeds = emulator_targets.TARGETS[name], emulator_targets.seeds_of(name)

    def run(data: bytes) -> None:
        with contextlib.suppress(*emulator_targets.REFUSED):
            target(data)

    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    if atheris is None:
        by_chance(run, seeds, folder, seconds)
        return
    (folder / "words").write_text(words())
    options = [
        f"-max_total_time={seconds}", "-timeout=20", "-max_len=8192", "-rss_limit_mb=1024",
        "-print_final_stats=1", f"-seed={os.environ.get('FUZZ_SEED', '1')}",
        f"-dict={folder / 'words'}", f"-artifact_prefix={folder}/", str(corpus),
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
