"""Custom domains that buckets are bound to, over http and https."""

from __future__ import annotations

import datetime
import socket
import ssl
import uuid
from pathlib import Path

import pytest
import requests
from cos_requests import Answer, Cos, new_bucket_name
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from pycos.emulator import Emulator


def bind(cos: Cos, *rules: tuple[str, str, str]) -> Answer:
    inner = "".join(
        f"<DomainRule><Name>{name}</Name><Status>{status}</Status><Type>{kind}</Type></DomainRule>"
        for name, status, kind in rules
    )
    body = f"<DomainConfiguration>{inner}</DomainConfiguration>".encode()
    return cos.request("PUT", params={"domain": ""}, body=body)


@pytest.fixture
def name() -> str:
    """A domain that no other test binds."""
    return f"d{uuid.uuid4().hex}.shop.example"


def test_a_domain_stands_for_its_bucket_while_it_is_bound(cos: Cos, name: str) -> None:
    cos.put("a/k", b"data")
    assert bind(cos, (name.upper(), "ENABLED", "REST")).status == 200
    found = cos.request("GET", "a/k", host=name)
    assert found.body == b"data"
    assert cos.request("GET", "a/k", host=f"{name}:{cos.server.port}").body == b"data"
    assert cos.request("PUT", "new", host=name, body=b"x").status == 200
    assert cos.request("GET", host=name).texts("Contents/Key") == ["a/k", "new"]
    assert bind(cos, (name, "DISABLED", "REST")).status == 200
    assert cos.request("GET", "a/k", host=name).status == 404
    assert bind(cos, (name, "ENABLED", "REST")).status == 200
    assert cos.request("DELETE", params={"domain": ""}).status == 204
    assert cos.request("GET", "a/k", host=name).status == 404


def test_a_domain_goes_with_its_bucket(cos: Cos, name: str) -> None:
    assert bind(cos, (name, "ENABLED", "REST")).status == 200
    assert cos.request("DELETE").status == 204
    other = Cos(cos.server, new_bucket_name())
    assert other.request("PUT").status == 200
    assert bind(other, (name, "ENABLED", "REST")).status == 200
    other.put("k", b"other")
    assert other.request("GET", "k", host=name).body == b"other"


def test_a_website_domain_shows_pages(cos: Cos, name: str) -> None:
    cos.put("home.html", b"page", x_cos_acl="public-read")
    index = b"<IndexDocument><Suffix>home.html</Suffix></IndexDocument>"
    body = b"<WebsiteConfiguration>%s</WebsiteConfiguration>" % index
    assert cos.request("PUT", params={"website": ""}, body=body).status == 200
    assert bind(cos, (name, "ENABLED", "WEBSITE")).status == 200
    assert cos.request("GET", host=name, signed=False).body == b"page"


def test_domains_are_found_again_after_a_start(tmp_path: Path) -> None:
    for run in range(2):
        with Emulator(data=tmp_path, https=False) as server:
            cos = Cos(server, "b-1250000000")
            if not run:
                assert cos.request("PUT").status == 200
                assert bind(cos, ("cdn.example", "ENABLED", "REST")).status == 200
                cos.put("k", b"data")
            assert cos.request("GET", "k", host="cdn.example").body == b"data"
            server.reset()
            assert cos.request("GET", "k", host="cdn.example").status == 404
            assert cos.request("PUT").status == 200
            assert bind(cos, ("cdn.example", "ENABLED", "REST")).status == 200
            cos.put("k", b"data")


@pytest.mark.parametrize(
    "wrong", ["localhost", "a b.example", "-a.example", "b-1250000000.cos.ap-x.myqcloud.com", "a..b"]
)
def test_what_is_no_domain_of_one_s_own_is_refused(cos: Cos, wrong: str) -> None:
    answer = bind(cos, (wrong, "ENABLED", "REST"))
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_https_speaks_as_the_domain_through_the_proxy(cos: Cos, name: str) -> None:
    cos.put("k", b"data", x_cos_acl="public-read")
    proxies = {"https": cos.server.endpoint}
    assert bind(cos, (name, "ENABLED", "REST")).status == 200
    answer = requests.get(f"https://{name}/k", proxies=proxies, verify=cos.server.ca_file, timeout=20)
    assert answer.content == b"data"


def own_certificate(name: str) -> tuple[str, str]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a shop")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return certificate.public_bytes(pem).decode(), private.decode()


def put_certificate(cos: Cos, name: str, certificate: str, key: str, kind: str = "CustomCert") -> Answer:
    body = (
        f"<DomainCertificate><CertificateInfo><CertType>{kind}</CertType><CustomCert><Cert>{certificate}</Cert>"
        f"<PrivateKey>{key}</PrivateKey></CustomCert></CertificateInfo>"
        f"<DomainList><DomainName>{name}</DomainName></DomainList></DomainCertificate>"
    )
    return cos.request("PUT", params={"domaincertificate": ""}, body=body.encode())


def presented(server: Emulator, name: str) -> bytes:
    """The certificate that the server shows for a name."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", server.https_port or 0), timeout=20) as sock,
        context.wrap_socket(sock, server_hostname=name) as secure,
    ):
        return secure.getpeercert(binary_form=True) or b""


def test_a_certificate_of_one_s_own_is_shown_until_it_is_deleted(cos: Cos, name: str) -> None:
    assert bind(cos, (name, "ENABLED", "REST")).status == 200
    asked = {"domaincertificate": "", "domainname": name}
    assert cos.request("GET", params=asked).status == 404
    certificate, key = own_certificate(name)
    der = ssl.PEM_cert_to_DER_cert(certificate)
    assert presented(cos.server, name) != der
    assert put_certificate(cos, name, certificate, key).status == 200
    answer = cos.request("GET", params=asked)
    assert answer.texts("Status") == ["Enabled"]
    assert b"PRIVATE" not in answer.body
    assert presented(cos.server, name) == der
    other, other_key = own_certificate(name)
    assert put_certificate(cos, name, other, other_key).status == 200
    assert presented(cos.server, name) == ssl.PEM_cert_to_DER_cert(other)
    assert cos.request("DELETE", params=asked).status == 204
    assert cos.request("GET", params=asked).code == "NoSuchConfiguration"
    assert presented(cos.server, name) not in (der, ssl.PEM_cert_to_DER_cert(other))


def test_wrong_certificates_are_refused(cos: Cos, name: str) -> None:
    certificate, key = own_certificate(name)
    _, other_key = own_certificate(name)
    assert put_certificate(cos, name, certificate, key).code == "DomainConfigNotFoundError"
    assert bind(cos, (name, "ENABLED", "REST")).status == 200
    assert put_certificate(cos, name, certificate, other_key).code == "InvalidArgument"
    assert put_certificate(cos, name, "text", key).code == "InvalidArgument"
    assert put_certificate(cos, name, certificate, "").code == "MalformedXML"
    assert put_certificate(cos, name, certificate, key, kind="CloudCert").code == "NotImplemented"
    assert put_certificate(cos, "", certificate, key).code in ("MalformedXML", "DomainConfigNotFoundError")
    assert cos.request("GET", params={"domaincertificate": ""}).code == "InvalidArgument"
