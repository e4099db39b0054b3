"""Tencent's Python client, unmodified: moderation and the jobs of media, documents, speech and files."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from qcloud_cos.cos_comm import CiDetectType

from pycos.emulator import Emulator

REGION = "ap-guangzhou"


@pytest.fixture
def stored(client: Any, bucket: str) -> str:
    """The bucket, with an object in it."""
    client.put_object(Bucket=bucket, Key="v.mp4", Body=b"x")
    return bucket


def states(made: Any, ask: Callable[[str], Any]) -> list[str]:
    """The states of a job from its making on, asked for twice."""
    details = [made, *(None,) * 2]
    job = one(made)["JobId"]
    return [one(answer or ask(job))["State"] for answer in details]


def one(answer: Any) -> Any:
    detail = answer["JobsDetail"]
    return detail[0] if isinstance(detail, list) else detail


MODERATED = ["Submitted", "Auditing", "Success"]


def test_moderation_of_files(client: Any, stored: str) -> None:
    kinds = CiDetectType.PORN | CiDetectType.ADS
    given = {"Bucket": stored, "Key": "v.mp4", "DetectType": kinds}
    calls = [
        (client.ci_auditing_video_submit(**given), client.ci_auditing_video_query),
        (client.ci_auditing_audio_submit(**given), client.ci_auditing_audio_query),
        (client.ci_auditing_text_submit(**given), client.ci_auditing_text_query),
        (client.ci_auditing_document_submit(**given), client.ci_auditing_document_query),
        (client.ci_auditing_html_submit(Bucket=stored, Url="https://example.com", DetectType=kinds),
         client.ci_auditing_html_query),
        (client.ci_auditing_virus_submit(Bucket=stored, Key="v.mp4"), client.ci_auditing_virus_query),
    ]  # fmt: skip
    for made, query in calls:
        assert states(made, lambda job, query=query: query(Bucket=stored, JobID=job)) == MODERATED  # type: ignore[misc]
    live = client.ci_auditing_live_video_submit(
        Bucket=stored, BizType="x", Url="rtmp://a.example", DetectType=kinds
    )
    assert (
        one(client.ci_auditing_live_video_cancle(Bucket=stored, JobID=one(live)["JobId"]))["State"]
        == "Cancel"
    )
    assert client.ci_auditing_report_badcase(
        Bucket=stored, ContentType=1, Label="Normal", SuggestedLabel="Porn"
    )


def test_moderation_of_pictures_and_texts_at_once(client: Any, stored: str) -> None:
    found = client.get_object_sensitive_content_recognition(
        Bucket=stored, Key="v.mp4", DetectType=CiDetectType.PORN
    )
    assert found["PornInfo"]["HitFlag"] == "0"
    batch = client.ci_auditing_image_batch(Bucket=stored, Input=[{"Object": "v.mp4", "DataId": "1"}])
    assert [detail["State"] for detail in batch["JobsDetail"]] == ["Success"]
    job = batch["JobsDetail"][0]["JobId"]
    assert one(client.ci_auditing_image_query(Bucket=stored, JobID=job))["State"] == "Success"
    text = client.ci_auditing_text_submit(Bucket=stored, Content=b"hello", DetectType=CiDetectType.PORN)
    assert (text["JobsDetail"]["State"], text["JobsDetail"]["Section"][0]["StartByte"]) == ("Success", "0")


def test_a_verdict_is_what_was_set(server: Emulator, client: Any, stored: str) -> None:
    rule = server.add_result({"Result": 1, "Label": "Porn"}, key="v.mp4", kind="audio auditing", polls=0)
    made = client.ci_auditing_audio_submit(Bucket=stored, Key="v.mp4", DetectType=CiDetectType.PORN)
    found = client.ci_auditing_audio_query(Bucket=stored, JobID=one(made)["JobId"])
    server.clear_results(rule)
    assert (found["JobsDetail"]["Label"], found["JobsDetail"]["Result"]) == ("Porn", "1")


RAN = ["Submitted", "Running", "Success"]


def test_media_jobs(client: Any, stored: str) -> None:
    output = {"Bucket": stored, "Region": REGION, "Object": "out.mp4"}
    body = {
        "Tag": "Transcode",
        "Input": {"Object": "v.mp4"},
        "Operation": {"TemplateId": "t1460606b9752148c4ab182f55163ba7cd", "Output": output},
    }
    made = client.ci_create_media_jobs(Bucket=stored, Jobs=body)
    assert states(made, lambda job: client.ci_get_media_jobs(Bucket=stored, JobIDs=job)) == RAN
    listed = client.ci_list_media_jobs(Bucket=stored, Tag="Transcode")
    assert [detail["JobId"] for detail in listed["JobsDetail"]] == [one(made)["JobId"]]
    other = client.ci_create_media_jobs(Bucket=stored, Jobs=body)
    client.ci_cancel_jobs(Bucket=stored, JobID=one(other)["JobId"])
    assert one(client.ci_get_media_jobs(Bucket=stored, JobIDs=one(other)["JobId"]))["State"] == "Cancel"
    made = client.ci_create_media_pic_jobs(Bucket=stored, Jobs={**body, "Tag": "PicProcess"})
    assert states(made, lambda job: client.ci_get_media_pic_jobs(Bucket=stored, JobIDs=job)) == RAN
    assert len(client.ci_list_media_pic_jobs(Bucket=stored, Tag="PicProcess")["JobsDetail"]) == 1


def test_document_speech_and_file_jobs(client: Any, stored: str) -> None:
    output = {"OutputBucket": stored, "OutputRegion": REGION, "OutputObject": "out-${Number}"}
    made = client.ci_create_doc_job(Bucket=stored, InputObject="v.mp4", TgtType="jpg", **output)
    assert states(made, lambda job: client.ci_get_doc_job(Bucket=stored, JobID=job)) == RAN
    assert one(client.ci_list_doc_jobs(Bucket=stored))["Tag"] == "DocProcess"
    speech = {"EngineModelType": "16k_zh", "ChannelNum": "1"}
    made = client.ci_create_asr_job(Bucket=stored, InputObject="v.mp4", SpeechRecognition=speech, **output)
    assert states(made, lambda job: client.ci_get_asr_job(Bucket=stored, JobID=job)) == RAN
    assert one(client.ci_list_asr_jobs(Bucket=stored))["Tag"] == "SpeechRecognition"
    made = client.ci_create_file_hash_job(
        Bucket=stored, InputObject="v.mp4", FileHashCodeConfig={"Type": "MD5", "AddToHeader": "false"}
    )
    assert states(made, lambda job: client.ci_get_file_process_jobs(Bucket=stored, JobIDs=job)) == RAN
    done = one(client.ci_get_file_process_jobs(Bucket=stored, JobIDs=one(made)["JobId"]))
    digest = hashlib.md5(b"x").hexdigest()
    assert done["Operation"]["FileHashCodeResult"]["MD5"] == digest
    direct = client.file_hash(Bucket=stored, Key="v.mp4", Type="md5")
    assert direct["FileHashCodeResult"]["MD5"] == digest


def test_archives(client: Any, stored: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hello")
    client.put_object(Bucket=stored, Key="a.zip", Body=out.getvalue())
    found = client.ci_file_zip_preview(Bucket=stored, Key="a.zip")
    assert (found["FileNumber"], found["Contents"]["Key"]) == ("1", "a.txt")
    place = {"OutputBucket": stored, "OutputRegion": REGION}
    made = client.ci_create_file_uncompress_job(
        Bucket=stored, InputObject="a.zip", FileUncompressConfig={"Prefix": "out/"}, **place
    )
    assert states(made, lambda job: client.ci_get_file_process_jobs(Bucket=stored, JobIDs=job)) == RAN
    assert client.get_object(Bucket=stored, Key="out/a.txt")["Body"].get_raw_stream().read() == b"hello"
    made = client.ci_create_file_compress_job(
        Bucket=stored,
        OutputObject="b.zip",
        FileCompressConfig={"Flatten": "0", "Format": "zip", "Prefix": "out/"},
        **place,
    )
    assert states(made, lambda job: client.ci_get_file_process_jobs(Bucket=stored, JobIDs=job)) == RAN
    assert client.ci_file_zip_preview(Bucket=stored, Key="b.zip")["Contents"]["Key"] == "out/a.txt"


def test_buckets_and_queues(client: Any, stored: str) -> None:
    for get in (client.ci_get_media_bucket, client.ci_get_doc_bucket, client.ci_get_pic_bucket,
                client.ci_get_ai_bucket, client.ci_get_asr_bucket):  # fmt: skip
        found = get(BucketName=stored, PageNumber="1", PageSize="5")
        found = found[1] if isinstance(found, tuple) else found
        assert found["TotalCount"] == "1", get
    for kind in ("pic", "ai", "asr"):
        assert getattr(client, f"ci_close_{kind}_bucket")(Bucket=stored)
        assert getattr(client, f"ci_open_{kind}_bucket")(Bucket=stored)
    queues = [
        (client.ci_get_media_queue, client.ci_update_media_queue),
        (client.ci_get_media_pic_queue, client.ci_update_media_pic_queue),
        (client.ci_get_doc_queue, client.ci_update_doc_queue),
        (client.ci_get_asr_queue, client.ci_update_asr_queue),
        (client.ci_get_ai_queue, client.ci_update_ai_queue),
    ]
    for get, update in queues:
        found = get(Bucket=stored, PageNumber="1", PageSize="5")
        found = found[1] if isinstance(found, tuple) else found
        queue = one({"JobsDetail": found["QueueList"]})
        change = {
            "Name": "mine",
            "QueueID": queue["QueueId"],
            "State": "Paused",
            "NotifyConfig": {"State": "Off"},
        }
        done = update(Bucket=stored, QueueId=queue["QueueId"], Request=change)
        done = done[1] if isinstance(done, tuple) else done
        assert one({"JobsDetail": done["Queue"]})["State"] == "Paused"


def test_templates_and_workflows(client: Any, stored: str) -> None:
    template = {"Tag": "Animation", "Name": "one", "Container": {"Format": "gif"}}
    made = client.ci_create_template(Bucket=stored, Template=template)
    identity = made["Template"]["TemplateId"]
    client.ci_update_template(Bucket=stored, TemplateId=identity, Template={**template, "Name": "two"})
    found = client.ci_get_template(Bucket=stored, Ids=identity)
    assert one({"JobsDetail": found["TemplateList"]})["Name"] == "two"
    assert client.ci_delete_template(Bucket=stored, TemplateId=identity)["TemplateId"] == identity
    made = client.ci_create_asr_template(
        Bucket=stored, Name="asr", EngineModelType="16k_zh", ChannelNum=1, ResTextFormat=1
    )
    identity = made["Template"]["TemplateId"]
    client.ci_update_asr_template(
        Bucket=stored,
        TemplateId=identity,
        Name="asr2",
        EngineModelType="16k_zh",
        ChannelNum=1,
        ResTextFormat=1,
    )
    assert client.ci_get_asr_template(Bucket=stored, Ids=identity)["TotalCount"] == "1"
    assert client.ci_delete_asr_template(Bucket=stored, TemplateId=identity)["TemplateId"] == identity

    flow = {
        "MediaWorkflow": {"Name": "flow", "State": "Paused", "Topology": {"Dependencies": {"Start": "End"}}}
    }
    identity = client.ci_create_workflow(Bucket=stored, Body=flow)["MediaWorkflow"]["WorkflowId"]
    client.ci_update_workflow(Bucket=stored, WorkflowId=identity, Body=flow)
    client.ci_update_workflow_state(Bucket=stored, WorkflowId=identity, UpdateState="active")
    found = client.ci_get_workflow(Bucket=stored, Ids=identity)
    assert one({"JobsDetail": found["MediaWorkflowList"]})["State"] == "Active"
    run = client.ci_trigger_workflow(Bucket=stored, WorkflowId=identity, Key="v.mp4")["InstanceId"]
    shown = client.ci_get_workflowexecution(Bucket=stored, RunId=run)["WorkflowExecution"]
    assert one({"JobsDetail": shown})["State"] == "Success"
    runs = client.ci_list_workflowexecution(Bucket=stored, WorkflowId=identity)
    assert one({"JobsDetail": runs["WorkflowExecutionList"]})["RunId"] == run
    client.ci_delete_workflow(Bucket=stored, WorkflowId=identity)

    trigger = {"Name": "batch", "Type": "Job", "Input": {"Prefix": "v"}, "Operation": {"Tag": "Transcode"}}
    made = client.ci_create_inventory_trigger_jobs(Bucket=stored, JobBody=trigger)
    job = one(made)["JobId"]
    assert one(client.ci_get_inventory_trigger_jobs(Bucket=stored, JobID=job))["State"] == "Running"
    client.ci_delete_inventory_trigger_jobs(Bucket=stored, JobId=job)
    listed = client.ci_list_inventory_trigger_jobs(Bucket=stored, States="Cancel", Type="Job")
    assert one(listed)["JobId"] == job
