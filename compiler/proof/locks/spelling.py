"""A lock as text: one block a scenario and one line a table, sorted, so that git merges it line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from compiler.proof.locks.entry import Entry, Row

VERSION = 1
ROWS, DIGESTS = "rows", "rows and digests"
TOP = """\
# What was reviewed of each scenario. Written by `aqc lock`; held by `aqc compile --locked` and `aqc lock --check`.
# After a merge that leaves a conflict here, take either side and say `aqc lock` again.
"""
UNPROVEN = "    # the rows are counted, their values not digested: equal digests of scenario and plan stand for them\n"


def spelt(entries: Mapping[str, Entry]) -> str:
    """The whole file. `entries`: by the path of the scenario relative to it, with slashes."""
    blocks = [_block(name, entry) for name, entry in sorted(entries.items())]
    return "\n".join([f"{TOP}aqc-lock: {VERSION}\nscenarios:{'' if blocks else ' {}'}\n", *blocks])


def _block(name: str, entry: Entry) -> str:
    head = entry.head
    lines = [f"  {json.dumps(name, ensure_ascii=False)}:\n"]
    lines += [UNPROVEN] if entry.rows_only else []
    lines += [
        f"    holds: {ROWS if entry.rows_only else DIGESTS}\n",
        f"    as_of: {head.as_of}\n",
        f"    seed: {head.seed}\n",
        f"    algorithm: {head.algorithm}\n",
        f'    catalog: "{head.catalog}"\n',
        f'    plan: "{head.plan}"\n',
    ]
    lines += [f'    scenario: "{head.scenario}"\n'] if entry.rows_only else []
    return "".join([*lines, "    tables:\n", *_tables(entry.tables)])


def _tables(tables: Mapping[str, Row]) -> Iterator[str]:
    for name, row in sorted(tables.items()):
        digest = f', sha256: "{row.sha256}"' if row.sha256 else ""
        yield f"      {name}: {{rows: {row.rows}{digest}}}\n"
