"""Dumps in an object store: whole or not at all, against a real server that speaks S3."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from clusters import KEYS
from clusters import store as s3
from few import FEW, few_dump

from compiler.cli import commands
from compiler.cli.program import _exit_code
from compiler.diagnostics import Stop
from compiler.nouns import to_json
from compiler.pipeline import compile_scenario
from compiler.writing import Remote, open_output, place

NAMES = count(1)


@pytest.fixture(scope="module")
def store() -> Iterator[Any]:
    """A client of a running S3 server, to which the environment leads."""
    with s3() as (settings, client), pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(name, value)
        yield client


@pytest.fixture
def bucket(store: Any) -> str:
    name = f"dumps{next(NAMES)}"
    store.create_bucket(Bucket=name)
    return name


def held(store: Any, bucket: str) -> dict[str, bytes]:
    """[name] every object; and no upload is under way."""
    assert store.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == []
    names = [one["Key"] for one in store.list_objects_v2(Bucket=bucket).get("Contents", [])]
    return {name: store.get_object(Bucket=bucket, Key=name)["Body"].read() for name in names}


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["compile", str(FEW), *words])


def test_an_object_is_what_a_file_would_be(store: Any, bucket: str) -> None:
    answer = run("-o", f"s3://{bucket}/of/today/few.sql")
    assert answer.exit_code == 0, answer.output
    assert f"wrote s3://{bucket}/of/today/few.sql: " in answer.output and "aqc restore few.sql" in answer.output
    found = held(store, bucket)
    assert found == {"of/today/few.sql": few_dump()[0], "of/today/few.manifest.json": to_json(few_dump()[1]).encode()}


@pytest.mark.parametrize("stopped", [KeyboardInterrupt, Stop])
def test_a_compile_that_stops_leaves_what_was_there(
    store: Any, bucket: str, stopped: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when parts are up already: they may be as short as 5 MB."""
    monkeypatch.setattr("compiler.writing.remote.PART_BYTES", 5 << 20)
    store.put_object(Bucket=bucket, Key="few.manifest.json", Body=b"before")
    seen: list[int] = []

    def stop(rows: int, of_rows: int, size: int) -> None:
        seen.append(len(store.list_multipart_uploads(Bucket=bucket).get("Uploads", [])))
        if rows == of_rows:
            raise stopped([])

    with pytest.raises(stopped):
        compile_scenario(FEW, Remote(f"s3://{bucket}/few.sql"), progress=stop)
    assert max(seen) == 1, "parts were up"
    assert held(store, bucket) == {"few.manifest.json": b"before"}


def test_the_manifest_of_before_goes_when_the_dump_comes(store: Any, bucket: str) -> None:
    store.put_object(Bucket=bucket, Key="few.sql", Body=b"before")
    store.put_object(Bucket=bucket, Key="few.manifest.json", Body=b"before")
    stale = Remote(f"s3://{bucket}/few.manifest.json")
    with open_output(Remote(f"s3://{bucket}/few.sql"), 5, stale) as stream:
        stream.write(b"after")
        assert set(held_names(store, bucket)) == {"few.sql", "few.manifest.json"}
    assert held(store, bucket) == {"few.sql": b"after"}


def held_names(store: Any, bucket: str) -> list[str]:
    return [one["Key"] for one in store.list_objects_v2(Bucket=bucket)["Contents"]]


def test_a_dump_that_is_not_what_was_reviewed_gets_no_name(store: Any, bucket: str, tmp_path: Path) -> None:
    lock = tmp_path / "aqc.lock"
    assert CliRunner().invoke(commands, ["lock", str(FEW), "--lock-file", str(lock)]).exit_code == 0
    words = ["compile", str(FEW), "--locked", "--lock-file", str(lock), "-o", f"s3://{bucket}/few.sql"]
    assert CliRunner().invoke(commands, words).exit_code == 0
    whole = held(store, bucket)
    lock.write_text(re.sub(r'(batch_batch: .*sha256: ")[0-9a-f]{4}', r"\g<1>0000", lock.read_text("utf-8")), "utf-8")
    assert CliRunner().invoke(commands, words).exit_code == 1
    assert held(store, bucket) == whole


def test_no_bucket_no_right_and_no_store_are_told_at_once(
    store: Any, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(code: str, *words: str) -> None:
        def never(*numbers: int) -> None:
            raise AssertionError("it was told too late")

        with pytest.raises(Stop) as stopped:
            compile_scenario(FEW, Remote(words[0]), progress=never)
        (one,) = stopped.value.diagnostics
        assert one.code == code and all(word in one.message for word in words), one
        assert KEYS["AWS_SECRET_ACCESS_KEY"] not in f"{one.message} {one.hint}"

    told("AQ570", "s3://nowhere-at-all/few.sql", "no such bucket")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    told("AQ572", f"s3://{bucket}/few.sql", "127.0.0.1:1")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    told("AQ571", f"s3://{bucket}/few.sql", "redentials")


def test_memory_is_a_store_too() -> None:
    fsspec = pytest.importorskip("fsspec", reason="the extra `remote` is missing")
    memory = fsspec.filesystem("memory")
    compile_scenario(FEW, Remote("memory://few/few.sql"))
    assert memory.cat("/few/few.sql") == few_dump()[0]
    assert memory.cat("/few/few.manifest.json").decode() == to_json(few_dump()[1])
    with pytest.raises(KeyboardInterrupt), open_output(Remote("memory://half/few.sql"), 5) as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    assert not memory.exists("/half/few.sql")


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("ftp://example.org/few.sql", "ftp"),
        ("s3://bucket", "no file"),
        ("s3://bucket/folder/", "no file"),
        ("s3:///few.sql", "no file"),
        ("s3://AKIA:very/secret@bucket/few.sql", "credentials"),
        ("https://example.org/few.sql?X-Amz-Signature=secret", "query"),
        ("file://otherhost/few.sql", "file"),
    ],
)
def test_a_url_that_will_not_do_is_refused_and_no_secret_is_shown(url: str, word: str) -> None:
    answer = run("-o", url)
    assert answer.exit_code == 1
    assert "AQ568" in answer.output and word in answer.output and "secret" not in answer.output


def test_a_file_url_is_a_path() -> None:
    assert place("file:///data/a%20b.sql") == place("file://localhost/data/a%20b.sql") == Path("/data/a b.sql")
    assert place("plain:name.sql") == Path("plain:name.sql")
    assert place("S3://b/x.sql.gz") == Remote("s3://b/x.sql.gz")
    assert Remote("s3://b/x.sql.gz").manifest == Remote("s3://b/x.manifest.json")


def test_an_object_is_no_folder() -> None:
    assert run("-o", "s3://bucket/few", "--format", "directory").exit_code == 2


def test_restore_says_how_to_bring_an_object_here(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["restore", "s3://bucket/of/few.sql"]
    assert _exit_code(lambda: commands.main(words, prog_name="aqc", standalone_mode=False)) == 1
    said = capsys.readouterr().err
    assert "AQ573" in said and "aws s3 cp s3://bucket/of/few.sql ." in said and "few.manifest.json" in said


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    answer = run("-o", "s3://bucket/few.sql")
    assert answer.exit_code == 1
    assert "AQ569" in answer.output and "aqc[remote]" in answer.output
