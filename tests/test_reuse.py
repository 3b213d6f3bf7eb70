"""Compiling again takes from the dump before what still holds, and the bytes are those of a compile from nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random

import farms
import numpy as np
import pytest
from click.testing import CliRunner
from few import FEW, few
from smoke import smoke

from compiler.cli import commands
from compiler.diagnostics import Span, Stop
from compiler.exact import KERNEL
from compiler.filling import Farm, NotAlone, alone, fitted, keys_of, rows_of
from compiler.filling.alone import WITHHELD
from compiler.filling.keys import is_of_batches
from compiler.filling.written import tallies
from compiler.nouns import fingerprint, manifest_path
from compiler.pipeline import Change, Compiled, Lived, Options, compile_scenario, farm_of
from compiler.writing import blocks, reusing
from compiler.writing.index import HEAD, Index, index_path, packed, unpacked_index
from compiler.writing.renumbering import Moved, renumbered
from compiler.writing.reusing import LARGE_BYTES, is_wanted

compiled = pytest.mark.skipif(KERNEL is None, reason="without the kernel nothing serves again")
AS_TYPED = Change()
CACHED = Options(cache=True)
FRESH = Options(cache=False)
EDITS: dict[str, tuple[str, str, float]] = {
    "nothing": ("", "", 0.8),
    "a comment on top": ("# Two dozen", "# A line more\n# Two dozen", 0.8),
    "fish of one batch": ("fish: 3000", "fish: 2900", 0.7),
    "a weight of one batch": ("weight_g: 70", "weight_g: 75", 0.7),
    "a later start": ("2024-06-01", "2024-06-03", 0.7),
    "one batch less": ("2022-03-20, 2022-09-01", "2022-09-01", 0.0),
    "one batch more": ("2022-03-20, 2022-09-01", "2022-03-20, 2022-09-01, 2024-04-01", 0.6),
    "another name of a batch": ('"FI-B-{serial:03}"', '"FI-C-{serial:03}"', 0.7),
    "what all share": ("mortality_per_day: 0.01", "mortality_per_day: 0.011", 0.0),
    "another seed": ("seed: 11", "seed: 12", 0.0),
    "another as_of": ("as_of: 2025-06-01", "as_of: 2025-06-02", 0.0),
    "fewer readings": ("readings: {hours: [8]}", "readings: {hours: [9]}", 0.0),
}
"""A text of few.yaml, another in its place, and which part of the rows serves again at least, of those that can"""
USUAL = ("nothing", "a later start", "one batch more")
"""Those that every run of the tests tries"""
CELLS = ("", "\\N", "7", "-1", "a\\tb", "Föroyar", "2024-01-01 06:00:00+00")
NULL = "\\N"


def written(folder: Path, text: str) -> Path:
    path = folder / "farm.yaml"
    path.write_text(text.replace("../../scenarios/library", str(FEW.parents[2] / "scenarios" / "library")))
    return path


def fresh(path: Path, change: Change = AS_TYPED) -> tuple[bytes, str]:
    """What a compile from nothing writes."""
    stream = BytesIO()
    done = compile_scenario(path, stream, FRESH, change)
    return stream.getvalue(), done.manifest.sha256


def again(path: Path, out: Path, change: Change = AS_TYPED, **options: object) -> Compiled:
    return compile_scenario(path, out, replace(CACHED, **options), change)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of few.yaml with its index, not to be touched."""
    folder = tmp_path_factory.mktemp("before")
    again(written(folder, FEW.read_text()), folder / "few.sql")
    return folder / "few.sql"


def left(before: Path, folder: Path) -> Path:
    """The dump as if it had been compiled there."""
    out = folder / before.name
    shutil.copyfile(before, out)
    shutil.copyfile(manifest_path(before), manifest_path(out))
    index = unpacked_index(index_path(before).read_bytes())
    assert index
    index_path(out).write_bytes(packed(index, type(index.mark).of(out.stat())))
    return out


@compiled
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in USUAL else pytest.mark.slow) for name in EDITS]
)
def test_edits(name: str, before: Path, tmp_path: Path) -> None:
    """Same bytes, same manifest, and an index that the next compile can use."""
    old, new, least = EDITS[name]
    text = FEW.read_text()
    assert old in text
    path, out = written(tmp_path, text.replace(old, new, 1)), left(before, tmp_path)
    done = again(path, out)
    wanted, digest = fresh(path)
    assert out.read_bytes() == wanted
    assert done.manifest.sha256 == digest
    most = again(path, out).reused
    assert most >= 0.35 * len(wanted)  # the rest is no row of a batch
    assert out.read_bytes() == wanted
    assert least * most <= done.reused <= most


@compiled
@pytest.mark.slow
@pytest.mark.parametrize("number", range(60))
def test_farms(number: int, tmp_path: Path) -> None:
    """One random farm over another, over itself at another day, and over itself with a batch more or less."""
    chance, out = Random(number), tmp_path / "farm.sql"
    for turn in range(4):
        path = farms.written(number + (turn == 2), tmp_path)
        try:
            seed = 5 if turn == 3 else None
            wanted, _ = fresh(path, Change(seed=seed))
        except Stop:
            return
        again(path, out, Change(seed=seed), jobs=chance.choice([1, 2]))
        assert out.read_bytes() == wanted


def rows(lived: Lived, table: str, at: int, seen: Farm) -> bytes:
    """The text of a batch in a table, as that farm has it."""
    kind = seen.tables[table]
    found = rows_of(seen, table, at, at + 1)
    return b"".join(text for block in found for text in blocks(fitted(seen, block, kind), kind))


ASKING = {
    "batch_batchcomposition", "batch_batchmixeventcomponent", "broodstock_batchparentage", "broodstock_eggproduction",
    "batch_batchtransferworkflow", "batch_transferaction", "environmental_environmentalreading",
    "finance_core_costcenter", "finance_intercompanytransaction", "inventory_batchfeedingsummary",
    "inventory_containerfeedingsummary", "inventory_feedingevent", "scenario", "scenario_projection_run",
    "scenario_scenariomodelchange",
}  # fmt: skip
"""Tables of which some batches hang on others, or on ids in texts"""


def test_a_batch_alone_has_the_rows_that_it_has_among_others() -> None:
    """Or none at all; and which tables ask for more than the batch is known."""
    farm, refused = farm_of(smoke()), set()
    names = [name for name in farm.tables if is_of_batches(farm, name)]
    for at in range(len(farm.parts)):
        lone = alone(farm, at, priced=False)
        for name in names:
            try:
                found = rows(smoke(), name, at, lone)
            except NotAlone:
                trail = farm.trails.get(name)
                refused.add(trail.base if trail else name)
                continue
            assert found == rows(smoke(), name, at, farm), (name, at)
    assert refused <= ASKING


@pytest.mark.parametrize(
    "ask",
    [
        lambda it: it.field, lambda it: it[0], list, len, bool, hash, int, str, lambda it: 1 in it, lambda it: it == 1,
        lambda it: it < 1, lambda it: it + 1, lambda it: 1 + it, lambda it: f"{it}", lambda it: it(),
        lambda it: [1][it], np.asarray,
    ],
)  # fmt: skip
def test_what_is_withheld_answers_nothing(ask: Callable[[object], object]) -> None:
    with pytest.raises(NotAlone):
        ask(WITHHELD)


def test_a_fingerprint_is_of_what_a_value_says() -> None:
    """Not of where it was typed, of the order of a set, or of who else holds the same part of it."""
    farm = farm_of(few())
    batch = farm.world.scenario.batches[0]
    moved = replace(batch, span=Span("elsewhere.yaml", 7, 7), spans={("eggs",): Span("elsewhere.yaml", 8, 1)})
    assert fingerprint(moved) == fingerprint(batch)
    one = (1, 2)
    assert fingerprint((one, one)) == fingerprint(((1, 2), (1, 2)))
    assert fingerprint(frozenset("abcdefgh")) == fingerprint(frozenset("hgfedcba"))
    values = [
        0, 1, True, 1.0, 0.0, -0.0, "1", b"1", None, (), [], (1,), ((1,),), {1: 2}, {2: 1}, frozenset({1}),
        np.array([1]), np.array([1], dtype=np.int32), np.array([[1]]), np.array([1.0]), replace(batch, eggs=1), batch,
    ]  # fmt: skip
    assert len({fingerprint(value) for value in values}) == len(values)
    with pytest.raises(TypeError):
        fingerprint((1, object()))


def test_keys_of_equal_farms_are_equal() -> None:
    """Whoever made them: also where the farm was lived, and its rows counted, by other processes."""
    first, second = (keys_of(farm_of(few(), jobs), "aqc", lambda ask, of, all_: [ask(of, one) for one in all_])
                     for jobs in (1, 2))  # fmt: skip
    for name in first.columns:
        assert [first.of(name, 0, both) for both in (False, True)] == [
            second.of(name, 0, both) for both in (False, True)
        ]
    assert len({first.of(name, at, False) for name in first.columns for at in range(3)}) == 3 * len(first.columns)


def test_rows_that_were_counted_otherwise_have_another_key() -> None:
    """Ids run by day: a row more on one day moves them otherwise."""
    farm = farm_of(few())
    name = "batch_mortalityevent"
    firsts = farm.numbering.firsts[name]
    counted = [replace(one, rows=one.rows + (at == 1)) for at, one in enumerate(firsts.tallies)]
    other = replace(firsts, tallies=tallies(counted))
    numbering = replace(farm.numbering, firsts={**farm.numbering.firsts, name: other})
    keys = [keys_of(one, "aqc", lambda ask, of, all_: [ask(of, at) for at in all_])
            for one in (farm, replace(farm, numbering=numbering))]  # fmt: skip
    assert [one.of(name, 0, False) for one in keys] == [keys[0].of(name, 0, False)] * 2
    assert keys[0].of(name, 1, False) != keys[1].of(name, 1, False)
    assert keys[0].of("batch_historicalmortalityevent", 1, False) != keys[1].of(
        "batch_historicalmortalityevent", 1, False
    )


@compiled
@pytest.mark.parametrize("seed", range(40))
def test_rows_get_other_ids(seed: int) -> None:
    """As a table of cells would."""
    chance = Random(seed)
    width = chance.randint(1, 6)
    runs = {place: ids(chance) for place in range(width) if chance.random() < 0.6}
    lines, wanted = [], []
    for _ in range(chance.choice([0, 1, 50, 2000])):
        cells = [chance.choice(CELLS) for _ in range(width)]
        other = list(cells)
        for place, (first, shift) in runs.items():
            if cells[place] == NULL:
                continue
            run = chance.randrange(len(first))
            most = 10**6 if run + 1 == len(first) else first[run + 1] - first[run] - 1
            number = first[run] + chance.randint(0, most)
            cells[place], other[place] = str(number), str(number + shift[run])
        lines.append("\t".join(cells) + "\n")
        wanted.append("\t".join(other) + "\n")
    moved = [Moved(place, np.array(first), np.array(shift)) for place, (first, shift) in runs.items()]
    assert renumbered("".join(lines).encode(), moved) == "".join(wanted).encode()


def ids(chance: Random) -> tuple[list[int], list[int]]:
    """First ids of some runs, and what is added to each."""
    first = sorted({chance.randrange(10 ** chance.randint(1, 15)) for _ in range(chance.randint(1, 30))})
    return first, [chance.randint(-first[0], 10 ** chance.randint(1, 15)) for _ in first]


@compiled
@pytest.mark.parametrize(
    "text",
    [b"4\ta\n", b"\ta\n", b"x\ta\n", b"5", b"5\ta", b"5\ta\n5", b"-5\ta\n", b"5 \ta\n", b"1" * 30 + b"\ta\n", b"\n"],
)
def test_text_without_known_ids_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="renumber"):
        renumbered(text, [Moved(0, np.array([5]), np.array([1]))])


@compiled
def test_a_damaged_index_is_none(before: Path) -> None:
    whole = index_path(before).read_bytes()
    half = len(whole) // 2
    for damaged in (
        b"", whole[:-1], HEAD, whole[len(HEAD) :], whole[:half], whole[:half] + b"\0" * 64 + whole[half + 64 :],
        whole.replace(b"index of a dump, 1", b"index of a dump, 9"),
    ):  # fmt: skip
        assert unpacked_index(damaged) is None
    chance = Random(7)
    for _ in range(200):
        at = chance.randrange(len(whole))
        flipped = unpacked_index(whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :])
        assert flipped is None or same(flipped, unpacked_index(whole))


def same(one: Index, other: Index | None) -> bool:
    unsaid = {"_known": 0, "_rank": 0}
    return other is not None and fingerprint(vars(one) | unsaid) == fingerprint(vars(other) | unsaid)


@compiled
def test_a_damaged_index_serves_nothing(before: Path, tmp_path: Path) -> None:
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)
    os.truncate(index_path(out), index_path(out).stat().st_size // 2)
    assert again(path, out).reused == 0
    assert out.read_bytes() == before.read_bytes()


@compiled
def test_a_dump_that_somebody_wrote_to_serves_nothing(before: Path, tmp_path: Path) -> None:
    """Also where its size and its time are as they were."""
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)
    known = out.stat()
    with out.open("r+b") as dump:
        dump.seek(known.st_size // 2)
        dump.write(b"0123456789")
    os.utime(out, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert again(path, out).reused == 0
    assert out.read_bytes() == before.read_bytes()


@compiled
def test_a_dump_that_changes_while_it_is_read_is_not_taken_from(before: Path, tmp_path: Path) -> None:
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)

    def touch(rows: int, of: int, size: int) -> None:
        with out.open("r+b") as dump:
            dump.write(b"--")

    with pytest.raises(Stop) as stopped:
        compile_scenario(path, out, CACHED, progress=touch)
    assert [one.code for one in stopped.value.diagnostics] == ["AQ517"]
    assert out.read_bytes() == before.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "farm.yaml", "few.manifest.json", "few.sql", "few.sql.index"
    ]  # fmt: skip
    assert again(path, out).reused == 0


@compiled
def test_the_index_of_a_dump_that_another_took_the_place_of_is_not_written(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the name and the index there is a moment."""
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)

    def replaced(*_: object) -> None:
        shutil.copyfile(out, tmp_path / "other.sql")
        (tmp_path / "other.sql").replace(out)

    monkeypatch.setattr(reusing, "_forget", replaced)
    index_path(out).unlink()
    again(path, out)
    assert not index_path(out).exists()


@compiled
def test_a_shorter_dump_is_noticed(before: Path, tmp_path: Path) -> None:
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)
    with pytest.raises(Stop, match="AQ517"):
        compile_scenario(path, out, CACHED, progress=lambda *_: os.truncate(out, 0))


@compiled
def test_without_a_cache_no_index_stays(before: Path, tmp_path: Path) -> None:
    """Of ours: a file of somebody else under its name does."""
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)
    assert compile_scenario(path, out, FRESH).reused == 0
    assert not index_path(out).exists()
    index_path(out).write_text("mine\n")
    compile_scenario(path, out, FRESH)
    assert index_path(out).read_text() == "mine\n"


@compiled
@pytest.mark.parametrize(
    ("options", "size", "ci", "wanted"),
    [
        (Options(), LARGE_BYTES, None, True),
        (Options(), LARGE_BYTES, "", True),
        (Options(), LARGE_BYTES, "false", True),
        (Options(), LARGE_BYTES, "true", False),
        (Options(), LARGE_BYTES - 1, None, False),
        (Options(cache=True), 1, "true", True),
        (Options(cache=False), LARGE_BYTES, None, False),
        (Options(cache=True, layout="directory"), LARGE_BYTES, None, False),
        (Options(cache=True, packing="gzip"), LARGE_BYTES, None, False),
    ],
)
def test_when_rows_serve_again(
    options: Options, size: int, ci: str | None, wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    if ci is not None:
        monkeypatch.setenv("CI", ci)
    assert is_wanted(options, size) is wanted


@compiled
def test_data_mode_takes_from_a_full_dump(before: Path, tmp_path: Path) -> None:
    """The rows are the same, wherever they stand."""
    path, out = written(tmp_path, FEW.read_text()), left(before, tmp_path)
    assert again(path, out, mode="data").reused > 0
    stream = BytesIO()
    compile_scenario(path, stream, Options(mode="data"))
    assert out.read_bytes() == stream.getvalue()


@pytest.mark.parametrize(
    "further", [("-o", "-"), ("-o", "s3://bucket/few.sql"), ("--compress", "gzip"), ("--format", "directory")]
)
def test_a_cache_is_for_plain_files(further: tuple[str, ...]) -> None:
    told = CliRunner().invoke(commands, ["compile", str(FEW), "--cache", *further])
    assert told.exit_code == 2
    assert "--cache is for a plain file" in told.output
