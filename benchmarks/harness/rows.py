"""What is measured: one row for each kind of work, with who takes part and what was aimed at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.clients.contract import AGAIN

GIB = 1 << 30
MIB = 1 << 20

PYCOS = "pycos"
RAW, SPLICE, LIBCURL, C_PROGRAM = "raw socket", "raw socket, splice", "libcurl", "C program on our library"
#: of the second setting, whose line is slow
SHAPED_SIZES = {"size": 128 * MIB, "small": 500, "pages": 5, "urls": 1}
REFERENCES = (RAW, SPLICE, LIBCURL, C_PROGRAM)
CLIENTS = (
    PYCOS,
    "cos-python-sdk-v5",
    "cos-python-sdk-v5 EnableCRC",
    "boto3",
    "boto3 CRT",
    "obstore",
    "pyarrow",
    "curl",
)


SLOW = frozenset({"cos-python-sdk-v5", "boto3", "pyarrow"})


@dataclass(frozen=True)
class Bound:
    """What was aimed at: the metric of pycos is at most (or, ``least``, at least) a factor of something.

    metric: cpu, wall (both for the row's amount), rate (operations a second), added (MiB over the client at
    rest), per_call (microseconds of CPU a call above the other). against: a candidate, "best other" (of the
    clients, not the references), or "" for the number itself.
    """

    metric: str
    factor: float
    against: str = ""
    least: bool = False


@dataclass(frozen=True)
class Row:
    """One kind of work. amount: bytes for bulk work, else calls (or keys, or URLs) of one run."""

    name: str
    title: str
    method: str
    size: int = 0
    count: int = 0
    secure: bool = False
    clients: tuple[str, ...] = CLIENTS
    references: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    key: str = ""
    unit: str = "operations"
    note: str = ""
    measured_in: str = ""  # the row whose first time, in the same process, this row is; "": it runs by itself
    on_disk: bool = False  # a file goes to a disk's file system, not to one in memory

    def count_of(self, candidate: str) -> int:
        """Calls of one run: slow clients make fewer, fast ones so many that beginning costs nothing."""
        return self.count // 4 if self.method.endswith("_many") and candidate in SLOW else self.count

    @property
    def again(self) -> bool:
        """Whether the work is done once before it is measured."""
        return self.method.endswith(AGAIN)

    @property
    def fills(self) -> bool:
        """Whether new memory, the client's own or that of a file, is filled."""
        return self.method.removesuffix(AGAIN) in ("get_file", "get_file_x4", "get_memory")

    @property
    def bulk(self) -> bool:
        """Whether bytes are what counts."""
        return self.count == 0


def _ahead(*more: Bound) -> tuple[Bound, ...]:
    return (*more, Bound("cpu", 1.0, "best other"), Bound("wall", 1.0, "best other"))


def rows(*, size: int = GIB, small: int = 5000, pages: int = 20, urls: int = 20000) -> list[Row]:
    """All rows, for these sizes. small: operations on objects of 4 KiB in one run."""
    memory = (
        "a new piece of memory for each run, so that most of it is page faults, whoever receives; in a"
        " virtual machine it is chance besides, which of it the host has to supply first: small pages find"
        " what others left in pieces of less than 2 MiB, which never goes back"
    )
    again = (
        "the second time in one process, after what the first time filled was given back: memory that was"
        " never in use, and a file in memory is such, may have to come from the host of a virtual machine"
        " first, which is as dear as the transfer"
    )
    disk = (
        "all other files of this page are in memory; this one is on the disk's file system, whose cache takes"
        " it, so that no disk is waited for"
    )
    bulk = [
        Row(
            "download_file",
            "download to a file, one stream",
            "get_file_again",
            references=(RAW, SPLICE, LIBCURL, C_PROGRAM),
            bounds=_ahead(Bound("cpu", 1.15, RAW)),
            note=again,
        ),
        Row(
            "download_file_x4",
            "download to a file, 4 ranges at once",
            "get_file_x4_again",
            references=(RAW, SPLICE),
            bounds=_ahead(Bound("cpu", 1.05, RAW)),
            note=again,
        ),
        Row(
            "download_disk",
            "download to a file on a disk, one stream",
            "get_file_again",
            references=(RAW, LIBCURL, C_PROGRAM),
            bounds=_ahead(Bound("cpu", 1.15, RAW)),
            note=f"{disk}. {again[0].upper()}{again[1:]}",
            on_disk=True,
        ),
        Row(
            "download_buffer",
            "download into the caller's buffer, used before",
            "get_buffer",
            references=(RAW,),
            bounds=_ahead(Bound("cpu", 1.3, RAW)),
        ),
        Row(
            "download_memory",
            "download into new memory",
            "get_memory",
            references=(RAW, LIBCURL),
            bounds=(Bound("cpu", 1.15, RAW),),
            note=memory,
            measured_in="download_memory_again",
        ),
        Row(
            "download_memory_again",
            "download into new memory, the second time",
            "get_memory_again",
            references=(RAW, LIBCURL),
            bounds=(Bound("cpu", 1.15, RAW),),
            note=again,
        ),
        Row(
            "upload_file",
            "upload from a file, one PUT",
            "put_file",
            references=(RAW, LIBCURL, C_PROGRAM),
            bounds=(Bound("cpu", 1.15, RAW),),
            note="the raw socket uses sendfile",
        ),
        Row(
            "upload_parts",
            "multipart upload from a file, 4 at once",
            "put_parts",
            references=(RAW,),
            bounds=(Bound("cpu", 0.7, "best other"), Bound("wall", 0.7, "best other")),
            note="the raw socket uses sendfile, 4 connections",
        ),
        Row(
            "upload_memory",
            "upload from memory, one PUT",
            "put_memory",
            references=(RAW, LIBCURL),
            bounds=(Bound("cpu", 1.2, RAW),),
        ),
    ]
    tls = [
        Row(
            "tls_download_memory",
            "TLS: download into new memory",
            "get_memory",
            bounds=_ahead(),
            note=memory,
            measured_in="tls_download_memory_again",
        ),
        Row(
            "tls_download_memory_again",
            "TLS: download into new memory, the second time",
            "get_memory_again",
            bounds=_ahead(),
            note=again,
        ),
        Row("tls_download_file", "TLS: download to a file", "get_file_again", bounds=_ahead(), note=again),
        Row("tls_upload_file", "TLS: upload from a file", "put_file", bounds=_ahead()),
        Row(
            "tls_upload_memory",
            "TLS: upload from memory",
            "put_memory",
            bounds=(Bound("cpu", 1.3, "obstore"),),
        ),
    ]
    made = [_sized(row, size, secure=False) for row in bulk] + [_sized(row, size, secure=True) for row in tls]
    for verb, word, batch in (("get", "GET", 2.0), ("put", "PUT", 1.4)):
        made.append(
            Row(
                f"{verb}_many",
                f"4 KiB {word}, batch, 32 in flight",
                f"{verb}_many",
                size=4096,
                count=4 * small,
                references=(LIBCURL,),
                bounds=(
                    Bound("rate", batch, "obstore", least=True),
                    Bound("cpu", 1.4, LIBCURL),
                ),
                note="libcurl: its multi interface on one thread, unsigned, nothing checked",
            )
        )
        made.append(
            Row(
                f"{verb}_loop",
                f"4 KiB {word}, single calls, 1 thread",
                f"{verb}_one",
                size=4096,
                count=small,
                references=(LIBCURL, C_PROGRAM),
                bounds=(
                    Bound("rate", 1.5, "obstore", least=True),
                    Bound("per_call", 25.0, C_PROGRAM),
                ),
            )
        )
    made += [
        Row(
            "loop_1mib",
            "1 MiB GET, single calls, 1 thread",
            "get_one",
            size=MIB,
            count=max(50, small // 10),
            key=f"obj/{MIB}",
            references=(C_PROGRAM,),
            clients=(PYCOS, "cos-python-sdk-v5", "obstore"),
            bounds=(Bound("cpu", 1.03, C_PROGRAM),),
        ),
        Row(
            "list",
            "listing, pages of 1,000 keys, an object for each",
            "list_keys",
            count=pages * 1000,
            unit="keys",
            bounds=(Bound("rate", 3.0, "obstore", least=True),),
        ),
        Row(
            "presign_one",
            "presigned URLs, one by one",
            "presign_one",
            count=urls,
            unit="URLs",
            bounds=(Bound("rate", 100_000, least=True),),
        ),
        Row(
            "presign_many",
            "presigned URLs, in bulk",
            "presign_many",
            count=urls,
            unit="URLs",
            bounds=(Bound("rate", 300_000, least=True),),
        ),
        Row(
            "import",
            "import, client ready",
            "import",
            count=1,
            unit="imports",
            clients=(PYCOS, "cos-python-sdk-v5", "boto3", "obstore", "pyarrow"),
            bounds=(Bound("wall", 0.015), Bound("added", 8.0)),
        ),
    ]
    return made


def _sized(row: Row, size: int, *, secure: bool) -> Row:
    references = (LIBCURL,) if secure else row.references
    return replace(row, size=size, secure=secure, references=references)
