"""A Python of 64-bit Arm that runs here under emulation, for `make matrix PYTHONS="$(python tools/arm.py build/arm)"`.

Usage: python tools/arm.py FOLDER

On Debian, as root or after `dpkg --add-architecture arm64 && apt-get update`; takes qemu-user from there. The packages
of Debian's Python and the wheels of aqc's dependencies go into FOLDER and nowhere else. Prints the program to call.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERSION = "3.11"
"""Of Debian 12"""
PACKAGES = (
    *(f"python{VERSION}", f"python{VERSION}-minimal", f"libpython{VERSION}-minimal", f"libpython{VERSION}-stdlib"),
    *("libc6", "libgcc-s1", "libstdc++6", "libcrypt1", "libuuid1", "libexpat1", "libffi8", "libssl3", "libsqlite3-0"),
    *("zlib1g", "libbz2-1.0", "liblzma5"),
)
PLATFORMS = ("manylinux2014_aarch64", "manylinux_2_17_aarch64", "manylinux_2_28_aarch64", "any")
PROGRAM = """#!/bin/sh
PYTHONPATH="$PYTHONPATH:{folder}/site" exec qemu-aarch64 -L {folder}/root {folder}/root/usr/bin/python{version} "$@"
"""


def run(*command: str, folder: Path = ROOT) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]).resolve()
    packages, program = folder / "packages", folder / "python"
    packages.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        run("dpkg", "--add-architecture", "arm64")
        run("apt-get", "update", "-q")
        run("apt-get", "install", "-y", "-q", "qemu-user")
    run("apt-get", "download", "-q", *(f"{name}:arm64" for name in PACKAGES), folder=packages)
    for package in sorted(packages.glob("*.deb")):
        run("dpkg", "-x", str(package), str(folder / "root"))
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wheels = (word for platform in PLATFORMS for word in ("--platform", platform))
    where = ("--target", str(folder / "site"), "--upgrade", "--python-version", VERSION, "--only-binary", ":all:")
    run(sys.executable, "-m", "pip", "install", "-q", *where, *wheels, *needs)
    program.write_text(PROGRAM.format(folder=folder, version=VERSION), "utf-8")
    program.chmod(0o755)
    print(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
