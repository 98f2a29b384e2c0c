"""Garbage: looked for often among what is young, and among all when nobody is there to notice."""

import asyncio
import contextlib
import gc
import weakref
from collections.abc import Iterator

import pytest

from server import garbage
from server.garbage import SET_ASIDE_EVERY, WHOLE_WITHIN, Collector


class Node:
    """Garbage that only a collection finds: it refers to itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _by_hand() -> Iterator[None]:
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


def dropped() -> weakref.ref[Node]:
    return weakref.ref(Node())


def test_young_garbage_is_gone_after_a_step() -> None:
    collector = Collector(lambda: False, 0.0)
    found = dropped()
    collector.step(0.2)
    assert found() is None


def test_what_was_set_aside_stays_while_people_are_there_and_goes_when_they_are_gone() -> None:
    quiet = False
    collector = Collector(lambda: quiet, 0.0)
    node = Node()
    found = weakref.ref(node)
    collector.step(SET_ASIDE_EVERY)
    del node
    collector.step(2 * SET_ASIDE_EVERY)
    assert found() is not None
    quiet = True
    collector.step(2 * SET_ASIDE_EVERY + 0.2)
    assert found() is None


def test_all_is_looked_through_in_the_end_even_if_people_never_leave() -> None:
    collector = Collector(lambda: False, 0.0)
    node = Node()
    found = weakref.ref(node)
    collector.step(SET_ASIDE_EVERY)
    del node
    collector.step(WHOLE_WITHIN)
    assert found() is None


def test_an_idle_process_does_not_look_through_all_again_and_again() -> None:
    collector = Collector(lambda: True, 0.0)
    looked = []
    gc.callbacks.append(lambda phase, info: looked.append((phase, info["generation"])))
    try:
        for step in range(1, 6):
            collector.step(step * 0.2)
    finally:
        gc.callbacks.pop()
    assert set(looked) == {("start", 0), ("stop", 0)}


async def test_the_interpreter_collects_by_itself_again_when_the_service_has_stopped() -> None:
    gc.enable()
    running = asyncio.create_task(garbage.collect(lambda: True))
    await asyncio.sleep(0)
    assert not gc.isenabled()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert gc.isenabled()
