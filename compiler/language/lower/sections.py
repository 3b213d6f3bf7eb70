"""The sections of the scenario in which something is computed: feeds, the harvest, the rules of placing, tables."""

from __future__ import annotations

from compiler.language.lower.reading import Notes, alike
from compiler.language.lower.stages import LEGS
from compiler.language.lower.typed import build
from compiler.language.lower.values import Values
from compiler.nouns import Feed, Harvest, LegRule, SolveOptions
from compiler.target import located


def read_feeds(root: Values) -> tuple[Feed, ...]:
    """Feeds in the order in which a fish eats them."""
    feeds = [build(Feed, one, name=name) for name, one in root["feeds"].items()]
    return tuple(sorted(feeds, key=lambda feed: (feed.from_weight_g, feed.name)))


def read_harvest(root: Values) -> Harvest:
    """The harvest; grades from the heaviest to the lightest."""
    values = root["harvest"]
    grades = [(code, one["share_permille"], one["weight_permille"]) for code, one in values["grades"].items()]
    return build(Harvest, values, grades=tuple(sorted(grades, key=lambda grade: (-grade[2], grade[0]))))


def read_solve(root: Values) -> SolveOptions:
    """How batches are placed; a leg that says no turnaround of its own has the common one.

    A geography has rules of its own for the legs of which it says something, and there the common ones for the rest.
    """
    values: Values = root["solve"]
    common = [_leg_rule(values[leg], LegRule(leg, values["turnaround_days"], 0, 0, -1), -1) for leg in LEGS]
    legs = list(common)
    for number, name in enumerate(sorted(root["geographies"])):
        own: Values = root["geographies"][name]["solve"]
        legs += [_leg_rule(own[rule.leg], rule, number) for rule in common if own[rule.leg]]
    return build(SolveOptions, values, legs=tuple(legs), span=values.span)


def _leg_rule(own: Values, common: LegRule, geography: int) -> LegRule:
    """What is said of a leg, and what is common where nothing is."""
    days = {key: own.get(key, getattr(common, key)) for key in ("turnaround_days", "fallow_days", "join_days")}
    return build(LegRule, own, leg=common.leg, geography=geography, **days)


def read_target(root: Values, notes: Notes) -> str:
    """The name of a catalog of ours, or the folder of another: relative to the file in which it was typed."""
    typed = notes.paths.get(root.at("target").file)
    return located(root["target"], typed.parent) if typed else str(root["target"])


def read_tables_off(root: Values, notes: Notes) -> tuple[tuple[str, ...], frozenset[str]]:
    """Groups of tables that are switched off, by name, and the tables of all of them. Tells AQ240."""
    groups, switches = root["table_groups"], root["tables"]
    for name in sorted(switches):
        if name not in groups:
            notes.say("AQ240", f"{name} is no group of tables", switches.at(name), alike(name, groups))
    off = tuple(name for name in sorted(switches) if not switches[name])
    return off, frozenset(table for name in off for table in groups.get(name, ()))
