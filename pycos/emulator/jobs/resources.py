"""What jobs are run with: tables of the services, queues and kept documents that a bucket can have."""

from __future__ import annotations

from typing import NamedTuple


class Service(NamedTuple):
    """A service that a bucket can take part in: where it is switched, and the names of its operations."""

    path: str
    element: str
    listing: str
    opening: str = ""
    closing: str = ""


SERVICES = (
    Service("mediabucket", "MediaBucketList", "DescribeMediaBuckets"),
    Service("docbucket", "DocBucketList", "DescribeDocBuckets"),
    Service("picbucket", "PicBucketList", "DescribePicBuckets", "CreatePicBucket", "DeletePicBucket"),
    Service("ai_bucket", "AiBucketList", "DescribeAIBuckets", "CreateAIBucket", "DeleteAIBucket"),
    Service("asrbucket", "AsrBucketList", "DescribeAsrBuckets", "CreateAsrBucket", "DeleteAsrBucket"),
)


class Queue(NamedTuple):
    """The queue of one kind of jobs."""

    path: str
    jobs: str  # the path of the jobs in it
    listing: str
    update: str


QUEUES = (
    Queue("queue", "jobs", "DescribeMediaQueues", "UpdateMediaQueue"),
    Queue("picqueue", "pic_jobs", "DescribePicQueues", "UpdatePicQueue"),
    Queue("ai_queue", "ai_jobs", "DescribeAIQueues", "UpdateAIQueue"),
    Queue("asrqueue", "asr_jobs", "DescribeAsrQueues", "UpdateAsrQueue"),
    Queue("docqueue", "doc_jobs", "DescribeDocQueues", "UpdateDocQueue"),
)


class Kept(NamedTuple):
    """What is kept under an id of its own: ``wrapped`` says that the request holds it in an element."""

    path: str
    element: str
    id_name: str
    prefix: str
    create: str
    update: str
    listing: str
    delete: str
    state: str
    needed: tuple[str, ...]
    wrapped: bool = False


KEPT = (
    Kept("template", "Template", "TemplateId", "t1", "CreateTemplate", "UpdateTemplate", "DescribeTemplates",
         "DeleteTemplate", "Normal", ("Tag", "Name")),
    Kept("workflow", "MediaWorkflow", "WorkflowId", "w", "CreateWorkflow", "UpdateWorkflow",
         "DescribeWorkflows", "DeleteWorkflow", "Active", ("Name",), wrapped=True),
)  # fmt: skip
