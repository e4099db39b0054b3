"""The keys the server knows, whose they are, and the temporary ones it hands out."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from pycos.emulator.errors import ApiError
from pycos.emulator.signature import Credential

if TYPE_CHECKING:
    from pycos.emulator.access.policy import Policy

MAX_CREDENTIALS = 20_000
KEPT_AFTER_EXPIRY = 3600  # seconds in which a key is said to have expired; later nobody knows it

_OWNER = re.compile(r"qcs::cam::uin/(\d+):uin/(\d+)")


def account_of(owner: str) -> str:
    """The uin of the account in the name of its root; ValueError when it is no such name."""
    found = _OWNER.fullmatch(owner)
    if not found or found[1] != found[2]:
        raise ValueError(f"{owner!r} is not qcs::cam::uin/N:uin/N")
    return found[1]


def name_of(credential: Credential, owner: str) -> str:
    """The name of a credential's principal, as policies and grants use it."""
    if not credential.account and not credential.user:
        return owner
    account = credential.account or account_of(owner)
    return f"qcs::cam::uin/{account}:uin/{credential.user or account}"


class Credentials:
    """All keys of the server. ``known`` is to be read only."""

    def __init__(self, given: Iterable[Credential]) -> None:
        self._given = {credential.secret_id: credential for credential in given}
        self._lock = threading.Lock()
        self.known: dict[str, Credential] = dict(self._given)

    def add(self, credential: Credential) -> None:
        """Know one more, in place of one of the same id."""
        with self._lock:
            if len(self.known) >= MAX_CREDENTIALS and credential.secret_id not in self.known:
                raise ApiError("InvalidRequest", f"The server keeps at most {MAX_CREDENTIALS} credentials.")
            self.known[credential.secret_id] = credential

    def remove(self, secret_id: str) -> bool:
        """Forget one; False when there was none."""
        with self._lock:
            return self.known.pop(secret_id, None) is not None

    def reset(self) -> None:
        """Know those of the start again, and no others."""
        with self._lock:
            self.known.clear()
            self.known.update(self._given)

    def issue(self, credential: Credential, *, session: Policy | None, now: int, duration: int) -> Credential:
        """A temporary credential of the same identity, limited to ``session``, for ``duration`` seconds."""
        issued = credential._replace(
            secret_id="AKID" + secrets.token_urlsafe(33),
            secret_key=secrets.token_urlsafe(32),
            token=secrets.token_urlsafe(96),
            expiry=now + duration,
            session=session,
        )
        self._forget_expired(now)
        self.add(issued)
        return issued

    def _forget_expired(self, now: int) -> None:
        with self._lock:
            for old in list(self.known.values()):
                if (
                    old.expiry is not None
                    and old.expiry < now - KEPT_AFTER_EXPIRY
                    and old.secret_id not in self._given
                ):
                    del self.known[old.secret_id]
