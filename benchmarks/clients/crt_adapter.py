"""boto3's transfers through the AWS common runtime, which decides on connections by itself."""

from __future__ import annotations

import tempfile

import botocore.session
from botocore.credentials import Credentials
from s3transfer.crt import (
    BotocoreCRTCredentialsWrapper,
    BotocoreCRTRequestSerializer,
    CRTTransferManager,
    create_s3_crt_client,
)

from benchmarks.clients.contract import PART, REGION, SECRET_ID, SECRET_KEY, Adapter, Place


class CrtAdapter(Adapter):
    """Only what it is made for: large files, in parts."""

    lacks = frozenset({"get_one"})
    settings = "parts of 16 MiB, as many connections as it likes"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        session = botocore.session.get_session()
        session.set_config_variable("region", REGION)
        session.set_credentials(SECRET_ID, SECRET_KEY)
        wrapper = BotocoreCRTCredentialsWrapper(Credentials(SECRET_ID, SECRET_KEY))
        runtime = create_s3_crt_client(
            REGION,
            crt_credentials_provider=wrapper.to_crt_credentials_provider(),
            part_size=PART,
            use_ssl=place.scheme == "https",
            verify=place.ca_file or None,
        )
        serializer = BotocoreCRTRequestSerializer(
            session, {"endpoint_url": place.endpoint, "region_name": REGION}
        )
        self.manager = CRTTransferManager(runtime, serializer)

    def get_file_x4(self, key: str, path: str, size: int) -> None:
        """Ranges."""
        self.manager.download(self.place.bucket, key, path).result()

    def put_parts(self, key: str, path: str) -> None:
        """A multipart upload."""
        self.manager.upload(path, self.place.bucket, key).result()

    def get_one(self, key: str) -> bytes:
        """To begin with a connection."""
        # Not to /dev/null: it writes beside its target and renames, which would replace the device.
        with tempfile.NamedTemporaryFile() as file:
            self.manager.download(self.place.bucket, key, file.name).result()
        return b""

    def close(self) -> None:
        """End its threads."""
        self.manager.shutdown()
