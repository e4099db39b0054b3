"""Where SecretId and SecretKey come from.

A provider is anything with a method ``credentials() -> Credentials``. It is asked before each attempt, on the
calling thread, so it should keep what it fetched until that is about to expire.
"""

from __future__ import annotations

import os

from cos_c.records import field, record
from pycos.errors import CredentialsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AnonymousCredentials", "Credentials", "EnvironmentCredentials"]

#: Looked up in this order; a set is complete or not used at all.
_VARIABLES = (
    ("COS_SECRET_ID", "COS_SECRET_KEY", ("COS_TOKEN", "COS_SESSION_TOKEN")),
    (
        "TENCENTCLOUD_SECRET_ID",
        "TENCENTCLOUD_SECRET_KEY",
        ("TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN"),
    ),
)


@record(frozen=True, slots=True)
class Credentials:
    """One SecretId with its SecretKey, and the token of temporary credentials. Also a provider of itself.

    The repr shows the last four characters of the id and nothing else. Pickling keeps the secret: a pickled
    client with static credentials is as secret as they are; use EnvironmentCredentials where that is not
    wanted.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, value in (
            ("secret_id", self.secret_id),
            ("secret_key", self.secret_key),
            ("token", self.token),
        ):
            if value is None and name == "token":
                continue
            if not isinstance(value, str) or not value:
                raise CredentialsError(f"{name} is empty or not a text")
            if not value.isascii() or not value.isprintable() or value != value.strip():
                raise CredentialsError(f"{name} contains a space, line break or character that is not ASCII")

    def credentials(self) -> Credentials:
        """Themselves."""
        return self

    def __repr__(self) -> str:
        temporary = ", temporary" if self.token else ""
        return f"Credentials(…{self.secret_id[-4:] if len(self.secret_id) > 8 else ''}{temporary})"


class EnvironmentCredentials:
    """COS_SECRET_ID, COS_SECRET_KEY and COS_TOKEN, else the same with TENCENTCLOUD_ in place of COS_.

    Read at each call, so that a changed environment is seen. A pickle carries no secret: the other process
    reads its own environment. Raises CredentialsError, naming the variables, when they are not set.
    """

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def credentials(self) -> Credentials:
        """What the environment says now."""
        environ = os.environ if self._environ is None else self._environ
        half: list[str] = []
        for id_name, key_name, token_names in _VARIABLES:
            secret_id, secret_key = environ.get(id_name, ""), environ.get(key_name, "")
            if secret_id and secret_key:
                token = next((environ[name] for name in token_names if environ.get(name)), None)
                try:
                    return Credentials(secret_id, secret_key, token)
                except CredentialsError as error:
                    raise CredentialsError(f"{id_name}, {key_name}: {error.message}") from None
            if secret_id or secret_key:
                there, missing = (id_name, key_name) if secret_id else (key_name, id_name)
                half.append(f"{there} is set but {missing} is not")
        if half:
            raise CredentialsError("no credentials: " + "; ".join(half))
        raise CredentialsError(
            "no credentials: set COS_SECRET_ID and COS_SECRET_KEY (and COS_TOKEN for temporary ones), "
            "or TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, "
            "or give secret_id= and secret_key= to the client"
        )

    def __repr__(self) -> str:
        return "EnvironmentCredentials()"


class AnonymousCredentials:
    """Requests go out unsigned: only what is public can be read."""

    def credentials(self) -> None:
        """None: do not sign."""

    def __repr__(self) -> str:
        return "AnonymousCredentials()"
