"""The kinds of jobs: one table. An entry says where a kind is asked for, and what its states are.

What comes of a job of some kind is in ``outcomes``, under the name of the kind.
"""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of jobs.

    ``prefix`` begins its ids. ``create``, ``describe``, ``listing`` and ``cancel`` are the names of its
    operations; empty: there is none. ``cancel_path`` is where it is cancelled, when that is not a PUT of
    the job itself. ``running`` is the state between Submitted and the end. ``tags`` are the values of Tag
    it takes; none: it has no Tag. ``media`` jobs have an Operation, a queue and an output; moderation has a
    verdict. ``several``: one request may make many. ``at_once`` says what makes a job done at once:
    Content in its input, or no Async in its configuration.
    """

    name: str
    path: str
    prefix: str
    create: str
    describe: str
    listing: str = ""
    cancel: str = ""
    cancel_path: str = ""
    running: str = "Auditing"
    tags: tuple[str, ...] = ()
    media: bool = False
    several: bool = False
    at_once: str = ""


_MEDIA_TAGS = (
    "Animation", "Concat", "DigitalWatermark", "ExtractDigitalWatermark", "MediaInfo", "NoiseReduction",
    "PosterProduction", "QualityEstimate", "SDRtoHDR", "Segment", "SmartCover", "Snapshot", "SoundHound",
    "StreamExtract", "SuperResolution", "Transcode", "Translation", "Tts", "VideoMontage", "VideoProcess",
    "VideoTag", "VideoTargetRec", "VocalScore", "VoiceSeparate", "VoiceSynthesis", "WordsGeneralize",
    "WorkflowExecution", "DNADbFiles", "GetDNADb", "SplitVideoParts", "VideoEnhance", "SegmentVideoBody",
)  # fmt: skip


def _media(kind: Kind, *tags: str) -> Kind:
    return kind._replace(running="Running", tags=tags, media=True)


KINDS: tuple[Kind, ...] = (
    Kind(
        "image auditing", "image/auditing", "si", "CreateImageAuditingJobs", "GetImageAuditingJob",
        several=True, at_once="Async",
    ),
    Kind(
        "video auditing", "video/auditing", "av", "CreateVideoAuditingJob", "GetVideoAuditingJob",
        cancel="CancelLiveAuditingJob", cancel_path="video/cancel_auditing",
    ),
    Kind("audio auditing", "audio/auditing", "sa", "CreateAudioAuditingJob", "GetAudioAuditingJob"),
    Kind(
        "text auditing", "text/auditing", "st", "CreateTextAuditingJob", "GetTextAuditingJob",
        at_once="Content",
    ),
    Kind(
        "document auditing", "document/auditing", "sd", "CreateDocumentAuditingJob", "GetDocumentAuditingJob"
    ),
    Kind("webpage auditing", "webpage/auditing", "sh", "CreateWebpageAuditingJob", "GetWebpageAuditingJob"),
    Kind("virus detect", "virus/detect", "ss", "CreateVirusDetectJob", "GetVirusDetectJob"),
    _media(
        Kind(
            "media", "jobs", "j", "CreateMediaJobs", "DescribeMediaJob", "DescribeMediaJobs",
            "CancelMediaJob",
        ),
        *_MEDIA_TAGS,
    ),
    _media(Kind("pic", "pic_jobs", "c", "CreatePicJobs", "DescribePicJob", "DescribePicJobs"), "PicProcess"),
    _media(Kind("doc", "doc_jobs", "d", "CreateDocJobs", "DescribeDocJob", "DescribeDocJobs"), "DocProcess"),
    _media(
        Kind("asr", "asr_jobs", "s", "CreateAsrJobs", "DescribeAsrJob", "DescribeAsrJobs"),
        "SpeechRecognition",
    ),
    _media(
        Kind("file", "file_jobs", "f", "CreateFileJobs", "DescribeFileJob"),
        "FileHashCode", "FileUncompress", "FileCompress",
    ),
    _media(
        Kind(
            "inventory trigger", "inventorytriggerjob", "b", "CreateInventoryTriggerJob",
            "DescribeInventoryTriggerJob", "DescribeInventoryTriggerJobs", "CancelInventoryTriggerJob",
        )
    ),
)  # fmt: skip
