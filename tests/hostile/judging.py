"""Call aqc for a case, in this process, and see what became of it: an answer, or a fault."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from types import FrameType

from hostile.making import HERE, SCENARIOS, SECRET, Case

from compiler import data_folder
from compiler.cli.program import OUR_BUG, _exit_code, commands
from compiler.diagnostics import Stop
from compiler.target import address

MOST_SECONDS, MOST_MB = 2.0, 300.0
"""More is a fault: of one core, and of the whole process at its highest"""
PATIENCE_SECONDS = 30
ANSWERS = (0, 1, 2)
ARGUMENTS = "arguments.json"


@dataclass(frozen=True)
class Verdict:
    """What became of a case. `fault` is '' when it was answered, whatever the answer."""

    code: int
    seconds: float
    megabytes: float
    said: str
    fault: str = ""


def judged(case: Case, folder: Path) -> Verdict:
    """Lay the files of a case into an empty folder, and call aqc there."""
    lay(case, folder)
    before, begun = Path.cwd(), time.process_time()
    _forget_memory()
    os.chdir(folder)
    try:
        with _bounded():
            code, said = _address(case.arguments[1]) if case.arguments[0] == "address" else _called(case)
    finally:
        os.chdir(before)
    seconds, megabytes = time.process_time() - begun, _memory_mb()
    return Verdict(code, seconds, megabytes, said, _fault(code, said, seconds, megabytes))


def _fault(code: int, said: str, seconds: float, megabytes: float) -> str:
    if code not in ANSWERS or "Traceback" in said or "AQ515" in said or "AQ516" in said:
        return f"exit {code}"
    if seconds > MOST_SECONDS:
        return f"{seconds:.1f} s"
    return f"{megabytes:.0f} MB" if megabytes > MOST_MB else ""


def _called(case: Case) -> tuple[int, str]:
    """Exit code and all that was printed; standard output takes only what is UTF-8."""
    out, err = TextIOWrapper(BytesIO(), "utf-8"), TextIOWrapper(BytesIO(), "utf-8", "backslashreplace")
    with redirect_stdout(out), redirect_stderr(err):
        try:
            code = _exit_code(lambda: commands.main([*case.arguments], prog_name="aqc", standalone_mode=False))
        except OSError as error:
            code = OUR_BUG
            err.write(repr(error))
        sys.stdout.flush()
        sys.stderr.flush()
    return code, "\n".join(stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err))  # type: ignore[attr-defined]


def _address(dsn: str) -> tuple[int, str]:
    """Whether a connection string is read, and shows none of its secrets; what spoiling made a part of another value,
    with no name of a secret before it, is none.
    """
    try:
        place = address(dsn)
        said = f"{place.shown} {place.dsn and ''}"
        told = any(SECRET in text for name, text in place.parameters.items() if name not in place.secrets)
        return (OUR_BUG if SECRET in said and not told else 0), said
    except Stop as stop:
        said = " ".join(f"{one.message} {one.hint}" for one in stop.diagnostics)
        return (OUR_BUG if SECRET in said else 1), said
    except Exception as error:
        return OUR_BUG, repr(error)


@contextmanager
def _bounded() -> Iterator[None]:
    """An exception after so many seconds of work, and tracebacks of what goes wrong."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise RuntimeError(f"no end after {PATIENCE_SECONDS} s")

    old, debug = signal.signal(signal.SIGPROF, give_up), os.environ.get("AQC_DEBUG")
    os.environ["AQC_DEBUG"] = "1"
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, old)
        os.environ.pop("AQC_DEBUG") if debug is None else os.environ.update(AQC_DEBUG=debug)


def _forget_memory() -> None:
    """Begin to look for the highest mark anew, where the system can do that (Linux)."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5", "ascii")


def _memory_mb() -> float:
    """The most memory that this process had since, as a whole; since its beginning where nothing else is known."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [one for one in status.read_text("ascii").splitlines() if one.startswith("VmHWM:")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def lay(case: Case, folder: Path) -> None:
    """Write the files of a case, with the folders of this machine."""
    if case.catalog:
        shutil.copytree(data_folder("schema") / "aquamind", folder / "catalog")
    for name, content in case.files.items():
        for word, place in ((SCENARIOS, data_folder("scenarios")), (HERE, folder)):
            content = content.replace(word.encode(), str(place).encode())
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def keep(case: Case, folder: Path) -> None:
    """Write a case down, as it is kept in tests/corpus/."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / ARGUMENTS).write_text(json.dumps(case.arguments) + "\n", "utf-8")


def kept(folder: Path) -> Case:
    """A case that was written down."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    arguments = json.loads(files.pop(ARGUMENTS))
    return Case(folder.name, 0, arguments, files, any(name.startswith("catalog/") for name in files))
