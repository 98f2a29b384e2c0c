"""Connectivity checks: what is believed, what is answered, what is met with silence."""

import struct
from binascii import crc32

import pytest
from aioice import stun as oracle
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.stun import MAX_SIZE, BindingRequest, failure, parse_request, respond, success

PASSWORD = b"a-password-of-ours-23456"


def check(**changes: object) -> oracle.Message:
    """What a browser sends, with attributes replaced or (None) left out."""
    attributes: dict[str, object] = {
        "USERNAME": "ours:theirs",
        "ICE-CONTROLLING": 1 << 60,
        "PRIORITY": 1845501695,
    }
    attributes.update({name.replace("_", "-"): value for name, value in changes.items()})
    kept = {name: value for name, value in attributes.items() if value is not None}
    return oracle.Message(oracle.Method.BINDING, oracle.Class.REQUEST, attributes=kept)


def signed(message: oracle.Message, password: bytes = PASSWORD) -> bytes:
    message.add_message_integrity(password)
    return bytes(message)


def request(**changes: object) -> BindingRequest:
    parsed = parse_request(signed(check(**changes)))
    assert parsed is not None
    return parsed


def raw(
    *attributes: tuple[int, bytes], kind: int = 1, cookie: int = 0x2112A442, password: bytes = PASSWORD
) -> bytes:
    """A message of these attributes with integrity and fingerprint, made independently of aioice."""
    body = b"".join(
        struct.pack("!HH", name, len(value)) + value + b"\0" * (-len(value) & 3) for name, value in attributes
    )
    head = struct.pack("!HHI12s", kind, 0, cookie, b"transaction!")
    body += struct.pack("!HH", 8, 20) + oracle.message_integrity(head + body, password)
    message = oracle.set_body_length(head + body, len(body) + 8)
    return message + struct.pack("!HHI", 0x8028, 4, crc32(message) ^ 0x5354554E)


USUAL = ((0x0006, b"ours:theirs"), (0x0024, bytes(4)), (0x802A, bytes(8)))


def test_a_browsers_check_is_read_and_verified() -> None:
    parsed = request(USE_CANDIDATE=True)
    assert (parsed.local_ufrag, parsed.remote_ufrag) == ("ours", "theirs")
    assert parsed.priority == 1845501695
    assert parsed.use_candidate
    assert not parsed.role_conflict
    assert parsed.unknown == ()
    assert parsed.verify(PASSWORD)


def test_another_password_does_not_verify() -> None:
    assert not request().verify(b"a-password-of-ours-23457")


def test_a_memoryview_of_a_receive_buffer_will_do() -> None:
    parsed = parse_request(memoryview(bytearray(signed(check()))))
    assert parsed is not None
    assert parsed.verify(PASSWORD)


def test_the_parsed_request_does_not_change_with_the_buffer() -> None:
    buffer = bytearray(signed(check()))
    parsed = parse_request(memoryview(buffer))
    buffer[:] = bytes(len(buffer))
    assert parsed is not None
    assert parsed.verify(PASSWORD)


@pytest.mark.parametrize("missing", ["USERNAME", "PRIORITY", "ICE_CONTROLLING"])
def test_a_check_without_what_ice_demands_is_met_with_silence(missing: str) -> None:
    assert parse_request(signed(check(**{missing: None}))) is None


def test_a_check_with_both_roles_is_met_with_silence() -> None:
    assert parse_request(signed(check(ICE_CONTROLLED=5))) is None


def test_a_check_without_integrity_is_met_with_silence() -> None:
    message = check()
    message.add_fingerprint()
    assert parse_request(bytes(message)) is None


def test_a_check_without_fingerprint_is_met_with_silence() -> None:
    data = signed(check())[:-8]
    assert parse_request(data[:2] + struct.pack("!H", len(data) - 20) + data[4:]) is None


@pytest.mark.parametrize(
    "username",
    [
        "ours",
        "our:theirs",
        "ours:the",
        "ours:",
        ":theirs",
        "ours:th irs",
        "o" * 257 + ":theirs",
        "oürs:theirs",
    ],
)
def test_a_username_that_is_not_two_ufrags_is_met_with_silence(username: str) -> None:
    assert parse_request(signed(check(USERNAME=username))) is None


@pytest.mark.parametrize("kind", [0x0011, 0x0101, 0x0111, 0x0003, 0x0000, 0x4001])
def test_whatever_is_not_a_binding_request_is_met_with_silence(kind: int) -> None:
    assert parse_request(raw(*USUAL)) is not None
    assert parse_request(raw(*USUAL, kind=kind)) is None


def test_another_magic_cookie_is_met_with_silence() -> None:
    assert parse_request(raw(*USUAL, cookie=0x2112A443)) is None


def test_a_datagram_beyond_the_limit_is_met_with_silence() -> None:
    fitting = MAX_SIZE - len(raw(*USUAL)) - 4
    assert parse_request(raw(*USUAL, (0xC001, bytes(fitting)))) is not None
    assert parse_request(raw(*USUAL, (0xC001, bytes(fitting + 4)))) is None


@pytest.mark.parametrize(
    "wrong",
    [(0x0024, bytes(3)), (0x0024, bytes(8)), (0x802A, bytes(4)), (0x0025, bytes(4)), (0x8028, bytes(4))],
)
def test_an_attribute_of_the_wrong_size_or_place_is_met_with_silence(wrong: tuple[int, bytes]) -> None:
    others = [attribute for attribute in USUAL if attribute[0] != wrong[0]]
    assert parse_request(raw(*others, wrong)) is None


def test_an_attribute_that_leaves_the_message_is_met_with_silence() -> None:
    assert (
        parse_request(raw(*USUAL, (0xC001, bytes(4)))[:-36] + struct.pack("!HH", 0xC001, 400) + bytes(32))
        is None
    )


def test_unknown_optional_attributes_are_passed_over() -> None:
    parsed = parse_request(raw(*USUAL, (0xC057, bytes(4)), (0x8022, b"browser")))
    assert parsed is not None
    assert parsed.unknown == ()
    assert parsed.verify(PASSWORD)


def test_unknown_attributes_that_must_be_understood_are_listed_once() -> None:
    parsed = parse_request(raw(*USUAL, (0x7FFF, bytes(4)), (0x001C, bytes(32)), (0x7FFF, b"")))
    assert parsed is not None
    assert parsed.unknown == (0x7FFF, 0x001C)


def test_of_a_repeated_attribute_the_first_counts() -> None:
    parsed = parse_request(raw((0x0006, b"first:theirs"), *USUAL))
    assert parsed is not None
    assert parsed.local_ufrag == "first"


def test_what_follows_the_integrity_is_not_believed() -> None:
    data = raw(*USUAL)
    smuggled = data[:-8] + struct.pack("!HH", 0x0025, 0)
    smuggled = smuggled[:2] + struct.pack("!H", len(smuggled) - 12) + smuggled[4:]
    smuggled += struct.pack("!HHI", 0x8028, 4, crc32(smuggled) ^ 0x5354554E)
    parsed = parse_request(smuggled)
    assert parsed is not None
    assert parsed.verify(PASSWORD)
    assert not parsed.use_candidate


def test_a_changed_octet_never_verifies() -> None:
    data = signed(check(USE_CANDIDATE=True))
    for position in range(len(data)):
        changed = bytearray(data)
        changed[position] ^= 1
        changed[-4:] = struct.pack("!I", crc32(changed[:-8]) ^ 0x5354554E)
        parsed = parse_request(changed)
        assert parsed is None or changed == data or not parsed.verify(PASSWORD), position


@pytest.mark.parametrize(
    ("address", "told"),
    [
        (("192.0.2.7", 40000), ("192.0.2.7", 40000)),
        (("2001:db8::7", 65535), ("2001:db8::7", 65535)),
        (("::ffff:192.0.2.7", 1), ("192.0.2.7", 1)),
        (("fe80::1%eth0", 5), ("fe80::1", 5)),
    ],
)
def test_success_tells_the_browser_its_address(address: tuple[str, int], told: tuple[str, int]) -> None:
    asked = request()
    answer = oracle.parse_message(success(asked, address, PASSWORD))
    assert answer.message_class is oracle.Class.RESPONSE
    assert answer.transaction_id == asked.transaction
    assert answer.attributes["XOR-MAPPED-ADDRESS"] == told
    assert answer.check_message_integrity(PASSWORD)
    assert "FINGERPRINT" in answer.attributes


def test_a_browser_that_thinks_itself_controlled_is_told_of_the_conflict() -> None:
    asked = request(ICE_CONTROLLING=None, ICE_CONTROLLED=1)
    assert asked.role_conflict
    answer = oracle.parse_message(respond(asked, ("192.0.2.7", 1), PASSWORD))
    assert answer.message_class is oracle.Class.ERROR
    assert answer.error_code == 487
    assert answer.check_message_integrity(PASSWORD)


def test_what_is_not_understood_is_named_in_the_refusal() -> None:
    asked = parse_request(raw(*USUAL, (0x7FFF, b""), (0x1234, b"")))
    assert asked is not None
    answer = respond(asked, ("192.0.2.7", 1), PASSWORD)
    assert oracle.parse_message(answer).error_code == 420
    assert struct.pack("!HHHH", 0x000A, 4, 0x7FFF, 0x1234) in answer


def test_a_sound_check_gets_the_success() -> None:
    asked = request()
    assert respond(asked, ("192.0.2.7", 1), PASSWORD) == success(asked, ("192.0.2.7", 1), PASSWORD)


def test_a_bad_request_can_be_refused_as_such() -> None:
    assert oracle.parse_message(failure(request(), 400, PASSWORD)).error_code == 400


@given(data=st.binary(max_size=200))
def test_garbage_is_met_with_silence(data: bytes) -> None:
    assert parse_request(data) is None


@given(data=st.data())
def test_a_damaged_check_is_silence_or_does_not_verify(data: st.DataObject) -> None:
    good = signed(check(USE_CANDIDATE=True))
    damaged = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(damaged[: data.draw(st.integers(0, len(good)))])
    for candidate in (bytes(damaged), cut, bytes(damaged) + cut[:8]):
        parsed = parse_request(candidate)
        assert parsed is None or candidate == good or not parsed.verify(PASSWORD)


@given(
    ours=st.text("ABCxyz019+/", min_size=4, max_size=256),
    theirs=st.text("ABCxyz019+/", min_size=4, max_size=256),
    priority=st.integers(0, 2**32 - 1),
    use=st.booleans(),
    password=st.binary(min_size=22, max_size=64),
)
def test_every_sound_check_is_read_as_aioice_wrote_it(
    ours: str, theirs: str, priority: int, use: bool, password: bytes
) -> None:
    message = check(USERNAME=f"{ours}:{theirs}", PRIORITY=priority, USE_CANDIDATE=True if use else None)
    parsed = parse_request(signed(message, password))
    assert parsed is not None
    assert (parsed.local_ufrag, parsed.remote_ufrag) == (ours, theirs)
    assert (parsed.priority, parsed.use_candidate) == (priority, use)
    assert parsed.transaction == message.transaction_id
    assert parsed.verify(password)
