"""Data processing: the documented shapes, without any processing."""

from __future__ import annotations

import struct

import pytest
from cos_requests import REGION, Answer, Cos, parse_raw, raw, signature

from pycos.emulator import Emulator, pictures


def process(cos: Cos, key: str, name: str, **params: str) -> Answer:
    return cos.request("GET", key, params={"ci-process": name, **params})


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height in the frame header of a JPEG."""
    at = 2
    while data[at + 1] != 0xC0:
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    height, width = struct.unpack(">HH", data[at + 5 : at + 9])
    return width, height


def test_a_snapshot_is_a_picture_of_the_size_asked_for(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    answer = process(cos, "v.mp4", "snapshot", time="0.5", width="30", height="20")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert jpeg_size(answer.body) == (30, 20)
    assert answer.body.endswith(b"\xff\xd9")
    answer = process(
        cos, "v.mp4", "snapshot", time="1", width="30", format="png", mode="keyframe", rotate="off"
    )
    assert answer.headers["Content-Type"] == "image/png"
    assert struct.unpack(">II", answer.body[16:24]) == (30, 30)


@pytest.mark.parametrize(
    "params",
    [{}, {"time": "x"}, {"time": "-1"}, {"time": "nan"}, {"time": "1", "format": "gif"},
     {"time": "1", "width": "5000"}, {"time": "1", "mode": "any"}, {"time": "1", "rotate": "left"}],
)  # fmt: skip
def test_a_snapshot_of_another_kind_is_refused(cos: Cos, params: dict[str, str]) -> None:
    cos.put("v.mp4", b"x")
    answer = process(cos, "v.mp4", "snapshot", **params)
    assert (answer.status, answer.code) == (400, "InvalidArgument")


def test_the_bits_of_a_picture_are_as_many_as_its_blocks_need() -> None:
    for width, height, bits in ((1, 1, b"\x3f"), (8, 8, b"\x3f"), (16, 16, b"\x00"), (40, 8, b"\x00\x3f")):
        assert pictures.jpeg(width, height)[:-2].endswith(b"\x00\x3f\x00" + bits)


def test_media_info_has_the_documented_shape_and_the_size_of_the_object(cos: Cos) -> None:
    cos.put("v.mp4", b"x" * 1234)
    answer = process(cos, "v.mp4", "videoinfo")
    assert answer.xml.tag == "Response"
    assert answer.texts("MediaInfo/Stream/Video/Width") == ["1280"]
    assert answer.texts("MediaInfo/Stream/Audio/Channel") == ["2"]
    assert answer.texts("MediaInfo/Format/Size") == ["1234"]
    assert process(cos, "missing", "videoinfo").code == "NoSuchKey"


def test_processing_the_server_does_not_know_is_named_in_the_refusal(cos: Cos) -> None:
    cos.put("a", b"x")
    answer = process(cos, "a", "sensitive-content-recognition")
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert "sensitive-content-recognition" in answer.texts("Message")[0]


def test_a_process_whose_name_is_no_text_is_refused_too(cos: Cos) -> None:
    signed = signature(cos.server.secret_id, cos.server.secret_key, "GET", "/a", (), [("host", cos.host)])
    head = f"GET /a?ci-process=%FF HTTP/1.1\r\nHost: {cos.host}\r\nAuthorization: {signed}\r\n\r\n"
    answer = raw(cos.server, head.encode(), half_close=True)
    assert (parse_raw(answer)[0], b"InvalidURI" in answer) == (400, True)


def submit(cos: Cos, key: str = "v.mp4", host: str | None = None, **conf: str) -> Answer:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in conf.items())
    body = f"<Request><Input><Object>{key}</Object></Input><Conf>{inner}</Conf></Request>"
    return cos.request("POST", "video/auditing", body=body.encode(), host=host)


@pytest.mark.parametrize("service", ["cos", "ci"])
def test_a_moderation_job_goes_through_its_states(cos: Cos, service: str) -> None:
    host = f"{cos.bucket}.{service}.{REGION}.myqcloud.com"
    cos.put("v.mp4", b"x")
    made = submit(cos, host=host, DetectType="Porn,Ads", DetectContent="1")
    assert made.texts("JobsDetail/State") == ["Submitted"]
    assert made.texts("RequestId") == [made.headers["x-cos-request-id"]]
    job = made.texts("JobsDetail/JobId")[0]
    states = []
    for _ in range(3):
        answer = cos.request("GET", f"video/auditing/{job}", host=host)
        states += answer.texts("JobsDetail/State")
    assert states == ["Auditing", "Success", "Success"]
    assert answer.texts("JobsDetail/Object") == ["v.mp4"]
    assert answer.texts("JobsDetail/Result") == ["0"]
    assert answer.texts("JobsDetail/Snapshot/AdsInfo/HitFlag") == ["0"]
    assert answer.texts("JobsDetail/AudioSection/PornInfo/HitFlag") == ["0"]
    assert answer.xml.find("JobsDetail/TerrorismInfo") is None


def test_a_job_for_a_missing_video_fails(cos: Cos) -> None:
    job = submit(cos, "missing").texts("JobsDetail/JobId")[0]
    cos.request("GET", f"video/auditing/{job}")
    answer = cos.request("GET", f"video/auditing/{job}")
    assert (answer.texts("JobsDetail/State"), answer.texts("JobsDetail/Code")) == (["Failed"], ["NoSuchKey"])


def test_a_job_that_is_not_there_is_named(cos: Cos) -> None:
    host = f"{cos.bucket}.ci.{REGION}.myqcloud.com"
    assert cos.request("GET", "video/auditing/other", host=host).texts("NonExistJobIds") == ["other"]
    cos.put("video/auditing/other", b"an object")
    assert cos.get("video/auditing/other").body == b"an object"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<Request/>", "InvalidArgument"),
        ("<Request><Input><Url>http://a.example/v</Url></Input></Request>", "NotImplemented"),
        ("<Request><Input><Object>v</Object></Input><Conf><DetectType>Cats</DetectType></Conf></Request>",
         "InvalidArgument"),
        ("<Request><Input><Object>v</Object></Input><Conf><Snapshot><Mode>x</Mode></Snapshot></Conf></Request>",
         "InvalidArgument"),
        ("<Request><Input><Object>v</Object></Input><Conf><Snapshot><Count>0</Count></Snapshot></Conf></Request>",
         "InvalidArgument"),
        ("<Other/>", "MalformedXML"),
        ("", "MissingRequestBodyError"),
    ],
)  # fmt: skip
def test_a_job_of_another_form_is_refused(cos: Cos, body: str, code: str) -> None:
    assert cos.request("POST", "video/auditing", body=body.encode()).code == code


def test_processing_is_on_for_every_bucket(server: Emulator, cos: Cos) -> None:
    def buckets(host: str, **params: str) -> Answer:
        return cos.request("GET", "mediabucket", params=params, host=host)

    here = f"ci.{REGION}.myqcloud.com"
    answer = buckets(
        here, bucketNames=f"{cos.bucket},none-1250000000", regions="", pageNumber="1", pageSize="5"
    )
    assert answer.xml.tag == "Response"
    assert answer.texts("TotalCount") == ["1"]
    assert answer.texts("MediaBucketList/BucketId") == [cos.bucket]
    assert answer.texts("MediaBucketList/Region") == [REGION]
    assert buckets(here, bucketName=cos.bucket).texts("TotalCount") == ["1"]
    assert buckets(here, bucketName=cos.bucket, regions="ap-beijing").texts("TotalCount") == ["0"]
    assert buckets("ci.ap-beijing.myqcloud.com", bucketName=cos.bucket).texts("TotalCount") == ["0"]
    assert buckets(here, pageNumber="2", pageSize="1", bucketName=cos.bucket).texts("MediaBucketList") == []
    assert cos.request("GET", "mediabucket", host=here, signed=False).code == "AccessDenied"
