"""What a mixed batch is made of, one row a batch that gave fish to it."""

from __future__ import annotations

from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Part
from compiler.filling.tables.batch._mixes import Shares, moments, shares, source_ids
from compiler.nouns import Number, Same


def _columns(part: Part, given: Shares, ids: Ids) -> Columns:
    return {
        "percentage": Number(given.percent_c, 2),
        "population_count": Number(given.fish),
        "biomass_kg": Number(given.biomass_ckg, 2),
        "created_at": moments(part, len(given)),
        "mixed_batch_id": Same(ids["batch_batch"]),
        **source_ids(part),
    }


TABLE = BatchTable(name="batch_batchcomposition", select=shares, columns=_columns)
