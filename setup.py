"""Builds the one extension of this package, cos_c._native; everything else is in pyproject.toml.

The steps: find or build the C SDK (native_build.sdk), leave out of the declarations what an
installed SDK does not have (native_build.probe), let cffi write the module's C source
(build_ffi), and compile it with the bridge (cos_c/bridge) into one abi3 shared object.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # an isolated build does not put the project's directory there

import build_ffi  # noqa: E402
from native_build import probe, sdk  # noqa: E402
from native_build.declarations import items  # noqa: E402

OLDEST_PYTHON = 0x030A0000  # 3.10: the abi3 of the extension and the tag of the wheel
BRIDGE = "cos_c/bridge"


class BuildNative(build_ext):
    """build_ext, after the SDK is there and cffi has written the source."""

    def run(self) -> None:
        jobs = self.parallel if isinstance(self.parallel, int) else min(os.cpu_count() or 1, 4)
        chosen = sdk.select(Path(self.build_temp).absolute() / "cos-c-sdk", jobs=jobs)
        (native,) = self.extensions
        self.complete(native, chosen)
        super().run()

    def complete(self, native: Extension, chosen: sdk.Sdk) -> None:
        """Fill `native` in with what is only known now."""
        absent = list(build_ffi.NOT_OURS)
        if chosen.kind == "official":
            # Ours is in step with cos_c/decl, a test sees to it; of others only the compiler knows.
            absent = probe.missing(chosen, items(build_ffi.published()), header="cos_api.h")
        generated = Path(self.build_temp) / "cos_c._native.c"
        generated.parent.mkdir(parents=True, exist_ok=True)
        build_ffi.make(absent).emit_c_code(str(generated))
        native.sources = [
            str(generated), *sorted(str(path.relative_to(ROOT)) for path in (ROOT / BRIDGE).glob("*.c")),
            *(os.path.relpath(source, ROOT) for source in chosen.sources),
        ]  # fmt: skip
        native.include_dirs += [str(ROOT / BRIDGE), *chosen.include_dirs]
        native.library_dirs += chosen.library_dirs
        native.libraries += chosen.libraries
        native.extra_objects += chosen.archives
        native.depends += chosen.archives  # or a changed archive would not be linked again
        native.runtime_library_dirs += chosen.run_dirs
        native.define_macros += [
            ("COSC_SDK", f'"{chosen.kind}"'), *chosen.macros, *probe.layout_macros(absent),
        ]  # fmt: skip


def version() -> str:
    scope: dict[str, str] = {}
    # Importing cos_c would need the extension.
    exec((ROOT / "cos_c/_version.py").read_text(), scope)  # noqa: S102
    return scope["VERSION"]


setup(
    ext_modules=[
        Extension(
            "cos_c._native",
            sources=[],
            depends=[str(path) for path in sorted((ROOT / "cos_c").glob("*/*.[ch]"))],
            define_macros=[
                ("Py_LIMITED_API", hex(OLDEST_PYTHON)),
                ("COSC_VERSION", f'"{version()}"'),
                # What CMake gives cosx, which is compiled here over an installed SDK.
                ("_GNU_SOURCE", None),
                ("_FILE_OFFSET_BITS", "64"),
            ],
            extra_compile_args=["-std=gnu11", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror=implicit"],
            # Nothing of the SDK is visible outside: a second copy in the process stays apart.
            extra_link_args=[f"-Wl,--version-script={ROOT / BRIDGE / 'exports.map'}", "-Wl,-z,relro,-z,now"],
            py_limited_api=True,
        )
    ],
    cmdclass={"build_ext": BuildNative},
    options={"bdist_wheel": {"py_limited_api": "cp310"}},
)
