"""`pycos emulator`: the local server."""

from __future__ import annotations

import sys

from pycos.cli.exit_codes import USAGE


def run_emulator(arguments: list[str]) -> int:
    """Run the local server with its own arguments. It prints one JSON line when it is ready."""
    try:
        from pycos.emulator.__main__ import main
    except ImportError as error:
        print(f"pycos: the emulator needs {error.name}: pip install 'pycos[emulator]'", file=sys.stderr)
        return USAGE
    return main(arguments) or 0
