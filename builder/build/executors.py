"""Where the units of work run: here, in processes, or on a Dask cluster (decision 17)."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from builder.build.commit import ENDS, unbroken
from builder.findings import BuilderError

T = TypeVar("T")


class NoCluster(BuilderError):
    """The Dask cluster, or the extra that speaks to it, is not there."""


class WorkerLost(BuilderError):
    """A process that worked for the build is gone: killed, or the memory was full."""


class Inline(Executor):
    """Runs each unit when it is submitted: the plain build, with no process to start."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """The finished future of ``fn(*args, **kwargs)``."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def nothing() -> None:
    """No work of our own while processes start."""


@contextmanager
def executor(
    jobs: int, dask: str | None, meanwhile: Callable[[], None] = nothing
) -> Iterator[tuple[Executor, int]]:
    """An executor and how many units it runs at once; closed afterwards.

    ``meanwhile`` is done here while processes start, if any do.
    Raises NoCluster when ``dask`` names no scheduler that answers.
    """
    if dask is not None:
        with _cluster(dask) as found:
            yield found
    elif jobs > 1:
        with _processes(jobs, meanwhile) as pool:
            yield pool, jobs
    else:
        yield Inline(), 1


@contextmanager
def _processes(jobs: int, meanwhile: Callable[[], None]) -> Iterator[Executor]:
    """Processes that are started clean: forking us would copy the locks of the progress bar."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["builder.build.units"])
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    try:
        with unbroken():  # one that starts while we end would have nobody to wait for it
            started = [pool.submit(os.getpid) for _ in range(jobs)]
            meanwhile()
            wait(started)
        yield pool
    except BrokenProcessPool as error:
        raise WorkerLost("a process of the build was killed; nothing was written") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """In each process: leave Ctrl-C to the one that leads, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster("--dask needs the extra: pip install 'cartable[fleet]'") from error
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error
    with client:
        # retries: a unit on a worker that was killed runs again elsewhere
        yield client.get_executor(retries=3), max(1, sum(client.nthreads().values()))
