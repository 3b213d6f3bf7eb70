"""Workers that are not processes of ours: those of any concurrent.futures.Executor.

A task is small and its context is large, so that a context goes to a process once: what is submitted names it; a
process that does not hold it says so, and is asked again with all of it.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from secrets import token_hex
from socket import gethostname
from threading import Lock
from typing import Any, Protocol

from compiler.diagnostics import Diagnostic, Stop
from compiler.writing.build import Build, other_build, this_build

Work = Callable[[Any, Any], Any]
"""A function at the top of a module, of a context and a task"""


class Pool(Protocol):
    """Workers that hold a context. Both are called by several threads."""

    def ask(self, task: Any) -> Any:
        """The answer to a task. Errors: those of the work; Stop when the worker is gone."""

    def kill(self) -> None:
        """Nobody waits for answers any more."""


class Crew(Protocol):
    """Who does the work in place of processes of our own."""

    @property
    def size(self) -> int:
        """Tasks done at a time."""

    def holding(self, work: Work, context: Any) -> AbstractContextManager[Pool]:
        """They hold the context until the block ends."""


def asked_of(crew: Crew, work: Work, context: Any, tasks: Iterable[Any], ahead: int) -> Generator[Any, None, None]:
    """The answers in the order of the tasks. Args and errors: those of ordered_map"""
    with crew.holding(work, context) as pool, ThreadPoolExecutor(ahead) as askers:
        try:
            queue = iter(tasks)
            waiting = deque(askers.submit(pool.ask, task) for task in islice(queue, ahead))
            while waiting:
                answer = waiting.popleft().result()
                waiting.extend(askers.submit(pool.ask, task) for task in islice(queue, 1))
                yield answer
                del answer
        finally:
            pool.kill()
            askers.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class OnExecutor:
    """The workers of an executor, which stays open. `size`: how many tasks it does at a time."""

    executor: Executor
    size: int

    @contextmanager
    def holding(self, work: Work, context: Any) -> Iterator[Pool]:
        pool = _Named(self.executor, work, context)
        _HELD[pool.name] = context  # threads have it, and processes that are forked from now on
        try:
            yield pool
        finally:
            pool.kill()
            _HELD.pop(pool.name, None)


class Submitting:
    """What is under way, to be given up together. `start` submits a call, and returns a future."""

    def __init__(self, start: Callable[..., Any]) -> None:
        self.start, self.lock, self.is_over = start, Lock(), False
        self.under_way: set[Any] = set()

    @contextmanager
    def submit(self, work: Callable[..., Any], *arguments: object) -> Iterator[Any]:
        """A future. Errors: CancelledError when it is over."""
        with self.lock:
            if self.is_over:
                raise CancelledError
            future = self.start(work, *arguments)
            self.under_way.add(future)
        try:
            yield future
        finally:
            self.under_way.discard(future)

    def kill(self) -> None:
        """What a worker has begun it ends; nothing else is begun."""
        with self.lock:
            self.is_over = True
        for future in list(self.under_way):
            future.cancel()


class _Named(Submitting):
    """Processes that know the context by a name."""

    def __init__(self, executor: Executor, work: Work, context: Any) -> None:
        super().__init__(executor.submit)
        self.work, self.context, self.name = work, context, token_hex(16)

    @cached_property
    def packed(self) -> bytes:
        return pickle.dumps(self.context, protocol=5)

    def ask(self, task: Any) -> Any:
        try:
            answer = self._answer(None, task)
            return self._answer(self.packed, task) if isinstance(answer, Wanting) else answer
        except BrokenExecutor:
            hint = "it was killed from outside, most likely for want of memory: try fewer workers, or with less beside"
            raise Stop([Diagnostic("AQ514", "a worker process is gone", hint=hint)]) from None

    def _answer(self, packed: bytes | None, task: Any) -> Any:
        with self.submit(_do_named, this_build(), self.name, packed, self.work, task) as future:
            return future.result()


class Wanting:
    """The answer of a process that does not hold the context."""


_HELD: dict[str, Any] = {}
"""[name] contexts of this process: of a worker the last one alone"""
_ALONE = Lock()
"""A process does one task at a time, whatever its threads: chance has one generator a process."""


def _do_named(build: Build, name: str, packed: bytes | None, work: Work, task: Any) -> Any:
    _hold(build)
    with _ALONE:
        if name not in _HELD:
            if packed is None:
                return Wanting()
            _HELD.clear()
            _HELD[name] = pickle.loads(packed)
        return work(_HELD[name], task)


def do(build: Build, context: Any, work: Work, task: Any) -> Any:
    """A task, in a worker. Errors: those of the work; Stop AQ544 when this is another aqc than that of whoever asks."""
    _hold(build)
    with _ALONE:
        return work(context, task)


def _hold(build: Build) -> None:
    """Errors: Stop AQ544 when whoever asks has another aqc: also of a worker that came later than all were asked."""
    if build != this_build():
        raise Stop(other_build(build, f"who asks a worker on {gethostname()}"))
