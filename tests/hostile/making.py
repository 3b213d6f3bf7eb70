"""Cases of torture: files and the command that reads them, each a pure function of its kind and number.

What a kind makes is sound or not; the command may say yes or no, in its own words, in little time and memory.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from brute import tiny, tiny_alike
from hostile.mutating import PIECES, SAYABLE, SCALARS, as_json, spoilt_json, spoilt_text

from compiler import data_folder
from compiler.nouns import Manifest, TableFacts, to_json
from compiler.solving.instance import Instance

TESTS = Path(__file__).resolve().parent.parent
SCENARIOS, HERE = "@SCENARIOS@", "@HERE@"
"""Stand in files for the scenarios of the package and the folder of the case, which lie elsewhere on each machine."""
LIBRARY = re.compile(r"(?:\.\./)*(?:scenarios/)?library/")
FORMATS = ("text", "json", "github", "gitlab", "sarif")
NOWHERE = "host=/nonexistent dbname=none"


@dataclass(frozen=True)
class Case:
    """What is called, in a folder with these files. `catalog` puts a copy of the standard catalog there, too."""

    kind: str
    number: int
    arguments: Sequence[str]
    files: Mapping[str, bytes] = field(default_factory=dict)
    catalog: bool = False


def made(kind: str, number: int) -> Case:
    """The case of a kind and number."""
    chance = Random(f"{kind} {number}")
    arguments, files = KINDS[kind](chance)
    return Case(kind, number, arguments, files, kind == "catalogs")


Made = tuple[Sequence[str], Mapping[str, bytes]]


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def shipped() -> Mapping[str, str]:
    """Scenarios of the package and of the tests, which include the library by whole paths."""
    folder = data_folder("scenarios")
    found = [*folder.glob("*.yaml"), *folder.glob("examples/*.yaml"), *(TESTS / "cases").glob("*.yaml")]
    found += [TESTS / "checks" / "farm.yaml", TESTS / "keys" / "farm.yaml", TESTS / "lower" / "everything.yaml"]
    texts = {str(path): path.read_text("utf-8") for path in sorted(found)}
    return {name: LIBRARY.sub(f"{SCENARIOS}/library/", text) for name, text in texts.items()}


@cache
def library() -> Mapping[str, str]:
    return {
        path.name: path.read_text("utf-8") for path in sorted((data_folder("scenarios") / "library").glob("*.yaml"))
    }


def scenarios(chance: Random) -> Made:
    """A shipped scenario, spoilt, or with a file of the library spoilt."""
    text = shipped()[chance.choice(list(shipped()))]
    files: dict[str, bytes] = {}
    if chance.random() < 0.35:
        name = chance.choice(list(library()))
        files[name] = _utf8(spoilt_text(chance, library()[name]))
        text = text.replace(f"{SCENARIOS}/library/{name}", name)
    else:
        text = spoilt_text(chance, text)
    files["farm.yaml"] = _utf8(text)
    what = chance.random()
    if what < 0.8:
        return ["validate", "--format", chance.choice(FORMATS), "farm.yaml"], files
    if what < 0.9:
        return ["plan", "--resolved", "farm.yaml"], files
    files["other.yaml"] = _utf8(shipped()[str(TESTS / "checks" / "farm.yaml")])
    return ["diff", "other.yaml", "farm.yaml"], files


def raw(chance: Random) -> Made:
    """Bytes that may be no text, and text of the signs of YAML."""
    if chance.random() < 0.3:
        content = chance.randbytes(chance.choice([3, 30, 300, 3000]))
    else:
        parts = [
            *PIECES,
            *SCALARS,
            " ",
            "  ",
            "\n",
            "\n  ",
            ": ",
            ": ",
            "aqc: 1\n",
            "name: a\n",
            "include: [",
            "batches:\n",
        ]
        content = _utf8("".join(chance.choices(parts, k=chance.choice([3, 20, 80]))))
    return ["validate", "--format", chance.choice(FORMATS), "farm.yaml"], {"farm.yaml": content}


SHEETS = ("areas", "halls", "rings", "stations", "stores")
FARM = f"""aqc: 1
name: farm
as_of: 2025-01-01
include: [{", ".join(f"{SCENARIOS}/library/{name}.yaml" for name in ("atlantic-salmon", "scotland", "aquamind"))}]
batches: {{one: {{geography: Scotland, starts: [2023-02-01]}}}}
geographies:
  Scotland: """
PLACES = {
    "areas": "{areas: {csv: areas.csv}}",
    "stations": "{stations: {csv: stations.csv}}",
    "halls": "{stations: {count: 1, each: {halls_csv: halls.csv}}}",
    "rings": "{areas: {count: 1, each: {rings: {count: 0, csv: rings.csv}}}}",
    "stores": "{areas: {count: 1, each: {feed_stores: {count: 0, csv: stores.csv}}}}",
}


def sheets(chance: Random) -> Made:
    """A CSV file of places, spoilt, as bytes or as text in some encoding."""
    name = chance.choice(SHEETS)
    text = (TESTS / "lower" / f"{name}.csv").read_text("utf-8")
    if chance.random() < 0.3:
        text = text.replace(",", chance.choice(";\t|"))
    text = spoilt_text(chance, text)
    for _ in range(chance.randrange(3)):
        cells = text.split(",")
        cells[chance.randrange(len(cells))] = chance.choice(SCALARS)
        text = ",".join(cells)
    encoding = chance.choice(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"])
    content = text.encode(encoding, "replace")
    if chance.random() < 0.1:
        content += chance.randbytes(20)
    return ["validate", "farm.yaml"], {"farm.yaml": f"{FARM}{PLACES[name]}\n".encode(), f"{name}.csv": content}


def _exchanged(instance: Instance) -> dict[str, Any]:
    """A small instance in the exchange format."""
    legs = [
        {
            "id": leg.id, "stages": list(leg.stages), "fallow": leg.fallow, "join": leg.join,
            "sites": [
                {"id": site.id, "geo": site.geo, "zone": site.zone,
                 "pools": {stage: asdict(pool) for stage, pool in site.pools.items()}}
                for site in leg.sites
            ],
        }
        for leg in instance.legs
    ]  # fmt: skip
    batches = [
        {"id": one.id, "geo": one.geo, "start": one.start, "early": one.early, "late": one.late,
         "stages": [asdict(run) for run in one.runs], "pin": dict(one.pins)}
        for one in instance.batches
    ]  # fmt: skip
    shape = {"format": "aqc-schedule-instance/1", "name": instance.name, "today": instance.today}
    return {**shape, "node_limit": 2000, "legs": legs, "batches": batches}


def instances(chance: Random) -> Made:
    """A tiny instance for the solver, spoilt as JSON."""
    whole = _exchanged(chance.choice([tiny, tiny_alike])(chance.randrange(10**6)))
    return ["solve", "instance.json"], {"instance.json": as_json(chance, spoilt_json(chance, whole))}


DUMP = b"""--
-- PostgreSQL database dump
--

CREATE TABLE public.fish (id integer);

-- PostgreSQL database dump complete
"""


def _promise() -> dict[str, Any]:
    """A manifest of another file, so that nothing is loaded."""
    tables = {name: TableFacts(5, "0" * 64) for name in ("batch_batch", "batch_species")}
    numbers = {"algorithm": 5, "seed": 7, "pg_version": 15, "bytes": 100}
    words = {"aqc": "0.1.0", "scenario": "farm", "as_of": "2025-01-01", "target": "aquamind", "target_version": "1"}
    facts = {"species": ["Atlantic Salmon"], "stages": {"Fry": 1}, "water": []}
    promise = Manifest(
        **words,
        **numbers,
        digest="0" * 64,
        sha256="0" * 64,
        mode="full",
        tables=tables,
        groups={"health": 5},
        facts=facts,
    )  # type: ignore[arg-type]
    whole: dict[str, Any] = json.loads(to_json(promise))
    return whole


def manifests(chance: Random) -> Made:
    """A manifest, spoilt, beside a dump that is not its own."""
    content = as_json(chance, spoilt_json(chance, _promise()))
    arguments = chance.choice([["verify", "farm.sql"], ["restore", "farm.sql", "--dsn", NOWHERE]])
    return arguments, {"farm.sql": DUMP, "farm.manifest.json": content}


@cache
def catalog() -> Mapping[str, Any]:
    """The files of the standard catalog."""
    folder = data_folder("schema") / "aquamind"
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.json"))}


def catalogs(chance: Random) -> Made:
    """A file of a catalog, spoilt; the others are as they were."""
    name = chance.choice(list(catalog()))
    content = as_json(chance, spoilt_json(chance, json.loads(catalog()[name])))
    farm = f"{FARM}{PLACES['areas'].replace('csv: areas.csv', 'count: 1')}\ntarget: {HERE}/catalog\n"
    arguments = ["validate", "--trust-catalog", "farm.yaml"]
    if chance.random() < 0.05:
        farm = farm.replace("2025-01-01", "2023-02-10")  # so young that it is compiled in no time
        mode = chance.choice(["full", "data"])
        arguments = ["compile", "--trust-catalog", "--mode", mode, "-j", "1", "-q", "-o", "farm.sql", "farm.yaml"]
    return arguments, {"farm.yaml": farm.encode(), f"catalog/{name}": content}


WORDS = [
    *("postgresql://", "postgres://", "host=", "port=", "dbname=", "user=", "password=", "sslmode=", "service=", "@"),
    *(":", "/", "?", "&", "=", "%", "%20", "%zz", "%00", "'", "\\", " ", "\n", "farm", "localhost", "[::1]", "[", "1"),
    *("99999", "", "é", "options=-c%20x", "\x1b[31m", "connect_timeout=x", "\udcff"),
]  # fmt: skip
SECRET = "Tr0ut-9"


def dsns(chance: Random) -> Made:
    """A connection string with a password in it, and perhaps with mistakes; it is read, and no server is asked."""
    whole = chance.choice([
        f"postgresql://farmer:{SECRET}@localhost:5432/farm", f"host=localhost password={SECRET} dbname=farm",
        f"postgresql:///farm?password={SECRET}", f"dbname=farm password='{SECRET}' sslpassword={SECRET}",
    ])  # fmt: skip
    for _ in range(chance.randrange(5)):
        at = chance.randrange(len(whole) + 1)
        whole = whole[:at] + chance.choice(WORDS) + whole[at:]
    return ["address", whole], {}


def locks(chance: Random) -> Made:
    """A lock, spoilt, of scenarios that are not there."""
    lines = (TESTS.parent / "aqc.lock").read_text("utf-8").split("\n")
    return ["lock", "--check"], {"aqc.lock": _utf8(spoilt_text(chance, "\n".join(lines[:30])))}


STATEMENTS = [
    *("SELECT 1;", "COPY public.fish (id) FROM stdin;\n1\n\\.\n", "\\! touch mark\n", "\\restrict abc\n", "--", "/*"),
    *("*/", "$$", "$a$", "E'", "'", '"', "\\", "\\.", "\n", "\r", "(", ")", ";", "\0", "BEGIN ATOMIC", "CREATE "),
]  # fmt: skip


def dumps(chance: Random) -> Made:
    """A small dump, spoilt, cut, or with commands in it; it is looked at, and no server is there."""
    text = DUMP.decode()
    for _ in range(chance.randrange(8)):
        at = chance.randrange(33, len(text) - 38)
        text = text[:at] + chance.choice(STATEMENTS) + text[at:]
    content = _utf8(text)
    if chance.random() < 0.2:
        content = content[: chance.randrange(len(content))]
    return ["restore", "farm.sql", "--dsn", NOWHERE], {"farm.sql": content}


def odd_values(chance: Random) -> Made:
    """A sound farm with values of JSON that no hand would type, at any place."""
    farm: dict[str, Any] = {
        "aqc": 1, "name": "farm", "as_of": "as_of", "seed": 1, "include": [],
        "batches": {"one": {"geography": "Scotland", "starts": ["2023-02-01"], "eggs": [1, 2], "rings": 3}},
        "geographies": {"Scotland": {"stations": {"count": 1}, "areas": {"count": 1}}},
        "record": {"meals": {"Fry": 2}, "readings": {"hours": [8]}}, "tables": {"finance": False},
        "events": {}, "variants": {"batches": 1}, "open_work": {"planned": 1}, "mixes": {}, "accept": [],
    }  # fmt: skip
    files = [f"{SCENARIOS}/library/{name}.yaml" for name in ("atlantic-salmon", "scotland", "aquamind")]
    for _ in range(chance.randint(1, 3)):
        part = farm[chance.choice(list(farm))]
        spoilt_json(chance, part if isinstance(part, dict) else farm, 2, SAYABLE)
    farm |= {"include": files, "as_of": chance.choice(["2025-01-01"] * 9 + ["0001-01-01"])}
    text = re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", json.dumps(farm, indent=1))
    return ["validate", "farm.yaml"], {"farm.yaml": _utf8(text)}


KINDS: Mapping[str, Callable[[Random], Made]] = {
    "scenarios": scenarios,
    "values": odd_values,
    "raw": raw,
    "sheets": sheets,
    "instances": instances,
    "manifests": manifests,
    "catalogs": catalogs,
    "dsns": dsns,
    "locks": locks,
    "dumps": dumps,
}
SHARES: Mapping[str, int] = {
    "scenarios": 8, "values": 8, "raw": 20, "sheets": 10, "instances": 14, "manifests": 10, "catalogs": 4, "dsns": 10,
    "locks": 6, "dumps": 10,
}  # fmt: skip
"""Of a hundred cases; what is slow is seldom, so that a hundred thousand take an hour on two cores"""


def of_number(number: int, kinds: Sequence[str]) -> Case:
    """The case of a number among these kinds, by their shares."""
    (kind,) = Random(f"kind {number}").choices(kinds, [SHARES[one] for one in kinds])
    return made(kind, number)
