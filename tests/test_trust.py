"""A catalog of somebody else says no more than a catalog: it needs trust, and runs nothing on the way into a server."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import smoke
from migrated import run
from test_cli import aqc

from compiler import data_folder
from compiler.diagnostics.diagnostic import Stop
from compiler.pipeline import Change, load_scenario
from compiler.server.client import Server, psql
from compiler.target import content_digest, introspect, is_outside, load_catalog, load_fields
from compiler.target.admission import hold_fields
from compiler.target.grammar import wrong_check, wrong_index, wrong_name, wrong_view
from compiler.writing import ddl

STANDARD = data_folder("schema") / "aquamind"
SMOKE = data_folder("scenarios") / "smoke.yaml"


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A copy of the standard catalog, outside schema/."""
    return Path(shutil.copytree(STANDARD, tmp_path / "catalog"))


def edit(catalog: Path, file: str, change: Callable[[Any], object]) -> None:
    content = json.loads((catalog / file).read_text("utf-8"))
    change(content)
    (catalog / file).write_text(json.dumps(content, indent=1), "utf-8")


def scenario(folder: Path, target: Path | str) -> Path:
    path = folder / "own.yaml"
    path.write_text(f"include: [{SMOKE}]\ntarget: {json.dumps(str(target))}\n", "utf-8")
    return path


def codes(path: Path, change: Change) -> list[str]:
    try:
        load_scenario(path, change)
    except Stop as stop:
        return [d.code for d in stop.diagnostics]
    return []


TRUSTED = Change(trust_catalog=True)


def test_a_catalog_outside_needs_trust(catalog: Path, tmp_path: Path) -> None:
    own = scenario(tmp_path, catalog)
    with pytest.raises(Stop) as stopped:
        load_scenario(own)
    (told,) = stopped.value.diagnostics
    assert (told.code, told.span and told.span.line, "--trust-catalog" in told.hint) == ("AQ350", 2, True)
    for command in (["validate"], ["plan"], ["guide"], ["compile", "-o", str(tmp_path / "own.sql")]):
        out = aqc(*command, str(own))
        assert (out.returncode, "error AQ350" in out.stderr) == (1, True), out.stderr
    assert not (tmp_path / "own.sql").exists()
    assert aqc("validate", str(own), "--trust-catalog").returncode == 0


@pytest.mark.parametrize("name", ["..", ".", "../schema/aquamind", "/", "a/b", "a\0b", "x" * 5000, "schema/aquamind"])
def test_whatever_is_no_folder_of_ours_is_outside(name: str) -> None:
    assert is_outside(name)
    with pytest.raises((Stop, FileNotFoundError)):
        load_catalog(name if name != "../schema/aquamind" else "../nothing")


def test_ours_are_inside_and_a_link_from_there_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not is_outside("aquamind")
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "own").symlink_to(STANDARD)
    monkeypatch.setattr("compiler.target.admission.data_folder", lambda _: tmp_path / "schema")
    assert is_outside("own")


def test_an_unknown_path_is_an_unknown_target(tmp_path: Path) -> None:
    assert codes(scenario(tmp_path, tmp_path / "none"), Change()) == ["AQ350"]
    assert "AQ282" in codes(scenario(tmp_path, tmp_path / "none"), TRUSTED)


@pytest.mark.parametrize("typed_in", ["own.yaml", "farm/own.yaml"])
def test_a_folder_is_relative_to_the_file_that_names_it(
    typed_in: str, catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever folder aqc runs in, and whatever includes that file; where it all lies is no matter of the digest."""
    (tmp_path / "farm" / "below").mkdir(parents=True)
    (tmp_path / ".git").touch()  # one tree, within which a scenario may name files
    shown = Path("..", catalog.name) if "/" in typed_in else Path(".", catalog.name)
    named = tmp_path / typed_in
    named.write_text(f"include: [{SMOKE}]\ntarget: ./{shown}\n", "utf-8")
    above = tmp_path / "farm" / "below" / "above.yaml"
    above.write_text(f"include: [{named}]\n", "utf-8")
    digests = set()
    for place in (tmp_path, tmp_path / "farm" / "below", Path("/")):
        monkeypatch.chdir(place)
        for file in (named, above):
            found = load_scenario(file, TRUSTED).scenario
            assert found.target == str(catalog)
            digests.add(found.digest)
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(catalog, elsewhere / catalog.name)
    (elsewhere / "own.yaml").write_text(f"include: [{SMOKE}]\ntarget: ./{catalog.name}\n", "utf-8")
    digests.add(load_scenario(elsewhere / "own.yaml", TRUSTED).scenario.digest)
    assert len(digests) == 1


CHANGES: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a view": ("tables/finance.json", lambda c: next(iter(c["views"].values()))["query"].insert(1, "    1 AS more,")),
    "a field": ("fields/batch.json", lambda c: next(iter(c.values())).update(ordering=["id"])),
    "a row": ("rows/lookups.json", lambda c: next(iter(c.values()))["rows"].pop()),
    "the version": ("target.json", lambda c: c.update(version="other")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_digest_and_key_cover_a_catalog_outside(name: str, catalog: Path, tmp_path: Path) -> None:
    own = scenario(tmp_path, catalog)
    before = load_scenario(own, TRUSTED).scenario.digest
    moved = content_digest(str(catalog))
    edit(catalog, *CHANGES[name])
    after = load_scenario(own, TRUSTED).scenario.digest
    assert before != after
    assert content_digest(str(catalog)) != moved
    assert ddl.restrict_key(before) != ddl.restrict_key(after)


def test_spaces_of_its_files_do_not_count_and_ours_are_not_counted(catalog: Path) -> None:
    before = content_digest(str(catalog))
    edit(catalog, "tables/batch.json", lambda _: None)
    assert content_digest(str(catalog)) == before == content_digest("aquamind")
    assert load_scenario(SMOKE, TRUSTED).scenario.digest == smoke.planned().scenario.digest


QUERY = " SELECT t.id\n   FROM public.batch_batch t;"
VIEWS = {
    "the key and a command": QUERY + "\n\\unrestrict {key}\n\\! touch {mark}\n",
    "a command": QUERY[:-1] + "\n\\! touch {mark}\n;",
    "a command within a line": QUERY[:-1] + " \\! touch {mark}\n;",
    "a command in a string that is none": " SELECT E'a' \n'\\' || ' ; \\! touch {mark} ' ;",
    "two statements": " SELECT 1; COPY (SELECT 1) TO PROGRAM 'touch {mark}';",
    "a comment": " SELECT 1 -- ;\n;",
    "a comment over lines": " SELECT 1 /* ; */;",
    "a comment in an operator": " SELECT 1 +/* 2 */ 3;",
    "a dollar quote": " SELECT $$;$$;",
    "a variable of psql": " SELECT :DBNAME;",
    "a quoted variable of psql": " SELECT :'DBNAME';",
    "an open quote": " SELECT 'a;",
    "an open name": ' SELECT "a;',
    "an open parenthesis": " SELECT (1;",
    "a parenthesis too many": " SELECT 1);",
    "no semicolon": " SELECT 1",
    "a carriage return": " SELECT 1\r;",
    "a null": " SELECT '\0';",
    "half a pair": " SELECT '\ud800';",
    "a text that turns": " SELECT '\u202e';",
    "a function that runs SQL": " SELECT query_to_xml('COPY (SELECT 1) TO PROGRAM ''touch {mark}''', true, true, '');",
    "a function in quotes": " SELECT \"lo_export\"(1, '{mark}');",
    "a function of a schema": " SELECT pg_catalog.lower('A');",
    "a line in a string": " SELECT '\n\\! touch {mark}\n';",
    "another statement": " TABLE batch_batch;",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_that_is_more_is_refused_where_it_stands(name: str, catalog: Path) -> None:
    text = VIEWS[name].format(key="0" * 64, mark="/tmp/x")
    edit(catalog, "tables/finance.json", lambda c: c["views"]["vw_fact_harvest"].update(query=text.split("\n")))
    with pytest.raises(Stop) as stopped:
        load_catalog(str(catalog))
    (told,) = stopped.value.diagnostics
    assert (told.code, "vw_fact_harvest" in told.message) == ("AQ351", True)
    assert told.span and told.span.file.endswith("tables/finance.json")
    assert all(sign.isprintable() for sign in told.message)


CHECKS = ["CHECK (true), own integer DEFAULT (1)", "CHECK (true)); DROP TABLE x; CREATE TABLE y (z integer",
          "CHECK (lo_export(1, 'x') = 1)", "CHECK (true) NO", "CHECK true", "PRIMARY KEY (id)", "CHECK (a = 'x\n')",
          "CHECK ((1=1)"]  # fmt: skip
INDEXES = ["USING btree (id); DROP TABLE x", "USING btree (lo_export(id, 'x'))", "USING btree", "btree (id)",
           "USING btree (id) TABLESPACE x", "USING btree (id) WHERE (lo_unlink(1) = 1)"]  # fmt: skip
NAMES = ["", "a;b", "a'b", 'a"b', "a\\b", "a\nb", "a$aqc$", "a)b", "1a", "a" * 64, "ø" * 32]


def test_other_texts_that_are_more_are_refused() -> None:
    assert [text for text in CHECKS if not wrong_check(text)] == []
    assert [text for text in INDEXES if not wrong_index(text)] == []
    assert [name for name in NAMES if not wrong_name(name)] == []


SPOILT: dict[str, tuple[str, Callable[[Any], object]]] = {
    "a check": ("tables/batch.json", lambda c: c["tables"]["batch_batch"].update(checks={"a": CHECKS[0]})),
    "an index": ("tables/batch.json", lambda c: c["tables"]["batch_batch"].update(indexes={"a": INDEXES[0]})),
    "a column": ("tables/batch.json", lambda c: c["tables"]["batch_batch"]["columns"].update({"a\n\\! b": "text"})),
    "a type": ("tables/batch.json", lambda c: c["tables"]["batch_batch"]["columns"].update(a="text; DROP")),
    "a table": ("tables/batch.json", lambda c: c["tables"].update({"a;b": c["tables"]["batch_batch"]})),
    "a foreign key": (
        "tables/batch.json", lambda c: c["tables"]["batch_batch"].update(foreign_keys={"a": "b;c -> d (e)"})
    ),
    "no columns": ("tables/batch.json", lambda c: c["tables"]["batch_batch"].pop("columns")),
    "a list": ("tables/batch.json", lambda c: c.update(tables=[])),
    "the version": ("target.json", lambda c: c.update(version="1', 'x")),
    "no name": ("target.json", lambda c: c.pop("name")),
    "a lookup": ("rows/lookups.json", lambda c: c.update({"a b;": {"columns": [], "rows": []}})),
    "a history": ("fields/batch.json", lambda c: c["batch_batch"].update(history_table="x'; DROP")),
    "a history that is a map": ("fields/batch.json", lambda c: c["batch_batch"].update(history_table={})),
    "a history of a number": ("fields/batch.json", lambda c: c["batch_historicalbatch"].update(history_of=5)),
    "fields that are a list": ("fields/batch.json", lambda c: c.update(batch_batch=[])),
    "no fields": ("fields/batch.json", lambda c: c["batch_batch"].pop("columns")),
    "a field without a kind": ("fields/batch.json", lambda c: c["batch_batch"]["columns"]["id"].pop("t")),
    "a field that is a number": ("fields/batch.json", lambda c: c["batch_batch"]["columns"].update(id=5)),
    "a field of a list": ("fields/batch.json", lambda c: c["batch_batch"]["columns"]["id"].update(fk=["a"])),
    "choices that are a number": ("fields/batch.json", lambda c: c["batch_batch"]["columns"]["id"].update(choices=5)),
    "a short row": ("rows/lookups.json", lambda c: c["health_licetype"]["rows"][0].pop()),
    "a row with a map": ("rows/lookups.json", lambda c: c["health_licetype"]["rows"][0].__setitem__(1, {})),
    "rows that are none": ("rows/lookups.json", lambda c: c["health_licetype"].update(rows=5)),
    "a migration that is a number": ("rows/framework.json", lambda c: c["migrations"].append(5)),
    "a content type without a name": ("rows/framework.json", lambda c: c["content_types"].append(["a", "b"])),
    "a permission by a number": (
        "rows/framework.json", lambda c: c["extra_permissions"].append([*c["content_types"][0][:2], 5, {}])
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_catalog_is_told(name: str, catalog: Path) -> None:
    edit(catalog, *SPOILT[name])
    with pytest.raises(Stop) as stopped:
        load_catalog(str(catalog))
        load_fields(str(catalog))
    assert {d.code for d in stopped.value.diagnostics} == {"AQ351"}


@pytest.mark.parametrize("name", ["target", "tables/batch", "fields/batch", "rows/lookups", "rows/framework"])
@pytest.mark.parametrize("content", [b"\xff", b"[" * 100_000, b"", b"[1"], ids=["bytes", "depth", "nothing", "half"])
def test_files_that_are_no_json_are_told(name: str, content: bytes, catalog: Path, tmp_path: Path) -> None:
    (catalog / f"{name}.json").write_bytes(content)
    assert codes(scenario(tmp_path, catalog), TRUSTED) == ["AQ351"]


def test_a_folder_in_place_of_a_file_is_told(catalog: Path, tmp_path: Path) -> None:
    (catalog / "fields" / "own.json").mkdir()
    assert codes(scenario(tmp_path, catalog), TRUSTED) == ["AQ351"]


WRITTEN = """
    CREATE TABLE odd ("Key" integer PRIMARY KEY, "order" text, a numeric(10,4), d date, j jsonb, b boolean,
        CHECK (a >= 0 AND "order" <> 'it''s; \\!' AND (b OR a IS NOT NULL)), CHECK ("order" ~ '^\\d+$'),
        CHECK (lower("order") IN ('a', 'b')), CHECK (j ? 'key' AND a BETWEEN -1 AND 1.5), 
        CHECK (d > '2020-01-01') NOT VALID);
    CREATE INDEX own ON odd (lower("order"), d DESC NULLS LAST) INCLUDE (a) WHERE b AND "order" LIKE 'x%';
    CREATE UNIQUE INDEX other ON odd USING btree ("order" text_pattern_ops, (a * 2));
    CREATE VIEW one AS SELECT count(*) AS n, sum(a) FILTER (WHERE b) AS s, date_trunc('month', max(d)::timestamp) AS m,
        CASE WHEN bool_or(b) THEN 'yes' ELSE E'no\\n and \\\\' END AS c, string_agg("order", ', ' ORDER BY a) AS "A b",
        array_agg(a) AS l, extract(year FROM min(d)) AS y FROM odd GROUP BY j ->> 'x' HAVING count(*) > 1;
    CREATE VIEW two AS WITH x AS (SELECT "Key", row_number() OVER (PARTITION BY b ORDER BY a) AS r FROM odd)
        SELECT x."Key", coalesce(o.a, 0) AS a, o.d + interval '1 day' AS d, (ARRAY[1, 2])[1] AS f FROM x
        LEFT JOIN odd o USING ("Key") WHERE x.r = 1 AND EXISTS (SELECT 1 FROM odd WHERE a = ANY (ARRAY[1, 2]))
        UNION ALL SELECT 1, 2, now()::timestamp, 3 LIMIT 5;
"""  # fmt: skip


@pytest.mark.server
def test_what_postgresql_writes_is_taken(postgres: Callable[[int], Server], some_version: int) -> None:
    server = postgres(some_version)
    run(server, server.dsn(), "DROP DATABASE IF EXISTS odd")
    run(server, server.dsn(), "CREATE DATABASE odd")
    run(server, server.dsn("odd"), WRITTEN)
    ask = "SET search_path = ''; SELECT json_agg({} ORDER BY 1) FROM {}"
    checks = json.loads(
        run(
            server,
            server.dsn("odd"),
            ask.format(
                "pg_get_constraintdef(oid)", "pg_constraint WHERE contype = 'c' AND conrelid = 'public.odd'::regclass"
            ),
        )
    )
    views = json.loads(
        run(
            server,
            server.dsn("odd"),
            ask.format("pg_get_viewdef(oid)", "pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace"),
        )
    )
    indexes = json.loads(run(server, server.dsn("odd"), ask.format(
        "substring(pg_get_indexdef(oid) FROM 'USING .*')",
        "pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace")))  # fmt: skip
    assert (len(checks), len(views), len(indexes)) == (5, 2, 3)
    assert [(text, wrong_check(text)) for text in checks if wrong_check(text)] == []
    assert [(text, wrong_index(text)) for text in indexes if wrong_index(text)] == []
    assert [(text, wrong_view(text)) for text in views if wrong_view(text)] == []


PIECES = ["SELECT", "E'", "e'", "'", "''", '"', "\\", "\\'", "\\! touch {mark}", "\n", " ", "a", "E", "U&'", "B'",
          "1", "1a$x$", "$$", "$x$", "--", "/*", "*/", "-", "*", "/", ":", "::", ":'x'", "(", ")", "[", "]", ";", ",",
          "é", "=", "."]  # fmt: skip


@pytest.mark.server
def test_psql_reads_what_is_taken_as_we_do(
    postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    """Random texts that pass: each ends for psql where it ends for us, and none runs a command."""
    server, mark, chance = postgres(some_version), tmp_path / "ran", random.Random(1)
    pieces = [piece.format(mark=mark) for piece in PIECES]
    texts = {"SELECT " + "".join(chance.choices(pieces, k=chance.randint(1, 9))) + ";" for _ in range(200_000)}
    taken = sorted(text for text in texts if not wrong_view(text))
    assert len(taken) > 1000
    assert sum("'" in text and "\\" in text for text in taken) > 10
    script = "".join(f"{text}\n\\echo text {at}\n" for at, text in enumerate(taken))
    told = psql(server.dsn(), "-v", "ON_ERROR_STOP=0", "-At", script=script).stdout.split("\n")
    assert [line for line in told if line.startswith("text ")] == [f"text {at}" for at in range(len(taken))]
    assert not mark.exists()


@pytest.mark.server
@pytest.mark.slow
def test_a_catalog_of_a_live_database_compiles_with_trust(
    postgres: Callable[[int], Server], some_version: int, tmp_path: Path
) -> None:
    lived, stream = smoke.smoke(), BytesIO()
    smoke.emitted(replace(lived, scenario=replace(lived.scenario, digest="ab")), stream)
    server = postgres(some_version)
    run(server, server.dsn(), "DROP DATABASE IF EXISTS taken")
    run(server, server.dsn(), "CREATE DATABASE taken")
    run(server, server.dsn("taken"), stream.getvalue().decode())
    introspect(server.dsn("taken"), tmp_path / "taken")
    assert codes(scenario(tmp_path, tmp_path / "taken"), TRUSTED) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_length": "3"},
        {"digits": [5]},
        {"digits": ["5", 2]},
        {"validators": {"regex": "a"}},
        {"validators": ["a"]},
        {"validators": [{"regex": "("}]},
        {"validators": [{"min": "much"}]},
    ],
)
def test_rules_for_values_are_of_their_kind(wrong: dict[str, object]) -> None:
    """`aqc validate` holds values to them."""
    sound = {"t": "CharField", "max_length": 3, "digits": [5, 2], "validators": [{"min": "0.5"}, {"regex": "^a"}]}
    hold_fields(Path("catalog"), {"batch_batch": {"columns": {"name": sound}}})
    with pytest.raises(TypeError, match=f"{next(iter(wrong)).rstrip('s')}s? of batch_batch.name"):
        hold_fields(Path("catalog"), {"batch_batch": {"columns": {"name": sound | wrong}}})
