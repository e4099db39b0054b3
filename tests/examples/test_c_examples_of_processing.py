"""The C examples of Cloud Infinite against scripted answers, in the form the manual gives: what they send,
and what they make of pictures and verdicts that the local server does not compute.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from scripted_server import ScriptedServer, response

pytestmark = pytest.mark.timeout(600)

UPLOAD_RESULT = b"""<?xml version="1.0" encoding="UTF-8"?>
<UploadResult>
  <OriginalInfo>
    <Key>images/picture.jpg</Key>
    <Location>examples.cos.ap-guangzhou.myqcloud.com/images/picture.jpg</Location>
    <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag>
    <ImageInfo><Format>JPEG</Format><Width>1280</Width><Height>960</Height><Quality>90</Quality></ImageInfo>
  </OriginalInfo>
  <ProcessResults><Object>
    <Key>images/smaller.jpg</Key><Format>JPEG</Format><Width>640</Width><Height>480</Height><Size>5120</Size>
  </Object></ProcessResults>
</UploadResult>"""

SUBMITTED = b"""<Response><JobsDetail><JobId>av1</JobId><State>Submitted</State>
<CreationTime>2024-05-06T07:08:09+08:00</CreationTime></JobsDetail><RequestId>r1</RequestId></Response>"""

AUDITING = b"<Response><JobsDetail><JobId>av1</JobId><State>Auditing</State></JobsDetail></Response>"

VERDICT = b"""<Response><JobsDetail>
  <JobId>av1</JobId><State>Success</State><Object>film.mp4</Object><SnapshotCount>10</SnapshotCount>
  <Result>2</Result>
  <PornInfo><HitFlag>2</HitFlag><Count>3</Count></PornInfo><AdsInfo><HitFlag>0</HitFlag><Count>0</Count></AdsInfo>
  <Snapshot><Url>http://x/1.jpg</Url><SnapshotTime>1500</SnapshotTime><Text>buy &amp; sell</Text>
    <PornInfo><HitFlag>2</HitFlag><Score>61</Score></PornInfo><AdsInfo><HitFlag>0</HitFlag><Score>7</Score></AdsInfo>
  </Snapshot>
  <AudioSection><Url>http://x/1.mp3</Url><Text>hello</Text><OffsetTime>0</OffsetTime><Duration>30000</Duration>
  </AudioSection>
</JobsDetail></Response>"""

FAILED = b"""<Response><JobsDetail><Code>1</Code><Message>the file cannot be read</Message><JobId>av1</JobId>
<State>Failed</State></JobsDetail></Response>"""

QR_CODES = b"""<Response><CodeStatus>1</CodeStatus><QRcodeInfo><CodeUrl>https://example.com</CodeUrl>
<CodeLocation><Point>10,20</Point><Point>90,20</Point><Point>90,99</Point><Point>10,99</Point></CodeLocation>
</QRcodeInfo></Response>"""

MEDIA_BUCKETS = b"""<Response><RequestId>r</RequestId><TotalCount>1</TotalCount><PageNumber>1</PageNumber>
<PageSize>10</PageSize><MediaBucketList><BucketId>films-1250000000</BucketId><Name>films</Name>
<Region>ap-guangzhou</Region><CreateTime>2024-01-01T00:00:00+0800</CreateTime></MediaBucketList></Response>"""

MEDIA_INFO = b"""<Response><MediaInfo><Format><NumStream>2</NumStream><Duration>12.5</Duration></Format>
<Stream><Video><Index>0</Index><CodecName>h264</CodecName><Height>720</Height><Width>1280</Width></Video>
<Audio><Index>1</Index><CodecName>aac</CodecName><SampleRate>44100</SampleRate></Audio></Stream>
</MediaInfo></Response>"""


@pytest.fixture
def service(scripted: ScriptedServer) -> dict[str, str]:
    """Settings that lead to the scripted server."""
    return {"COS_ENDPOINT": f"http://localhost:{scripted.port}", "COS_BUCKET": "examples-1250000000"}


def target(request: Any) -> str:
    return f"{request.method} {request.target}"


def header(request: Any, name: str) -> str:
    found: dict[str, str] = {key.lower(): value for key, value in request.headers.items()}
    return found[name]


def test_image_processing_at_upload_of_stored_and_on_the_way(
    run: Any, scripted: ScriptedServer, service: dict[str, str], tmp_path: Path
) -> None:
    picture = tmp_path / "picture.jpg"
    picture.write_bytes(b"\xff\xd8 not much of a picture")
    for body in (UPLOAD_RESULT, UPLOAD_RESULT, b"half", b"cut", b"turned", b"tpg", b"heif"):
        scripted.answer(response(200, body))
    done = run("image_processing", picture, tmp_path, **service)
    line = "from images/picture.jpg (JPEG, 1280 x 960) to images/smaller.jpg (640 x 480)"
    assert done.stdout.count(line) == 2
    put, post, *gets = scripted.requests
    assert (put.method, put.body) == ("PUT", picture.read_bytes())
    assert post.method == "POST"
    assert post.target.startswith("/images/picture.jpg?image_process")
    for request, name in ((put, "at-upload"), (post, "of-stored")):
        operations = json.loads(header(request, "pic-operations"))
        assert operations["rules"] == [{"fileid": f"/images/{name}.jpg", "rule": "imageMogr2/thumbnail/!50p"}]
    operation = "GET /images/picture.jpg?imageMogr2%2F"
    assert [target(request).rstrip("=") for request in gets] == [
        f"{operation}thumbnail%2F%2150p",
        f"{operation}cut%2F600x600x100x10",
        f"{operation}rotate%2F90",
        f"{operation}format%2Ftpg",
        f"{operation}format%2Fheif",
    ]
    assert (tmp_path / "half.jpg").read_bytes() == b"half"
    assert (tmp_path / "small.heif").read_bytes() == b"heif"


def test_video_moderation_submits_and_asks_until_there_is_a_verdict(
    run: Any, scripted: ScriptedServer, service: dict[str, str]
) -> None:
    for body in (SUBMITTED, AUDITING, VERDICT):
        scripted.answer(response(200, body))
    done = run("video_moderation", service["COS_ENDPOINT"], "film.mp4", 0, **service)
    assert "job av1 is Submitted" in done.stdout
    assert "film.mp4 is to be looked at: porn in 3, advertisements in 0 of 10 pictures" in done.stdout
    assert 'at 1500 ms: porn 61, advertisements 7, text "buy & sell"' in done.stdout
    assert '30000 ms of sound from 0 ms: "hello"' in done.stdout
    assert [target(request) for request in scripted.requests] == [
        "POST /video/auditing",
        "GET /video/auditing/av1",
        "GET /video/auditing/av1",
    ]
    sent = ElementTree.fromstring(scripted.requests[0].body)
    assert sent.findtext("Input/Object") == "film.mp4"
    assert sent.findtext("Conf/DetectType") == "Porn,Ads"
    assert sent.findtext("Conf/DetectContent") == "1"
    assert sent.findtext("Conf/Snapshot/Mode") == "Interval"
    assert float(sent.findtext("Conf/Snapshot/TimeInterval", "")) == 1.5


def test_video_moderation_fails_when_the_job_does(
    run: Any, scripted: ScriptedServer, service: dict[str, str]
) -> None:
    for body in (SUBMITTED, FAILED):
        scripted.answer(response(200, body))
    done = run("video_moderation", service["COS_ENDPOINT"], "film.mp4", 0, code=1, **service)
    assert "moderation: the file cannot be read" in done.stderr


def test_media_reads_codes_buckets_data_and_pictures(
    run: Any, scripted: ScriptedServer, service: dict[str, str], tmp_path: Path
) -> None:
    for body in (QR_CODES, MEDIA_BUCKETS, MEDIA_INFO, b"PNG one", b"PNG two"):
        scripted.answer(response(200, body))
    done = run("media", service["COS_ENDPOINT"], tmp_path, **service)
    assert "https://example.com at 10,20" in done.stdout
    assert "media bucket films-1250000000 in ap-guangzhou" in done.stdout
    assert "h264, 12.5 s, 1280 x 720, sound 44100 Hz" in done.stdout
    assert "7 bytes" in done.stdout
    assert (tmp_path / "snapshot.png").read_bytes() == b"PNG two"
    codes, buckets, data, *pictures = (target(request) for request in scripted.requests)
    assert codes.startswith("GET /media/poster.png?")
    assert "ci-process=QRcode" in codes
    assert buckets.startswith("GET /mediabucket?")
    assert "ci-process=videoinfo" in data
    for picture in pictures:
        assert "ci-process=snapshot" in picture
        assert "time=7.5" in picture
        assert "width=320" in picture
