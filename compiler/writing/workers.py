"""Who does the work: an ordered map over tasks, in this process or in several, with few answers waiting at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, TypeVar

from compiler.diagnostics import Diagnostic, Stop

Context = TypeVar("Context")
Task = TypeVar("Task")
Answer = TypeVar("Answer")

PARENTS_BUSINESS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that a terminal or a service manager sends to the whole group."""


def ordered_map(
    work: Callable[[Context, Task], Answer], context: Context, tasks: Iterable[Task], jobs: int, ahead: int
) -> Generator[Answer, None, None]:
    """work(context, task) for each task, answers in the order of the tasks.

    Args:    work  a function at the top of a module; context  handed to each process once; jobs  1 works right here;
             ahead  tasks under way or done that the caller has not asked for yet, at least jobs
    Errors:  those of `work`, and Stop with AQ514 when a process is gone; when the caller stops early, for whatever
             reason, the processes are killed.
    """
    if jobs == 1:
        yield from (work(context, task) for task in tasks)
        return
    with _processes(work, context, jobs) as pool, ThreadPoolExecutor(jobs) as askers:
        try:
            queue = iter(tasks)
            waiting: deque[Future[Answer]] = deque(askers.submit(pool.ask, task) for task in islice(queue, ahead))
            while waiting:
                answer = waiting.popleft().result()
                waiting.extend(askers.submit(pool.ask, task) for task in islice(queue, 1))
                yield answer
                del answer
        finally:
            pool.kill()
            askers.shutdown(wait=False, cancel_futures=True)


def all_of(work: Callable[[Context, Task], Answer], context: Context, tasks: Sequence[Task], jobs: int) -> list[Answer]:
    """The answers of ordered_map to all tasks, of a caller who waits for the last one."""
    with closing(ordered_map(work, context, tasks, min(jobs, len(tasks) or 1), 2 * jobs)) as answers:
        return list(answers)


class _Pool:
    """Processes that wait for a task, each behind a pipe of its own, whose end tells that it is gone.

    A pool with one queue for all would wait for ever for the rest of an answer whose writer was killed.
    """

    def __init__(self) -> None:
        self.processes: list[BaseProcess] = []
        self.idle: SimpleQueue[Connection] = SimpleQueue()

    def ask(self, task: Any) -> Any:
        """The answer of whichever process is idle. Errors: those of the work; Stop AQ514, and then all are killed."""
        pipe = self.idle.get()
        try:
            pipe.send(task)
            is_answer, answer = pipe.recv()
        except (EOFError, OSError):
            self.kill()
            hint = "it was killed from outside, most likely for want of memory: try fewer --jobs, or with less beside"
            raise Stop([Diagnostic("AQ514", "a worker process is gone", hint=hint)]) from None
        finally:
            self.idle.put(pipe)
        if is_answer:
            return answer
        raise answer

    def kill(self) -> None:
        """They hold nothing that wants cleaning up."""
        for process in self.processes:
            process.kill()


@contextmanager
def _processes(work: Callable[[Any, Any], Any], context: Any, jobs: int) -> Iterator[_Pool]:
    """Forked where the system can: the context is then shared memory, not a copy."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    start: Any = multiprocessing.get_context(method)
    pool = _Pool()
    alive, lifeline = start.Pipe(duplex=False)
    ours = [lifeline]
    try:
        with _deaf():
            for _ in range(jobs):
                here, there = start.Pipe()
                ours.append(here)
                others = tuple(ours) if method == "fork" else ()
                process = start.Process(target=_serve, args=(there, alive, others, work, context), daemon=True)
                process.start()
                there.close()
                pool.processes.append(process)
                pool.idle.put(here)
        yield pool
    finally:
        pool.kill()
        for process in pool.processes:
            process.join()
        for end in (alive, *ours):
            end.close()


@contextmanager
def _deaf() -> Iterator[None]:
    """Signals wait. Processes started meanwhile never hear them: they are the parent's business."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, PARENTS_BUSINESS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    tasks: Connection,
    alive: Connection,
    others: Iterable[Connection],
    work: Callable[[Any, Any], Any],
    context: Any,
) -> None:
    """A process: answers tasks until their pipe ends, and goes at once when its parent is gone.

    `alive` is a pipe whose other end the parent alone has open; `others` are the parent's ends of pipes, as forked.
    """
    for number in PARENTS_BUSINESS:
        signal.signal(number, signal.SIG_IGN)
    for end in others:
        end.close()
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    while True:
        try:
            task = tasks.recv()
        except EOFError:
            return
        try:
            tasks.send((True, work(context, task)))
        except Exception as error:
            error.add_note("in a worker process:\n" + "".join(traceback.format_tb(error.__traceback__)))
            tasks.send((False, error))


def _watch(alive: Connection) -> None:
    alive.poll(None)
    os._exit(1)
