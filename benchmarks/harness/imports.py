"""What `import` costs: the program that measures it in a fresh interpreter."""

from __future__ import annotations

import sys
from pathlib import Path

#: pycos opens its C library when a client is made, so it makes one, as boto3 does. The import of the others
#: loads all there is: for them the class is enough.
IMPORTS = {
    "pycos": "import pycos; pycos.Client(region='ap-guangzhou', secret_id='x', secret_key='x')",
    "cos-python-sdk-v5": "import qcloud_cos; qcloud_cos.CosS3Client",
    "boto3": "import boto3; boto3.client('s3', region_name='x')",
    "obstore": "import obstore; from obstore.store import S3Store",
    "pyarrow": "from pyarrow import fs; fs.S3FileSystem",
}
PROGRAM = """
import sys
sys.path.append({packages!r})
import os, resource, time
def memory(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024
def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
resident, used, started = memory("VmRSS"), cpu(), time.perf_counter()
{use}
wall, used = time.perf_counter() - started, cpu() - used
added, peak = memory("VmRSS") - resident, memory("VmHWM")
import json
print(json.dumps({{"wall": wall, "cpu": used, "peak": peak, "added": added}}))
"""


def import_command(python: str, client: str) -> list[str]:
    """The process that imports a client, with an interpreter that has loaded nothing but itself: what is
    installed beside it may load modules at each start (.pth files), which then would cost nothing.
    """
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"  # of both environments
    packages = str(Path(python).parent.parent / "lib" / version / "site-packages")
    return [python, "-S", "-c", PROGRAM.format(packages=packages, use=IMPORTS[client])]
