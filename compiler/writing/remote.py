"""Dumps in an object store, by URL: there when they are whole, and not before.

What is written goes up in parts, which become an object only at the end; what ends badly is given up there, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import unquote

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import manifest_path

URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+)://(?P<rest>.*)", re.DOTALL)
S3 = ("s3", "s3a")
SCHEMES = (*S3, "memory")
"""Those whose files of fsspec wait for a commit; most others would leave a half one"""
PART_BYTES, MOST_PARTS = 48 << 20, 9_000
"""An object has 10,000 parts at most."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A place behind a URL."""

    url: str

    def __str__(self) -> str:
        return self.url

    @property
    def scheme(self) -> str:
        return self.url.partition("://")[0]

    @property
    def name(self) -> str:
        """That of the file, without folders."""
        return PurePosixPath(self.url).name

    @property
    def manifest(self) -> Remote:
        """Where the manifest of a dump lies."""
        return Remote(f"{self.url.rpartition('/')[0]}/{manifest_path(Path(self.name)).name}")


def place(text: str) -> Path | Remote:
    """What somebody typed as the name of a dump: a path, a file:// URL of one, or the URL of an object.

    Errors: Stop AQ568 for a URL that no dump can be written to.
    """
    found = URL.fullmatch(text)
    if not found:
        return Path(text)
    scheme, rest = found["scheme"].lower(), found["rest"]
    host, _, key = rest.partition("/")
    if scheme == "file" and host in ("", "localhost") and key:
        return Path("/" + unquote(key))
    if re.search("[:@]", host) or "?" in rest:  # no name of a bucket has them
        message = f"a {scheme} URL with credentials or a query in it"
        hint = "name bucket and file alone; keys belong into the environment (AWS_PROFILE, AWS_ACCESS_KEY_ID) or ~/.aws"
    elif scheme not in SCHEMES:
        message = f"no dump can be written to a {scheme} URL"
        hint = "those of s3 can, and paths; for others pipe: aqc compile FILE -o - | ..."
    elif not host or not key or key.endswith("/"):
        message = f"{text} names no file"
        hint = f"{scheme}://bucket/folder/name.sql"
    else:
        return Remote(f"{scheme}://{rest}")
    raise Stop([Diagnostic("AQ568", message, hint=hint)])


def reach(out: Remote) -> None:
    """Ask for the right to write there before anything is made. Errors: Stop AQ569 to AQ572, as open_remote."""
    with _explained(out):
        hasty = {"config_kwargs": {"retries": {"total_max_attempts": 2}}} if out.scheme in S3 else {}
        system = _system(out, **hasty)
        if out.scheme in S3:
            bucket, key, _ = system.split_path(out.url)
            begun = system.call_s3("create_multipart_upload", Bucket=bucket, Key=key)
            system.call_s3("abort_multipart_upload", Bucket=bucket, Key=key, UploadId=begun["UploadId"])


@contextmanager
def open_remote(out: Remote, expected_bytes: int, stale: Remote | None) -> Iterator[BinaryIO]:
    """A stream to write to; when the block ends well, the object is there, else nothing is.

    Args:    stale  an object that goes when this one comes
    Errors:  Stop AQ569 without the library, AQ570 without the bucket, AQ571 without the right, AQ572 for all else.
    """
    with _explained(out):
        system = _system(out)
        part = max(PART_BYTES, 2 * expected_bytes // MOST_PARTS)
        system.start_transaction()
        stream = system.open(out.url, "wb", block_size=part)
        try:
            yield stream
            stream.close()
            if stale and system.exists(stale.url):
                system.rm_file(stale.url)
            stream.commit()
        except BaseException:
            with suppress(*_errors()):
                stream.discard()
            with suppress(AttributeError):  # a file in memory is closed as it is
                stream.closed = True  # else its end would send what is left of it
            raise


def _system(out: Remote, **options: Any) -> Any:
    """The file system of fsspec."""
    try:
        import fsspec

        return fsspec.filesystem(out.scheme, skip_instance_cache=True, **options)
    except ImportError:
        hint = "pip install 'aqc[remote]'"
        message = f"{out.scheme} URLs want s3fs, which is not installed here"
        raise Stop([Diagnostic("AQ569", message, hint=hint)]) from None


def _errors() -> tuple[type[Exception], ...]:
    """What a store raises."""
    try:
        from botocore.exceptions import BotoCoreError
    except ImportError:
        return (OSError,)
    return OSError, BotoCoreError


@contextmanager
def _explained(out: Remote) -> Iterator[None]:
    """What the store says, as diagnostics."""
    try:
        yield
    except _errors() as error:
        raise Stop([_told(out, error)]) from None


def _told(out: Remote, error: Exception) -> Diagnostic:
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    if isinstance(error, FileNotFoundError):
        hint = "make the bucket, or name another one with -o"
        return Diagnostic("AQ570", f"cannot write {out}: there is no such bucket", hint=hint)
    if isinstance(error, PermissionError) or "redential" in type(error).__name__:
        hint = "it wants s3:PutObject and s3:AbortMultipartUpload; whose keys are in the environment or in ~/.aws?"
        return Diagnostic("AQ571", f"may not write {out}: {words}", hint=hint)
    hint = "is the store up, and AWS_ENDPOINT_URL its address where it is not Amazon's?"
    return Diagnostic("AQ572", f"cannot write {out}: {words}", hint=hint)
