"""Who does the work: an ordered map over tasks, in this process or in several, with few answers waiting at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from compiler.diagnostics import Diagnostic, Stop

Context = TypeVar("Context")
Task = TypeVar("Task")
Answer = TypeVar("Answer")

_held: list[Any] = []
"""In a worker process: the one context that its tasks share. Empty in every other process."""


def ordered_map(
    work: Callable[[Context, Task], Answer], context: Context, tasks: Iterable[Task], jobs: int, ahead: int
) -> Generator[Answer, None, None]:
    """work(context, task) for each task, answers in the order of the tasks.

    Args:    work  a function at the top of a module; context  handed to each process once; jobs  1 works right here;
             ahead  tasks under way or done that the caller has not asked for yet, at least jobs
    Errors:  those of `work`, and Stop with AQ514 when a process is gone; when the caller stops early, for whatever
             reason, the processes end with their task.
    """
    if jobs == 1:
        yield from (work(context, task) for task in tasks)
        return
    with _processes(context, jobs) as pool:
        queue = iter(tasks)
        waiting: deque[Future[Answer]] = deque()
        with _deaf():
            for task in islice(queue, ahead):
                waiting.append(pool.submit(_run, work, task))
        while waiting:
            answer = _answer(waiting.popleft())
            for task in islice(queue, 1):
                waiting.append(pool.submit(_run, work, task))
            yield answer
            del answer


def _answer(of: Future[Answer]) -> Answer:
    try:
        return of.result()
    except BrokenProcessPool:
        hint = "it was killed from outside, most likely for want of memory: try fewer --jobs, or with less beside it"
        raise Stop([Diagnostic("AQ514", "a worker process is gone", hint=hint)]) from None


@contextmanager
def _processes(context: Any, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Forked where the system can: the context is then shared memory, not a copy."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context(method), initializer=_enter, initargs=(context, os.getpid())
    )
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Interrupts wait. Processes started meanwhile never hear them: they are the parent's business."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _enter(context: Any, parent: int) -> None:
    """Signals to the whole group are the parent's business; a worker whose parent is gone goes too."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _held[:] = [context]
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _run(work: Callable[[Any, Task], Answer], task: Task) -> Answer:
    return work(_held[0], task)
