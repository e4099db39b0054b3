"""The `pycos` command. Needs the extra `cli` (typer, rich)."""

from __future__ import annotations

import sys

# Also without the extra, `pycos` has to say what is missing, so nothing here imports it.
_USAGE = 2


def main() -> None:
    """Entry point of the `pycos` command; ends the process with one of the documented exit codes."""
    try:
        import rich  # noqa: F401
        import typer  # noqa: F401
    except ImportError as error:
        print(f"pycos: the command needs {error.name}: pip install 'pycos[cli]'", file=sys.stderr)
        raise SystemExit(_USAGE) from None
    from pycos.cli.app import run

    raise SystemExit(run(sys.argv[1:]))
