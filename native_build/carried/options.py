"""What is built, and with what. A change here makes the next scripts/wheel build it anew."""

from __future__ import annotations

#: Debian's stable release: it has OpenSSL's long-term version, and mends of security holes for both.
SUITE = "trixie"

#: package: the oldest version that will do
PACKAGES = {"openssl": "3.5", "curl": "8.14", "apr": "1.7"}

#: Of the system, as static libraries: pkg-config's name, Debian's package, the file.
SYSTEM = {
    "apr-util": ("apr-util-1", "libaprutil1-dev", "libaprutil-1.a"),
    "mxml": ("mxml", "libmxml-dev", "libmxml.a"),
}

#: The licences that a wheel with them is under, beside our own (SPDX).
LICENCES = ("Apache-2.0", "curl")

COMPILER_FLAGS = ("-O2", "-fPIC", "-fvisibility=hidden", "-ffunction-sections", "-fdata-sections")

#: What TLS 1.2 and 1.3 with certificates do not need is left out, and what reads files of the system:
#: another OpenSSL's openssl.cnf names modules that are not for this one. no-atexit: Python's threads may
#: still be at work when the process ends.
OPENSSL = """
    no-shared no-module no-dso no-engine no-apps no-docs no-tests no-legacy no-deprecated
    no-autoload-config no-atexit no-async no-ui-console no-comp
    no-ssl3 no-tls1 no-tls1_1 no-dtls no-quic no-srtp no-srp no-psk no-ct no-ocsp no-cms no-cmp no-ts no-http
    no-rfc3779 no-ssl-trace no-ec2m no-tls-deprecated-ec
    no-aria no-bf no-blake2 no-camellia no-cast no-des no-dsa no-gost no-idea no-md4 no-mdc2 no-ocb no-rc2
    no-rc4 no-rmd160 no-scrypt no-seed no-siphash no-siv no-sm2 no-sm3 no-sm4 no-whirlpool no-ml-dsa
    no-slh-dsa
    enable-ec_nistp_64_gcc_128
"""

#: HTTP/1.1 over TCP and TLS, and proxies; no certificates of its own (cosx finds them when it runs).
CURL_ON = """
    BUILD_STATIC_LIBS HTTP_ONLY CURL_USE_OPENSSL OPENSSL_USE_STATIC_LIBS ENABLE_THREADED_RESOLVER
    CURL_DISABLE_OPENSSL_AUTO_LOAD_CONFIG CURL_DISABLE_LDAP CURL_DISABLE_SRP CURL_DISABLE_ALTSVC
    CURL_DISABLE_HSTS CURL_DISABLE_COOKIES CURL_DISABLE_DOH CURL_DISABLE_MIME
    CURL_DISABLE_NTLM CURL_DISABLE_NEGOTIATE_AUTH CURL_DISABLE_KERBEROS_AUTH CURL_DISABLE_DIGEST_AUTH
    CURL_DISABLE_AWS CURL_DISABLE_WEBSOCKETS CURL_DISABLE_IPFS CURL_DISABLE_GETOPTIONS
    CURL_DISABLE_PROGRESS_METER CURL_DISABLE_LIBCURL_OPTION
"""
CURL_OFF = """
    BUILD_SHARED_LIBS BUILD_CURL_EXE BUILD_TESTING BUILD_EXAMPLES BUILD_LIBCURL_DOCS BUILD_MISC_DOCS
    ENABLE_CURL_MANUAL CURL_CA_FALLBACK CURL_ZLIB CURL_BROTLI CURL_ZSTD USE_NGHTTP2 USE_LIBIDN2
    CURL_USE_LIBPSL CURL_USE_LIBSSH2 CURL_USE_LIBSSH CURL_USE_GSSAPI USE_LIBRTMP
"""
CURL = [
    *(f"-D{name}=ON" for name in CURL_ON.split()),
    *(f"-D{name}=OFF" for name in CURL_OFF.split()),
    "-DCURL_CA_BUNDLE=none",
    "-DCURL_CA_PATH=none",
]
