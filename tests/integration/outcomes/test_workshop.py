"""The process that signs: killed, it is begun anew; full, it says so; and the service never waits for it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from server.outcomes.pki import authority
from server.outcomes.pki.kind import Kind
from server.outcomes.signing.means import TOKEN as TOKEN_NAME
from server.outcomes.signing.means import Means, cover_of
from server.outcomes.signing.workshop import Workshop
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.verdict import FaultKind, State
from tests.integration.outcomes.papers import OPENINGS, PARTIES, Office, Steps, who
from tests.servers.key_service import PREHASHED, TOKEN, key_service
from tests.servers.timestamper import timestamper


@pytest.fixture
async def workshop(office: Office) -> AsyncIterator[Workshop]:
    made = Workshop(Means(office.data))
    yield made
    made.close()


async def way(workshop: Workshop, paper: bytes, stamp: bytes) -> bytes:
    current = await workshop.freeze(paper, OPENINGS)
    for field in (*PARTIES, "mediator"):
        current = (await workshop.sign(current, field, who(field), stamp)).pdf
    return await workshop.seal(current, "seal", stamp)


async def test_a_document_goes_its_way_in_the_other_process(
    workshop: Workshop, paper: bytes, stamp: bytes
) -> None:
    sealed = await way(workshop, paper, stamp)
    assert workshop.process not in {0, os.getpid()}
    assert (await workshop.check(sealed)).state is State.WHOLE


async def test_trouble_comes_whole_out_of_the_other_process(
    workshop: Workshop, steps: Steps, stamp: bytes
) -> None:
    with pytest.raises(Trouble) as caught:
        await workshop.sign(steps.frozen, "nobody", who("employer"), stamp)
    assert caught.value.kind is TroubleKind.FIELD_UNKNOWN


async def test_killed_it_tells_everybody_who_waits_and_is_begun_anew(
    workshop: Workshop, steps: Steps, stamp: bytes
) -> None:
    await workshop.check(steps.frozen)
    first = workshop.process
    waiting = [
        asyncio.create_task(workshop.sign(steps.frozen, "worker_1", who("worker_1"), stamp)) for _ in range(9)
    ]
    await asyncio.sleep(0)
    os.kill(first, signal.SIGKILL)
    found = await asyncio.gather(*waiting, return_exceptions=True)
    told = [each for each in found if isinstance(each, Trouble)]
    assert told
    assert {each.kind for each in told} == {TroubleKind.INTERRUPTED}
    assert all(each.kind.retryable for each in told)
    assert (await workshop.sign(steps.frozen, "worker_1", who("worker_1"), stamp)).pdf
    assert workshop.process != first


async def test_no_more_wait_than_may(office: Office, steps: Steps) -> None:
    workshop = Workshop(Means(office.data), most=2)
    try:
        found = await asyncio.gather(
            *(workshop.check(steps.frozen) for _ in range(5)), return_exceptions=True
        )
    finally:
        workshop.close()
    assert sum(isinstance(each, Trouble) and each.kind is TroubleKind.BUSY for each in found) == 3


async def test_one_that_takes_too_long_is_ended(office: Office, steps: Steps) -> None:
    workshop = Workshop(Means(office.data), patience=0.001)
    with pytest.raises(Trouble) as caught:
        await workshop.check(steps.frozen)
    assert caught.value.kind is TroubleKind.INTERRUPTED
    assert workshop.process == 0


async def test_who_closes_it_lets_nobody_wait(office: Office, steps: Steps) -> None:
    workshop = Workshop(Means(office.data))
    await workshop.check(steps.frozen)
    waiting = asyncio.create_task(workshop.check(steps.frozen))
    await asyncio.sleep(0)
    workshop.close()
    with pytest.raises(Trouble):
        await waiting


async def test_without_an_authority_nothing_is_signed(tmp_path: Path, paper: bytes) -> None:
    workshop = Workshop(Means(tmp_path))
    try:
        with pytest.raises(Trouble) as caught:
            await workshop.freeze(paper, OPENINGS)
    finally:
        workshop.close()
    assert caught.value.kind is TroubleKind.NO_AUTHORITY


async def test_what_a_command_changes_is_seen_at_once(own_office: Office, paper: bytes, stamp: bytes) -> None:
    workshop = Workshop(Means(own_office.data))
    try:
        first = await way(workshop, paper, stamp)
        authority.rotate(own_office.data, Kind.SEAL, own_office.keys, None, authority.now_utc())
        second = await way(workshop, paper, stamp)
        seals = [(await workshop.check(pdf)).signatures[-1].serial for pdf in (first, second)]
    finally:
        workshop.close()
    assert seals[0] != seals[1]
    assert seals[1] == own_office.authority.register.current(Kind.SEAL).serial


async def test_another_time_stamper_may_vouch_for_the_time(
    own_office: Office, paper: bytes, stamp: bytes, tmp_path: Path
) -> None:
    with timestamper() as other:
        roots = tmp_path / "roots.pem"
        roots.write_bytes(other.root_pem)
        workshop = Workshop(Means(own_office.data, other.url, str(roots)))
        try:
            sealed = await way(workshop, paper, stamp)
            assert (await workshop.check(sealed)).state is State.WHOLE
            for lie, kind in (
                ("down", TroubleKind.TIMESTAMPER_DOWN),
                ("another imprint", TroubleKind.TIMESTAMPER_LIED),
                ("another nonce", TroubleKind.TIMESTAMPER_LIED),
                ("yesterday", TroubleKind.TIMESTAMPER_LIED),
                ("another root", TroubleKind.TIMESTAMPER_LIED),
                ("broken signature", TroubleKind.TIMESTAMPER_LIED),
                ("endless", TroubleKind.TIMESTAMPER_LIED),
            ):
                other.way = lie
                with pytest.raises(Trouble) as caught:
                    await workshop.freeze(paper, OPENINGS)
                assert caught.value.kind is kind, lie
        finally:
            workshop.close()


async def test_the_seal_may_be_set_by_somebody_else(
    tmp_path: Path, paper: bytes, stamp: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN_NAME, TOKEN)
    with key_service() as service:
        means = Means(tmp_path, key_service=service.url, seal_elsewhere=True)
        cover = await asyncio.to_thread(cover_of, means)
        await asyncio.to_thread(authority.ensure, tmp_path, "中心", cover, authority.now_utc())
        opened = authority.Authority.open(tmp_path, cover)
        held = await asyncio.to_thread(opened.holder, Kind.SEAL)
        service.certificates = [each.public_bytes(Encoding.DER) for each in opened.chain(Kind.SEAL)]
        service.sign = lambda digest: held.key.sign(digest, PREHASHED)
        service.asked.clear()
        workshop = Workshop(means)
        try:
            sealed = await way(workshop, paper, stamp)
            assert (await workshop.check(sealed)).state is State.WHOLE
            assert service.asked.count("sign") == 1
            signed = (await workshop.check(sealed)).signatures
            assert signed[-1].kind == "seal"
        finally:
            workshop.close()


async def test_strangers_are_told_no_more_than_they_bring(workshop: Workshop) -> None:
    verdict = await workshop.check(b"%PDF-1.7\n" + bytes(1000))
    assert {fault.kind for fault in verdict.faults} == {FaultKind.MALFORMED}


def test_the_service_itself_never_loads_what_signs() -> None:
    asked = (
        "import sys, server.main, server.outcomes.signing.workshop, server.outcomes.verification.examiner;"
    )
    asked += "print([name for name in sys.modules if name.split('.')[0].startswith('pyhanko')])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
