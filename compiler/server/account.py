"""Run PostgreSQL's programs with a plain environment, and the server's own as a user who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compiler.server.installed import Installation


@dataclass(frozen=True, slots=True)
class Account:
    """Whom a server runs as: ourselves, or `nobody` when we are root, because PostgreSQL refuses root."""

    name: str
    user: int
    group: int
    changed: bool

    @property
    def prefix(self) -> tuple[str, ...]:
        """The words that run a command as this account."""
        return ("runuser", "-u", self.name, "--") if self.changed else ()


def account() -> Account:
    """The account for servers that we start."""
    if os.geteuid() != 0:
        own = pwd.getpwuid(os.geteuid())
        return Account(own.pw_name, own.pw_uid, own.pw_gid, False)
    other = pwd.getpwnam("nobody")
    return Account(other.pw_name, other.pw_uid, other.pw_gid, True)


def may_enter(path: Path, who: Account) -> bool:
    """Whether the account can reach the path, which asks for execute permission on each folder above it."""
    if not who.changed:
        return True
    for folder in [path, *path.parents]:
        status = folder.stat()
        mode = status.st_mode >> (6 if status.st_uid == who.user else 3 if status.st_gid == who.group else 0)
        if not mode & 1:
            return False
    return True


def reachable(installation: Installation, directory: Path, who: Account) -> Installation:
    """The installation, or a copy of it in `directory` when it lies where the account may not go."""
    if may_enter(installation.bin.resolve(), who):
        return installation
    tree = installation.bin.parent
    package = tree.parent
    copy = directory / "programs" / package.name / tree.name
    if not copy.is_dir():
        shutil.copytree(tree, copy, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, copy.parent.parent / libraries.name, symlinks=True, dirs_exist_ok=True)
        give(directory / "programs", who)
    return Installation(installation.version, copy / "bin", installation.wheel)


def is_alive(process: int) -> bool:
    """Whether a process of that number exists, whoever owns it."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def give(path: Path, who: Account) -> None:
    """Make the account the owner of a folder and all in it."""
    if who.changed:
        for item in [path, *path.rglob("*")]:
            os.chown(item, who.user, who.group, follow_symlinks=False)


def run_as(who: Account, program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a server program as the account; output and errors come back together in `stdout`."""
    switch: dict[str, Any] = {"user": who.user, "group": who.group, "extra_groups": []} if who.changed else {}
    return subprocess.run(
        [program, *arguments],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **switch,
    )
