"""People whose network lets nothing through but a relay, and the real relay with the shipped configuration."""

from pathlib import Path

import pytest

from server.tls import own_addresses
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.person import Person
from tests.e2e.service import Service
from tests.e2e.until import until
from tests.servers.coturn import SECRET, coturn

RELAY_ONLY = """(transport => {
    const Direct = RTCPeerConnection;
    const only = ({ urls, ...rest }) => ({ ...rest, urls: [urls].flat().filter(url => url.endsWith(transport)) });
    const bound = given => ({
        ...given,
        iceTransportPolicy: "relay",
        iceServers: (given.iceServers ?? []).map(only).filter(server => server.urls.length > 0),
    });
    window.relayed = [];
    window.RTCPeerConnection = class extends Direct {
        constructor(given) { super(bound(given)); window.relayed.push(this); }
        setConfiguration(given) { super.setConfiguration(bound(given)); }
    };
})"""
USED = """async () => {
    const pairs = [];
    for (const pc of window.relayed) {
        const stats = new Map([...await pc.getStats()]);
        for (const pair of stats.values()) {
            if (pair.type !== "candidate-pair" || !pair.nominated || pair.state !== "succeeded") continue;
            const local = stats.get(pair.localCandidateId);
            pairs.push(`${local.candidateType} ${local.relayProtocol}`);
        }
    }
    return pairs;
}"""


async def is_relayed(person: Person, transport: str) -> None:
    await until(
        lambda: person.tab.evaluate(USED),
        lambda pairs: bool(pairs) and set(pairs) == {f"relay {transport}"},
        f"{person} is relayed over {transport}",
    )


async def test_relay_only_people_hear_each_other_over_udp_and_tcp(
    tmp_path: Path, browsers: Chromiums, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = next(address for address in own_addresses() if ":" not in address)
    with coturn(tmp_path, host, host) as relay:
        monkeypatch.setenv("YUNTIAO_TURN", f"{relay.url('udp')},{relay.url('tcp')}")
        monkeypatch.setenv("YUNTIAO_TURN_SECRET", SECRET)
        async with Service(tmp_path, "--advertise", host) as service:
            cast = Cast(await service.demo(), browsers)
            try:
                worker, employer, mediator = [
                    await cast.party("worker"), await cast.party("employer"), await cast.mediator(),
                ]  # fmt: skip
                for person, transport in ((worker, "udp"), (employer, "tcp")):
                    assert isinstance(person.tab, ChromiumTab)
                    await person.tab.before_pages(f"{RELAY_ONLY}('{transport}')")
                    await person.join()
                await mediator.sign_in()
                for key in ("worker", "employer"):
                    await mediator.sees_knock(key)
                    await mediator.admit(key)
                await cast.all_hear_all(20)
                for person, transport in ((worker, "udp"), (employer, "tcp")):
                    await is_relayed(person, transport)
                cast.assert_no_faults()
            finally:
                await cast.close()
