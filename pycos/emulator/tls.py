"""TLS with a certificate authority of the server's own, made when it starts and trusted by nobody else.

The authority may only vouch for COS hosts, loopback names and the custom domains given at the start (name
constraints), so that trusting its file opens no other door. Leaf certificates are made per name, as
clients ask for them; ``ssl``, and the certificate of this machine's own names, come with the first connection
that speaks TLS.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pycos.emulator.stream import Disconnected, Stream

if TYPE_CHECKING:
    import ssl

_LIFETIME = datetime.timedelta(days=365)
_RENEW = datetime.timedelta(days=30)
_BACKDATED = datetime.timedelta(days=1)  # clients whose clock is behind
_SUBTREES = (
    "myqcloud.com",
    "tencentcos.cn",
    "tencentcloudapi.com",
    "localhost",
    # Names that are nobody's, for custom domains that are bound later.
    "example",
    "example.com",
    "example.net",
    "example.org",
    "test",
)
_NETWORKS = ("127.0.0.0/8", "::1/128")
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_HANDSHAKE_TIMEOUT = 10.0
_MAX_LEAVES = 1024


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".tmp")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    temporary.rename(path)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


class Authority:
    """The certificate authority, and the server side of TLS. Its files live in ``folder``, mode 0600."""

    def __init__(
        self,
        folder: Path,
        domains: tuple[str, ...],
        allowed: Callable[[str], bool],
        given: Callable[[str], tuple[str, str] | None] = lambda _name: None,
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.ca_file = folder / "ca.pem"
        self._folder = folder
        self._allowed = allowed
        self._given = given
        self._lock = threading.Lock()
        # With the certificate that was given for the name, if one was: it may be replaced.
        self._contexts: dict[str, tuple[tuple[str, str] | None, ssl.SSLContext]] = {}
        self._key, self._certificate = self._load_or_make((*_SUBTREES, *domains))
        self._first: ssl.SSLContext | None = None

    def _load_or_make(self, names: tuple[str, ...]) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        constraints = x509.NameConstraints(
            [
                *(x509.DNSName(name) for name in names),
                *(x509.IPAddress(ipaddress.ip_network(network)) for network in _NETWORKS),
            ],
            None,
        )
        now = datetime.datetime.now(datetime.timezone.utc)
        try:
            certificate = x509.load_pem_x509_certificate(self.ca_file.read_bytes())
            key = serialization.load_pem_private_key((self._folder / "ca.key").read_bytes(), None)
            same = certificate.extensions.get_extension_for_class(x509.NameConstraints).value == constraints
            if (
                isinstance(key, ec.EllipticCurvePrivateKey)
                and same
                and key.public_key() == certificate.public_key()
                and certificate.not_valid_after_utc > now + _RENEW
            ):
                return key, certificate
        except (OSError, ValueError, x509.ExtensionNotFound):
            pass  # a missing or damaged authority is replaced: it is a throw-away one
        return self._make(constraints, now)

    def _make(
        self, constraints: x509.NameConstraints, now: datetime.datetime
    ) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name("COS emulator throw-away CA")
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + _LIFETIME)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(sign_certificates=True), critical=True)
            .add_extension(identifier, critical=False)
            .add_extension(constraints, critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(self._folder / "ca.key", _pem(key))
        _write(self.ca_file, certificate.public_bytes(serialization.Encoding.PEM))
        return key, certificate

    def _context_for(self, name: str, alternatives: tuple[str, ...]) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.timezone.utc)
        issuer = x509.SubjectKeyIdentifier.from_public_key(self._key.public_key())
        certificate = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(self._certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(self._certificate.not_valid_after_utc)
            .add_extension(
                x509.SubjectAlternativeName([_alternative(item) for item in alternatives]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(sign_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer), critical=False
            )
            .sign(self._key, hashes.SHA256())
        )
        return self._loaded(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))

    def _first_context(self) -> ssl.SSLContext:
        """What a connection begins with, before its client has said whom it wants."""
        with self._lock:
            if self._first is None:
                made = self._context_for("localhost", _LOOPBACK_NAMES)
                made.sni_callback = self._choose
                self._first = made
            return self._first

    def _loaded(self, pem: bytes) -> ssl.SSLContext:
        import ssl

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # OpenSSL reads certificates from files only; this one goes again at once.
        file = self._folder / "leaf.pem"
        _write(file, pem)
        context.load_cert_chain(file)
        file.unlink()
        return context

    def _choose(self, socket: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
        if name is None:
            return None
        name = name.lower()
        if not self._allowed(name):
            import ssl

            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        given = self._given(name)
        with self._lock:
            known = self._contexts.get(name)
            if known is None or known[0] != given:
                if len(self._contexts) >= _MAX_LEAVES:
                    self._contexts.clear()
                made = self._loaded("".join(given).encode()) if given else self._context_for(name, (name,))
                self._contexts[name] = known = (given, made)
            socket.context = known[1]
        return None

    def wrap(self, stream: Stream) -> Stream:
        """Speak TLS on a connection from here on; Disconnected when the client does not."""
        sock = stream.socket
        context = self._first_context()
        sock.settimeout(_HANDSHAKE_TIMEOUT)
        try:
            secure = context.wrap_socket(sock, server_side=True)
        except (OSError, ValueError):
            raise Disconnected from None
        return Stream(secure, stream.timeout, secure=True)


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )
