"""Call a client program of PostgreSQL. What is secret in a DSN goes by ways that no list of processes shows."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from compiler.diagnostics import Diagnostic, Stop
from compiler.target import address

_PR_SET_PDEATHSIG = 1
"""prctl(2)"""
_ENVIRONMENT = {"PGTZ": "UTC", "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}


def run(
    program: Path, dsn: str, arguments: Sequence[str], script: str = "", is_apart: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run a program with a text as its standard input; `is_apart` where a Ctrl-C that is meant for us must not end it.

    Errors: Stop AQ598.
    """
    with _unseen(dsn) as (shown, environment):
        return subprocess.run(
            [program, *arguments, "-d", shown],
            env=environment,
            input=script,
            start_new_session=is_apart,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )


def feed(
    program: Path,
    dsn: str,
    arguments: Sequence[str],
    pieces: Iterable[bytes],
    hear: Callable[[str], None] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program with these pieces as its standard input; its standard output is thrown away.

    Should a piece fail to come, the program is killed before it sees an end, so that it commits nothing; should we be
    killed, it goes with us where the system can do that (Linux), for the end may wait in the pipe already.
    Args:   hear  told each line of its standard output and error as it comes
    Errors: Stop AQ598, and what the pieces raise.
    """
    with _unseen(dsn) as (shown, environment), tempfile.TemporaryFile() as errors:
        command = [str(program), "-d", shown, *arguments]
        with subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if hear else subprocess.DEVNULL,
            stderr=subprocess.PIPE if hear else errors,
            preexec_fn=_with_parent(),
        ) as process:
            ears = [_ear(process.stdout, None, hear), _ear(process.stderr, errors, hear)] if hear else []
            try:
                _write(process, pieces)
                process.wait()
                for ear in ears:
                    ear.join()
            except BaseException:
                process.kill()
                raise
        errors.seek(0)
        told = errors.read().decode("utf-8", "replace")
        return subprocess.CompletedProcess(command, process.returncode, "", told)


def _write(process: subprocess.Popen[bytes], pieces: Iterable[bytes]) -> None:
    assert process.stdin
    with suppress(BrokenPipeError):
        for piece in pieces:
            process.stdin.write(piece)
    with suppress(BrokenPipeError):
        process.stdin.close()


def _ear(stream: IO[bytes] | None, kept: IO[bytes] | None, hear: Callable[[str], None]) -> threading.Thread:
    """Listens to a stream until it ends, line by line; keeps what is to be kept."""

    def listen() -> None:
        with suppress(OSError, ValueError):  # closed, as the program was killed
            for line in stream or ():
                if kept:
                    kept.write(line)
                hear(line.decode("utf-8", "replace").rstrip("\n"))

    ear = threading.Thread(target=listen, daemon=True)
    ear.start()
    return ear


def _with_parent() -> Callable[[], None] | None:
    """What a new process does first so that it is killed when its parent is gone; None where systems cannot do it."""
    if not sys.platform.startswith("linux"):
        return None
    control, parent = ctypes.CDLL(None, use_errno=True).prctl, os.getpid()

    def bind() -> None:
        control(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind


@contextmanager
def _unseen(dsn: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """A DSN that everybody may see, and an environment with the rest: the password itself, or the name of a file of
    ours alone with the secrets that libpq takes from no variable.

    Errors: Stop AQ598.
    """
    place = address(dsn)
    environment = {**os.environ, **_ENVIRONMENT}
    others = dict(place.secrets)
    if "password" in others:
        environment["PGPASSWORD"] = others.pop("password")
    if not others:
        yield place.shown, environment
        return
    if "service" in place.parameters or "PGSERVICE" in environment:
        message = f"a DSN cannot hold {', '.join(others)} beside a service"
        raise Stop([Diagnostic("AQ598", message, hint="write it into the service file")])
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="aqc-service-") as file:
        file.write("\n".join(["[aqc]", *(f"{name}={text}" for name, text in others.items()), ""]))
        file.flush()
        yield f"{place.shown} service=aqc", {**environment, "PGSERVICEFILE": file.name}
