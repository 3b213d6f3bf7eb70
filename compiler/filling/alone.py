"""A batch alone: a farm that shows one batch, and of the rest only what all batches share.

What its rows are made from then is known: `own` and `shared_by_all`. Rows that ask for anything else, such as other
batches, ids in texts or the books of months, raise NotAlone: nothing can hang on it unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NoReturn, TypeVar, cast

from compiler.filling.farm import Farm
from compiler.filling.numbering import Numbering
from compiler.filling.openwork import Left
from compiler.filling.part import Part, batch_of
from compiler.filling.places import Ids
from compiler.filling.world import World
from compiler.filling.written import Int32
from compiler.nouns import Batch

T = TypeVar("T")
ASKING = (
    *("getattr", "getitem", "iter", "len", "bool", "contains", "call", "str", "hash", "int", "float", "index"),
    *("eq", "ne", "lt", "le", "gt", "ge", "add", "radd", "sub", "rsub", "mul", "rmul", "floordiv", "mod"),
)
"""Ways to learn something of a value"""


class NotAlone(Exception):
    """Rows of a batch hang on more than the batch and what all share."""


class Withheld:
    """In place of what is not shown: whatever is asked of it raises NotAlone."""

    __slots__ = ()


def _refuse(*_: object) -> NoReturn:
    raise NotAlone


for _name in ASKING:
    setattr(Withheld, f"__{_name}__", _refuse)

WITHHELD: Any = Withheld()


class _Only(Withheld):
    """A sequence of which one item is shown."""

    __slots__ = ("at", "item", "size")

    def __init__(self, item: object, at: int, size: int | None = None) -> None:
        self.item, self.at, self.size = item, at, size

    def __getitem__(self, at: int) -> Any:
        if at != self.at:
            raise NotAlone
        return self.item

    def __len__(self) -> int:
        if self.size is None:
            raise NotAlone
        return self.size


@dataclass(frozen=True, slots=True)
class _Own:
    """Ids by place, of which those of one batch are shown."""

    ids: Int32
    first: int
    end: int
    """[first, end) of its places - 1"""

    def __getitem__(self, at: Any) -> Any:
        low, high = (at, at) if isinstance(at, int) else (int(at.min()), int(at.max()))
        if low < self.first or high >= self.end:
            raise NotAlone
        return self.ids[at]

    def __len__(self) -> int:
        return len(self.ids)


def alone(farm: Farm, at: int, priced: bool) -> Farm:
    """The farm as the part at that place may see it: whatever rows of it come of this are those of the whole farm.

    Args: priced  whether it sees what its meals cost, which the meals of others change
    """
    ids, table_ids, part = farm.ids[at], farm.numbering.ids, farm.parts[at]
    part = replace(part, world=_world(farm.world, part.history.plan.batch))
    if not priced:
        part = replace(part, meal_cents=WITHHELD)
    shown = {
        name: cast(Int32, _Own(found, ids[name] - 1, ids[name] - 1 + farm.counts[name][at]))
        for name, found in table_ids.items()
    }
    return replace(
        farm,
        world=part.world,
        ledger=WITHHELD,
        parts=cast(tuple[Part, ...], _Only(part, at, len(farm.parts))),
        ids=cast(tuple[Ids, ...], _Only(Ids(ids.places, WITHHELD), at)),
        numbering=Numbering(farm.numbering.firsts, shown),
        closing=WITHHELD,
    )


def shared_by_all(world: World) -> World:
    """The world without anything that hangs on single batches."""
    scenario = replace(world.scenario, **dict.fromkeys(("batches", "mixes", "digest", "files"), WITHHELD))
    return replace(
        world,
        scenario=scenario,
        brood=replace(world.brood, fish=WITHHELD, pairs=WITHHELD, pairs_of=WITHHELD, seasons=WITHHELD),
        tasks=WITHHELD,
        left=WITHHELD,
        fleet=replace(world.fleet, crossings=WITHHELD),
        variants=WITHHELD,
    )


def own(part: Part) -> tuple[object, ...]:
    """All that a batch alone has, beside what all share and the cost of its meals."""
    world = _world(part.world, part.history.plan.batch)
    of_world = (batch_of(part), world.left, world.brood.pairs_of, world.fleet.crossings, world.variants)
    return (*of_world, *(getattr(part, each.name) for each in fields(part) if each.name not in ("world", "meal_cents")))


def _world(world: World, at: int) -> World:
    """The world as one batch may see it."""
    batch, shared = world.scenario.batches[at], shared_by_all(world)
    mishaps = {(one, stage): what for (one, stage), what in world.left.mishaps.items() if one == at}
    return replace(
        shared,
        scenario=replace(shared.scenario, batches=cast(tuple[Batch, ...], _Only(batch, at))),
        left=Left(_of(world.left.works, at), mishaps, WITHHELD),
        brood=replace(shared.brood, pairs_of=_of(world.brood.pairs_of, at)),
        fleet=replace(shared.fleet, crossings=_of(world.fleet.crossings, at)),
        variants=tuple(one for one in world.variants if one.batch == at),
    )


def _of(found: Mapping[int, T], at: int) -> dict[int, T]:
    return {at: found[at]} if at in found else {}
