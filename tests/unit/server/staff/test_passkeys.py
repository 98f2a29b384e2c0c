"""What an authenticator, or somebody who pretends to be one, answers."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import cbor2
from hypothesis import example, given
from hypothesis import strategies as st

from rooms.rights import StaffRole
from server.staff.account import Account, AccountId, Standing
from server.staff.passkeys import Site, creation_options, made, named, request_options, sign_count
from tests.authenticator import Authenticator

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SITE = Site("https://mediation.example:8443", "云调解中心")
ACCOUNT = Account(AccountId("a" * 24), "田秀英", StaffRole.MEDIATOR, Standing.INVITED, NOW)
CHALLENGE = bytes(range(32))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.binary(max_size=40).map(lambda b: text(b)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
FORMATS = st.sampled_from(
    ["none", "packed", "tpm", "android-key", "android-safetynet", "apple", "fido-u2f", ""]
)


def text(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(written: str) -> bytes:
    return urlsafe_b64decode(written + "=" * (-len(written) % 4))


def registration() -> dict[str, Any]:
    return Authenticator(SITE.origin).create(creation_options(SITE, ACCOUNT, CHALLENGE))


def test_a_passkey_is_for_the_host_and_asks_for_a_finger_and_a_place_in_the_authenticator() -> None:
    options = creation_options(SITE, ACCOUNT, CHALLENGE)
    assert options["rp"] == {"id": "mediation.example", "name": "云调解中心"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert request_options(SITE, CHALLENGE)["userVerification"] == "required"


def test_a_passkey_that_is_known_is_not_made_twice() -> None:
    known = made(SITE, ACCOUNT, registration(), CHALLENGE, "chrome linux", NOW)
    assert known is not None
    (excluded,) = creation_options(SITE, ACCOUNT, CHALLENGE, [known])["excludeCredentials"]
    assert octets(excluded["id"]) == known.credential_id


def test_an_answer_to_another_challenge_does_not_hold() -> None:
    assert made(SITE, ACCOUNT, registration(), bytes(32), "chrome linux", NOW) is None


@given(JSON, st.sampled_from(["id", "rawId", "type", "response"]))
def test_whatever_stands_in_an_answer_nobody_is_signed_in_and_nothing_breaks(value: Any, field: str) -> None:
    phone = Authenticator(SITE.origin)
    passkey = made(
        SITE,
        ACCOUNT,
        phone.create(creation_options(SITE, ACCOUNT, CHALLENGE)),
        CHALLENGE,
        "chrome linux",
        NOW,
    )
    assert passkey is not None
    answer = phone.get(request_options(SITE, CHALLENGE)) | {field: value}
    named(answer)
    assert sign_count(SITE, passkey, answer, CHALLENGE) is None
    assert made(SITE, ACCOUNT, registration() | {field: value}, CHALLENGE, "chrome linux", NOW) is None


@given(st.data())
def test_octets_that_were_changed_make_no_passkey_and_break_nothing(data: st.DataObject) -> None:
    answer = registration()
    field = data.draw(st.sampled_from(["clientDataJSON", "attestationObject"]))
    changed = bytearray(octets(answer["response"][field]))
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    cut = data.draw(st.integers(0, len(changed)))
    answer["response"][field] = text(bytes(changed[:cut]))
    found = made(SITE, ACCOUNT, answer, CHALLENGE, "chrome linux", NOW)
    assert found is None or found.account == ACCOUNT.id


@example("android-safetynet", {"ver": True, "response": "0"})
@given(
    FORMATS,
    st.dictionaries(st.sampled_from(["alg", "sig", "x5c", "ver", "response", "certInfo", "pubArea"]), JSON),
)
def test_foreign_attestations_break_nothing(format_: str, statement: dict[str, Any]) -> None:
    answer = registration()
    attested = cbor2.loads(octets(answer["response"]["attestationObject"]))
    answer["response"]["attestationObject"] = text(
        cbor2.dumps(attested | {"fmt": format_, "attStmt": statement})
    )
    made(SITE, ACCOUNT, answer, CHALLENGE, "chrome linux", NOW)
