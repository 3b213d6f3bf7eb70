"""What the target calls the project of a batch, its cost centre."""

from __future__ import annotations

import numpy as np

from compiler.exact import civil
from compiler.filling.books import sites
from compiler.filling.part import Part, batch_of, first_day

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def project_code(batch: int) -> str:
    """Args: batch  id"""
    return f"PRJ-{batch}"


def project_name(part: Part) -> str:
    """After the site and the month where and in which the batch began. The batch belongs to a company."""
    month = MONTHS[int(civil(np.array([first_day(part)]))[1][0]) - 1]
    return f"{sites(part.world)[part.centre.site - 1].name}-{batch_of(part).number}:{month}"
