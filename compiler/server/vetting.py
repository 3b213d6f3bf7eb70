"""Look at a dump before psql does: is it the file of its manifest, and does it run commands of psql?"""

from __future__ import annotations

from pathlib import Path

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import Manifest, manifest_path, read_manifest
from compiler.server.archive import ArchiveFolder, archive_digests
from compiler.server.commands import first_command
from compiler.server.dumpfile import DumpFile, digest_of, open_dump


def kept_promise(file: DumpFile | ArchiveFolder) -> Manifest | None:
    """The manifest beside the dump, if one lies there; then the dump has its digest.

    Errors: Stop AQ599 when it has another, AQ602 when what lies there is no manifest, AQ585 or AQ597 when the dump
    cannot be read.
    """
    beside = manifest_path(file.path)
    try:
        manifest = read_manifest(beside)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        told = f"{beside} is no manifest: {error}"
        raise Stop([Diagnostic("AQ602", told, hint="lay the one that was written with the dump beside it")]) from None
    found = archive_digests(file)[0] if isinstance(file, ArchiveFolder) else digest_of(file.path)
    if found != manifest.sha256:
        message = f"{file.path} is not the file of {beside.name}: its sha256 is {found[:16]}…, "
        message += f"not {manifest.sha256[:16]}…"
        hint = "copy or compile it again; without the manifest beside it nothing is promised"
        raise Stop([Diagnostic("AQ599", f"{message}; nothing was loaded", hint=hint)])
    return manifest


def refuse_commands(file: DumpFile) -> None:
    """Read a dump as psql would, and refuse what runs a command. Errors: Stop AQ579, AQ585 or AQ597."""
    with open_dump(file.path) as text:
        found = first_command(text)
    if found:
        raise Stop([command_found(file.path, *found)])


def command_found(dump: Path, line: int, text: str) -> Diagnostic:
    """AQ579 for a line of a dump; `text` is '' when it is not known."""
    shown = f": {text}" if text else ""
    message = f"{dump}:{line} holds a command of psql, which may do anything as you; nothing was loaded{shown}"
    return Diagnostic(
        "AQ579", message, hint="look at the line; without a manifest beside the dump aqc restore --unsafe runs it"
    )
