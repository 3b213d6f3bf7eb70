"""Build the release into dist/: wheels and source twice, which must be the same bytes, a list of parts, and digests.

One wheel is for every machine, the other has the compiled kernel and is for such as this (none without a C compiler).

Usage: python tools/release.py [--dist dist] [--without-parts]

Needs the extra `release`. The moment in the archives is that of the commit (SOURCE_DATE_EPOCH). The list of parts is
CycloneDX, made of the environment that this Python runs in. Exit code 1 when two builds differ, or when something in
them names this machine.
"""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = "aqc.cdx.json"
COMMON = ("root", "user", "runner", "localhost")
"""Names of users and machines that are words of English, or nobody's"""


def moment() -> str:
    """Seconds since 1970 of the commit, or of a day long ago where there is no git."""
    asked = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return os.environ.get("SOURCE_DATE_EPOCH") or told or "1704067200"


def built(folder: Path) -> dict[str, bytes]:
    """[name] wheels and source, built into a folder."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    for parts_of, kernel in (("--sdist", ""), ("--wheel", "numpy"), ("--wheel", "")):
        given = {**os.environ, "SOURCE_DATE_EPOCH": moment(), "AQC_KERNEL": kernel}
        subprocess.run([*command, parts_of], check=True, env=given, stdout=subprocess.DEVNULL)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def here() -> list[bytes]:
    """What names this machine: its name, the user, the folders of both."""
    words = {platform.node(), getpass.getuser(), str(ROOT), str(Path.home())}
    return sorted(word.encode() for word in words if len(word) > 4 and word not in (*COMMON, "/root"))


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a wheel or of a source, with its content; the owners of a source are its last."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            yield from ((name, wheel.read(name)) for name in wheel.namelist())
        return
    with tarfile.open(archive) as source:
        entries = source.getmembers()
        for entry in entries:
            file = source.extractfile(entry)
            yield entry.name, file.read() if file else b""
        yield "owners", " ".join(sorted({f"{one.uname} {one.gname} {one.uid} {one.gid}" for one in entries})).encode()


def telling(archive: Path) -> list[str]:
    """Files of an archive that name this machine."""
    return [name for name, content in members(archive) if any(word in content for word in here())]


def parts(out: Path) -> None:
    """Write the list of parts."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
    command += ["--pyproject", str(ROOT / "pyproject.toml"), "-o", str(out), sys.executable]
    subprocess.run(command, check=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--dist", type=Path, default=ROOT / "dist")
    options.add_argument("--without-parts", action="store_true", help="no CycloneDX")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        files, again = built(Path(one)), built(Path(other))
        odd = [name for name in files if files[name] != again.get(name)]
        told = [f"{name}: {file}" for name in files for file in telling(Path(one) / name)]
    for name in odd:
        print(f"{name} is not the same when it is built again", file=sys.stderr)
    for name in told:
        print(f"{name} names this machine", file=sys.stderr)
    if odd or told:
        return 1
    given.dist.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (given.dist / name).write_bytes(content)
    if not given.without_parts:
        parts(given.dist / PARTS)
        files[PARTS] = (given.dist / PARTS).read_bytes()
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    (given.dist / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    print("".join(lines), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
