"""Every limit of the solver, with what it means and why it has that value.

All are counts of steps, never seconds of a clock: so a verdict is the same on every machine. The values were chosen on
planted instances of 30 to 140 batches and on the real farm of 170, unless a line says otherwise. A limit decides how
soon a search gives up, never what is true: passing one makes an answer `not_found`, not another plan.
"""

from __future__ import annotations

from typing import NamedTuple

UNLIMITED = 1 << 40
"""More than any count of days or steps: no limit at all."""

# The whole instance

NODES = 60_000
"""Nodes of all searches of one geography, unless the instance says otherwise: about ten seconds on a large farm."""
STEPS_A_NODE = 33
"""Steps of a scenario's `solve.node_limit` to a node: a node looks at every place for every batch near it."""
PARTIAL = 3_000
"""Nodes for the best partial plan that is shown when there is no complete one: a second, for it proves nothing."""

# Deciding one geography, in this order

QUICK = 300
"""Nodes of the first try on the wished days: solves most farms, so proofs come only after it."""
OWN_FIXED = 40_000
"""Nodes of our own search with fixed starts before the optional solver is asked; solves all tight instances kept."""
OWN_FIXED_SHARE = 2
"""Or this part of the node limit, when that is more."""
OWN_MOVING = 3_000
"""The same with windows or maintenance, where a node takes some 30 times as long: shaken construction solves nearly all
planted farms of 110 to 150 batches within the steps that this gives it, half of them within half as many."""
OWN_MOVING_SHARE = 20
"""Or this part of the node limit, when that is more."""
SQUEEZE = 200
"""Nodes of the search for start days that fit in sum: it is decided within a few dozen, or not at all."""
ASK_BATCHES = 60
"""Batches of the largest geography for which the optional solver is asked: beyond, building its model takes minutes."""
DETERMINISTIC_SECONDS = 0.6
"""Limit of the optional solver in its own units of work, a few seconds of a clock."""

PERSIST = (16, 4, 1)
"""Parts of the node limit that ejection and search get in turn when the first tries gave up; the last is all of it."""
PERSIST_MOVING = (6,)
"""The same with windows, where shaken construction is a part of the search: half a minute of a clock in all."""
SIZE = 60
"""Batches of a farm with windows that gets a limit as it is. On a larger one a step of construction takes as many times
as long, a node of search the square of it, and so it gets fewer: it gives up after as long a time."""
EJECT = 5
"""Nodes of search that take as long as a step of ejection."""

# Restarts

SHORT = 150
"""Nodes of a short run, which learns what is hard: about one descent to the bottom and its first detours."""
SHORTS = 6
"""Short runs before the first long one, which proves; then both double, so that proofs cost a constant factor."""

# Start windows

BUDGETS = (6, 20, UNLIMITED)
"""Days of slip allowed in all, tried in turn. A small budget prunes, a large one leaves room."""
WINDOW_SHORTS = 36
"""Short runs before the first long one: with windows luck comes more often than proof."""
REPAIRS = 300
"""Steps of the construction by insertion and ejection beyond one a batch: beyond, it turns in circles."""
TIGHTEN, TIGHTEN_ONE = 20_000, 40
"""Steps of lessening the slip, shared out over the batches, and of one attempt."""
ANY_PLAN = 1_000
"""With fewer nodes than these any plan will do: mends ask for existence, not for the least slip."""
DAY, PRICE = 1, 8
"""What a day of slip and a unit of the price of an ejected batch count in the choice of a place."""
SHAKEN = 2_000
"""Steps beyond one a batch after which shaken construction starts anew; each time this many more."""
NOISE = 4
"""Part of its price by which a place that throws others out may seem dearer in shaken construction."""
PAINTS = 100
"""Colourings of a pool with maintenance that count as one step of the construction."""

# Less slip for a plan

LESSENED = 300
"""Batches of the largest geography whose slip is lessened: a larger one would take longer than to plan it."""
LESSEN = 30_000
"""Steps of lessening with one size of attempt, fewer on a farm of more than SIZE batches: a second or two."""


class Size(NamedTuple):
    """Batches that an attempt frees, at least and at most; its steps for less slip, and for another plan of as much."""

    least: int
    most: int
    less: int
    equal: int


LESSENINGS = Size(4, 12, 400, 100), Size(12, 20, 2_000, 1_000)
"""Small attempts bring most on large farms, large ones the last days on small farms."""
LESSEN_NEAR = 2
"""One attempt in so many frees those that start nearest, whatever their places; the others free what shares places."""
LESSEN_WISHED = 40_000
"""Nodes for a last try without any slip where none is proven, fewer on a farm of more than SIZE batches."""
HALVE = 3_000
"""Nodes of one search of the whole with half the slip, fewer on a farm of more than SIZE batches, as their square."""
SEARCHED = 100
"""Batches of the largest geography that is searched as a whole for less slip. Of six farms of 120 to 142 batches it
made none better, and took a third to half of the time."""
STEPPED = ((1, 2, 4), 6_000, 18_000), ((2, 1), 34_000, 42_000)
"""Days less than what is found for which the whole is searched in turn, nodes of one such search, and of all, fewer on
a farm of more than SIZE batches, as their square: two or three seconds, of which the short searches bring most."""
LEAST_SECONDS = 1.5
"""Limit of the optional solver for a proof that no plan has less slip: it proves all of eight farms of 38 to 52 batches
that we do not, six of them with 0.6."""

# Pools with maintenance

COLOUR = 20_000
"""Nodes of the exact colouring of one pool with maintenance: pools of 20 containers take tens."""
REMEMBERED = 100_000
"""Answers of colourings kept in memory, a few hundred bytes each."""

# Proofs without search

PACK = 3_000
"""Nodes of the packing of whole batches into single places on one day."""
PACK_SIZE = 20_000
"""Places times bookings of a leg beyond which no packing is tried: it would cost more than the search."""
STRETCH = 40
"""Days of the longest stretch of days held against energy: longer ones say less than the sum of shorter ones."""

# As many as fit

FREED = 12
"""Batches that may move to make room for one more: those that start nearest to it."""
ROOM = 300
"""Nodes of one attempt to make room for a batch that was left out."""

EXCHANGED = 6_000
"""Batches that are put to find room for more, fewer on a farm of more than SIZE batches; less than two seconds."""
EXCHANGE_STARTS = 4
"""Starts of a batch on average that make a step as much dearer, beyond which there are fewer."""
ROUND = 1_500
"""Steps for one more batch before it is tried anew from the fullest plan: most are found within a few hundred."""
SMALLEST = 4
"""What the smallest batches cost at first beyond the largest, so that large ones stay out."""
TURNS = 15
"""So many turns to a step, in which any batch that was left out takes the place of any other: two seconds, on a farm of
fewer than SIZE batches as much less. None with a node limit below EXCHANGED, as mends and partial plans have."""
TURN_PAINTS = 10
"""Colourings of a pool with maintenance that count as one turn."""
STIRRED = 3
"""Batches that move elsewhere at random in each turn: of one to eight, two to six are equally good."""
PRICED = 4
"""Weights of a stage that are priced, those that press most: more say hardly more, and each takes as long."""
PRICINGS = 600
"""Steps towards good prices; most of the gain comes in the first two hundred."""
PRICE_STEPS = 60_000_000
"""Or so many starts priced in all: about a second."""
PRICE_HOPE = 16
"""Part of the best bound by which each step hopes to lower it."""
PRICE_STRIDE, PRICE_IDLE = 1 << 10, 12
"""The first stride, in parts of itself; and steps without gain after which it is halved."""
PRICE_NODES, PRICE_NODE = 100, 60
"""Nodes of the proofs that one batch less fits, and steps towards better prices in each: of 24 farms in which 60 to 90
ask for up to 130 percent, nine are proven so within 30 nodes, a tenth of a second."""

# Large farms, dealt out into parts

PART = 90
"""Batches of a part: large enough to balance, small enough that a search takes milliseconds."""
PART_NODES = 900
"""Nodes of a part: one that needs more is joined with its neighbour, which is sooner done and leaves less slip."""
PARTS_JOINED = 6
"""Parts that may be joined before the farm is solved as a whole: joined so far, they are no easier."""
COMPETE = 16
"""Parts that compete for a batch when batches go where there is room: the demand of so many evens out."""
WHOLE = 1_000
"""Batches of the largest farm that is searched as a whole: a node looks at all of them, and each needs one at least."""

# Explaining: colliding sets and mends, in half a second together

COLLIDE = 2_500
"""Nodes of the proof that a set of batches still collides."""
COLLIDE_ALL = 9_000
"""Nodes of all these proofs."""
COLLIDE_SQUEEZE = 60
"""Nodes of their search in sum."""
ZONES = 8
"""Zones of a leg whose fallow is taken away to see whether a collision comes of it."""
TRIES = 48
"""Changed instances that are solved; one with windows counts as more."""
TRY_NODES, TRIES_NODES = 300, 5_000
"""Nodes of one of these solves, and of all."""
TRY_HARDER, TRIES_HARDER = 6_000, 4
"""Nodes of a solve for a change that is smaller than one which works, and how many of these at most: half a second each
on a farm of 50 batches."""
TRY_HARDER_BATCHES = 150
"""Batches of the largest geography for which that is worth its time; with windows it never is."""
TRY_WINDOW = 4
"""Days of window, on average of the batches, that count as another solve."""
TRY_BATCHES = 200
"""So many batches count as another solve, so that explaining a large farm takes no longer than a smaller one."""
TRY_UNKNOWN = 2
"""A try that ends undecided counts as so many more for the square of TRY_BATCHES: on a large farm it takes seconds."""
TRY_MOVING = 12
"""A try with windows and more than SIZE batches that ends undecided counts as so many more: it takes eight seconds."""
TYPED_TRIES = 40
"""Changed scenarios that are read and solved again."""
TYPED_NODES = 1_500
"""Nodes of one of these solves: more, for it is the change that a person will type."""
LEFT_OUT = 1_000
"""Nodes of the fullest partial plan, of which the batches to leave out are read."""
SLIPS = (1, 2, 3, 5, 7, 10, 14)
"""Days of slip that are tried as a mend, either way."""
MORE = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20)
"""More containers that are tried as a mend."""
WIDER = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 60, 90)
"""More days between two starts that are tried as a mend."""
LATER = 400
"""Days that the start of one batch is moved at most: the longest stay at sea."""
BLAMED = 6
"""Batches of a witness that are left out one by one, and that are named one by one at one line."""

# The independent checker of proofs

CERTIFY = 2_000_000
"""Questions whether a batch fits at a site: some ten seconds. A longer proof is not believed."""
CERTIFY_PACK = 200_000
"""Steps of the checker's packing of whole batches into places."""
CERTIFY_SHARES = 20_000
"""States of the containers of a pool that are kept at once."""
