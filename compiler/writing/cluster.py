"""Workers of a Dask cluster: found by the address of its scheduler, held to be of this aqc, lost and asked again."""

from __future__ import annotations

import logging
import re
import socket
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Future
from contextlib import closing, contextmanager
from functools import partial
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from compiler.diagnostics import Diagnostic, Stop
from compiler.writing.build import other_build, this_build
from compiler.writing.crew import Pool, Submitting, Work, do

if TYPE_CHECKING:
    from distributed import Client

ADDRESS = re.compile(r"(?P<scheme>tcp|tls|wss?)://(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:/@?#\[\]]+):(?P<port>\d{1,5})/?")
REACH_S = 5.0
"""So long may a scheduler take to answer."""
PATIENCE_S = 30.0
"""So long may a cluster be without workers: a new one starts in the place of one that is gone."""
LOOK_S = 2.0
"""How often somebody who waits for an answer looks whether there are workers."""
LOGS = ("distributed", "distributed.client", "tornado.application")
"""They tell on standard error what we tell as diagnostics."""
TRIES = 3
"""So often the context is sent again, because all who held it are gone."""


class Cluster:
    """The workers of a Dask client, which stays open."""

    def __init__(self, client: Client, patience_s: float = PATIENCE_S) -> None:
        """Errors: Stop AQ543 when no worker comes, AQ544 when one has another aqc."""
        self.client, self.patience_s = client, patience_s
        _admit(client, patience_s)

    @property
    def size(self) -> int:
        """A process does one task at a time, whatever its threads."""
        return max(1, _workers(self.client))

    @contextmanager
    def holding(self, work: Work, context: Any) -> Iterator[Pool]:
        pool = _Scattered(self, work, context)
        try:
            yield pool
        finally:
            pool.kill()


@contextmanager
def connected(address: str, patience_s: float = PATIENCE_S) -> Iterator[Cluster]:
    """The cluster of a scheduler, until the block ends.

    Errors: Stop AQ541 for what is no address, AQ542 when nothing answers there, AQ546 when Dask is not installed, and
            as Cluster.
    """
    found = ADDRESS.fullmatch(address)
    if not found or not 0 < int(found["port"]) < 1 << 16:
        hint = "dask scheduler prints it when it starts"
        message = f"{address!r} is no address of a scheduler such as tcp://10.0.0.1:8786"
        raise Stop([Diagnostic("AQ541", message, hint=hint)])
    open_client = _dask()
    _knock(address, found["host"].strip("[]"), int(found["port"]))
    with closing(_client(open_client, address)) as client:
        yield Cluster(client, patience_s)


def _dask() -> Any:
    try:
        from distributed import Client
    except ImportError:
        hint = "pip install 'aqc[cluster]'"
        raise Stop([Diagnostic("AQ546", "--scheduler wants Dask, which is not installed here", hint=hint)]) from None
    return Client


def _knock(address: str, host: str, port: int) -> None:
    """Dask would try again and again where nobody listens."""
    try:
        socket.create_connection((host, port), timeout=REACH_S).close()
    except OSError as error:
        raise _unreachable(address, (error.strerror or str(error)).lower()) from None


def _unreachable(address: str, why: str) -> Stop:
    hint = "is `dask scheduler` running there, and may this machine reach it?"
    return Stop([Diagnostic("AQ542", f"no scheduler answers at {address}: {why}", hint=hint)])


def _client(open_client: Any, address: str) -> Client:
    """Opened in a thread that may be left behind: who listens and says nothing keeps it waiting for ever."""
    for name in LOGS:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    opened: Future[Client] = Future()

    def run() -> None:
        try:
            opened.set_result(open_client(address, timeout=REACH_S, set_as_default=False))
        except Exception as error:
            opened.set_exception(error)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other versions of numpy make the same bytes
        Thread(target=run, daemon=True).start()
        try:
            return opened.result(2 * REACH_S)
        except TimeoutError:
            raise _unreachable(address, "what listens there does not speak as one") from None
        except (OSError, ValueError, RuntimeError) as error:
            raise _unreachable(address, str(error).splitlines()[0]) from None


def _admit(client: Client, patience_s: float) -> None:
    try:
        client.wait_for_workers(1, timeout=patience_s)
    except TimeoutError:
        hint = "start some: dask worker --nthreads 1 ADDRESS, one a core, each with this aqc installed"
        message = f"the cluster has no worker, and none came within {patience_s:g} s"
        raise Stop([Diagnostic("AQ543", message, hint=hint)]) from None
    builds: Mapping[str, object] = client.run(this_build, on_error="return")
    told = [found for worker, build in sorted(builds.items()) for found in other_build(build, worker)]
    if told:
        raise Stop(told)


class _Scattered(Submitting):
    """A pool whose context lies in the memory of every worker, once."""

    def __init__(self, cluster: Cluster, work: Work, context: Any) -> None:
        super().__init__(partial(cluster.client.submit, pure=False))
        self.client, self.patience_s = cluster.client, cluster.patience_s
        self.work, self.context = work, context
        self.laying, self.laid = Lock(), None

    def ask(self, task: Any) -> Any:
        for _ in range(TRIES):
            laid = self._lay()
            try:
                with self.submit(do, this_build(), laid, self.work, task) as future:
                    return self._answer(future)
            except _Never:
                self._forget(laid)
        raise _lost("its workers come and go")

    def _lay(self) -> Any:
        """The context on all workers."""
        with self.laying:
            if self.is_over:
                raise CancelledError
            if self.laid is None:
                try:
                    self.client.wait_for_workers(1, timeout=self.patience_s)
                    self.laid = self.client.scatter(self.context, broadcast=True, hash=False)
                except TimeoutError:
                    raise _nobody(self.patience_s) from None
                except OSError as error:
                    raise _lost(str(error)) from None
            return self.laid

    def _forget(self, laid: Any) -> None:
        """All who held it are gone."""
        with self.laying:
            if self.laid is laid:
                self.laid = None

    def _answer(self, future: Any) -> Any:
        """Errors: those of the work, _Never when it is not to come, Stop AQ545 when nobody is left to give it."""
        from asyncio import CancelledError as AsyncCancelledError

        from distributed import KilledWorker
        from distributed.comm import CommClosedError

        seen = monotonic()
        while True:
            try:
                return future.result(LOOK_S)
            except KilledWorker:
                raise _lost("a task took several workers with it") from None
            except CommClosedError as error:
                raise _lost(str(error)) from None
            except (CancelledError, AsyncCancelledError, TimeoutError):
                if future.status == "error":
                    raise
            if self.is_over:
                raise CancelledError
            if self.client.status != "running":
                raise _lost("the scheduler is gone")
            if future.status not in ("pending", "finished"):
                raise _Never
            if _workers(self.client):
                seen = monotonic()
            elif monotonic() - seen > self.patience_s:
                raise _nobody(self.patience_s)


class _Never(Exception):
    """An answer that is not to come: all who held the context are gone."""


def _workers(client: Client) -> int:
    """How many there are. Errors: Stop AQ545."""
    try:
        return len(client.nthreads())
    except OSError as error:
        raise _lost(str(error)) from None


def _nobody(patience_s: float) -> Stop:
    return _lost(f"no worker is left, and none came within {patience_s:g} s")


def _lost(why: str) -> Stop:
    hint = "see what the workers say; for want of memory, start fewer a machine"
    return Stop([Diagnostic("AQ545", f"the cluster is lost: {why}", hint=hint)])
