"""Where the targets and what they use are found."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("fuzz", "support", "emulator")]
