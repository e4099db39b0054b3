"""`pycos emulator env`: the variables that lead a program to a running server, as a shell takes them."""

from __future__ import annotations

import argparse
import http.client
import json
import re
import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pycos.emulator.environment import s3_variables, variables

_TIMEOUT = 10.0
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SECRET = ("SECRET_ID", "SECRET_KEY", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY")


class NoServer(Exception):
    """There is no server to be found where one was looked for."""


def _sh(name: str, value: str) -> str:
    return f"export {name}={shlex.quote(value)}"


def _fish(name: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"set -gx {name} '{quoted}'"


def _powershell(name: str, value: str) -> str:
    return "$env:{} = '{}'".format(name, value.replace("'", "''"))


def _docker(name: str, value: str) -> str:
    return f"{name}={value}"  # such a file knows no quotes: all up to the end of the line is the value


_LINES: dict[str, Callable[[str, str], str]] = {
    "sh": _sh,
    "fish": _fish,
    "powershell": _powershell,
    "docker": _docker,
}
FORMATS = (*_LINES, "json")


def render(values: dict[str, str], form: str) -> str:
    """The variables in a form that a shell or Docker takes; ValueError when one holds control characters."""
    for name, value in values.items():
        if _CONTROL.search(value):
            raise ValueError(f"the value of {name} holds control characters")
    if form == "json":
        return json.dumps(values, indent=2) + "\n"
    return "".join(_LINES[form](name, value) + "\n" for name, value in values.items())


def hosts(server: dict[str, Any], buckets: Sequence[str]) -> str:
    """Lines for a hosts file: the names that COS has for these buckets, at the address of the server."""
    address = urlsplit(server["endpoint"]).hostname
    region = server["region"]
    names = ["service.cos.myqcloud.com", f"cos.{region}.myqcloud.com"]
    names += [f"{bucket}.cos.{region}.myqcloud.com" for bucket in buckets]
    return "".join(f"{address} {name}\n" for name in names)


def _ask(endpoint: str, path: str, token: str) -> Any:
    parts = urlsplit(endpoint)
    if parts.scheme != "http" or not parts.hostname:
        raise NoServer(f"{endpoint!r} is not the http endpoint of a server")
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_TIMEOUT)
    try:
        connection.request("GET", f"/_emulator/{path}", headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        data = response.read()
    except OSError as error:
        raise NoServer(f"no server answers at {endpoint}: {error}") from None
    finally:
        connection.close()
    if response.status != 200:
        raise NoServer(f"the server at {endpoint} refuses to say how it is reached: {response.status}")
    return json.loads(data)


def _read(text: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    wanted = ("endpoint", "region", "secret_id", "secret_key")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in wanted):
        raise NoServer(f"{where} holds no line that a server printed")
    return found


def _of_folder(data: Path) -> tuple[str, str]:
    """Endpoint and control token of the server that uses a folder."""
    from pycos.emulator.snapshot_command import ADDRESS_FILE

    try:
        found = json.loads((data / ADDRESS_FILE).read_text())
        host, port, token = found["host"], int(found["port"]), str(found["control_token"])
    except (OSError, ValueError, KeyError, TypeError):
        raise NoServer(f"no server runs with {data}") from None
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}", token


def _server(options: argparse.Namespace) -> dict[str, Any]:
    if options.data:
        endpoint, token = _of_folder(options.data)
        return _read(json.dumps(_ask(endpoint, "server", token)), endpoint)
    if options.endpoint:
        found = _ask(options.endpoint, "server", options.token)
        return _read(json.dumps(found), options.endpoint)
    if options.line == "-":
        return _read(sys.stdin.readline(), "standard input")
    return _read(Path(options.line).read_text().partition("\n")[0], options.line)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pycos emulator env",
        description="Print the environment variables that lead any program through a running server.",
        epilog='In a shell: eval "$(pycos emulator env --data DIR --keys)"',
    )
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("line", nargs="?", help="a file with the line that the server printed; - for stdin")
    place.add_argument("--data", type=Path, metavar="DIR", help="the server that runs with this folder")
    place.add_argument("--endpoint", metavar="URL", help="the server at this address; needs --token")
    parser.add_argument("--token", default="", help="its control token")
    parser.add_argument("--format", choices=FORMATS, default="sh", help="default: %(default)s")
    parser.add_argument("--keys", action="store_true", help="also the secret id and key, which are secrets")
    parser.add_argument(
        "--hosts",
        nargs="*",
        metavar="BUCKET",
        help="lines for a hosts file instead, with these buckets; for a server on the ports 80 and 443",
    )
    return parser


def main(argv: Sequence[str]) -> int:
    """Print what was asked for. 1 when there is no server, SystemExit with 2 for wrong arguments."""
    parser = _parser()
    options = parser.parse_args(argv)
    if bool(options.endpoint) != bool(options.token):
        parser.error("--endpoint and --token go together")
    try:
        server = _server(options)
        if options.hosts is not None:
            sys.stdout.write(hosts(server, options.hosts))
            return 0
        named = {name: server[name] for name in ("region", "secret_id", "secret_key")}
        values = variables(endpoint=server["endpoint"], ca_file=server.get("ca_file"), **named)
        values |= s3_variables(endpoint=server["endpoint"], **named)
        if not options.keys:
            values = {name: value for name, value in values.items() if not name.endswith(_SECRET)}
        sys.stdout.write(render(values, options.format))
    except (NoServer, OSError, ValueError) as error:
        sys.stderr.write(f"pycos emulator env: {error}\n")
        return 1
    return 0
