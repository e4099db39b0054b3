"""Misbehaviour on request: rules that match requests, and what they do to them.

A rule is JSON: what to match, which occurrences, and one action. ``actions`` is the table of what can be
done, ``rule`` one rule in force, ``rules`` all of them, ``bucket`` a bucket whose keys select the answer.
All but ``rules`` are imported when somebody asks for misbehaviour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pycos.emulator.faults.rules import Faults

if TYPE_CHECKING:
    from pycos.emulator.faults.bucket import Selected
    from pycos.emulator.faults.rule import Fault

    Struck = Fault | Selected  # what has a say in how a request is answered

__all__ = ["Faults"]
