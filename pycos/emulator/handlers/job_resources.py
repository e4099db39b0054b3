"""What jobs are run with: buckets that take part, queues, templates and workflows. Kept and given back."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from pycos.emulator.errors import ApiError
from pycos.emulator.handlers.jobs import body_of, queue_id, reply
from pycos.emulator.jobs.resources import KEPT, Kept, Queue, Service
from pycos.emulator.jobs.tree import Tree, merged
from pycos.emulator.request import Request
from pycos.emulator.response import Response, iso_date
from pycos.emulator.store.model import Bucket
from pycos.emulator.store.objects import now_ms

if TYPE_CHECKING:
    from pycos.emulator.application import Application

_PAGE = 1000


def _described(bucket: Bucket) -> Tree:
    return {
        "BucketId": bucket.name,
        "Name": bucket.name,
        "Region": bucket.region,
        "CreateTime": iso_date(bucket.created),
    }


def list_buckets(service: Service, app: Application, request: Request) -> Response:
    """GET: the buckets that take part. All do, until they are told not to."""
    params = request.params
    regions, names = (
        {each for each in params.get(name, "").split(",") if each} for name in ("regions", "bucketNames")
    )
    prefix = params.get("bucketName", "")
    here = request.address.region
    found = [
        bucket
        for bucket in app.storage.buckets.all()
        if bucket.name.startswith(prefix)
        and (not names or bucket.name in names)
        and (bucket.region in regions if regions else here in (None, bucket.region))
        and app.storage.documents.get(bucket, f"{service.path} closed", "x") is None
    ]
    return reply(_paged(request, service.element, [_described(bucket) for bucket in found]))


def _paged(request: Request, element: str, entries: list[Tree]) -> Tree:
    number = request.number("pageNumber", 1, 1, 1_000_000)
    size = request.number("pageSize", 10, 1, 100)
    return {
        "TotalCount": len(entries),
        "PageNumber": number,
        "PageSize": size,
        element: entries[(number - 1) * size : number * size],
    }


def open_bucket(service: Service, app: Application, request: Request) -> Response:
    """POST: the bucket takes part from now on."""
    bucket = app.bucket(request)
    app.storage.documents.delete(bucket, f"{service.path} closed", "x")
    return reply({service.element.removesuffix("List"): _described(bucket)})


def close_bucket(service: Service, app: Application, request: Request) -> Response:
    """DELETE: the bucket takes part no longer."""
    bucket = app.bucket(request)
    app.storage.documents.put(bucket, f"{service.path} closed", "closed", "x")
    return reply({"BucketName": bucket.name})


def _queue(app: Application, bucket: Bucket, queue: Queue) -> Tree:
    made = iso_date(bucket.created)
    whole: Tree = {
        "QueueId": queue_id(bucket, queue.jobs),
        "Name": f"queue-{queue.path}",
        "State": "Active",
        "MaxSize": 10000,
        "MaxConcurrent": 10,
        "CreateTime": made,
        "UpdateTime": made,
        "BucketId": bucket.name,
        "Category": "CateAll",
        "NotifyConfig": {"Url": "", "Event": "", "Type": "Url", "State": "Off"},
    }
    text = app.storage.documents.get(bucket, "queue", queue.path)
    return merged(whole, json.loads(text)) if text else whole


def list_queues(queue: Queue, app: Application, request: Request) -> Response:
    """GET: the one queue of a bucket."""
    found = _queue(app, app.bucket(request), queue)
    ids = {each for each in request.params.get("queueIds", "").split(",") if each}
    state = request.params.get("state") or "All"
    missing = sorted(ids - {found["QueueId"]})
    fits = state in ("All", found["State"]) and (not ids or found["QueueId"] in ids)
    content = _paged(request, "QueueList", [found] if fits else [])
    return reply({**content, "NonExistPIDs": missing or None})


def update_queue(queue: Queue, app: Application, request: Request) -> Response:
    """PUT: name, state and notifications of a queue. No notification is ever sent."""
    bucket = app.bucket(request)
    asked = body_of(request)
    old = _queue(app, bucket, queue)
    if request.address.key.rpartition("/")[2] != old["QueueId"]:
        raise ApiError("NoSuchConfiguration", "The bucket has no queue of this id.")
    if asked.get("State", "Active") not in ("Active", "Paused"):
        raise ApiError("InvalidArgument", "State is Active or Paused.")
    kept: Tree = {}
    kept |= {name: asked[name] for name in ("Name", "State", "NotifyConfig") if name in asked}
    kept["UpdateTime"] = iso_date(now_ms())
    app.storage.documents.put(bucket, "queue", json.dumps(merged(old, kept)), queue.path)
    return reply({"Queue": _queue(app, bucket, queue)})


_WORKFLOW = KEPT[1]


def _given(kept: Kept, request: Request) -> Tree:
    asked = body_of(request)
    found = asked.get(kept.element) if kept.wrapped else asked
    if not isinstance(found, dict) or not all(
        isinstance(found.get(name), str) and found[name] for name in kept.needed
    ):
        raise ApiError("InvalidArgument", f"{kept.element} needs {', '.join(kept.needed)}.")
    return found


def create_kept(kept: Kept, app: Application, request: Request) -> Response:
    """POST: keep one under a new id."""
    bucket = app.bucket(request)
    given = _given(kept, request)
    now = iso_date(now_ms())
    identity = kept.prefix + secrets.token_hex(16)
    whole = {"State": kept.state, "Category": "Custom", **given, kept.id_name: identity}
    whole |= {"BucketId": bucket.name, "CreateTime": now, "UpdateTime": now}
    app.storage.documents.put(bucket, kept.path, json.dumps(whole), identity)
    return reply({kept.element: whole})


def update_kept(kept: Kept, app: Application, request: Request) -> Response:
    """PUT: another content, or with ?active and ?paused another state."""
    bucket = app.bucket(request)
    identity = request.address.key.rpartition("/")[2]
    state = next((name.capitalize() for name in ("active", "paused") if name in request.params), "")
    given = {"State": state} if state and kept.wrapped else _given(kept, request)

    def change(old: str | None) -> str:
        if old is None:
            raise ApiError("NoSuchConfiguration", f"The bucket has no {kept.path} of this id.")
        before = json.loads(old)
        own = {name: before[name] for name in (kept.id_name, "BucketId", "CreateTime")}
        base = before if state else {"State": before["State"], "Category": before["Category"]}
        return json.dumps({**base, **given, **own, "UpdateTime": iso_date(now_ms())})

    text = app.storage.documents.change(bucket, kept.path, identity, change) or "{}"
    return reply({kept.element: json.loads(text)})


def _all(app: Application, bucket: Bucket, name: str) -> list[Tree]:
    return [json.loads(text) for _, text in app.storage.documents.page(bucket, name, after=0, limit=_PAGE)]


def list_kept(kept: Kept, app: Application, request: Request) -> Response:
    """GET: by ids, name, tag and category."""
    params = request.params
    ids = {each for each in params.get("ids", "").split(",") if each}
    found = [
        each
        for each in _all(app, app.bucket(request), kept.path)
        if (not ids or each[kept.id_name] in ids)
        and each.get("Name", "").startswith(params.get("name", ""))
        and params.get("tag", "") in ("", "All", each.get("Tag", ""))
        and params.get("category", "") in ("", each["Category"])
    ]
    return reply(_paged(request, f"{kept.element}List", found))


def delete_kept(kept: Kept, app: Application, request: Request) -> Response:
    """DELETE: forget one."""
    bucket = app.bucket(request)
    identity = request.address.key.rpartition("/")[2]
    if app.storage.documents.get(bucket, kept.path, identity) is None:
        raise ApiError("NoSuchConfiguration", f"The bucket has no {kept.path} of this id.")
    app.storage.documents.delete(bucket, kept.path, identity)
    return reply({kept.id_name: identity})


def trigger_workflow(app: Application, request: Request) -> Response:
    """POST triggerworkflow: an execution that has succeeded; its nodes are not run."""
    bucket = app.bucket(request)
    identity, key = request.params.get("workflowId", ""), request.params.get("object", "")
    text = app.storage.documents.get(bucket, _WORKFLOW.path, identity) if identity else None
    if text is None:
        raise ApiError("NoSuchConfiguration", "The bucket has no workflow of this id.")
    if not key:
        raise ApiError("InvalidArgument", "object is missing.")
    workflow = json.loads(text)
    run = {
        "RunId": "i" + secrets.token_hex(16),
        "BucketId": bucket.name,
        "Object": key,
        "WorkflowId": identity,
        "WorkflowName": workflow["Name"],
        "State": "Success" if app.storage.objects.get(bucket, key) else "Failed",
        "CreateTime": iso_date(now_ms()),
        "Topology": workflow.get("Topology", ""),
    }
    app.storage.documents.put(bucket, "workflow execution", json.dumps(run), str(run["RunId"]))
    return reply({"InstanceId": run["RunId"]})


def describe_execution(app: Application, request: Request) -> Response:
    """GET workflowexecution/ID: one execution."""
    bucket = app.bucket(request)
    identity = request.address.key.rpartition("/")[2]
    text = app.storage.documents.get(bucket, "workflow execution", identity)
    if text is None:
        raise ApiError("NoSuchConfiguration", "The bucket has no execution of this id.")
    return reply({"WorkflowExecution": json.loads(text)})


def list_executions(app: Application, request: Request) -> Response:
    """GET workflowexecution: those of a workflow, newest first."""
    params = request.params
    size = request.number("size", 10, 1, 100)
    start = request.number("nextToken", 0, 0, 10**9)
    states = params.get("states") or "All"
    found = [
        each
        for each in _all(app, app.bucket(request), "workflow execution")
        if params.get("workflowId", "") in ("", each["WorkflowId"])
        and (states == "All" or each["State"] in states.split(","))
    ]
    if (params.get("orderByTime") or "Desc") == "Desc":
        found.reverse()
    more = str(start + size) if start + size < len(found) else None
    return reply({"WorkflowExecutionList": found[start : start + size], "NextToken": more})
