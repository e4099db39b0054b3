"""nginx as a context manager."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from benchmarks.origin.content import BUCKET, SIZES, key_of, write_objects, write_pages
from benchmarks.origin.module import HERE, OriginUnavailable, nginx, sink_module

INITIATE = (
    '<?xml version="1.0" encoding="UTF-8"?><InitiateMultipartUploadResult>'
    f"<Bucket>{BUCKET}</Bucket><Key>up</Key><UploadId>149795166761115ef06e259b2fceb8ff</UploadId>"
    "</InitiateMultipartUploadResult>"
)
COMPLETE = (
    '<?xml version="1.0" encoding="UTF-8"?><CompleteMultipartUploadResult>'
    f"<Location>127.0.0.1/up</Location><Bucket>{BUCKET}</Bucket><Key>up</Key>"
    "<ETag>&quot;3a0f1fd698c235af9cf098cb74aa25bc-64&quot;</ETag></CompleteMultipartUploadResult>"
)
PR_SET_PDEATHSIG = 1


def memory_folder() -> str | None:
    """/dev/shm where there is one, so that no disk is measured; else None, the usual temporary folder."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _listener(host: str) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, 0))
    listener.listen(1024)
    return listener


class Origin:
    """The running origin; see the package's docstring.

    sizes: of the objects obj/BYTES. pages: of the listing. core: the CPU it is kept on, by default the last
    one where there are two or more; None where there is only one. host: the address to listen on. Raises
    OriginUnavailable.
    """

    def __init__(
        self,
        *,
        sizes: Iterable[int] = SIZES,
        pages: int = 20,
        core: int | str | None = "last",
        host: str = "127.0.0.1",
    ) -> None:
        self.sizes = tuple(sizes)
        self.pages = pages
        cores = sorted(os.sched_getaffinity(0))
        self.core = (cores[-1] if len(cores) > 1 else None) if core == "last" else core
        self.bucket = BUCKET
        self.host = host
        self.process: subprocess.Popen[bytes] | None = None
        self.pid = 0  # of the worker, which does the work
        self.folder = Path()
        self.crc64: dict[str, int] = {}

    def start(self) -> None:
        """Make the content and start nginx."""
        module = sink_module()
        self.folder = Path(tempfile.mkdtemp(prefix="pycos-origin-", dir=memory_folder()))
        try:
            self.folder.chmod(0o755)
            www = self.folder / "www"
            www.mkdir()
            self.crc64 = write_objects(www, self.sizes)
            write_pages(www, self.pages)
            lines = []
            for path, crc in self.crc64.items():
                if path.startswith("/many/"):
                    lines.append(f'"~^/many/.*{path[-2:]}$" {crc};\n')
                else:
                    lines.append(f'"{path}" {crc};\n')
            (self.folder / "crc64.map").write_text("".join(lines))
            self._certificate()
            self._run(module)
        except BaseException:
            self.stop()
            raise

    def _certificate(self) -> None:
        """An authority and a certificate of its own: some clients trust no certificate that is both."""
        names = f"IP:127.0.0.1,IP:{self.host},DNS:localhost,DNS:{BUCKET}.localhost"
        (self.folder / "names").write_text(f"subjectAltName={names}\nbasicConstraints=CA:FALSE\n")
        made = ("-newkey", "rsa:2048", "-nodes")
        days = ("-days", "30")
        authority = ("-subj", "/CN=benchmark authority", "-keyout", "ca.key", "-out", "ca.pem")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
        for command in (
            ("req", "-x509", *made, *days, *authority),
            ("req", *made, "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem"),
            ("x509", "-req", "-in", "request.pem", *signed, *days, "-out", "certificate.pem"),
        ):
            subprocess.run(["openssl", *command], cwd=self.folder, check=True, capture_output=True)

    def _run(self, module: Path) -> None:
        http, https = _listener(self.host), _listener(self.host)
        self.port, self.https_port = http.getsockname()[1], https.getsockname()[1]
        values = {
            "MODULE": module,
            "USER": "user root;" if os.geteuid() == 0 else "",
            "RUN": self.folder,
            "BUCKET": BUCKET,
            "HOST": self.host,
            "HTTP": self.port,
            "HTTPS": self.https_port,
            "INITIATE": INITIATE,
            "COMPLETE": COMPLETE,
        }
        text = (HERE / "nginx.conf.in").read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        (self.folder / "nginx.conf").write_text(text)
        libc = ctypes.CDLL(None)
        # nginx takes over sockets that are named so, as when it replaces its own program: no port is guessed.
        environment = dict(os.environ, NGINX=f"{http.fileno()};{https.fileno()};")
        with http, https:
            self.process = subprocess.Popen(
                [nginx(), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")],
                env=environment,
                pass_fds=(http.fileno(), https.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=(self.folder / "said.log").open("wb"),
                stderr=subprocess.STDOUT,
                preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM),
            )
        self._wait_until_it_answers()
        master = self.process.pid
        self.pid = int(Path(f"/proc/{master}/task/{master}/children").read_text().split()[0])
        if self.core is not None:
            os.sched_setaffinity(self.pid, {self.core})

    def _wait_until_it_answers(self) -> None:
        """The sockets accept from the beginning; an answer means that nginx has read its configuration."""
        assert self.process is not None
        with socket.create_connection((self.host, self.port), timeout=0.2) as probe:
            probe.sendall(b"DELETE /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            end = time.monotonic() + 20
            while time.monotonic() < end:
                try:
                    if probe.recv(1):
                        return
                except TimeoutError:
                    pass
                except ConnectionError:
                    self.process.wait(timeout=5)
                if self.process.poll() is not None:
                    break
        said = (self.folder / "said.log").read_text() + (self.folder / "error.log").read_text()
        raise OriginUnavailable(f"nginx did not start: {said}")

    def stop(self) -> None:
        """End nginx and remove the content. Once is enough; more does no harm."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = Path()

    def __enter__(self) -> Origin:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """http, by address: clients put the bucket in the path."""
        return f"http://{self.host}:{self.port}"

    @property
    def https_endpoint(self) -> str:
        """https, by address."""
        return f"https://{self.host}:{self.https_port}"

    @property
    def ca_file(self) -> str:
        """The authority to trust."""
        return str(self.folder / "ca.pem")

    def key(self, size: int) -> str:
        """The key of the object of that many bytes."""
        if size not in self.sizes:
            raise KeyError(size)
        return key_of(size)

    def path(self, size: int) -> Path:
        """The file behind the object of that many bytes, to compare with or to upload from."""
        return self.folder / "www" / self.key(size)

    def cpu(self) -> float:
        """Seconds of CPU nginx has used so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
