"""For tests, of processes and threads of their own: a Dask cluster, with workers as they are asked for; an S3 store."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import pytest

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


KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTING", "AWS_SECRET_ACCESS_KEY": "very/secret", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def store() -> Iterator[tuple[Mapping[str, str], Any]]:
    """A running server that speaks S3: what leads to it in an environment, and a client. Skips the test without one."""
    server = pytest.importorskip("moto.server", reason="moto is not installed")
    boto = pytest.importorskip("boto3", reason="boto3 is not installed")
    pytest.importorskip("s3fs", reason="the extra `remote` is missing")
    started = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    settings = {**KEYS, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    session = boto.Session(*list(KEYS.values())[:2], region_name=KEYS["AWS_DEFAULT_REGION"])
    yield settings, session.client("s3", endpoint_url=settings["AWS_ENDPOINT_URL"])
    started.stop()


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


def no_aqc(folder: Path) -> Path:
    """A place from which none can be taken, also where one is installed for all."""
    (folder / "compiler").mkdir(parents=True)
    (folder / "compiler" / "__init__.py").write_text("raise ModuleNotFoundError('no aqc is here')\n", "utf-8")
    return folder
