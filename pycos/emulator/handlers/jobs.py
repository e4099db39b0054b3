"""Jobs of data processing: made, asked after, listed, cancelled; the same for every kind in the table.

A job is Submitted when it is made, then running for as many queries as are wanted (one, if nobody says
otherwise), and then done: Success, Failed when its object is not there, or what a test has set. So no client
has to wait, and each sees every state.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Any

from pycos.emulator import xml
from pycos.emulator.errors import ApiError
from pycos.emulator.handlers import attributes, file_jobs
from pycos.emulator.jobs import outcomes, tree
from pycos.emulator.jobs.job import Job
from pycos.emulator.jobs.kinds import KINDS, Kind
from pycos.emulator.jobs.tree import Tree
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date, new_request_id, xml_response
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.objects import now_ms

if TYPE_CHECKING:
    from pycos.emulator.application import Application

MAX_XML = 64 * 1024
_MAX_INPUTS = 100
_MAX_IDS = 20
_PAGE = 1000
_MAX_COUNT = 10_000  # snapshots of a video
_MODES = ("", "Interval", "Average", "Fps")
_ENDED = ("Success", "Failed", "Pause", "Cancel")
_IMAGES = next(kind for kind in KINDS if kind.name == "image auditing")


def body_of(request: Request, root: str = "Request") -> Tree:
    """The document of a request as nested values."""
    data = attributes.document(request, MAX_XML)
    found = tree.of(xml.parse(data, root))
    return found if isinstance(found, dict) else {}


def reply(content: Tree, root: str = "Response") -> Response:
    """An answer, with the request id inside."""
    request_id = new_request_id()
    response = xml_response(xml.tree(root, tree.elements({**content, "RequestId": request_id})))
    response.request_id = request_id
    return response


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _document(kind: Kind) -> str:
    return f"{kind.name} jobs"


def create(kind: Kind, app: Application, request: Request) -> Response:
    """POST: one job, or one for each input."""
    bucket = app.bucket(request)
    asked = body_of(request)
    tag = _tag(kind, asked)
    sources = [source if isinstance(source, dict) else {} for source in _listed(asked.get("Input", {}))]
    if len(sources) > (_MAX_INPUTS if kind.several else 1):
        raise ApiError("InvalidArgument", "There are too many Input.")
    if not kind.media:
        _check_moderation(kind, asked, sources)
    made = []
    for source in sources:
        identity = kind.prefix + secrets.token_hex(16)
        job = Job(identity, bucket.name, bucket.region, asked, source, now_ms(), tag)
        if tag in file_jobs.TAGS:
            job = job.changed(facts=file_jobs.carry_out(app, request, job))
        app.storage.documents.put(bucket, _document(kind), job.as_text(), identity)
        made.append(detail(app, bucket, kind, job))
    return reply({"JobsDetail": made})


def _tag(kind: Kind, asked: Tree) -> str:
    tag = asked.get("Tag", "")
    if not kind.tags:
        return ""
    if not isinstance(tag, str) or not tag:
        raise ApiError("InvalidArgument", "Tag is missing.")
    if tag not in kind.tags:
        raise ApiError("NotImplemented", f"This server does not implement {kind.path} of {tag[:80]}.")
    return tag


def _check_moderation(kind: Kind, asked: Tree, sources: list[Tree]) -> None:
    for source in sources:
        if not any(
            isinstance(source.get(name), str) and source[name] for name in ("Object", "Url", "Content")
        ):
            raise ApiError("InvalidArgument", "Input/Object is missing.")
    conf = asked.get("Conf")
    conf = conf if isinstance(conf, dict) else {}
    if kind.name in outcomes.MODERATION:
        _check_scenes(conf.get("DetectType") or "")
    snapshot = conf.get("Snapshot")
    if isinstance(snapshot, dict):
        if (snapshot.get("Mode") or "") not in _MODES:
            raise ApiError("InvalidArgument", f"Mode is one of {', '.join(_MODES[1:])}.")
        count = snapshot.get("Count") or "1"
        if not (
            isinstance(count, str)
            and re.fullmatch(r"\d{1,5}", count, re.ASCII)
            and 0 < int(count) <= _MAX_COUNT
        ):
            raise ApiError("InvalidArgument", f"Count is not a number from 1 to {_MAX_COUNT}.")


def _check_scenes(text: Any) -> None:
    try:
        outcomes.scenes(text if isinstance(text, str) else "?")
    except KeyError:
        raise ApiError("InvalidArgument", f"DetectType holds {', '.join(outcomes.SCENES)}.") from None


def _at_once(kind: Kind, job: Job) -> bool:
    if kind.at_once == "Async":
        return job.conf("Async") != "1"
    return bool(kind.at_once and job.input(kind.at_once))


def _state(app: Application, bucket: Bucket, kind: Kind, job: Job) -> tuple[str, Tree]:
    """The state of a job, and what it comes to."""
    wanted = app.results.wanted(kind.name, job)
    if job.ended:
        return job.ended, {}
    if not _at_once(kind, job):
        if not job.asked:
            return "Submitted", {}
        if job.asked <= wanted.polls:
            return kind.running, {}
    missing = bool(job.key) and app.storage.objects.get(bucket, job.key) is None
    if not wanted.state and "failure" in job.facts:
        return "Failed", job.facts["failure"]
    if not wanted.state and missing:
        return "Failed", {"Code": "NoSuchKey", "Message": "The object does not exist."}
    if wanted.state == "Failed":
        failure = {"Code": wanted.code or "InternalError", "Message": wanted.message or "The job failed."}
        return "Failed", tree.merged(failure, wanted.result)
    if wanted.state not in ("", "Success"):
        return wanted.state, wanted.result
    if not missing and job.tag == "MediaInfo":
        found = app.storage.objects.get(bucket, job.key)
        job = job.changed(facts={"size": found.size if found else 0})
    return "Success", tree.merged(outcomes.OUTCOMES[kind.name](job), wanted.result)


def detail(app: Application, bucket: Bucket, kind: Kind, job: Job) -> Tree:
    """The JobsDetail of a job."""
    state, outcome = _state(app, bucket, kind, job)
    made = iso_date(job.made)
    if not kind.media:
        found: Tree = {"JobId": job.identity, "State": state, "CreationTime": made}
        found |= {name: job.input(name) for name in ("Object", "Url", "DataId", "Content") if job.input(name)}
        return tree.merged({**found, "BucketId": job.bucket, "Region": job.region}, outcome)
    found = {
        "Code": "Success",
        "Message": "",
        "JobId": job.identity,
        "Tag": job.tag or None,
        "State": state,
        "CreationTime": made,
        "StartTime": "-" if state == "Submitted" else made,
        "EndTime": made if state in _ENDED else "-",
        "QueueId": job.request.get("QueueId") or queue_id(bucket, kind.path),
        "Input": {**job.source, "BucketId": job.bucket, "Region": job.region},
        "Operation": job.operation(),
    }
    for name in ("Name", "Type"):
        if isinstance(job.request.get(name), str):
            found[name] = job.request[name]
    return tree.merged(found, outcome)


def queue_id(bucket: Bucket, path: str) -> str:
    """The id of the one queue a bucket has for a kind of jobs."""
    return "p" + hashlib.md5(f"{bucket.name}/{path}".encode(), usedforsecurity=False).hexdigest()


def describe(kind: Kind, app: Application, request: Request) -> Response:
    """GET of one job, or of several with commas between their ids. Each query counts."""
    bucket = app.bucket(request)
    identities = request.address.key.rpartition("/")[2].split(",")
    if len(identities) > _MAX_IDS:
        raise ApiError("InvalidArgument", f"At most {_MAX_IDS} jobs can be asked for.")
    found, missing = [], []
    for identity in identities:
        text = app.storage.documents.change(bucket, _document(kind), identity, _asked) if identity else None
        if text is None:
            missing.append(identity)
        else:
            found.append(detail(app, bucket, kind, Job.from_text(text)))
    content: Tree = {"JobsDetail": found}
    if missing:
        content["NonExistJobIds"] = ",".join(missing)
    return reply(content)


def _asked(old: str | None) -> str | None:
    if old is None:
        return None
    job = Job.from_text(old)
    return job.changed(asked=job.asked + 1).as_text()


def listing(kind: Kind, app: Application, request: Request) -> Response:
    """GET of all jobs, newest first, by tag, state, queue and time. It counts as no query."""
    bucket = app.bucket(request)
    params = request.params
    size = request.number("size", 10, 1, 100)
    start = request.number("nextToken", 0, 0, 10**9)
    states = {state for state in params.get("states", "All").split(",") if state}
    order = params.get("orderByTime") or "Desc"
    if order not in ("Asc", "Desc"):
        raise ApiError("InvalidArgument", "orderByTime is Asc or Desc.")
    details = []
    for job in _all(app, bucket, kind):
        shown = detail(app, bucket, kind, job)
        if (
            ("All" in states or shown["State"] in states)
            and params.get("tag", "") in ("", job.tag)
            and params.get("queueId", "") in ("", shown["QueueId"])
            and params.get("startCreationTime", "")[:19] <= shown["CreationTime"][:19]
            and shown["CreationTime"][:19] <= (params.get("endCreationTime", "")[:19] or "9")
        ):
            details.append(shown)
    if order == "Desc":
        details.reverse()
    content: Tree = {"JobsDetail": details[start : start + size]}
    if start + size < len(details):
        content["NextToken"] = str(start + size)
    return reply(content)


def _all(app: Application, bucket: Bucket, kind: Kind) -> list[Job]:
    found: list[Job] = []
    after = 0
    while True:
        page = app.storage.documents.page(bucket, _document(kind), after=after, limit=_PAGE)
        found += [Job.from_text(text) for _, text in page]
        if len(page) < _PAGE:
            return found
        after = page[-1][0]


def cancel(kind: Kind, app: Application, request: Request) -> Response:
    """PUT ?cancel, or POST for live videos: a job that is not done ends here."""
    bucket = app.bucket(request)
    if request.method == "PUT" and "cancel" not in request.params:
        raise ApiError("InvalidArgument", "The only thing that can be done to a job is to cancel it.")
    identity = request.address.key.rpartition("/")[2]
    old = app.storage.documents.get(bucket, _document(kind), identity)
    if old is None:
        return reply({"NonExistJobIds": identity})
    if _state(app, bucket, kind, Job.from_text(old))[0] not in _ENDED:

        def end(text: str | None) -> str | None:
            return Job.from_text(text).changed(ended="Cancel").as_text() if text else None

        old = app.storage.documents.change(bucket, _document(kind), identity, end) or old
    return reply({"JobsDetail": detail(app, bucket, kind, Job.from_text(old))})


def recognize(app: Application, request: Request) -> Response:
    """GET ci-process=sensitive-content-recognition: the verdict about one picture, at once or as a job."""
    bucket = app.bucket(request)
    params = request.params
    _check_scenes(params.get("detect-type", ""))
    key, url = request.address.key, params.get("detect-url", "")
    if not key and not url:
        raise ApiError("InvalidArgument", "detect-url is missing.")
    if not url:
        file_jobs.readable(app, request)
    waits = params.get("async") == "1"
    conf = {"DetectType": params.get("detect-type", ""), "Async": "1" if waits else "0"}
    source = {"Url": url} if url else {"Object": key}
    if params.get("dataid"):
        source["DataId"] = params["dataid"]
    identity = _IMAGES.prefix + secrets.token_hex(16)
    job = Job(identity, bucket.name, bucket.region, {"Conf": conf}, source, now_ms())
    app.storage.documents.put(bucket, _document(_IMAGES), job.as_text(), identity)
    return reply(detail(app, bucket, _IMAGES, job), "RecognitionResult")


def report(app: Application, request: Request) -> Response:
    """POST report/badcase: thank you."""
    app.bucket(request)
    body_of(request)
    return reply({})
