"""A farm whose people and instruments do not err: `record: {imperfect: false}`."""

from __future__ import annotations

from dataclasses import replace

from compiler.nouns import Scenario

SCALE_G, BOARD_CM, FEEDER_KG = 0.01, 0.01, 0.01
"""The finest steps that the target's columns hold."""


def tidy(scenario: Scenario) -> Scenario:
    """The same farm, of which everything is measured, found and written down as it is, on any day of the week.

    What the fish, the sea and events do stays as it is; so does how a net is drawn.
    """
    return replace(
        scenario,
        mortality=replace(scenario.mortality, missed_share=(0.0, 0.0)),
        instruments=replace(
            scenario.instruments,
            gaps_per_year=0.0,
            outages_per_year=0.0,
            spikes_per_year=0.0,
            stuck_per_year=0.0,
            off_sd=0.0,
        ),
        netting=replace(scenario.netting, scale_g=(SCALE_G,), board_cm=BOARD_CM, days_off=()),
        supply=replace(scenario.supply, days_off=()),
        harvest=replace(scenario.harvest, estimate_sd=0.0, batch_estimate_sd=0.0, share_sd=0.0, yield_sd=0.0),
        feeder_kg=(FEEDER_KG,),
        meal_minutes=0,
    )
