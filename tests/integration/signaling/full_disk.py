"""A disk on which nothing more can be written."""

import contextlib
import resource
from collections.abc import Iterator

from tests.integration.running import Running

PAGE = 4096


@contextlib.contextmanager
def full_disk(service: Running) -> Iterator[None]:
    """No file of the service may grow beyond a page, as if there were no room for more."""
    former = resource.prlimit(service.pid, resource.RLIMIT_FSIZE, (PAGE, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(service.pid, resource.RLIMIT_FSIZE, former)
