"""The command line of the server: ``python -m pycos.emulator --data DIR``."""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import json
import logging
import os
import re
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pycos.emulator.signature import Credential

DEFAULT_ID = "AKIDEMULATOR0000000000000000000000"
DEFAULT_KEY = "emulator-secret-key-not-a-secret"
CREDENTIAL_VARIABLE = "COS_EMULATOR_CREDENTIAL"  # arguments can be read by everybody on the machine

_BUCKET = re.compile(r"([a-z0-9][a-z0-9-]*-\d{4,})(?:@([a-z0-9-]+))?")
_ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  the ready line names an address to connect to
_SIGNALS = {signal.SIGTERM, signal.SIGINT}
# How many more objects than before, and collections of the younger ones, there are until the next collection.
# Each request leaves some ten behind, in the journal and among the objects written last, and hardly a cycle.
_COLLECTIONS = (10_000, 20, 50)


def _credential(text: str) -> Credential:
    from pycos.emulator.signature import Credential

    secret_id, _, rest = text.partition(":")
    key, _, rest = rest.partition(":")
    token, _, expiry = rest.partition(":")
    if not secret_id or not key or (expiry and not expiry.isdecimal()):
        # The text itself must not be repeated: it holds a key.
        raise argparse.ArgumentTypeError("a credential is id:key[:token[:expiry in Unix seconds]]")
    return Credential(secret_id, key, token or None, int(expiry) if expiry else None)


def _user(text: str) -> Credential:
    from pycos.emulator.access.accounts import from_document
    from pycos.emulator.application import OWNER_ACCOUNT

    text, _, file = text.partition("=")
    secret_id, _, rest = text.partition(":")
    key, _, who = rest.partition(":")
    user, _, account = who.partition("@")
    document = {"secret_id": secret_id, "secret_key": key, "user": user, "account": account}
    try:
        if not user:
            raise ValueError("a user is id:key:uin[@account][=file with a policy]")
        if file:
            document["policy"] = Path(file).read_text(encoding="utf-8")
        return from_document(document, OWNER_ACCOUNT)
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _bucket(text: str) -> tuple[str, str]:
    found = _BUCKET.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not name-appid[@region]")
    return found[1], found[2] or ""


def _bucket_name(text: str) -> str:
    if not _BUCKET.fullmatch(text) or "@" in text:
        raise argparse.ArgumentTypeError(f"{text!r} is not name-appid")
    return text


def _domain(text: str) -> tuple[str, str]:
    name, _, bucket = text.partition("=")
    if not name or not _BUCKET.fullmatch(bucket):
        raise argparse.ArgumentTypeError(f"{text!r} is not host=name-appid")
    return name.lower(), bucket


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:  # false for a NaN too
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pycos emulator",
        description="A COS-compatible server for this machine. Prints one line of JSON when it is ready.",
        epilog="pycos emulator env prints the variables that lead programs to it; see its --help.",
    )
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--data", type=Path, metavar="DIR", help="keep everything in this folder")
    place.add_argument("--memory", action="store_true", help="keep everything in memory")
    parser.add_argument(
        "--durability",
        choices=("none", "normal", "full"),
        default="normal",
        help="what an acknowledged write outlives: a kill of the server (none, normal), or with full the"
        " loss of power too (default: %(default)s)",
    )
    parser.add_argument(
        "--etag",
        choices=("md5", "fast"),
        default="md5",
        help="fast makes ETags of CRC64 and size, which are no MD5 (default: %(default)s)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (default: %(default)s)")
    parser.add_argument(
        "--allow-remote",
        action="store_true",
        help="let --host be any address, such as 0.0.0.0: with keys of your own, or new ones for this run",
    )
    parser.add_argument("--port", type=int, default=0, help="port for http; 0 takes a free one")
    tls = parser.add_mutually_exclusive_group()
    tls.add_argument("--https-port", type=int, default=0, metavar="PORT", help="port for https")
    tls.add_argument("--no-https", action="store_true", help="no https, and no CONNECT to port 443")
    parser.add_argument(
        "--credential",
        type=_credential,
        action="append",
        default=[],
        metavar="ID:KEY[:TOKEN[:EXPIRY]]",
        help="keys the server knows, in place of the default pair (may be repeated);"
        f" or the variable {CREDENTIAL_VARIABLE}",
    )
    parser.add_argument(
        "--user",
        type=_user,
        action="append",
        default=[],
        metavar="ID:KEY:UIN[@ACCOUNT][=POLICY]",
        help="keys of a user of the owner's or of another account, with a file that says what it may do"
        " (may be repeated)",
    )
    parser.add_argument(
        "--bucket",
        type=_bucket,
        action="append",
        default=[],
        metavar="NAME[@REGION]",
        help="a bucket to make at the start (may be repeated)",
    )
    parser.add_argument(
        "--domain",
        type=_domain,
        action="append",
        default=[],
        metavar="HOST=BUCKET",
        help="a custom domain that stands for a bucket (may be repeated)",
    )
    parser.add_argument("--region", default="ap-guangzhou", help="region where none is named")
    parser.add_argument(
        "--min-part-size",
        type=int,
        default=1 << 20,
        metavar="BYTES",
        help="smallest part but the last (default: %(default)s, as in COS)",
    )
    parser.add_argument(
        "--restore-seconds",
        type=int,
        default=60,
        metavar="N",
        help="how long an archived object takes to be restored (default: %(default)s)",
    )
    parser.add_argument(
        "--enforce-traffic-limit",
        action="store_true",
        help="make requests with x-cos-traffic-limit as slow as they ask to be; without, it is only checked",
    )
    parser.add_argument(
        "--patience",
        type=_seconds,
        default=75.0,
        metavar="SECONDS",
        help="how long a client may let the server wait: between requests, for a head, in one read or write, "
        "and how late a body may be at 1 KiB a second (default: %(default)g)",
    )
    parser.add_argument(
        "--seed",
        type=Path,
        metavar="FILE",
        help="what to begin with, in JSON: buckets, objects, versions, uploads, credentials",
    )
    parser.add_argument(
        "--faults", type=Path, metavar="FILE", help="rules of misbehaviour to begin with: a JSON list"
    )
    parser.add_argument(
        "--fault-header",
        action="store_true",
        help="a request may bring a rule for itself in the header x-emulator-fault",
    )
    parser.add_argument(
        "--fault-bucket",
        type=_bucket_name,
        action="append",
        default=[],
        metavar="NAME",
        help="a bucket whose keys select the answer: 503, 500r, 500l, timeout, shutdown (may be repeated)",
    )
    parser.add_argument("--log", choices=("debug", "info", "warning", "error"), default="warning")
    parser.add_argument("--until-eof", action="store_true", help="also end when standard input ends")
    return parser


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the server until SIGTERM or SIGINT.

    0 after an orderly end, 1 when it could not start. SystemExit with 2 for wrong arguments.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["env"]:
        from pycos.emulator import exports

        return exports.main(arguments[1:])
    if arguments and arguments[0] in ("snapshot", "restore"):
        from pycos.emulator import snapshot_command

        return snapshot_command.main(arguments[0], arguments[1:])
    options = _parser().parse_args(arguments)
    try:
        import cryptography  # noqa: F401
        import fastcrc  # noqa: F401
        import httptools  # noqa: F401
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}; the emulator needs: pip install 'pycos[emulator]'\n")
        return 1
    logging.basicConfig(
        level=options.log.upper(), stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s"
    )
    _take_long_turns()
    gc.set_threshold(*_COLLECTIONS)
    gc.disable()  # what a start makes stays: a collection would look at all of it and find nothing
    # All threads inherit the mask, so that these signals come to sigwait and nowhere else.
    previous = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        with contextlib.ExitStack() as stack:
            try:
                line = _start(options, stack)
            except (OSError, ValueError) as error:
                sys.stderr.write(f"the emulator cannot start: {_reason(options, error)}\n")
                return 1
            gc.freeze()  # nor does any later collection have to look at it
            gc.enable()
            if options.until_eof:
                threading.Thread(target=_end_with_input, daemon=True).start()
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
            signal.sigwait(_SIGNALS)
        return 0
    finally:
        gc.enable()
        signal.pthread_sigmask(signal.SIG_SETMASK, previous)


def _take_long_turns() -> None:
    """Let no thread of this process interrupt another one just because it woke up.

    Each waits for the interpreter of the other anyway: a turn cut short is two changes of thread for nothing.
    """
    if hasattr(os, "SCHED_BATCH"):  # Linux
        with contextlib.suppress(OSError):  # a sandbox may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def _reason(options: argparse.Namespace, error: Exception) -> str:
    if isinstance(error, BlockingIOError):
        return f"another emulator uses {options.data}"
    return str(error)


def _credentials(options: argparse.Namespace) -> list[Credential]:
    """The keys of the owner. Everybody knows the default pair, so it is good for this machine only."""
    from pycos.emulator.addressing import is_loopback_address
    from pycos.emulator.signature import Credential

    given: list[Credential] = options.credential
    if not given and os.environ.get(CREDENTIAL_VARIABLE):
        try:
            given = [_credential(os.environ[CREDENTIAL_VARIABLE])]
        except argparse.ArgumentTypeError as error:
            raise ValueError(f"{CREDENTIAL_VARIABLE}: {error}") from None
    if is_loopback_address(options.host):
        return given or [Credential(DEFAULT_ID, DEFAULT_KEY)]
    if any(one.secret_id == DEFAULT_ID or one.secret_key == DEFAULT_KEY for one in given):
        raise ValueError(f"{options.host} needs keys of its own: everybody knows the default pair")
    return given or [Credential(f"AKID{secrets.token_hex(16)}", secrets.token_urlsafe(32))]


def _start(options: argparse.Namespace, stack: contextlib.ExitStack) -> str:
    from pycos.emulator.application import Application, Settings
    from pycos.emulator.faults.rules import read_file
    from pycos.emulator.server import Server
    from pycos.emulator.snapshot_command import announced
    from pycos.emulator.store.durability import Durability
    from pycos.emulator.store.storage import Storage

    rules = read_file(options.faults) if options.faults else []
    seed = None
    if options.seed:
        from pycos.emulator.control import planting

        seed = planting.read_file(options.seed)
    credentials = _credentials(options)
    storage = Storage(
        options.data, durability=Durability(options.durability), fast_etags=options.etag == "fast"
    )
    stack.callback(storage.close)
    settings = Settings(
        credentials={credential.secret_id: credential for credential in (*credentials, *options.user)},
        region=options.region,
        buckets=tuple((name, region or options.region) for name, region in options.bucket),
        domains=dict(options.domain),
        min_part_size=options.min_part_size,
        restore_seconds=options.restore_seconds,
        enforce_traffic_limit=options.enforce_traffic_limit,
        control_token=secrets.token_hex(16),
        fault_header=options.fault_header,
        fault_buckets=tuple(options.fault_bucket),
        fault_rules=tuple(rules),
        seed=seed,
    )
    application = Application(storage, settings)
    application.end = functools.partial(os.kill, os.getpid(), signal.SIGTERM)
    authority = None
    if not options.no_https:
        from pycos.emulator.tls import Authority

        if options.data is None:
            import tempfile

            folder = Path(tempfile.mkdtemp(prefix="cos-emulator-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        else:
            folder = options.data / "tls"
        authority = Authority(
            folder, tuple(settings.domains), application.answers_for, application.domains.certificate
        )
    server = Server(
        application,
        options.host,
        options.port,
        https_port=None if authority is None else options.https_port,
        authority=authority,
        patience=options.patience,
        allow_remote=options.allow_remote,
    )
    server.start()
    stack.callback(server.stop)
    host = _ANY.get(options.host, options.host)
    stack.enter_context(announced(options.data, host, server.ports[0], settings.control_token))
    host = f"[{host}]" if ":" in host else host
    application.announcement = {
        "ready": True,
        "endpoint": f"http://{host}:{server.ports[0]}",
        "port": server.ports[0],
        "https_endpoint": f"https://{host}:{server.ports[1]}" if authority else None,
        "https_port": server.ports[1] if authority else None,
        "ca_file": str(authority.ca_file.resolve()) if authority else None,
        "secret_id": credentials[0].secret_id,
        "secret_key": credentials[0].secret_key,
        "control_token": settings.control_token,
        "page": f"http://{host}:{server.ports[0]}/_emulator/#token={settings.control_token}",
        "pid": os.getpid(),
        "region": options.region,
    }
    return json.dumps(application.announcement)


if __name__ == "__main__":
    sys.exit(main())
