"""Prices of a market in whole numbers: improved step by step, and batches taken as standing or as left out for a proof.

Whatever the prices, they bound how many batches stand (see prices.py). Where the bound is a little more than a whole
number, a search shows that this number cannot be: a batch whose gain is larger than what is lost by then must stand,
one whose loss is larger cannot, and of the others one is tried both ways.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compiler.solving import limits

Numbers = NDArray[np.int64]
WORTH = 1 << 20
"""What one batch is worth, so that prices are whole numbers."""
OUT, OPEN, IN = -1, 0, 1
"""What is supposed of a batch."""


@dataclass(frozen=True, slots=True)
class Market:
    """What all places could earn by point, and what each start of a batch takes: `weight[i]` over the points [`low[i]`,
    `high[i]`) for the start `start[i]`, sorted by starts, none without a part. `first[b]` is the first start of a
    batch."""

    room: Numbers
    start: Numbers
    low: Numbers
    high: Numbers
    weight: Numbers
    first: Numbers
    begins: Numbers
    """[start] its first part"""

    def costs(self, price: Numbers) -> Numbers:
        """[start] what it pays."""
        total = np.concatenate(([0], np.cumsum(price)))
        found: Numbers = np.add.reduceat(self.weight * (total[self.high] - total[self.low]), self.begins)
        return found

    def chosen(self, cost: Numbers, stands: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """[part] whether it belongs to the first of the cheapest starts of a batch that stands."""
        count = np.diff(np.concatenate((self.first, [len(cost)])))
        least = np.repeat(np.minimum.reduceat(cost, self.first), count)
        at = np.flatnonzero((cost == least) & np.repeat(stands, count))
        batch = np.searchsorted(self.first, at, side="right")
        found = np.zeros(len(cost), dtype=np.bool_)
        found[at[np.concatenate(([True], batch[1:] != batch[:-1]))] if len(at) else at] = True
        return found[self.start]

    def excess(self, parts: NDArray[np.bool_]) -> Numbers:
        """[point] how much more than the room some parts take."""
        found = np.zeros(len(self.room) + 1, dtype=np.int64)
        np.add.at(found, self.low[parts], self.weight[parts])
        np.add.at(found, self.high[parts], -self.weight[parts])
        return np.cumsum(found)[:-1] - self.room


@dataclass(slots=True)
class Pricing:
    """The best prices met for what is supposed of each batch: `value` bounds the worth of all that stand, `gain[b]` is
    what a batch leaves above its cheapest start."""

    market: Market
    supposed: Numbers
    price: Numbers
    value: int
    gain: Numbers

    @classmethod
    def of(cls, market: Market, supposed: Numbers, price: Numbers) -> Pricing:
        """With some prices to begin from."""
        gain = WORTH - np.minimum.reduceat(market.costs(price), market.first)
        found = cls(market, supposed, price, 0, gain)
        found.value = found._value(price, gain)
        return found

    def _value(self, price: Numbers, gain: Numbers) -> int:
        stands = np.where(self.supposed == OPEN, np.maximum(0, gain), np.where(self.supposed == IN, gain, 0))
        return int((self.market.room * price).sum() + stands.sum())

    def improve(self, steps: int, target: int | None = None) -> None:
        """Steps along the excess of demand, until the value is below the target."""
        price, stride, idle = self.price, limits.PRICE_STRIDE, 0
        for _ in range(steps):
            cost = self.market.costs(price)
            gain = WORTH - np.minimum.reduceat(cost, self.market.first)
            value = self._value(price, gain)
            idle = 0 if value < self.value else idle + 1
            if value < self.value:
                self.price, self.value, self.gain = price, value, gain
            if target is not None and self.value < target:
                return
            if idle > limits.PRICE_IDLE:
                stride, idle = stride // 2, 0
            excess = self._excess(price, cost, gain)
            norm = int((excess * excess).sum())
            if not norm or not stride:
                return
            hoped = value - self.value + self.value // limits.PRICE_HOPE
            if target is not None:
                hoped = value - target + WORTH // limits.PRICE_HOPE
            price = np.maximum(0, price + excess * stride * hoped // (norm * limits.PRICE_STRIDE))

    def _excess(self, price: Numbers, cost: Numbers, gain: Numbers) -> Numbers:
        """[point] how much more than the room those take that stand at a price; nothing where none can fall."""
        stands = (self.supposed == IN) | ((self.supposed == OPEN) & (gain > 0))
        excess = self.market.excess(self.market.chosen(cost, stands))
        excess[(price == 0) & (excess < 0)] = 0
        return excess

    def divided(self, target: int) -> list[Pricing]:
        """The same with one more batch left out, and with it standing, after all that must be so if as much as the
        target is worth stands; nothing when no batch is open."""
        spare = self.value - target
        supposed = self.supposed.copy()
        supposed[(supposed == OPEN) & (self.gain > spare)] = IN
        supposed[(supposed == OPEN) & (self.gain < -spare)] = OUT
        open_ones = np.flatnonzero(supposed == OPEN)
        if not len(open_ones):
            return []
        one, found = int(open_ones[np.abs(self.gain[open_ones]).argmin()]), []
        for way in (OUT, IN):
            tried = supposed.copy()
            tried[one] = way
            found.append(Pricing.of(self.market, tried, self.price))
        return found


def least_bound(root: Pricing) -> int:
    """The least number of batches of which it is proven that no more stand, within the limits."""
    bound = root.value // WORTH
    nodes = min(limits.PRICE_NODES, limits.PRICE_STEPS // (limits.PRICE_NODE * len(root.market.start)))
    while bound > 0:
        refuted, spent = _refuted(root, bound * WORTH, nodes)
        if not refuted:
            break
        bound, nodes = bound - 1, nodes - spent
    return bound


def _refuted(root: Pricing, target: int, nodes: int) -> tuple[bool, int]:
    """Whether it is proven that less than the target stands, and the nodes it took."""
    waiting, spent = root.divided(target), 0
    if not waiting:
        return False, 0
    while waiting and spent < nodes:
        spent += 1
        node = waiting.pop()
        node.improve(limits.PRICE_NODE, target)
        if node.value >= target:
            parts = node.divided(target)
            if not parts:
                return False, spent
            waiting += parts
    return not waiting, spent
