"""The command line put together: commands, `--version`, usage errors."""

from __future__ import annotations

from typing import Annotated

import typer

from pycos.cli.buckets import mb, rb
from pycos.cli.cat import cat
from pycos.cli.cp import cp
from pycos.cli.doctor import doctor
from pycos.cli.emulator import run_emulator
from pycos.cli.exit_codes import INTERRUPTED, USAGE
from pycos.cli.ls import ls
from pycos.cli.output import Output
from pycos.cli.presign import presign
from pycos.cli.rm import rm
from pycos.errors import InvalidArgument

app = typer.Typer(name="pycos", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
for command in (ls, cp, rm, cat, mb, rb, presign, doctor):
    app.command(command.__name__)(command)


@app.command("emulator", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
def emulator(context: typer.Context) -> None:
    """Run a local server that speaks COS; `pycos emulator --help` for its options."""
    raise typer.Exit(run_emulator(list(context.args)))


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True)
    ] = False,
) -> None:
    """Tencent Cloud Object Storage from the shell. Credentials: COS_SECRET_ID and COS_SECRET_KEY."""
    if version:
        import pycos

        print(f"pycos {pycos.__version__}")
        raise typer.Exit(0)


def run(arguments: list[str]) -> int:
    """Run the command line and return the exit code."""
    if arguments[:1] == ["emulator"]:
        # Its options, --help included, are its own.
        return run_emulator(arguments[1:])
    try:
        code = app(args=arguments, prog_name="pycos", standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        # typer's usage errors: one line, like all others. Anything else is a bug and shows its traceback.
        if not hasattr(error, "format_message"):
            raise
        text = error.format_message().strip()
        if text:  # without a command there is none: the help has been shown
            Output(as_json="--json" in arguments).error(InvalidArgument(text))
        return USAGE
    return code if isinstance(code, int) else 0
