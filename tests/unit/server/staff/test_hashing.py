"""Hashing passwords in a process of its own."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Iterator

import psutil
import pytest

from server.staff.hashing import HASHER, NOBODYS, WAITING, Passwords, TooBusy

PASSWORD = "blue kettle under rain"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    with contextlib.closing(Passwords()) as worker:
        yield worker


async def test_a_password_matches_its_own_hash_only(passwords: Passwords) -> None:
    kept = await passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert await passwords.matches(kept, PASSWORD)
    assert not await passwords.matches(kept, PASSWORD + " ")


async def test_the_same_password_has_another_hash_each_time(passwords: Passwords) -> None:
    assert await passwords.hash(PASSWORD) != await passwords.hash(PASSWORD)


async def test_what_nobody_has_matches_nothing(passwords: Passwords) -> None:
    assert not await passwords.matches(None, PASSWORD)
    assert not await passwords.matches(None, "")
    assert not await passwords.matches("no hash", PASSWORD)


async def test_the_loop_goes_on_while_a_password_is_hashed(passwords: Passwords) -> None:
    hashing = asyncio.create_task(passwords.hash(PASSWORD))
    turns = 0
    while not hashing.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 100


async def test_who_comes_when_too_many_wait_is_told_to_come_again(passwords: Passwords) -> None:
    answers = await asyncio.gather(
        *(passwords.matches(None, PASSWORD) for _ in range(WAITING + 2)), return_exceptions=True
    )
    assert [type(answer) for answer in answers].count(TooBusy) == 2
    assert not await passwords.matches(None, PASSWORD)


async def test_a_worker_that_was_killed_is_started_again(passwords: Passwords) -> None:
    kept = await passwords.hash(PASSWORD)
    workers = [child for child in psutil.Process().children() if "spawn_main" in " ".join(child.cmdline())]
    assert workers
    for worker in workers:
        os.kill(worker.pid, signal.SIGKILL)
    assert await passwords.matches(kept, PASSWORD)


def test_comparing_with_nobodys_password_costs_what_a_true_one_costs() -> None:
    assert not HASHER.check_needs_rehash(NOBODYS)
