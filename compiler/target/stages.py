"""What the target's engines believe of a stage because of its name, and of growth."""

from __future__ import annotations

from collections.abc import Sequence

CAPS_G = {
    "egg": 1.0,
    "alevin": 1.0,
    "fry": 10.0,
    "parr": 100.0,
    "smolt": 250.0,
    "post_smolt": 700.0,
    "post smolt": 700.0,
    "harvest": 8000.0,
    "adult": 8000.0,
}
"""Weight above which the target's growth law never leads, by words of the stage's name; the first that fits counts."""
CAP_G = 7000.0
LEAST_TGC, MOST_TGC = 0.0001, 0.0099
"""The target's models take a coefficient per degree-day below 0.01, and more than nothing."""
MOST_C = 999.99
"""Temperatures of profiles and states are numeric(5,2)."""


def cap_g(name: str) -> float:
    """Highest weight of a stage by its name: an exact word, else the first word that the name contains.

    >>> cap_g("Post-Smolt"), cap_g("Large Fry"), cap_g("Broodstock")
    (700.0, 10.0, 7000.0)
    """
    plain = name.lower().replace("_", " ").replace("-", " ")
    if plain in CAPS_G:
        return CAPS_G[plain]
    return next((cap for word, cap in CAPS_G.items() if word in plain), CAP_G)


def model_tgc(tgc: float) -> float:
    """The coefficient of a TGC model, g^(1/3) per degree-day, of one per 1000 degree-days.

    >>> model_tgc(2.85), model_tgc(0.0), model_tgc(12.0)
    (0.00285, 0.0001, 0.0099)
    """
    return min(max(round(tgc / 1000.0, 6), LEAST_TGC), MOST_TGC)


CODES = ("egg", "alevin", "fry", "parr", "smolt")
"""Codes of stages that stand in models' tables, beside post_smolt and harvest."""


def coded_stages(names: Sequence[str]) -> list[tuple[str, int]]:
    """The target's codes of stages, each with the index of the first stage that it is said of, in order of the stages.

    >>> coded_stages(["Egg&Alevin", "Smolt", "Post-Smolt", "Adult"])
    [('egg', 0), ('alevin', 0), ('smolt', 1), ('post_smolt', 2), ('harvest', 3)]
    """
    found: dict[str, int] = {}
    for at, name in enumerate(names):
        plain = name.lower().replace("-", "_").replace(" ", "_")
        if "post_smolt" in plain:
            codes: list[str] = ["post_smolt"]
        else:
            codes = [code for code in CODES if code in plain]
        if "adult" in plain or "harvest" in plain:
            codes.append("harvest")
        for code in codes:
            found.setdefault(code, at)
    return list(found.items())
