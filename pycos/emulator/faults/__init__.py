"""Misbehaviour on request: rules that match requests, and what they do to them.

A rule is JSON: what to match, which occurrences, and one action. ``actions`` is the table of what can be
done, ``rule`` one rule in force, ``rules`` all of them, ``bucket`` a bucket whose keys select the answer.
"""

from __future__ import annotations

from pycos.emulator.faults.actions import ACTIONS, Action, Option
from pycos.emulator.faults.bucket import Selected
from pycos.emulator.faults.rule import Fault
from pycos.emulator.faults.rules import FAULT_HEADER, Faults

Struck = Fault | Selected  # what has a say in how a request is answered

__all__ = ["ACTIONS", "FAULT_HEADER", "Action", "Fault", "Faults", "Option", "Selected", "Struck"]
