"""An origin that is not the bottleneck: Debian's nginx, one process on a core of its own, files in memory.

It keeps nothing: uploads are read completely and dropped by a small module of our own (``sink/``), downloads
come from files in /dev/shm with a true ``x-cos-hash-crc64ecma`` (so that clients verify something), listings
are files of 1,000 keys each. It checks no signature and answers to any host, with the bucket in the path or
in the host, so that COS and S3 clients alike can talk to it. Uploads are answered without a CRC64: computing
it would make the origin slower than the clients, so what a client computes there is compared with nothing.

    from benchmarks.origin import BUCKET, Origin

    with Origin() as origin:
        origin.endpoint            # "http://127.0.0.1:PORT"
        origin.https_endpoint      # "https://127.0.0.1:PORT", certificate in origin.ca_file
        origin.key(1 << 30)        # "obj/1073741824", one of benchmarks.origin.SIZES
        origin.pages               # GET / of the bucket walks that many pages of 1,000 keys
        origin.cpu()               # seconds of CPU it has used so far

Keys: ``obj/BYTES`` for each of the sizes; ``small/00`` … ``small/99``, 100 different objects of 4 KiB;
``many/ANYTHING`` ending in two digits, the object ``small/`` of those digits under as many names as one
likes. Every PUT, POST and DELETE succeeds, multipart uploads included. Listings know marker,
continuation-token and start-after, and nothing else.

By hand: ``python -m benchmarks.origin`` prints one line of JSON (endpoint, https_endpoint, ca_file, bucket,
pid) and serves until it is interrupted; ``--sizes 4096 1073741824 --pages 20 --core 1`` as wanted.

Needs nginx and nginx-dev (scripts/bench installs them), a C compiler and openssl. The module is built once
for each version of nginx, into build/bench.
"""

from benchmarks.origin.content import BUCKET, SIZES, SMALL_SIZE, key_of, small_key
from benchmarks.origin.server import Origin

__all__ = ["BUCKET", "SIZES", "SMALL_SIZE", "Origin", "key_of", "small_key"]
