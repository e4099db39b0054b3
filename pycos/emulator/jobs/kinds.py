"""The kinds of jobs: one table. An entry says where a kind is asked for, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pycos.emulator.jobs import outcomes
from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.tree import Tree


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of jobs.

    ``prefix`` begins its ids. ``create``, ``describe``, ``listing`` and ``cancel`` are the names of its
    operations; empty: there is none. ``cancel_path`` is where it is cancelled, when that is not a PUT of
    the job itself. ``running`` is the state between Submitted and the end. ``tags`` are the values of Tag
    it takes; none: it has no Tag.
    ``media`` jobs have an Operation, a queue and an output; moderation has a verdict. ``outcome`` makes the
    result of a job that succeeds. ``synchronous`` says which jobs are done at once.
    """

    name: str
    path: str
    prefix: str
    create: str
    describe: str
    outcome: Callable[[Job], Tree]
    listing: str = ""
    cancel: str = ""
    cancel_path: str = ""
    running: str = "Running"
    tags: tuple[str, ...] = ()
    media: bool = False
    several: bool = False
    synchronous: Callable[[Job], bool] = lambda job: False


_MEDIA_TAGS = (
    "Animation", "Concat", "DigitalWatermark", "ExtractDigitalWatermark", "MediaInfo", "NoiseReduction",
    "PosterProduction", "QualityEstimate", "SDRtoHDR", "Segment", "SmartCover", "Snapshot", "SoundHound",
    "StreamExtract", "SuperResolution", "Transcode", "Translation", "Tts", "VideoMontage", "VideoProcess",
    "VideoTag", "VideoTargetRec", "VocalScore", "VoiceSeparate", "VoiceSynthesis", "WordsGeneralize",
    "WorkflowExecution", "DNADbFiles", "GetDNADb", "SplitVideoParts", "VideoEnhance", "SegmentVideoBody",
)  # fmt: skip


def _moderation(name: str, prefix: str, create: str, describe: str, **more: object) -> Kind:
    return Kind(
        f"{name} auditing",
        f"{name}/auditing",
        prefix,
        create,
        describe,
        outcomes.VERDICTS[name],
        running="Auditing",
        **more,  # type: ignore[arg-type]
    )


KINDS: tuple[Kind, ...] = (
    _moderation(
        "image",
        "si",
        "CreateImageAuditingJobs",
        "GetImageAuditingJob",
        several=True,
        synchronous=lambda job: job.conf("Async") != "1",
    ),
    _moderation(
        "video",
        "av",
        "CreateVideoAuditingJob",
        "GetVideoAuditingJob",
        cancel="CancelLiveAuditingJob",
        cancel_path="video/cancel_auditing",
    ),
    _moderation("audio", "sa", "CreateAudioAuditingJob", "GetAudioAuditingJob"),
    _moderation(
        "text",
        "st",
        "CreateTextAuditingJob",
        "GetTextAuditingJob",
        synchronous=lambda job: bool(job.input("Content")),
    ),
    _moderation("document", "sd", "CreateDocumentAuditingJob", "GetDocumentAuditingJob"),
    _moderation("webpage", "sh", "CreateWebpageAuditingJob", "GetWebpageAuditingJob"),
    Kind(
        "virus detect", "virus/detect", "ss", "CreateVirusDetectJob", "GetVirusDetectJob", outcomes.virus,
        running="Auditing",
    ),
    Kind(
        "media", "jobs", "j", "CreateMediaJobs", "DescribeMediaJob", outcomes.media,
        listing="DescribeMediaJobs", cancel="CancelMediaJob", tags=_MEDIA_TAGS, media=True,
    ),
    Kind(
        "pic", "pic_jobs", "c", "CreatePicJobs", "DescribePicJob", outcomes.media, listing="DescribePicJobs",
        tags=("PicProcess",), media=True,
    ),
    Kind(
        "doc", "doc_jobs", "d", "CreateDocJobs", "DescribeDocJob", outcomes.document,
        listing="DescribeDocJobs", tags=("DocProcess",), media=True,
    ),
    Kind(
        "asr", "asr_jobs", "s", "CreateAsrJobs", "DescribeAsrJob", outcomes.speech, listing="DescribeAsrJobs",
        tags=("SpeechRecognition",), media=True,
    ),
    Kind(
        "file", "file_jobs", "f", "CreateFileJobs", "DescribeFileJob", outcomes.file,
        tags=("FileHashCode",), media=True,
    ),
    Kind(
        "inventory trigger", "inventorytriggerjob", "b", "CreateInventoryTriggerJob",
        "DescribeInventoryTriggerJob", outcomes.inventory, listing="DescribeInventoryTriggerJobs",
        cancel="CancelInventoryTriggerJob", media=True,
    ),
)  # fmt: skip
