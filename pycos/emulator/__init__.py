"""A COS-compatible server for one machine: for tests, for development, and to run COS clients offline.

It shares no code with the client in this package, so that each checks the other. From a shell:
``python -m pycos.emulator --data DIR``; in a program: ``with Emulator() as emulator: emulator.endpoint``.
Needs the extra ``pycos[emulator]``.
"""

from __future__ import annotations

from pycos.emulator.process import ControlError, Emulator

__all__ = ["ControlError", "Emulator"]
