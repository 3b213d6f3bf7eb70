"""The parts of the solver: a Scenario as a scheduling problem, constructions, searches, proofs, mends."""

from compiler.solving import cpsat
from compiler.solving.answer import answer
from compiler.solving.blame import blame
from compiler.solving.booking import book
from compiler.solving.draft import Draft
from compiler.solving.mixing import mix
from compiler.solving.reading import read_instance
from compiler.solving.stays import share_out, write_plan
from compiler.solving.unfelt import unfelt
from compiler.solving.utilisation import Pool, SiteUsage, Usage, pools, site_usages, usages, windows
from compiler.solving.writing import write_answer

__all__ = [
    "Draft",
    "Pool",
    "SiteUsage",
    "Usage",
    "answer",
    "blame",
    "book",
    "cpsat",
    "mix",
    "pools",
    "read_instance",
    "share_out",
    "site_usages",
    "unfelt",
    "usages",
    "windows",
    "write_answer",
    "write_plan",
]
