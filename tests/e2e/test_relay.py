"""People whose network lets nothing through but a relay, and the real relay with the shipped configuration."""

import base64
import hashlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.tls import own_addresses
from tests.e2e.cast import Cast
from tests.e2e.chromium import Chromiums, ChromiumTab
from tests.e2e.person import Person
from tests.e2e.relay import RELAY_ONLY
from tests.e2e.service import Service
from tests.e2e.until import until
from tests.servers.coturn import SECRET, coturn

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


def key_digest(certificate: Path) -> str:
    """As Chromium takes it: of the public key, SHA-256 in base64."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(encoded).digest()).decode()


async def test_relay_only_people_hear_each_other_over_udp_tcp_and_tls(
    tmp_path: Path, browsers: Chromiums, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = next(address for address in own_addresses() if ":" not in address)
    with coturn(tmp_path, host, host) as relay:
        monkeypatch.setenv("YUNTIAO_TURN", f"{relay.url('udp')},{relay.url('tcp')},{relay.tls_url}")
        monkeypatch.setenv("YUNTIAO_TURN_SECRET", SECRET)
        async with Service(tmp_path, "--advertise", host) as service:
            cast = Cast(await service.demo(), browsers)
            try:
                behind_tls = await browsers.device("mediator", "", key_digest(relay.certificate))
                worker, employer = await cast.party("worker"), await cast.party("employer")
                mediator = await cast.host_with("mediator", behind_tls)
                ways = {worker: ("turn", "udp"), employer: ("turn", "tcp"), mediator: ("turns", "tcp")}
                for person, (scheme, transport) in ways.items():
                    assert isinstance(person.tab, ChromiumTab)
                    await person.tab.before_pages(f"{RELAY_ONLY}('{scheme}', '{transport}')")
                await worker.join()
                await employer.join()
                await mediator.sign_in()
                for key in ("worker", "employer"):
                    await mediator.sees_knock(key)
                    await mediator.admit(key)
                await cast.all_hear_all(20)
                for person, used in ((worker, "udp"), (employer, "tcp"), (mediator, "tls")):
                    await is_relayed(person, used)
                cast.assert_no_faults()
            finally:
                await cast.close()
