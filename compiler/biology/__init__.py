"""The life of a batch: the laws, one a file, simulated day by day; growth as planned and forecast; the feed ledger."""

from compiler.biology.forecast import Forecast, Load, forecast, growth_to_harvest, loads
from compiler.biology.laws._burden import course as event_course
from compiler.biology.laws.events import storms
from compiler.biology.laws.examining import Examined, examinations, examine, sample_sizes, scores
from compiler.biology.laws.lice import TYPES
from compiler.biology.laws.light import photoperiod
from compiler.biology.laws.mortality import CAUSES
from compiler.biology.laws.room import room_kg, spread
from compiler.biology.laws.sampling import observations
from compiler.biology.laws.water import measured, readings, troubles, unread
from compiler.biology.laws.weather import Sky, Weather, weather
from compiler.biology.ledger import DG_PER_KG, Ledger, keep_ledger
from compiler.biology.mixed import mix_all, origin_stay
from compiler.biology.pace import Pace, paces
from compiler.biology.planned import planned_gain, planned_weight_g
from compiler.biology.simulate import simulate
from compiler.biology.usual import level_on, usual

__all__ = [
    "CAUSES",
    "DG_PER_KG",
    "TYPES",
    "Examined",
    "Forecast",
    "Ledger",
    "Load",
    "Pace",
    "Sky",
    "Weather",
    "event_course",
    "examinations",
    "examine",
    "forecast",
    "growth_to_harvest",
    "keep_ledger",
    "level_on",
    "loads",
    "measured",
    "mix_all",
    "observations",
    "origin_stay",
    "paces",
    "photoperiod",
    "planned_gain",
    "planned_weight_g",
    "readings",
    "room_kg",
    "sample_sizes",
    "scores",
    "simulate",
    "spread",
    "storms",
    "troubles",
    "unread",
    "usual",
    "weather",
]
