"""What the check says of the network is what media really take, and which ways round are open."""

from pathlib import Path

import pytest

from server.tls import own_addresses
from tests.e2e.axe import accessible
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.equipment import told
from tests.e2e.person import Person, by
from tests.e2e.relay import RELAY_ONLY
from tests.e2e.service import Service
from tests.e2e.until import equals, until
from tests.servers.coturn import SECRET, coturn

NOTHING_PASSES = f"{RELAY_ONLY}('turn', 'no transport at all')"


async def arrives(person: Person, *scripts: str) -> None:
    """At the check, whatever the network does."""
    assert isinstance(person.tab, ChromiumTab)
    for script in scripts:
        await person.tab.before_pages(script)
    await person.open_link()
    await person.give(person.invitation.code or "")
    await person.until_shown("devices-ok")


async def judged(person: Person, verdict: str, seconds: float = 10) -> None:
    await until(
        lambda: person.attribute(by("network-verdict"), "data-verdict"),
        equals(verdict),
        f"the network of {person} is {verdict}",
        seconds,
    )


async def finds(person: Person, **ways: str) -> None:
    """Each way by itself, as somebody who helps by telephone asks for it."""
    for way, outcome in ways.items():
        await until(
            lambda way=way: person.attribute(by("network-way", way=way), "data-outcome"),  # type: ignore[misc]
            equals(outcome),
            f"{way} is {outcome} to {person}",
        )


async def test_direct_relay_and_relay_over_tcp_are_told_apart(
    tmp_path: Path, browsers: Chromiums, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = next(address for address in own_addresses() if ":" not in address)
    with coturn(tmp_path, host, host) as relay:
        turn = ",".join((relay.url("udp"), relay.url("tcp"), relay.tls_url))
        monkeypatch.setenv("YUNTIAO_TURN", turn)
        monkeypatch.setenv("YUNTIAO_TURN_SECRET", SECRET)
        async with Service(tmp_path, "--advertise", host) as service:
            cast = Cast(await service.demo(), browsers)
            try:
                worker, employer = await cast.party("worker"), await cast.party("employer")
                await arrives(worker, f"{RELAY_ONLY}('turn', 'transport=udp')")
                await arrives(employer, f"{RELAY_ONLY}('turn', 'transport=tcp')")
                await judged(worker, "relay")
                await finds(worker, direct="closed", udp="open", tcp="closed", tls="closed")
                await judged(employer, "relay_tcp")
                await finds(employer, direct="closed", udp="closed", tcp="open", tls="closed")

                mediator = await cast.mediator()
                await mediator.open_link()
                await mediator.until_shown("devices-ok")
                await judged(mediator, "direct")
                # The test's relay certificate is nobody's: over TLS it must not be trusted.
                await finds(mediator, direct="open", udp="open", tcp="open", tls="closed")
                await told(mediator, "worker", network="relay")
                await told(mediator, "employer", network="relay_tcp")
                cast.assert_no_faults()
            finally:
                await cast.close()


async def test_where_nothing_passes_it_is_said_with_whom_to_call_and_the_mediator_knows(
    tmp_path: Path, browsers: Chromiums, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUNTIAO_TELEPHONE", "0743 822 1234")
    async with Service(tmp_path) as service:
        cast = Cast(await service.demo(), browsers)
        try:
            worker, mediator = await cast.party("worker"), await cast.mediator()
            await arrives(worker, NOTHING_PASSES)
            assert await worker.attribute(by("network-verdict"), "data-verdict") == "testing"
            assert not await worker.shown("network-call")
            await judged(worker, "none", 20)
            await worker.until_shown("network-call")
            await accessible(worker)
            await worker.tab.click(by("devices-ok"))
            await mediator.sign_in()
            await told(mediator, "worker", network="none")
            cast.assert_no_faults()
        finally:
            await cast.close()
