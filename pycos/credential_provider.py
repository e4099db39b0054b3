"""What can be asked for credentials: for type checkers, and for those who write one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pycos.credentials import Credentials

__all__ = ["CredentialProvider"]


@runtime_checkable
class CredentialProvider(Protocol):
    """Something that knows credentials. Must be safe to ask from several threads."""

    def credentials(self) -> Credentials | None:
        """The credentials to sign the next request with; None: do not sign. May raise CredentialsError."""
