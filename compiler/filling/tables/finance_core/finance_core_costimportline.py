"""What a site cost in a month by cost group; feed, eggs and fish are the farm's own to the cent."""

from __future__ import annotations

import numpy as np

from compiler.exact import jsonb
from compiler.filling.books import sites
from compiler.filling.closing import Closing, Imported, imports, year_and_month
from compiler.filling.kinds import Columns, FarmTable
from compiler.filling.part import at_hour
from compiler.nouns import Number, Same, Text


def _columns(closing: Closing, file: Imported) -> Columns:
    groups, places = closing.world.scenario.finance.account_groups, sites(closing.world)
    lines = closing.lines
    site, group = lines.site[file.lines].tolist(), lines.group[file.lines].tolist()
    year, month = year_and_month(closing, file.month)
    return {
        "year": Same(year),
        "month": Same(month),
        "cost_group_code": Text([groups[at].cost_group for at in group]),
        "operating_unit_name": Text([places[at].name for at in site]),
        "amount": Number(lines.cents[file.lines], 2),
        "raw_payload": Text([jsonb(dict(zip(file.HEADER, row, strict=True))) for row in file.rows(closing)]),
        "created_at": at_hour(np.full(len(file), file.day), 9),
        "account_group_id": Number(lines.group[file.lines] + 1),
        "company_id": Number(np.array([places[at].company for at in site])),
        "import_batch_id": Same(imports(closing).index(file) + 1),
        "operating_unit_id": Number(lines.site[file.lines] + 1),
    }


TABLE = FarmTable(name="finance_core_costimportline", select=imports, columns=_columns, key="line_id")
