"""Jobs of data processing: their states, results that are set, lists, and what they are run with."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from cos_requests import REGION, Answer, Cos

from pycos.emulator import Emulator
from pycos.emulator.jobs.kinds import KINDS
from pycos.emulator.process import ControlError

MODERATION = [kind for kind in KINDS if not kind.media and not kind.several]
MEDIA = [kind for kind in KINDS if kind.media]


@pytest.fixture
def settable(server: Emulator) -> Iterator[Emulator]:
    """The server, for tests that set results; none are left behind."""
    yield server
    server.clear_results()


def ci(cos: Cos) -> str:
    return f"{cos.bucket}.ci.{REGION}.myqcloud.com"


def ask(cos: Cos, method: str, path: str, body: str = "", **params: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in params.items()}
    return cos.request(method, path, params=named, body=body.encode() or None, host=ci(cos))


def moderation(key: str = "v.mp4", **conf: str) -> str:
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in conf.items())
    return f"<Request><Input><Object>{key}</Object></Input><Conf>{inner}</Conf></Request>"


def media(tag: str, operation: str = "", key: str = "v.mp4") -> str:
    source = f"<Input><Object>{key}</Object></Input>"
    return f"<Request><Tag>{tag}</Tag>{source}<Operation>{operation}</Operation></Request>"


def submitted(cos: Cos, path: str, body: str) -> str:
    answer = ask(cos, "POST", path, body)
    assert answer.status == 200, answer.body
    return answer.texts("JobsDetail/JobId")[0]


@pytest.mark.parametrize("kind", [*MODERATION, *MEDIA], ids=lambda kind: str(kind.name))
def test_a_job_goes_through_its_states(cos: Cos, kind: Any) -> None:
    cos.put("v.mp4", b"x")
    operation = "<FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig>" if kind.name == "file" else ""
    body = media(kind.tags[0] if kind.tags else "", operation) if kind.media else moderation()
    made = ask(cos, "POST", kind.path, body)
    assert made.texts("JobsDetail/State") == ["Submitted"]
    assert made.texts("RequestId") == [made.headers["x-cos-request-id"]]
    job = made.texts("JobsDetail/JobId")[0]
    assert job.startswith(kind.prefix)
    answers = [ask(cos, "GET", f"{kind.path}/{job}") for _ in range(3)]
    states = [answer.texts("JobsDetail/State") for answer in answers]
    assert states == [[kind.running], ["Success"], ["Success"]]
    assert ask(cos, "GET", f"{kind.path}/other").texts("NonExistJobIds") == ["other"]
    assert ask(cos, "POST", kind.path, "<Other/>").code == "MalformedXML"
    assert ask(cos, "POST", kind.path).code == "MissingRequestBodyError"


def test_a_verdict_has_the_scenes_that_were_asked_for(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    job = submitted(cos, "video/auditing", moderation(DetectType="Porn,Ads", DetectContent="1"))
    ask(cos, "GET", f"video/auditing/{job}")
    answer = ask(cos, "GET", f"video/auditing/{job}")
    assert answer.texts("JobsDetail/Object") == ["v.mp4"]
    assert answer.texts("JobsDetail/Result") == ["0"]
    assert answer.texts("JobsDetail/Snapshot/AdsInfo/HitFlag") == ["0"]
    assert answer.texts("JobsDetail/AudioSection/PornInfo/HitFlag") == ["0"]
    assert answer.xml.find("JobsDetail/TerrorismInfo") is None


def test_a_job_for_a_missing_object_fails(cos: Cos) -> None:
    for path, body in (
        ("video/auditing", moderation("missing")),
        ("jobs", media("Transcode", key="missing")),
        (
            "file_jobs",
            media("FileHashCode", "<FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig>", "missing"),
        ),
    ):
        job = submitted(cos, path, body)
        ask(cos, "GET", f"{path}/{job}")
        answer = ask(cos, "GET", f"{path}/{job}")
        assert (answer.texts("JobsDetail/State"), answer.texts("JobsDetail/Code")) == (
            ["Failed"],
            ["NoSuchKey"],
        )


def test_a_client_that_knows_one_host_only_is_served_there(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    made = cos.request("POST", "video/auditing", body=moderation().encode())
    job = made.texts("JobsDetail/JobId")[0]
    assert cos.request("GET", f"video/auditing/{job}").texts("JobsDetail/State") == ["Auditing"]
    cos.put("video/auditing/other", b"an object")
    assert cos.get("video/auditing/other").body == b"an object"
    cos.put("jobs", b"another")
    assert cos.get("jobs").body == b"another"


def test_pictures_and_texts_are_judged_at_once(cos: Cos) -> None:
    for key in ("a.png", "b.png"):
        cos.put(key, b"x")
    inputs = "".join(
        f"<Input><Object>{key}</Object><DataId>{key}-id</DataId></Input>" for key in ("a.png", "b.png", "no")
    )
    answer = ask(
        cos,
        "POST",
        "image/auditing",
        f"<Request>{inputs}<Conf><DetectType>Porn</DetectType></Conf></Request>",
    )
    assert answer.texts("JobsDetail/State") == ["Success", "Success", "Failed"]
    assert answer.texts("JobsDetail/DataId") == ["a.png-id", "b.png-id", "no-id"]
    assert answer.texts("JobsDetail/PornInfo/HitFlag") == ["0", "0"]
    later = ask(cos, "POST", "image/auditing", f"<Request>{inputs}<Conf><Async>1</Async></Conf></Request>")
    assert later.texts("JobsDetail/State") == ["Submitted"] * 3
    job = later.texts("JobsDetail/JobId")[0]
    assert ask(cos, "GET", f"image/auditing/{job}").texts("JobsDetail/State") == ["Auditing"]
    text = "<Request><Input><Content>aGVsbG8=</Content></Input></Request>"
    answer = ask(cos, "POST", "text/auditing", text)
    assert answer.texts("JobsDetail/State") == ["Success"]
    assert answer.texts("JobsDetail/Section/PornInfo/HitFlag") == ["0"]


def recognize(cos: Cos, key: str, **params: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in params.items()}
    return cos.request("GET", key, params={"ci-process": "sensitive-content-recognition", **named})


def test_one_picture_is_judged_where_it_is(settable: Emulator, cos: Cos) -> None:
    cos.put("a.png", b"x")
    answer = recognize(cos, "a.png", detect_type="porn,ads", dataid="7")
    assert (answer.xml.tag, answer.texts("State"), answer.texts("DataId")) == (
        "RecognitionResult",
        ["Success"],
        ["7"],
    )
    assert answer.texts("PornInfo/HitFlag") == ["0"]
    settable.add_result({"Label": "Porn", "Result": 1, "PornInfo": {"HitFlag": 1, "Score": 99}}, key="a.*")
    answer = recognize(cos, "a.png", detect_type="porn,ads")
    assert (answer.texts("Label"), answer.texts("PornInfo/Score"), answer.texts("AdsInfo/Score")) == (
        ["Porn"],
        ["99"],
        ["0"],
    )
    assert recognize(cos, "", detect_url="https://example.com/a.png").texts("Url") == [
        "https://example.com/a.png"
    ]
    assert recognize(cos, "none").code == "NoSuchKey"
    assert recognize(cos, "a.png", detect_type="cats").code == "InvalidArgument"
    waiting = recognize(cos, "a.png", **{"async": "1"})
    assert waiting.texts("State") == ["Submitted"]
    job = waiting.texts("JobId")[0]
    ask(cos, "GET", f"image/auditing/{job}")
    assert ask(cos, "GET", f"image/auditing/{job}").texts("JobsDetail/Label") == ["Porn"]


def test_results_are_set_for_the_jobs_that_meet_their_conditions(settable: Emulator, cos: Cos) -> None:
    for key in ("good.mp4", "bad.mp4", "worse.mp4"):
        cos.put(key, b"x")
    settable.add_result(kind="video auditing", polls=0)
    settable.add_result({"Result": 1, "PornInfo": {"HitFlag": 1}}, key="bad.*")
    settable.add_result(key="worse.*", state="Failed", code="VideoDamaged", message="It cannot be read.")
    answers = {}
    for key in ("good.mp4", "bad.mp4", "worse.mp4"):
        job = submitted(cos, "video/auditing", moderation(key))
        answers[key] = ask(cos, "GET", f"video/auditing/{job}")
    assert [answer.texts("JobsDetail/State") for answer in answers.values()] == [
        ["Success"],
        ["Success"],
        ["Failed"],
    ]
    assert [answer.texts("JobsDetail/PornInfo/HitFlag") for answer in answers.values()] == [["0"], ["1"], []]
    assert answers["worse.mp4"].texts("JobsDetail/Code") == ["VideoDamaged"]
    job = submitted(cos, "jobs", media("Transcode", key="bad.mp4"))
    settable.add_result(
        {"Operation": {"MediaResult": {"OutputFile": {"ObjectName": "out.mp4"}}}}, job=job, polls=3
    )
    states = [ask(cos, "GET", f"jobs/{job}") for _ in range(4)]
    assert [answer.texts("JobsDetail/State")[0] for answer in states] == ["Running"] * 3 + ["Success"]
    assert states[-1].texts("JobsDetail/Operation/MediaResult/OutputFile/ObjectName") == ["out.mp4"]
    assert [rule["id"] for rule in settable.results()] == sorted(rule["id"] for rule in settable.results())
    settable.clear_results(settable.results()[0]["id"])
    assert len(settable.results()) == 3


@pytest.mark.parametrize(
    "rule",
    [{"kind": "dance"}, {"state": "Odd"}, {"polls": -1}, {"polls": True}, {"result": [1]},
     {"result": {"a": None, "b": {"c": [[1]]}}}, {"key": 7}, {"color": "red"}],
)  # fmt: skip
def test_a_result_of_another_form_is_refused(settable: Emulator, rule: dict[str, Any]) -> None:
    with pytest.raises(ControlError, match="InvalidArgument"):
        settable.control("POST", "processing/results", rule)
    assert settable.results() == []


def test_a_reset_forgets_results(private_servers: Any) -> None:
    with Emulator(https=False) as emulator:
        emulator.add_result(polls=0)
        emulator.reset()
        assert emulator.results() == []


def test_jobs_are_listed_and_cancelled(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    jobs = [submitted(cos, "jobs", media(tag)) for tag in ("Transcode", "Snapshot", "Transcode")]
    listed = ask(
        cos, "GET", "jobs", tag="Transcode", states="All", size="10", nextToken="", orderByTime="Asc"
    )
    assert listed.texts("JobsDetail/JobId") == [jobs[0], jobs[2]]
    first = ask(cos, "GET", "jobs", size="2")
    assert first.texts("JobsDetail/JobId") == [jobs[2], jobs[1]]
    rest = ask(cos, "GET", "jobs", size="2", nextToken=first.texts("NextToken")[0])
    assert (rest.texts("JobsDetail/JobId"), rest.texts("NextToken")) == ([jobs[0]], [])
    cancelled = ask(cos, "PUT", f"jobs/{jobs[0]}", cancel="")
    assert cancelled.status == 200
    assert ask(cos, "GET", f"jobs/{jobs[0]}").texts("JobsDetail/State") == ["Cancel"]
    assert ask(cos, "GET", "jobs", states="Cancel").texts("JobsDetail/JobId") == [jobs[0]]
    both = ask(cos, "GET", f"jobs/{jobs[1]},{jobs[2]},jnone")
    assert both.texts("JobsDetail/JobId") == jobs[1:]
    assert both.texts("NonExistJobIds") == ["jnone"]
    assert ask(cos, "PUT", f"jobs/{jobs[1]}").code == "InvalidArgument"
    live = submitted(
        cos,
        "video/auditing",
        "<Request><Type>live_video</Type><Input><Url>rtmp://a.example</Url></Input></Request>",
    )
    assert ask(cos, "POST", f"video/cancel_auditing/{live}").texts("JobsDetail/State") == ["Cancel"]


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("video/auditing", "<Request/>", "InvalidArgument"),
        ("video/auditing", moderation(DetectType="Cats"), "InvalidArgument"),
        ("video/auditing", moderation(Snapshot="<Mode>x</Mode>"), "InvalidArgument"),
        ("video/auditing", moderation(Snapshot="<Count>0</Count>"), "InvalidArgument"),
        (
            "video/auditing",
            "<Request>" + "<Input><Object>v</Object></Input>" * 2 + "</Request>",
            "InvalidArgument",
        ),
        ("jobs", media(""), "InvalidArgument"),
        ("jobs", media("Baking"), "NotImplemented"),
        ("file_jobs", media("FileUncompress"), "InvalidArgument"),
        (
            "file_jobs",
            media("FileCompress", "<Output><Bucket>none-1250000000</Bucket></Output>"),
            "NoSuchBucket",
        ),
        ("file_jobs", media("FileHashCode"), "InvalidArgument"),
        ("playKey", "<Request/>", "NotImplemented"),
    ],
)
def test_a_job_of_another_form_is_refused(cos: Cos, path: str, body: str, code: str) -> None:
    cos.put("v.mp4", b"x")
    assert ask(cos, "POST", path, body).code == code


def test_hashes_are_really_computed(cos: Cos) -> None:
    data = bytes(range(256)) * 5000
    cos.put("f.bin", data)
    for kind in ("md5", "sha1", "sha256"):
        wanted = hashlib.new(kind, data).hexdigest()
        answer = cos.request("GET", "f.bin", params={"ci-process": "filehash", "type": kind})
        assert answer.texts(f"FileHashCodeResult/{kind.upper()}") == [wanted]
        assert answer.texts("FileHashCodeResult/FileSize") == [str(len(data))]
        config = f"<FileHashCodeConfig><Type>{kind.upper()}</Type></FileHashCodeConfig>"
        job = submitted(cos, "file_jobs", media("FileHashCode", config, "f.bin"))
        ask(cos, "GET", f"file_jobs/{job}")
        done = ask(cos, "GET", f"file_jobs/{job}")
        assert done.texts(f"JobsDetail/Operation/FileHashCodeResult/{kind.upper()}") == [wanted]
    assert (
        cos.request("GET", "f.bin", params={"ci-process": "filehash", "type": "crc"}).code
        == "InvalidArgument"
    )


def test_the_names_in_a_zip_are_listed(cos: Cos) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a/b.txt", "hello")
        archive.writestr("../escape", "x")
    cos.put("a.zip", out.getvalue())
    answer = cos.request("GET", "a.zip", params={"ci-process": "zippreview"})
    assert (answer.texts("FileNumber"), answer.texts("IsTruncated")) == (["2"], ["false"])
    assert answer.texts("Contents/Key") == ["a/b.txt", "../escape"]
    assert answer.texts("Contents/UncompressedSize") == ["5", "1"]
    cos.put("b.zip", b"PK\x03\x04 not a zip")
    assert cos.request("GET", "b.zip", params={"ci-process": "zippreview"}).code == "InvalidArgument"


@pytest.mark.parametrize("path", ["mediabucket", "docbucket", "picbucket", "ai_bucket", "asrbucket"])
def test_every_bucket_takes_part_until_it_is_closed(cos: Cos, path: str) -> None:
    def buckets(host: str, **params: str) -> Answer:
        return cos.request("GET", path, params=params, host=host)

    here = f"ci.{REGION}.myqcloud.com"
    answer = buckets(
        here, bucketNames=f"{cos.bucket},none-1250000000", regions="", pageNumber="1", pageSize="5"
    )
    [entry] = [child for child in answer.xml if child.tag.endswith("BucketList")]
    assert (answer.xml.tag, answer.texts("TotalCount")) == ("Response", ["1"])
    assert [entry.findtext("BucketId"), entry.findtext("Region")] == [cos.bucket, REGION]
    assert buckets(here, bucketName=cos.bucket).texts("TotalCount") == ["1"]
    assert buckets(here, bucketName=cos.bucket, regions="ap-beijing").texts("TotalCount") == ["0"]
    assert buckets("ci.ap-beijing.myqcloud.com", bucketName=cos.bucket).texts("TotalCount") == ["0"]
    assert (
        len(buckets(here, pageNumber="2", pageSize="1", bucketName=cos.bucket).xml.findall("*/BucketId")) == 0
    )
    assert cos.request("GET", path, host=here, signed=False).code == "AccessDenied"
    if path in ("mediabucket", "docbucket"):
        return
    assert ask(cos, "DELETE", path).texts("BucketName") == [cos.bucket]
    assert buckets(here, bucketName=cos.bucket).texts("TotalCount") == ["0"]
    assert ask(cos, "POST", path).status == 200
    assert buckets(here, bucketName=cos.bucket).texts("TotalCount") == ["1"]


@pytest.mark.parametrize("path", ["queue", "picqueue", "ai_queue", "asrqueue", "docqueue"])
def test_a_bucket_has_a_queue_of_each_kind(cos: Cos, path: str) -> None:
    listed = ask(cos, "GET", path, state="All", queueIds="", pageNumber="1", pageSize="10")
    [queue] = listed.texts("QueueList/QueueId")
    body = "<Request><Name>mine</Name><State>Paused</State><QueueID>x</QueueID></Request>"
    assert ask(cos, "PUT", f"{path}/{queue}", body).texts("Queue/State") == ["Paused"]
    assert ask(cos, "GET", path, queueIds=queue).texts("QueueList/Name") == ["mine"]
    assert ask(cos, "GET", path, state="Active").texts("QueueList/QueueId") == []
    assert ask(cos, "GET", path, queueIds="p0").texts("NonExistPIDs") == ["p0"]
    assert ask(cos, "PUT", f"{path}/p0", body).code == "NoSuchConfiguration"


def test_templates_are_kept(cos: Cos) -> None:
    body = "<Request><Tag>Snapshot</Tag><Name>one</Name><Snapshot><Start>1</Start></Snapshot></Request>"
    made = ask(cos, "POST", "template", body)
    [identity] = made.texts("Template/TemplateId")
    assert made.texts("Template/Snapshot/Start") == ["1"]
    assert ask(cos, "PUT", f"template/{identity}", body.replace("one", "two")).texts("Template/Name") == [
        "two"
    ]
    listed = ask(cos, "GET", "template", ids=identity, tag="Snapshot", name="", category="")
    assert (listed.texts("TotalCount"), listed.texts("TemplateList/Name")) == (["1"], ["two"])
    assert ask(cos, "GET", "template", tag="Concat").texts("TotalCount") == ["0"]
    assert ask(cos, "DELETE", f"template/{identity}").texts("TemplateId") == [identity]
    for method in ("PUT", "DELETE"):
        assert ask(cos, method, f"template/{identity}", body).code == "NoSuchConfiguration"
    assert ask(cos, "POST", "template", "<Request/>").code == "InvalidArgument"


def test_workflows_are_kept_and_triggered(cos: Cos) -> None:
    cos.put("v.mp4", b"x")
    flow = "<Name>flow</Name><State>Paused</State><Topology><Nodes/></Topology>"
    body = f"<Request><MediaWorkflow>{flow}</MediaWorkflow></Request>"
    [identity] = ask(cos, "POST", "workflow", body).texts("MediaWorkflow/WorkflowId")
    assert ask(cos, "PUT", f"workflow/{identity}", active="").texts("MediaWorkflow/State") == ["Active"]
    assert ask(cos, "PUT", f"workflow/{identity}", body).texts("MediaWorkflow/State") == ["Paused"]
    assert ask(cos, "GET", "workflow", ids=identity).texts("MediaWorkflowList/Name") == ["flow"]
    [run] = ask(cos, "POST", "triggerworkflow", workflowId=identity, object="v.mp4").texts("InstanceId")
    shown = ask(cos, "GET", f"workflowexecution/{run}")
    assert shown.texts("WorkflowExecution/WorkflowId") == [identity]
    assert shown.texts("WorkflowExecution/State") == ["Success"]
    assert ask(cos, "GET", "workflowexecution", workflowId=identity).texts("WorkflowExecutionList/RunId") == [
        run
    ]
    assert ask(cos, "DELETE", f"workflow/{identity}").status == 200
    assert (
        ask(cos, "POST", "triggerworkflow", workflowId=identity, object="v.mp4").code == "NoSuchConfiguration"
    )
