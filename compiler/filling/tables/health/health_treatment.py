"""One row a container treated: vaccinations of a stage, delousing after a count above the limit, what is stated."""

from __future__ import annotations

import numpy as np

from compiler.filling.habits import about, by_turns
from compiler.filling.kinds import BatchTable, Columns
from compiler.filling.part import Ids, Int64, Part
from compiler.filling.slips import Slips, Where, numbered
from compiler.filling.tables.health._journal import entries
from compiler.filling.tables.health._treatments import Treatment, treatments
from compiler.filling.world import lookup_id
from compiler.nouns import Number, Same, Text


def _columns(part: Part, rows: tuple[Treatment, ...], ids: Ids) -> Columns:
    stay, day = (np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("stay", "day"))
    vaccines = np.array([_vaccine(part, one) for one in rows], dtype=np.int64)
    entry = _entries(part, rows)
    return {
        "treatment_date": about(part, "treatment", stay, day, 8),
        "treatment_type": Text([one.kind for one in rows]),
        "description": Text([one.text for one in rows]),
        "dosage": Text([one.dosage for one in rows]),
        "duration_days": Number(np.array([one.days for one in rows], dtype=np.int64)),
        "withholding_period_days": Number(np.array([one.withholding_days for one in rows], dtype=np.int64)),
        "outcome": Text([_outcome(one) for one in rows]),
        "batch_id": Same(ids["batch_batch"]),
        "batch_assignment_id": Number(stay + ids["batch_batchcontainerassignment"]),
        "container_id": Number(part.history.plan.container[stay] + 1),
        "user_id": by_turns(part, "VET", None, stay, day),
        "vaccination_type_id": Number(vaccines, 0, vaccines == 0),
        "includes_weighing": Same(False),
        "sampling_event_id": Same(None),
        "journal_entry_id": Number(entry + ids["health_journalentry"], 0, entry < 0),
    }


def _vaccine(part: Part, one: Treatment) -> int:
    return lookup_id(part.world, "health_vaccinationtype", [("name", one.vaccine)]) if one.vaccine else 0


def _outcome(one: Treatment) -> str:
    return one.outcome or ("successful" if one.works else "partial")


def _entries(part: Part, rows: tuple[Treatment, ...]) -> np.ndarray:
    """[treatment] index into entries(part); the containers of a vaccination share one."""
    of_treatment = {one.treatment: at for at, one in enumerate(entries(part)) if one.treatment >= 0}
    of_text = {rows[treatment].text: at for treatment, at in of_treatment.items() if rows[treatment].vaccine}
    found = [of_treatment.get(at, of_text.get(one.text, -1)) for at, one in enumerate(rows)]
    return np.array(found, dtype=np.int64)


def _born(part: Part, rows: tuple[Treatment, ...]) -> Int64:
    return np.array([one.day for one in rows], dtype=np.int64)


def _where(part: Part, rows: tuple[Treatment, ...]) -> Where:
    return numbered(*(np.array([getattr(one, name) for one in rows], dtype=np.int64) for name in ("stay", "day")))


SLIPS = Slips(where=_where, stay="batch_assignment_id", container="container_id")
TABLE = BatchTable(
    name="health_treatment", select=treatments, columns=_columns, moment="treatment_date", born=_born, slips=SLIPS
)
