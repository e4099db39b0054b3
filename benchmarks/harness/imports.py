"""What `import` costs: the program that measures it in a fresh interpreter."""

from __future__ import annotations

#: pycos loads lazily: touching its client makes it load what a program needs, so that all are alike.
IMPORTS = {
    "pycos": "import pycos; pycos.Client",
    "cos-python-sdk-v5": "import qcloud_cos; qcloud_cos.CosS3Client",
    "boto3": "import boto3; boto3.client('s3', region_name='x')",
    "obstore": "import obstore; from obstore.store import S3Store",
    "pyarrow": "from pyarrow import fs; fs.S3FileSystem",
}
PROGRAM = """
import json, resource, time
def memory(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
resident, used, started = memory("VmRSS"), cpu(), time.perf_counter()
{use}
wall, used = time.perf_counter() - started, cpu() - used
print(json.dumps({{"wall": wall, "cpu": used, "peak": memory("VmHWM"), "added": memory("VmRSS") - resident}}))
"""


def import_program(client: str) -> str:
    """The text for python -c."""
    return PROGRAM.format(use=IMPORTS[client])
