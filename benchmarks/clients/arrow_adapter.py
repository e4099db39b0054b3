"""pyarrow's S3 file system."""

from __future__ import annotations

from pyarrow import fs

from benchmarks.clients.contract import (
    PART,
    REGION,
    SECRET_ID,
    SECRET_KEY,
    STEP,
    Calls,
    Place,
    write_ranges,
)


class ArrowAdapter(Calls):
    """Uploads are always multipart."""

    lacks = frozenset({"put_one", "put_many"})
    settings = "steps of 1 MiB; parts of 16 MiB in the background"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        given = {"tls_ca_file_path": place.ca_file} if place.ca_file else {}
        self.files = fs.S3FileSystem(
            endpoint_override=place.address,
            scheme=place.scheme,
            region=REGION,
            access_key=SECRET_ID,
            secret_key=SECRET_KEY,
            **given,
        )

    def _name(self, key: str) -> str:
        return f"{self.place.bucket}/{key}"

    def get_file(self, key: str, path: str, size: int) -> None:
        """Its stream, in steps of 1 MiB."""
        with self.files.open_input_stream(self._name(key)) as stream, open(path, "wb", buffering=0) as file:
            while piece := stream.read(STEP):
                file.write(piece)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """It has none: four threads with ranges."""
        with self.files.open_input_file(self._name(key)) as source:
            write_ranges(lambda start, end: source.read_at(end - start, start), path, size)

    def get_memory(self, key: str, size: int) -> bytes:
        """The whole body at once."""
        with self.files.open_input_file(self._name(key)) as source:
            return source.read_buffer(size)

    def get_buffer(self, key: str, buffer: memoryview) -> None:
        """readinto of its file."""
        at = 0
        with self.files.open_input_file(self._name(key)) as source:
            while at < len(buffer) and (count := source.readinto(buffer[at : at + PART])):
                at += count

    def put_parts(self, key: str, path: str) -> None:
        """A multipart upload."""
        with open(path, "rb") as file, self.files.open_output_stream(self._name(key)) as stream:
            while piece := file.read(PART):
                stream.write(piece)

    def get_one(self, key: str) -> bytes:
        """A single call."""
        with self.files.open_input_file(self._name(key)) as source:
            return source.read()

    def list_keys(self) -> int:
        """A FileInfo for each key."""
        found = self.files.get_file_info(fs.FileSelector(f"{self.place.bucket}/list", recursive=True))
        return sum(1 for info in found if info.path)
