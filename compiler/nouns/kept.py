"""Questions that several tables ask of the same batch or world, one table after the other: reckoned once."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class _Kept(Generic[S, T]):
    """A question, and its answer for what it was asked about last.

    Worlds and parts never change, and comparing them costs more than most answers: each is known as the object it is.
    """

    def __init__(self, ask: Callable[[S], T]) -> None:
        self.ask = ask
        self.last: tuple[S, T] | None = None
        update_wrapper(self, ask)

    def __call__(self, subject: S) -> T:
        last = self.last
        if last is None or last[0] is not subject:
            last = self.last = (subject, self.ask(subject))
        return last[1]


def kept(ask: Callable[[S], T]) -> Callable[[S], T]:
    """The same question; callers leave its answers as they are.

    >>> asked = []
    >>> length = kept(lambda text: asked.append(text) or len(text))
    >>> length("roe"), length("roe"), asked
    (3, 3, ['roe'])
    """
    return _Kept(ask)
