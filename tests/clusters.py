"""A Dask cluster of processes of its own, for tests: one scheduler, and workers as they are asked for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

from compiler import data_folder

ROOT = Path(__file__).resolve().parent.parent
MODULE = "distributed.cli.dask_"


class Running:
    """A scheduler and its workers. All are gone when the block of `running` ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[str]] = []
        words = ("--host", "127.0.0.1", "--port", "0", "--no-show")
        self.scheduler, said = self._start("scheduler", words, ROOT, "Scheduler at:")
        self.address = said.split("at:")[1].strip()

    def worker(self, package: Path = ROOT) -> subprocess.Popen[str]:
        """One more, which takes its aqc from there."""
        words = (self.address, "--nthreads", "1", "--no-nanny", "--local-directory", str(self.folder))
        return self._start("worker", words, package, "Registered to:")[0]

    def _start(self, what: str, words: tuple[str, ...], package: Path, told: str) -> tuple[subprocess.Popen[str], str]:
        """The process, and the line by which it says that it is there."""
        command = [sys.executable, "-m", f"{MODULE}{what}", *words, "--no-dashboard"]
        environment: Mapping[str, str] = {"PYTHONPATH": str(package), "HOME": str(self.folder)}
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, cwd=self.folder
        )
        self.processes.append(process)
        lines: SimpleQueue[str] = SimpleQueue()

        def listen() -> None:
            assert process.stdout
            for line in process.stdout:
                lines.put(line)
            lines.put("")

        Thread(target=listen, daemon=True).start()
        while line := lines.get(timeout=60):
            if told in line:
                return process, line
        raise AssertionError(f"the {what} ended before it was there")


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """A scheduler without workers."""
    cluster = None
    try:
        cluster = Running(folder)
        yield cluster
    finally:
        for process in cluster.processes if cluster else ():
            process.kill()
            process.wait()


def another_aqc(folder: Path) -> Path:
    """A copy of this one with the next ALGORITHM."""
    import shutil

    import compiler

    shutil.copytree(Path(compiler.__file__).parent, folder / "compiler", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(data_folder("schema"), folder / "schema")
    face = folder / "compiler" / "__init__.py"
    line = f"ALGORITHM = {compiler.ALGORITHM}\n"
    text = face.read_text("utf-8")
    assert line in text
    face.write_text(text.replace(line, f"ALGORITHM = {compiler.ALGORITHM + 1}\n"), "utf-8")
    return folder
