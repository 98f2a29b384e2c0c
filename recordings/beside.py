"""A process beside the service: of low priority, and gone with it."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process


def stand_beside(nice: int, at_the_end: Callable[[], object] = lambda: None) -> None:
    """In the new process. `at_the_end`: what it still does when the service has gone; the service cannot do it then.

    An interrupt from the terminal is the service's to answer.
    """
    threading.Thread(target=_end_with_the_service, args=[at_the_end], daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(nice)


def _end_with_the_service(at_the_end: Callable[[], object]) -> None:
    """One that is killed cannot say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        try:
            at_the_end()
        finally:
            os._exit(1)


def let_go(pool: ProcessPoolExecutor) -> None:
    """Gives up a pool whose process was killed, or ended by itself; whoever waits for it is told.

    Before CPython 3.11.5 a thread of the pool goes on writing what was under way to a pipe that nobody reads any more,
    and the service could not end: gh-94777. Without the reader the writing fails. Later versions close it by
    themselves, in a thread of theirs: of two who close at once the second may close what has got its number since.
    """
    queue = getattr(pool, "_call_queue", None)
    if queue is not None and sys.version_info < (3, 11, 5):
        queue._reader.close()
    pool.shutdown(wait=False, cancel_futures=True)
