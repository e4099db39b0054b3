"""Tencent's Python client, unmodified: its calls about pictures, and what comes of them."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from entrances import code_of
from PIL import Image

HALF = "imageMogr2/thumbnail/!50p"


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 40), (200, 100, 50)).save(out, format=kind, quality=90)
    return out.getvalue()


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(data)).size


@pytest.fixture
def stored(client: Any, bucket: str) -> str:
    """The bucket, with a picture in it."""
    client.put_object(Bucket=bucket, Key="a.jpg", Body=picture())
    return bucket


def test_pictures_are_processed_on_their_way_out(client: Any, stored: str, tmp_path: Path) -> None:
    path = tmp_path / "small"
    client.ci_get_object(Bucket=stored, Key="a.jpg", DestImagePath=str(path), Rule=HALF)
    assert size_of(path.read_bytes()) == (40, 20)
    client.ci_get_object(Bucket=stored, Key="a.jpg", DestImagePath=str(path), Rule="imageView2/format/png")
    assert Image.open(path).format == "PNG"
    assert code_of(client.ci_download_compress_image, stored, "a.jpg", str(path), CompressType="tpg") == (
        501,
        "NotImplemented",
    )


def test_pictures_are_described(client: Any, stored: str) -> None:
    _, info = client.ci_get_image_info(Bucket=stored, Key="a.jpg")
    said = json.loads(info)
    assert (said["format"], said["width"], said["height"]) == ("jpeg", "80", "40")
    _, average = client.ci_get_image_ave_info(Bucket=stored, Key="a.jpg")
    assert json.loads(average)["RGB"].startswith("0x")
    _, exif = client.ci_get_image_exif_info(Bucket=stored, Key="a.jpg")
    assert json.loads(exif) == {"error": "no exif data"}


def test_pictures_are_processed_where_they_are_kept(client: Any, stored: str, tmp_path: Path) -> None:
    path = tmp_path / "b.jpg"
    path.write_bytes(picture())
    asked = json.dumps({"is_pic_info": 1, "rules": [{"fileid": "half.png", "rule": HALF + "/format/png"}]})
    calls = (
        client.ci_put_object_from_local_file(
            Bucket=stored, LocalFilePath=str(path), Key="b.jpg", PicOperations=asked
        ),
        client.ci_put_object(Bucket=stored, Key="b.jpg", Body=path.read_bytes(), PicOperations=asked),
        client.ci_image_process(Bucket=stored, Key="a.jpg", PicOperations=asked),
    )
    for _, data in calls:
        assert data["OriginalInfo"]["ImageInfo"]["Format"] == "JPEG"
        made = data["ProcessResults"]["Object"]
        assert (made["Key"], made["Format"], made["Width"], made["Height"]) == ("half.png", "png", "40", "20")
    got = client.get_object(Bucket=stored, Key="half.png")
    assert size_of(got["Body"].get_raw_stream().read()) == (40, 20)


def test_styles_are_kept(client: Any, stored: str) -> None:
    client.ci_put_image_style(Bucket=stored, Request={"StyleName": "half", "StyleBody": HALF})
    _, listed = client.ci_get_image_style(Bucket=stored, Request={"StyleName": "half"})
    assert listed["StyleRule"] == [{"StyleName": "half", "StyleBody": HALF}] or listed["StyleRule"] == {
        "StyleName": "half",
        "StyleBody": HALF,
    }
    got = client.get_object(Bucket=stored, Key="a.jpg!half")
    assert size_of(got["Body"].get_raw_stream().read()) == (40, 20)
    client.ci_delete_image_style(Bucket=stored, Request={"StyleName": "half"})
    assert code_of(client.get_object, Bucket=stored, Key="a.jpg!half") == (404, "NoSuchKey")


def test_codes_are_made_and_read(client: Any, stored: str, tmp_path: Path) -> None:
    made = client.ci_qrcode_generate(Bucket=stored, QrcodeContent="https://www.example.com", Width=200)
    data = base64.b64decode(made["ResultImage"])
    assert [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))] == [
        "https://www.example.com"
    ]
    client.put_object(Bucket=stored, Key="code.png", Body=data)
    _, found = client.ci_get_object_qrcode(Bucket=stored, Key="code.png", Cover=0)
    assert found["CodeStatus"] == "1"
    assert "https://www.example.com" in str(found["QRcodeInfo"])
    path = tmp_path / "code.png"
    path.write_bytes(data)
    asked = json.dumps({"is_pic_info": 1, "rules": [{"fileid": "hidden.png", "rule": "QRcode/cover/1"}]})
    _, put = client.ci_put_object_from_local_file_and_get_qrcode(
        Bucket=stored, LocalFilePath=str(path), Key="c.png", EnableMD5=False, PicOperations=asked
    )
    assert put["ProcessResults"]["Object"]["CodeStatus"] == "1"
