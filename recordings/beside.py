"""A process beside the service: of low priority, and gone with it."""

import os
import signal
import threading
from collections.abc import Callable
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
