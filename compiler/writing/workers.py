"""Who does the work: an ordered map over tasks, in this process or in several, with few answers waiting at a time.

Long bytes of an answer (pickle's out-of-band buffers, those that are read-only) go through memory that processes and
their parent share, where processes are forked: a pipe would copy them four times, 64 KB at a time. There is a space for
each answer that may be under way, so that a caller can read an answer where it lies while others are written.
"""

from __future__ import annotations

import gc
import mmap
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import accumulate, islice, pairwise
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import LifoQueue, SimpleQueue
from typing import Any, TypeVar

from compiler.diagnostics import Diagnostic, Stop
from compiler.nouns import let_go
from compiler.writing.crew import Crew, asked_of

Context = TypeVar("Context")
Task = TypeVar("Task")
Answer = TypeVar("Answer")

SHARED_BYTES = 64 << 20
"""What is longer goes through the pipe. Memory is taken as it is written to."""
PARENTS_BUSINESS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Signals that a terminal or a service manager sends to the whole group."""


def ordered_map(
    work: Callable[[Context, Task], Answer],
    context: Context,
    tasks: Iterable[Task],
    jobs: int | Crew,
    ahead: int,
    lend: bool = False,
) -> Generator[Answer, None, None]:
    """work(context, task) for each task, answers in the order of the tasks.

    Args:    work  a function at the top of a module; context  handed to each process once; jobs  processes of our own,
             of which 1 works right here, or others who do it; ahead  tasks under way or done that the caller has not
             asked for yet, at least jobs
             lend  long bytes of an answer are views that hold until the next answer is asked for, no copies
    Errors:  those of `work`, and Stop with AQ514 when a process is gone; when the caller stops early, for whatever
             reason, the processes are killed.
    """
    if jobs == 1:
        for task in tasks:
            yield work(context, task)
            let_go()
        return
    if not isinstance(jobs, int):
        yield from asked_of(jobs, work, context, tasks, ahead)
        return
    with _processes(work, context, jobs, ahead + 1) as pool, ThreadPoolExecutor(jobs) as askers:
        try:
            queue, ask = iter(tasks), partial(pool.ask, lend=lend)
            waiting: deque[Future[tuple[Answer, int]]] = deque(
                askers.submit(ask, task) for task in islice(queue, ahead)
            )
            while waiting:
                answer, space = waiting.popleft().result()
                waiting.extend(askers.submit(ask, task) for task in islice(queue, 1))
                yield answer
                del answer
                pool.free.put(space)
        finally:
            pool.kill()
            askers.shutdown(wait=False, cancel_futures=True)


def all_of(
    work: Callable[[Context, Task], Answer],
    context: Context,
    tasks: Sequence[Task],
    jobs: int | Crew,
    keep: Callable[[Iterable[Answer]], tuple[Answer, ...]] = tuple,
) -> tuple[Answer, ...]:
    """The answers of ordered_map to all tasks, of a caller who waits for the last one, kept as they come."""
    some = min(jobs, len(tasks) or 1) if isinstance(jobs, int) else jobs
    with closing(ordered_map(work, context, tasks, some, 2 * at_a_time(jobs))) as answers:
        return keep(answers)


def at_a_time(jobs: int | Crew) -> int:
    """How many tasks are done at a time."""
    return jobs if isinstance(jobs, int) else jobs.size


def share_files(jobs: int | Crew) -> bool:
    """Whether they have the files that are open here."""
    return jobs == 1 or (isinstance(jobs, int) and "fork" in multiprocessing.get_all_start_methods())


def _answer(pipe: Connection, shared: mmap.mmap | None, told: tuple[bool, Any]) -> None:
    """Lay what is long and fits into the shared memory, and send the rest."""
    long: list[memoryview] = []

    def in_band(buffer: pickle.PickleBuffer) -> bool:
        view = buffer.raw()
        if shared is None or not view.readonly or view.nbytes > SHARED_BYTES - sum(one.nbytes for one in long):
            return True
        long.append(view)
        return False

    answer, at = pickle.dumps(told, protocol=5, buffer_callback=in_band), 0
    for view in long:
        assert shared is not None
        shared[at : at + view.nbytes] = view
        at += view.nbytes
    pipe.send(([view.nbytes for view in long], answer))


class _Pool:
    """Processes that wait for a task, each behind a pipe of its own, whose end tells that it is gone.

    A pool with one queue for all would wait for ever for the rest of an answer whose writer was killed.
    """

    def __init__(self, spaces: Sequence[mmap.mmap | None]) -> None:
        self.processes: list[BaseProcess] = []
        self.idle: SimpleQueue[Connection] = SimpleQueue()
        self.spaces = spaces
        self.free: LifoQueue[int] = LifoQueue()  # the last one used is the likeliest to be in a cache
        for at in range(len(spaces)):
            self.free.put(at)

    def ask(self, task: Any, lend: bool) -> tuple[Any, int]:
        """The answer of whichever process is idle, and the space in which its long bytes lie, to be freed.

        Errors: those of the work; Stop AQ514, and then all are killed.
        """
        line, at = self.idle.get(), self.free.get()
        try:
            line.send((task, at))
            sizes, sent = line.recv()
        except (EOFError, OSError):
            self.kill()
            hint = "it was killed from outside, most likely for want of memory: try fewer --jobs, or with less beside"
            raise Stop([Diagnostic("AQ514", "a worker process is gone", hint=hint)]) from None
        finally:
            self.idle.put(line)
        ends, space = [0, *accumulate(sizes)], memoryview(self.spaces[at] or b"")
        buffers = [space[low:high] if lend else bytes(space[low:high]) for low, high in pairwise(ends)]
        is_answer, answer = pickle.loads(sent, buffers=buffers)
        if is_answer:
            return answer, at
        raise answer

    def kill(self) -> None:
        """They hold nothing that wants cleaning up."""
        for process in self.processes:
            process.kill()


@contextmanager
def _processes(work: Callable[[Any, Any], Any], context: Any, jobs: int, answers: int) -> Iterator[_Pool]:
    """Forked where the system can: the context is then shared memory, not a copy."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    start: Any = multiprocessing.get_context(method)
    _give_back()
    pool = _Pool([mmap.mmap(-1, SHARED_BYTES) if method == "fork" else None for _ in range(answers)])
    alive, lifeline = start.Pipe(duplex=False)
    ours = [lifeline]
    try:
        with _deaf():
            for _ in range(jobs):
                here, there = start.Pipe()
                ours.append(here)
                others = tuple(ours) if method == "fork" else ()
                told = (there, pool.spaces, alive, others, work, context)
                process = start.Process(target=_serve, args=told, daemon=True)
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


def _give_back() -> None:
    """What arrays left to the C library goes to the system, so that processes begin with what is in use."""
    import ctypes

    with suppress(AttributeError, OSError, TypeError):  # another C library; Windows
        ctypes.CDLL(None).malloc_trim(0)


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
    spaces: Sequence[mmap.mmap | None],
    alive: Connection,
    others: Iterable[Connection],
    work: Callable[[Any, Any], Any],
    context: Any,
) -> None:
    """A process: answers tasks until their pipe ends, and goes at once when its parent is gone.

    `spaces` are for what is long in answers; `alive` is a pipe whose other end the parent alone has open; `others` are
    the parent's ends of pipes, as forked.
    """
    gc.freeze()  # what was inherited stays shared memory: nobody looks through it for garbage
    for number in PARENTS_BUSINESS:
        signal.signal(number, signal.SIG_IGN)
    for end in others:
        end.close()
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    while True:
        try:
            task, at = tasks.recv()
        except EOFError:
            return
        try:
            _answer(tasks, spaces[at], (True, work(context, task)))
            let_go()
        except Exception as error:
            error.add_note("in a worker process:\n" + "".join(traceback.format_tb(error.__traceback__)))
            _answer(tasks, spaces[at], (False, error))


def _watch(alive: Connection) -> None:
    alive.poll(None)
    os._exit(1)
