"""Rules of allocation of account groups, by name."""

from __future__ import annotations

import numpy as np

from compiler.exact import jsonb
from compiler.filling.closing import FALLBACK, weight_of
from compiler.filling.kinds import WorldTable
from compiler.filling.world import World, references, stamps
from compiler.nouns import Day, Rows, Same, Serial, Text


def _rows(world: World) -> Rows:
    rules, as_of = world.scenario.finance.rules, world.scenario.as_of
    codes = [group.code for group in world.scenario.finance.account_groups]
    ended = np.array([rule.until_days is not None for rule in rules], dtype=bool)
    definitions = [
        {
            "mode": "weighted",
            "weights": {"headcount": weight_of(rule.headcount), "biomass": weight_of(rule.biomass)},
            "fallback": FALLBACK,
        }
        for rule in rules
    ]
    return Rows(
        len(rules),
        {
            "rule_id": Serial(1),
            "name": Text([rule.name for rule in rules]),
            "effective_from": Day(np.array([as_of - rule.from_days for rule in rules], dtype=np.int64)),
            "effective_to": Day(np.array([as_of - (rule.until_days or 0) for rule in rules], dtype=np.int64), ~ended),
            "rule_definition": Text([jsonb(definition) for definition in definitions]),
            "is_active": Same(True),
            **stamps(world, len(rules)),
            "account_group_id": references(codes.index(rule.group) for rule in rules),
            "cost_center_id": Same(None),
        },
    )


TABLE = WorldTable(name="finance_core_allocationrule", rows=_rows)
