"""The environment variables that lead a program to a server on this machine, without a change to it."""

from __future__ import annotations

_LOOPBACK = "127.0.0.1,localhost,::1"


def variables(
    *,
    endpoint: str,
    ca_file: str | None,
    region: str,
    secret_id: str,
    secret_key: str,
) -> dict[str, str]:
    """Proxy, certificates and keys, under the names that COS clients, curl, Node and Python look for.

    Requests to the real host names of COS then come to the server; it answers no others. What a program asks
    of this machine by a loopback name goes past it.
    """
    proxy = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), endpoint)
    direct = dict.fromkeys(("NO_PROXY", "no_proxy"), _LOOPBACK)
    names = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "AWS_CA_BUNDLE")
    trust = dict.fromkeys(names, ca_file) if ca_file else {}
    keys = {
        "COS_REGION": region,
        "COS_SECRET_ID": secret_id,
        "COS_SECRET_KEY": secret_key,
        "TENCENTCLOUD_REGION": region,
        "TENCENTCLOUD_SECRET_ID": secret_id,
        "TENCENTCLOUD_SECRET_KEY": secret_key,
    }
    return {**proxy, **direct, **trust, **keys}


def s3_variables(*, endpoint: str, region: str, secret_id: str, secret_key: str) -> dict[str, str]:
    """Address and keys under the names that S3 clients look for: the server speaks that dialect as well."""
    return {
        "AWS_ENDPOINT_URL_S3": endpoint,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": secret_id,
        "AWS_SECRET_ACCESS_KEY": secret_key,
    }
