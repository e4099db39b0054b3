"""What comes out of a job that nobody set a result for: everything passes, and media keep their shape.

Nothing is looked at, but for what a file job really computes.
"""

from __future__ import annotations

from collections.abc import Callable

from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.tree import Tree

SCENES = {
    "Porn": "PornInfo", "Terrorism": "TerrorismInfo", "Politics": "PoliticsInfo", "Ads": "AdsInfo",
    "Illegal": "IllegalInfo", "Abuse": "AbuseInfo", "Teenager": "TeenagerInfo", "Quality": "QualityInfo",
}  # fmt: skip
DEFAULT_SCENES = ("Porn", "Terrorism", "Politics", "Ads")


def scenes(text: str) -> list[str]:
    """The elements of the scenes that a DetectType names, in the usual order. KeyError for an unknown one."""
    names = [name.strip() for name in text.split(",") if name.strip()] or list(DEFAULT_SCENES)
    known = {name.lower(): element for name, element in SCENES.items()}
    return [known[name.lower()] for name in names]


def _scenes(job: Job) -> list[str]:
    return scenes(job.conf("DetectType"))


def _passed(job: Job, more: Tree) -> Tree:
    return {scene: {"HitFlag": 0, **more} for scene in _scenes(job)}


def _image(job: Job) -> Tree:
    seen = {"Score": 0, "Label": "", "SubLabel": ""}
    return {"Label": "Normal", "Result": 0, "Score": 0, "SubLabel": "", "Text": "", **_passed(job, seen)}


def _video(job: Job) -> Tree:
    name = f"{job.bucket}/{job.key}"
    snapshot = {
        "Url": f"https://snapshot.invalid/{name}",
        "SnapshotTime": 0,
        "Text": "",
        **_passed(job, {"Score": 0, "Label": "", "SubLabel": ""}),
    }
    found: Tree = {"Label": "Normal", "SnapshotCount": 1, "Result": 0, **_passed(job, {"Count": 0})}
    found["Snapshot"] = snapshot
    if job.conf("DetectContent") == "1":
        found["AudioSection"] = {
            "Url": f"https://sound.invalid/{name}",
            "Text": "",
            "OffsetTime": 0,
            "Duration": 1000,
            **_passed(job, {"Score": 0, "Keywords": ""}),
        }
    return found


def _audio(job: Job) -> Tree:
    section = {
        "Url": f"https://sound.invalid/{job.bucket}/{job.key}",
        "Text": "",
        "OffsetTime": 0,
        "Duration": 1000,
        "Label": "Normal",
        "Result": 0,
        **_passed(job, {"Score": 0, "Keywords": ""}),
    }
    return {
        "Label": "Normal",
        "Result": 0,
        "AudioText": "",
        **_passed(job, {"Score": 0, "Label": ""}),
        "Section": section,
    }


def _text(job: Job) -> Tree:
    section = {"StartByte": 0, "Label": "Normal", "Result": 0, **_passed(job, {"Score": 0, "Keywords": ""})}
    return {
        "Label": "Normal",
        "Result": 0,
        "SectionCount": 1,
        **_passed(job, {"Count": 0}),
        "Section": section,
    }


def _document(job: Job) -> Tree:
    page = {
        "Url": f"https://page.invalid/{job.bucket}/{job.key}",
        "Text": "",
        "PageNumber": 1,
        "SheetNumber": 1,
        "Label": "Normal",
        "Suggestion": 0,
        **_passed(job, {"Score": 0, "SubLabel": ""}),
    }
    labels = {scene: {"HitFlag": 0, "Score": 0} for scene in _scenes(job)}
    return {
        "Suggestion": 0,
        "Label": "Normal",
        "PageCount": 1,
        "Labels": labels,
        "PageSegment": {"Results": page},
    }


def _webpage(job: Job) -> Tree:
    labels = {scene: {"HitFlag": 0, "Score": 0} for scene in _scenes(job)}
    text = {"Text": "", "Label": "Normal", "Suggestion": 0, **_passed(job, {"Score": 0, "Keywords": ""})}
    return {
        "Suggestion": 0,
        "Label": "Normal",
        "PageCount": 1,
        "Labels": labels,
        "TextResults": {"Results": text},
    }


def _virus(job: Job) -> Tree:
    """No file has a virus."""
    name = f"{job.bucket}/{job.key}"
    return {
        "Suggestion": "normal",
        "DetectDetail": {"Result": {"FileName": name, "VirusName": ""}},
    }


def _media(job: Job) -> Tree:
    """A video as every video is, at the output; nothing is put there."""
    operation = job.operation()
    if job.tag == "MediaInfo":
        return {
            "Operation": {"MediaInfo": {"Format": {"Duration": "1.000000", "Size": job.facts.get("size", 0)}}}
        }
    if "Output" not in operation:
        return {}
    return {
        "Operation": {
            "MediaResult": {"OutputFile": {"Bucket": job.bucket, "Region": job.region, "FileCount": 1}}
        }
    }


def _pages(job: Job) -> Tree:
    """A document of one page; nothing is put anywhere."""
    return {
        "Operation": {
            "DocProcess": {
                "TaskId": job.identity,
                "TotalPageCount": 1,
                "SuccPageCount": 1,
                "FailPageCount": 0,
            }
        }
    }


def _speech(job: Job) -> Tree:
    """Nothing was said."""
    return {"Operation": {"SpeechRecognitionResult": {"AudioTime": 1, "Result": ""}}}


def _file(job: Job) -> Tree:
    """What the server found out when the job was made."""
    return {"Operation": job.facts.get("operation", {})}


def _inventory(job: Job) -> Tree:
    """Every object was given to a job of its own, and each succeeded."""
    return {"Progress": 100, "Total": 0, "SuccCount": 0, "FailCount": 0}


MODERATION: dict[str, Callable[[Job], Tree]] = {
    "image auditing": _image,
    "video auditing": _video,
    "audio auditing": _audio,
    "text auditing": _text,
    "document auditing": _document,
    "webpage auditing": _webpage,
}
OUTCOMES: dict[str, Callable[[Job], Tree]] = {
    **MODERATION,
    "virus detect": _virus,
    "media": _media,
    "pic": _media,
    "doc": _pages,
    "asr": _speech,
    "file": _file,
    "inventory trigger": _inventory,
}
