"""The certificate of a custom domain: set, asked for, deleted, and used where the domain is spoken to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pycos.emulator import xml
from pycos.emulator.domains import CERTIFICATE
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes
from pycos.emulator.request import Request
from pycos.emulator.response import Response, xml_response
from pycos.emulator.store.model import Bucket

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_MAX_XML = 256 * 1024


def put(app: Application, request: Request) -> Response:
    """PUT Bucket domaincertificate: a certificate with its key, for domains that the bucket is bound to."""
    bucket = app.bucket(request)
    data = attributes.document(request, _MAX_XML)
    root = xml.parse(data, "DomainCertificate")
    kinds = [node.text.strip() for node in root.at("CertificateInfo/CertType")]
    if kinds != ["CustomCert"]:
        raise ApiError("NotImplemented", "This server takes certificates of the type CustomCert only.")
    certificate = _text(root, "CertificateInfo/CustomCert/Cert")
    key = _text(root, "CertificateInfo/CustomCert/PrivateKey")
    names = [node.text.strip().lower() for node in root.at("DomainList/DomainName")]
    if not names:
        raise ApiError("MalformedXML", "DomainCertificate has no DomainList/DomainName.")
    for name in names:
        if name not in _domains(bucket):
            raise ApiError("DomainConfigNotFoundError", "The bucket is not bound to this domain.")
    _check(certificate, key)
    for name in names:
        body = json.dumps({"domain": name, "certificate": certificate, "key": key})
        app.storage.documents.put(bucket, CERTIFICATE, body, name)
    app.domains.refresh()
    return Response(200)


def get(app: Application, request: Request) -> Response:
    """GET Bucket domaincertificate: whether a domain has a certificate; the key is never given back."""
    bucket, name = _named(app, request)
    if app.storage.documents.get(bucket, CERTIFICATE, name) is None:
        raise ApiError("NoSuchConfiguration", "There is no certificate for this domain.")
    return xml_response(xml.tree("DomainCertificate", xml.element("Status", "Enabled")))


def delete(app: Application, request: Request) -> Response:
    """DELETE Bucket domaincertificate: the same answer whether it was there or not."""
    bucket, name = _named(app, request)
    app.storage.documents.delete(bucket, CERTIFICATE, name)
    app.domains.refresh()
    return Response(204)


def _named(app: Application, request: Request) -> tuple[Bucket, str]:
    name = request.params.get("domainname", "").lower()
    if not name:
        raise ApiError("InvalidArgument", "domainname is missing.")
    return app.bucket(request), name


def _domains(bucket: Bucket) -> set[str]:
    text = bucket.configurations.get("domain")
    if text is None:
        return set()
    rules = xml.parse(text.encode(), "DomainConfiguration").all("DomainRule")
    return {(rule.value("Name") or "").lower() for rule in rules}


def _text(root: xml.Element, path: str) -> str:
    found = "".join(node.text.strip() for node in root.at(path)[:1])
    if not found:
        raise ApiError("MalformedXML", f"DomainCertificate has no {path}.")
    return found + "\n"


def _check(certificate: str, key: str) -> None:
    """InvalidArgument unless both are PEM and belong together."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    try:
        mine = x509.load_pem_x509_certificate(certificate.encode()).public_key().public_bytes(*form)
        private = serialization.load_pem_private_key(key.encode(), None)
        same = private.public_key().public_bytes(*form) == mine
    except (ValueError, TypeError):
        raise ApiError(
            "InvalidArgument", "Cert and PrivateKey must be PEM, the key without password."
        ) from None
    if not same:
        raise ApiError("InvalidArgument", "The private key is not that of the certificate.")
