"""The sections of a page, each made by itself, so that several processes share the work."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from compiler.diagnostics import Diagnostic
from compiler.filling import Farm
from compiler.nouns import Plan
from compiler.proof.changes import Side
from compiler.proof.picture.events import feeding, grades, harvests, treatments, work
from compiler.proof.picture.lives import batches, stays, weeks
from compiler.proof.picture.packing import Section, Seen
from compiler.proof.picture.places import containers, head, places, sites, usage
from compiler.proof.picture.stores import feeds, stores
from compiler.proof.picture.water import water
from compiler.writing import ordered_map, size_tables

FORMAT = "aqc-report/1"
TABLES = "tables"
SECTIONS: Mapping[str, Section] = {
    "scenario": head,
    "sites": sites,
    "places": places,
    "containers": containers,
    "usage": usage,
    "batches": batches,
    "stays": stays,
    "weeks": weeks,
    "feeding": feeding,
    "treatments": treatments,
    "harvests": harvests,
    "grades": grades,
    "work": work,
    "feeds": feeds,
    "stores": stores,
    "water": water,
}
LONGEST = frozenset({"water", TABLES, "work"})
"""Sections that are begun first, so that no process is left with one when the others are done."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A farm for a page: what it may be compared by, and its picture, ready for JSON."""

    side: Side
    picture: Mapping[str, Any]
    warnings: tuple[Diagnostic, ...]


def draw_farm(farm: Farm, plan: Plan, jobs: int) -> tuple[Mapping[str, Any], list[Diagnostic]]:
    """The picture: its sections by name, and `tables`: rows and bytes to come by table. Equal for any number of jobs.

    Returns: the picture, and AQ501 to AQ505 where rows do not fit the target, as writing.size_tables.
    """
    order = sorted((*SECTIONS, TABLES), key=lambda name: name not in LONGEST)
    with closing(ordered_map(_draw, Seen(farm, plan), order, jobs, len(order))) as made:
        drawn = dict(zip(order, made, strict=True))
    tables, found = drawn[TABLES]
    return {"format": FORMAT, **{name: drawn[name] for name in SECTIONS}, TABLES: tables}, found


def _draw(seen: Seen, section: str) -> Any:
    return size_tables(seen.farm) if section == TABLES else SECTIONS[section](seen)
