"""Pictures are really processed: sizes, cuts, formats, watermarks, descriptions, styles, codes."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
import zxingcpp
from cos_requests import Answer, Cos
from picture_files import BLUE, GREEN, RED, WHITE, file_of, made_by, noise, quarters, read
from PIL import Image

from pycos.emulator import pictures
from pycos.emulator.images import picture, rules, transform


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def near(one: Any, other: tuple[int, ...], most: int = 12) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


def process(cos: Cos, key: str, rule: str) -> Answer:
    return cos.request("GET", key, params={rule: ""})


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        ("imageMogr2/thumbnail/!50p", (40, 20)),
        ("imageMogr2/thumbnail/!150p", (120, 60)),
        ("imageMogr2/thumbnail/!50px", (40, 40)),
        ("imageMogr2/thumbnail/!x50p", (80, 20)),
        ("imageMogr2/thumbnail/20x", (20, 10)),
        ("imageMogr2/thumbnail/x20", (40, 20)),
        ("imageMogr2/thumbnail/400x", (80, 40)),
        ("imageMogr2/thumbnail/20x20", (20, 10)),
        ("imageMogr2/thumbnail/!20x20r", (40, 20)),
        ("imageMogr2/thumbnail/30x30!", (30, 30)),
        ("imageMogr2/thumbnail/800@", (40, 20)),
        ("imageMogr2/thumbnail/20x20/pad/1", (20, 20)),
        ("imageMogr2/cut/10x5", (10, 5)),
        ("imageMogr2/cut/10x5x75x2", (5, 5)),
        ("imageMogr2/crop/20x20", (20, 20)),
        ("imageMogr2/crop/20x", (20, 40)),
        ("imageMogr2/iradius/10", (20, 20)),
        ("imageMogr2/rradius/10", (80, 40)),
        ("imageMogr2/rotate/90", (40, 80)),
        ("imageMogr2/rotate/360", (80, 40)),
        ("imageMogr2/rotate/45", (86, 86)),
        ("imageMogr2/thumbnail/!50p/rotate/90|imageMogr2/cut/7x7", (7, 7)),
        ("imageView2/0/w/20/h/30", (20, 10)),
        ("imageView2/1/w/20/h/20", (20, 20)),
        ("imageView2/1/w/30", (30, 30)),
        ("imageView2/2/w/20/h/20", (20, 10)),
        ("imageView2/2/h/20", (40, 20)),
        ("imageView2/3/w/20/h/20", (40, 20)),
        ("imageView2/4/w/20/h/20", (40, 20)),
        ("imageView2/5/w/40/h/20", (40, 20)),
        ("imageView2/format/jpg", (80, 40)),
    ],
)
def test_sizes(rule: str, size: tuple[int, int]) -> None:
    assert made_by(rule).size == size


def test_the_longer_side_is_meant_whichever_it_is() -> None:
    upright = file_of(quarters(40, 80))
    assert made_by("imageView2/0/w/20/h/30", upright).size == (10, 20)
    assert made_by("imageView2/5/w/40/h/20", upright).size == (20, 40)


def test_pixels_are_where_they_belong() -> None:
    cut = made_by("imageMogr2/cut/10x10x45x5")
    assert cut.getpixel((5, 5)) == GREEN
    corner = made_by("imageMogr2/cut/10x10/gravity/southwest")
    assert corner.getpixel((5, 5)) == BLUE
    turned = made_by("imageMogr2/rotate/90")
    assert [turned.getpixel(place) for place in ((5, 5), (35, 5), (5, 75))] == [BLUE, RED, WHITE]
    assert made_by("imageMogr2/flip/horizontal").getpixel((5, 5)) == GREEN
    assert made_by("imageMogr2/flip/vertical").getpixel((5, 5)) == BLUE
    cropped = made_by("imageMogr2/crop/20x20/gravity/east")
    assert near(cropped.getpixel((10, 2)), GREEN)
    circle = made_by("imageMogr2/iradius/10")
    assert circle.mode == "RGBA"
    assert circle.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert circle.getpixel((5, 5)) == (*RED, 255)
    assert near(made_by("imageMogr2/iradius/10/format/jpg").getpixel((0, 0)), WHITE)
    assert made_by("imageMogr2/rradius/10").getpixel((0, 39))[3] == 0  # type: ignore[index]
    padded = made_by(f"imageMogr2/thumbnail/20x20/pad/1/color/{encoded('#00FF00')}")
    assert padded.getpixel((10, 1)) == GREEN
    assert near(padded.getpixel((5, 7)), RED)


def test_colours_and_edges_change() -> None:
    assert made_by("imageMogr2/grayscale/1").mode == "L"
    darker = made_by("imageMogr2/bright/-50").getpixel((75, 35))
    assert near(darker, (127, 127, 127))
    flat = made_by("imageMogr2/contrast/-100")
    assert near(flat.getpixel((5, 5)), flat.getpixel((75, 35)))  # type: ignore[arg-type]
    soft = made_by("imageMogr2/blur/10x5").getpixel((40, 10))
    assert soft not in (RED, GREEN)
    step = file_of(Image.linear_gradient("L").resize((64, 64)).convert("RGB"))
    assert made_by("imageMogr2/sharpen/300", step).tobytes() != made_by("imageMogr2/strip", step).tobytes()


@pytest.mark.parametrize("kind", ["jpg", "png", "gif", "webp", "bmp"])
def test_formats(cos: Cos, kind: str) -> None:
    cos.put("a.png", file_of(quarters()))
    answer = process(cos, "a.png", f"imageMogr2/format/{kind}")
    wanted = {"jpg": "jpeg"}.get(kind, kind)
    assert (answer.status, answer.headers["Content-Type"]) == (200, f"image/{wanted}")
    image = read(answer.body)
    assert (image.format, image.size) == (wanted.upper(), (80, 40))
    assert near(image.convert("RGB").getpixel((20, 10)), RED, 30)


def quality_of(data: bytes) -> int:
    return picture.opened(data).quality


def test_quality_is_never_raised_but_by_force() -> None:
    data = file_of(noise(), "JPEG", quality=60)
    assert quality_of(data) == 60

    def after(rule: str) -> int:
        opened = picture.opened(data)
        transform.apply(opened, rules.parse(rule), lambda *_: None)
        return quality_of(picture.encoded(opened))

    assert after("imageMogr2/quality/40") == 40
    assert after("imageMogr2/quality/90") == 60
    assert after("imageMogr2/quality/90!") == 90
    assert after("imageMogr2/rquality/50") == 30
    assert after("imageMogr2/lquality/80") == 80
    assert after("imageMogr2/lquality/20") == 60
    assert after("imageView2/2/w/64/q/30") == 30
    assert after("imageMogr2/rotate/90") == 60


def test_a_size_can_be_limited_and_a_jpeg_interlaced_and_stripped() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    data = file_of(noise(), "JPEG", quality=95, exif=exif)

    def bytes_of(rule: str) -> bytes:
        opened = picture.opened(data)
        transform.apply(opened, rules.parse(rule), lambda *_: None)
        return picture.encoded(opened)

    assert len(bytes_of("imageMogr2/strip")) > 6 << 10
    assert len(bytes_of("imageMogr2/size-limit/6k")) <= 6 << 10
    assert len(bytes_of("imageMogr2/size-limit/1!")) <= len(data)
    assert read(bytes_of("imageMogr2/interlace/1")).info.get("progressive")
    assert read(bytes_of("imageMogr2/interlace/0")).getexif()[0x010F] == "Camera"
    assert not read(bytes_of("imageMogr2/strip")).getexif()


def test_a_picture_is_turned_as_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the picture is at its right side
    data = file_of(quarters(), "JPEG", quality=95, exif=exif)
    assert made_by("imageMogr2/strip", data).size == (80, 40)
    turned = made_by("imageMogr2/auto-orient", data)
    assert turned.size == (40, 80)
    assert near(turned.getpixel((35, 5)), RED, 40)
    assert 0x0112 not in turned.getexif()


def test_every_frame_of_an_animation_is_processed() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in (RED, GREEN, BLUE)]
    data = file_of(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=[70, 80, 90])
    small = made_by("imageMogr2/thumbnail/!50p", data)
    assert (small.size, small.n_frames, small.info["duration"]) == ((20, 20), 3, 70)  # type: ignore[attr-defined]
    small.seek(2)
    assert near(small.convert("RGB").getpixel((5, 5)), BLUE)
    assert getattr(made_by("imageMogr2/format/png", data), "n_frames", 1) == 1


def test_a_text_is_put_onto_a_picture(cos: Cos) -> None:
    cos.put("white.png", file_of(Image.new("RGB", (200, 100), WHITE)))
    rule = f"watermark/2/text/{encoded('Hello')}/fill/{encoded('#FF0000')}/fontsize/30/dissolve/100"
    image = read(process(cos, "white.png", rule + "/gravity/northwest").body).convert("RGB")
    assert image.crop((0, 0, 100, 40)).getextrema() != ((255, 255),) * 3
    assert image.crop((100, 50, 200, 100)).getextrema() == ((255, 255),) * 3
    image = read(process(cos, "white.png", rule).body).convert("RGB")
    assert image.crop((0, 0, 100, 50)).getextrema() == ((255, 255),) * 3, "the southeast is the default"
    tiled = read(process(cos, "white.png", rule + "/batch/1/degree/45").body).convert("RGB")
    for corner in ((0, 0, 100, 50), (100, 0, 200, 50), (0, 50, 100, 100), (100, 50, 200, 100)):
        assert tiled.crop(corner).getextrema() != ((255, 255),) * 3


def test_a_picture_of_the_same_bucket_is_put_onto_a_picture(cos: Cos) -> None:
    cos.put("white.png", file_of(Image.new("RGB", (100, 60), WHITE)))
    cos.put("marks/red.png", file_of(Image.new("RGB", (20, 20), RED)))
    address = f"http://{cos.host}/marks/red.png"
    rule = f"watermark/1/image/{encoded(address)}"
    image = read(process(cos, "white.png", rule + "/gravity/southeast/dx/10/dy/5").body)
    assert [image.getpixel(place) for place in ((71, 40), (89, 54), (95, 50), (60, 40))] == [
        RED,
        RED,
        WHITE,
        WHITE,
    ]
    half = read(process(cos, "white.png", rule + "/scatype/1/spcent/500/gravity/center/dissolve/50").body)
    assert near(half.getpixel((50, 30)), (255, 127, 127))
    assert half.getpixel((10, 30)) == WHITE
    chain = read(process(cos, "white.png", f"imageMogr2/thumbnail/!50p|{rule}/gravity/west").body)
    assert (chain.size, chain.getpixel((5, 15))) == ((50, 30), RED)
    for wrong in ("https://x.example/a.png", "http://x.example/a.png", address.replace("red", "none")):
        refused = process(cos, "white.png", f"watermark/1/image/{encoded(wrong)}")
        assert (refused.status, refused.code) in ((400, "InvalidArgument"), (404, "NoSuchKey"))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("imageMogr2/scrop/10x10", "NotImplemented"),
        ("imageMogr2/format/heif", "NotImplemented"),
        ("imageMogr2/cgif/10", "NotImplemented"),
        ("watermark/3/type/1", "NotImplemented"),
        ("imageMogr2/thumbnail/!50p|guetzli", "NotImplemented"),
        ("imageMogr2/wobble/3", "InvalidArgument"),
        ("imageMogr2/thumbnail", "InvalidArgument"),
        ("imageMogr2/thumbnail/big", "InvalidArgument"),
        ("imageMogr2/thumbnail/0x0", "InvalidArgument"),
        ("imageMogr2/thumbnail/!0p", "InvalidArgument"),
        ("imageMogr2/thumbnail/!5000p", "InvalidArgument"),
        ("imageMogr2/cut/10x10x800x0", "InvalidArgument"),
        ("imageMogr2/crop/10x10/gravity/up", "InvalidArgument"),
        ("imageMogr2/rotate/361", "InvalidArgument"),
        ("imageMogr2/quality/101", "InvalidArgument"),
        ("imageMogr2/blur/99x1", "InvalidArgument"),
        ("imageMogr2/bright/101", "InvalidArgument"),
        ("imageMogr2/sharpen/5", "InvalidArgument"),
        ("imageMogr2/format/txt", "InvalidArgument"),
        ("imageView2/9/w/10", "InvalidArgument"),
        ("imageView2/1/x/10", "InvalidArgument"),
        ("imageView2/2", "InvalidArgument"),
        ("watermark/2/text/%%%", "InvalidArgument"),
        ("watermark/2/fontsize/10", "InvalidArgument"),
        ("watermark/5/text/YQ", "InvalidArgument"),
        ("imageMogr2" + "/rotate/1" * 50, "InvalidArgument"),
        ("imageMogr2/thumbnail/9999x9999!", "ImageResolutionExceed"),
        ("style/none", "InvalidArgument"),
    ],
)
def test_a_rule_that_cannot_be_carried_out_is_refused(cos: Cos, rule: str, code: str) -> None:
    cos.put("a.png", file_of(quarters()))
    answer = process(cos, "a.png", rule)
    assert (answer.code, answer.status) == (code, 501 if code == "NotImplemented" else 400)


def test_a_picture_is_described(cos: Cos) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    data = file_of(quarters(), "JPEG", quality=90, exif=exif)
    etag = cos.put("a.jpg", data).headers["ETag"].strip('"')
    answer = process(cos, "a.jpg", "imageInfo")
    assert answer.headers["Content-Type"] == "application/json"
    said = json.loads(answer.body)
    assert (said["format"], said["width"], said["height"]) == ("jpeg", "80", "40")
    assert (said["size"], said["md5"]) == (str(len(data)), etag)
    colour = bytes.fromhex(json.loads(process(cos, "a.jpg", "imageAve").body)["RGB"][2:])
    assert near(colour, (127, 127, 127), 8)
    assert json.loads(process(cos, "a.jpg", "exif").body)["Make"] == {"val": "Camera"}
    cos.put("b.png", file_of(quarters()))
    assert json.loads(process(cos, "b.png", "exif").body) == {"error": "no exif data"}
    assert process(cos, "none", "imageInfo").code == "NoSuchKey"
    assert cos.request("GET", "a.jpg", params={"imageInfo": ""}, signed=False).code == "AccessDenied"
    cos.put("open.jpg", data, x_cos_acl="public-read")
    for rule in ("imageInfo", "imageMogr2/rotate/90"):
        assert cos.request("GET", "open.jpg", params={rule: ""}, signed=False).status == 200


def operations(*rules: tuple[str, str], describe: int = 1, **more: str) -> dict[str, str]:
    entries = [{"fileid": fileid, "rule": rule, **more} for fileid, rule in rules]
    return {"Pic-Operations": json.dumps({"is_pic_info": describe, "rules": entries})}


HALF = "imageMogr2/thumbnail/!50p"


def test_a_put_with_operations_makes_their_results(cos: Cos) -> None:
    data = file_of(quarters(), "JPEG", quality=90)
    asked = operations(("small.jpg", HALF), ("/top.png", "imageView2/format/png"))
    answer = cos.request("PUT", "dir/a.jpg", body=data, headers=asked)
    assert (answer.status, answer.xml.tag) == (200, "UploadResult")
    assert answer.texts("OriginalInfo/Key") == ["dir/a.jpg"]
    assert answer.texts("OriginalInfo/Location") == [f"{cos.host}/dir/a.jpg"]
    assert answer.texts("OriginalInfo/ETag") == [answer.headers["ETag"]]
    told = {child.tag: child.text for child in answer.xml.findall("OriginalInfo/ImageInfo/*")}
    assert near(bytes.fromhex(told.pop("Ave", "")[2:]), (127, 127, 127), 8)
    assert told == {"Format": "JPEG", "Width": "80", "Height": "40", "Quality": "90", "Orientation": "0"}
    assert answer.texts("ProcessResults/Object/Key") == ["dir/small.jpg", "top.png"]
    assert answer.texts("ProcessResults/Object/Format") == ["jpg", "png"]
    assert answer.texts("ProcessResults/Object/Width") == ["40", "80"]
    assert cos.get("dir/a.jpg").body == data
    for number, (key, kind, size) in enumerate(
        (("dir/small.jpg", "JPEG", (40, 20)), ("top.png", "PNG", (80, 40)))
    ):
        got = cos.get(key)
        image = read(got.body)
        assert (image.format, image.size, got.headers["Content-Type"]) == (
            kind,
            size,
            f"image/{kind.lower()}",
        )
        assert answer.texts("ProcessResults/Object/Size")[number] == str(len(got.body))
        assert answer.texts("ProcessResults/Object/ETag")[number] == got.headers["ETag"]


def test_only_what_was_asked_for_is_told(cos: Cos) -> None:
    data = file_of(quarters())
    answer = cos.request("PUT", "a.png", body=data, headers=operations(("b.png", HALF), describe=0))
    assert answer.xml.find("OriginalInfo/ImageInfo") is None
    answer = cos.request("PUT", "a.png", body=data, headers=operations())
    assert answer.xml.find("ProcessResults") is None
    assert cos.request("PUT", "a.png", body=data).body == b""


def test_an_object_that_is_there_is_processed(cos: Cos) -> None:
    cos.put("a.png", file_of(quarters()))

    def post(key: str, headers: dict[str, str]) -> Answer:
        return cos.request("POST", key, params={"image_process": ""}, headers=headers)

    answer = post("a.png", operations(("b.png", HALF)))
    assert (answer.status, answer.texts("ProcessResults/Object/Key")) == (200, ["b.png"])
    assert read(cos.get("b.png").body).size == (40, 20)
    assert post("no", operations(("b", HALF))).code == "NoSuchKey"
    assert post("a.png", {}).code == "InvalidArgument"


def test_an_object_may_be_replaced_by_its_own_result(cos: Cos) -> None:
    asked = operations(("a.png", HALF), ("b.png", HALF))
    answer = cos.request("PUT", "a.png", body=file_of(quarters()), headers=asked)
    assert answer.texts("OriginalInfo/ETag") == [cos.get("a.png").headers["ETag"]]
    assert read(cos.get("a.png").body).size == read(cos.get("b.png").body).size == (40, 20)


@pytest.mark.parametrize(
    "text",
    [
        "not JSON",
        "[]",
        "{}",
        '{"rules": [{"rule": "imageMogr2/format/png"}]}',
        json.dumps({"rules": [{"fileid": "x", "rule": HALF}] * 6}),
        json.dumps({"rules": [{"fileid": "", "rule": HALF}]}),
        json.dumps({"rules": [{"fileid": "\ud800", "rule": HALF}]}),
    ],
)
def test_operations_of_another_form_are_refused_and_nothing_is_stored(cos: Cos, text: str) -> None:
    answer = cos.request("PUT", "a", body=file_of(quarters()), headers={"Pic-Operations": text})
    assert (answer.status, answer.code) == (400, "InvalidArgument")
    assert cos.get("a").status == 404


def test_nothing_is_stored_when_a_rule_cannot_be_carried_out(cos: Cos) -> None:
    asked = operations(("b", "guetzli"))
    answer = cos.request("PUT", "a", body=file_of(quarters()), headers=asked)
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert "guetzli" in answer.texts("Message")[0]
    asked = operations(("b", HALF), ("c", "imageMogr2/cut/5x5x900x900"))
    assert cos.request("PUT", "a", body=file_of(quarters()), headers=asked).code == "InvalidArgument"
    answer = cos.request("PUT", "a", body=b"no picture", headers=operations(("b", HALF)))
    assert (answer.status, answer.code) == (400, "InvalidImageFormat")
    asked = operations(("b", HALF), bucket="none-1250000000")
    assert cos.request("PUT", "a", body=file_of(quarters()), headers=asked).code == "NoSuchBucket"
    assert [cos.get(key).status for key in "abc"] == [404, 404, 404]


def test_operations_at_the_end_of_a_multipart_upload_are_refused(cos: Cos) -> None:
    upload = cos.start_upload("a.png")
    etag = cos.put_part("a.png", upload, 1, file_of(quarters()))
    part = f"<Part><PartNumber>1</PartNumber><ETag>{etag}</ETag></Part>"
    body = f"<CompleteMultipartUpload>{part}</CompleteMultipartUpload>"
    answer = cos.request(
        "POST", "a.png", params={"uploadId": upload}, body=body.encode(), headers=operations(("b", HALF))
    )
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert cos.complete("a.png", upload, [(1, etag)]).status == 200


def test_a_style_stands_for_a_rule(cos: Cos) -> None:
    def style(method: str, root: str, name: str = "", text: str = "") -> Answer:
        body = f"<{root}>" + (f"<StyleName>{name}</StyleName>" if name else "")
        body += (f"<StyleBody>{text}</StyleBody>" if text else "") + f"</{root}>"
        return cos.request(method, params={"style": ""}, body=body.encode())

    assert style("PUT", "AddStyle", "half", HALF).status == 200
    assert style("PUT", "AddStyle", "turned", "imageMogr2/rotate/90").status == 200
    listed = style("GET", "GetStyle")
    assert listed.xml.tag == "StyleList"
    assert listed.texts("StyleRule/StyleName") == ["half", "turned"]
    assert style("GET", "GetStyle", "half").texts("StyleRule/StyleBody") == [HALF]
    cos.put("a.png", file_of(quarters()))
    assert read(process(cos, "a.png", "style/half").body).size == (40, 20)
    assert read(cos.get("a.png!turned").body).size == (40, 80)
    asked = operations(("b.png", "style/half"))
    assert cos.request("PUT", "a.png", body=file_of(quarters()), headers=asked).status == 200
    assert read(cos.get("b.png").body).size == (40, 20)
    cos.put("a.png!half", b"an object")
    assert cos.get("a.png!half").body == b"an object"
    assert style("DELETE", "DeleteStyle", "half").status == 200
    assert style("GET", "GetStyle", "half").code == "NoSuchConfiguration"
    assert process(cos, "a.png", "style/half").code == "InvalidArgument"
    assert cos.get("b.png!half").code == "NoSuchKey"
    assert style("PUT", "AddStyle", "bad", "imageMogr2/wobble/1").code == "InvalidArgument"
    assert style("PUT", "AddStyle", "", HALF).code == "InvalidArgument"


def code_picture(text: str, kind: Any = zxingcpp.BarcodeFormat.QRCode, width: int = 200) -> Image.Image:
    drawn = memoryview(zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, kind)))
    assert drawn.shape
    image = Image.frombuffer("L", (drawn.shape[1], drawn.shape[0]), bytes(drawn), "raw", "L", 0, 1)
    height = width if kind == zxingcpp.BarcodeFormat.QRCode else width // 3
    whole = Image.new("L", (400, 400), 255)
    whole.paste(image.resize((width, height), 0), (100, 50))
    return whole


def codes(cos: Cos, key: str, **params: str) -> Answer:
    return cos.request("GET", key, params={"ci-process": "QRcode", **params})


def test_codes_are_really_read(cos: Cos) -> None:
    text = "https://example.com/?a=1&b=<2>"
    cos.put("code.png", file_of(code_picture(text)))
    answer = codes(cos, "code.png", cover="0")
    assert (answer.xml.tag, answer.texts("CodeStatus")) == ("Response", ["1"])
    assert answer.texts("QRcodeInfo/CodeUrl") == [text]
    points = [tuple(map(int, point.split(","))) for point in answer.texts("QRcodeInfo/CodeLocation/Point")]
    assert len(points) == 4
    assert all(100 <= x <= 300 and 50 <= y <= 250 for x, y in points)
    assert answer.texts("ResultImage") == []
    covered = codes(cos, "code.png", cover="1").texts("ResultImage")[0]
    assert zxingcpp.read_barcodes(read(base64.b64decode(covered))) == []
    cos.put("plain.png", file_of(quarters()))
    none = codes(cos, "plain.png")
    assert (none.texts("CodeStatus"), none.texts("QRcodeInfo")) == (["0"], [])
    cos.put("bars.png", file_of(code_picture("ABC-123", zxingcpp.BarcodeFormat.Code128)))
    assert codes(cos, "bars.png").texts("CodeStatus") == ["0"]
    for kinds in ("1", "2"):
        assert codes(cos, "bars.png", **{"bar-type": kinds}).texts("QRcodeInfo/CodeUrl") == ["ABC-123"]
    assert codes(cos, "code.png", cover="2").code == "InvalidArgument"
    assert codes(cos, "none").code == "NoSuchKey"


def test_codes_are_read_and_hidden_at_an_upload(cos: Cos) -> None:
    data = file_of(code_picture("secret"))
    put = cos.request("PUT", "a.png", body=data, headers=operations(("b.png", "QRcode/cover/1")))
    assert put.texts("ProcessResults/Object/CodeStatus") == ["1"]
    assert put.texts("ProcessResults/Object/QRcodeInfo/CodeUrl") == ["secret"]
    assert zxingcpp.read_barcodes(read(cos.get("a.png").body))
    assert zxingcpp.read_barcodes(read(cos.get("b.png").body)) == []


def test_codes_are_made(cos: Cos) -> None:
    def make(**params: str) -> Answer:
        named = {name.replace("_", "-"): text for name, text in params.items()}
        return cos.request("GET", params={"ci-process": "qrcode-generate", **named})

    for mode, content, size in (("0", "héllo 界", (300, 300)), ("1", "ABC-123", (300, 100))):
        answer = make(qrcode_content=content, mode=mode, width="300")
        image = read(base64.b64decode(answer.texts("ResultImage")[0]))
        assert image.size == size
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [content]
    for wrong in ({"width": "9"}, {"qrcode_content": "x"}, {"qrcode_content": "x", "width": "9999"},
                  {"qrcode_content": "界", "mode": "1", "width": "99"}):  # fmt: skip
        assert make(**wrong).code == "InvalidArgument"


def test_the_grey_pictures_made_without_a_library_are_pictures() -> None:
    for made, kind in ((pictures.jpeg(31, 17), "JPEG"), (pictures.png(31, 17), "PNG")):
        image = read(made)
        assert (image.format, image.size) == (kind, (31, 17))
        assert near((image.getpixel((30, 16)),), (128,))
