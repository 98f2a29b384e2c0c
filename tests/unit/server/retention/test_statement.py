"""Statements and certificates: proven without us, and not by anything that was changed."""

from __future__ import annotations

import contextlib
import json
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.canonical import canonical
from server.retention import ledger
from server.retention.standing import Standing, standing_document
from server.retention.statement import (
    ChannelTrace,
    Erasure,
    Ground,
    PageTrace,
    SegmentTrace,
    Unproven,
    certificate_document,
    erasure_document,
    read_certificate,
    read_erasure,
    signed,
)
from server.retention.terms import Kind
from server.storage.keys import FileKeys

AT = datetime(2031, 3, 3, 1, 2, 3, 456_000, tzinfo=UTC)
KEYS = FileKeys("test", b"k" * 32)
ERASURE = Erasure(
    "erasure",
    "case",
    "吉首劳调〔2026〕7号",
    Kind.TALK,
    AT,
    "console",
    Ground(60, date(2026, 3, 2), date(2031, 3, 2), "到期"),
    (SegmentTrace("segment", 1_234, "ab" * 32),),
    (ChannelTrace("room", 0, 12, "cd" * 32),),
    (PageTrace("room", "page", ""),),
    case_key=True,
)


def test_what_was_said_is_read_back() -> None:
    assert read_erasure(erasure_document(KEYS, ERASURE), KEYS.public_key) == ERASURE
    certificate = read_certificate(certificate_document(KEYS, ERASURE, AT), KEYS.public_key)
    assert (certificate.erasure, certificate.completed) == (ERASURE, AT)


def test_a_certificate_is_verified_by_openssl_alone(tmp_path: Path) -> None:
    document = json.loads(certificate_document(KEYS, ERASURE, AT))
    (tmp_path / "said").write_bytes(b"yuntiao/certificate/v1\0" + canonical(document["said"]))
    (tmp_path / "signature").write_bytes(bytes.fromhex(document["signature"]))
    # SubjectPublicKeyInfo of Ed25519 (RFC 8410): a fixed beginning, then the key.
    (tmp_path / "key").write_bytes(bytes.fromhex("302a300506032b6570032100") + bytes.fromhex(document["key"]))
    asked = ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "key",
             "-in", "said", "-sigfile", "signature"]  # fmt: skip
    assert subprocess.run(asked, cwd=tmp_path, check=False, capture_output=True).returncode == 0
    (tmp_path / "said").write_bytes((tmp_path / "said").read_bytes().replace(b"60", b"61"))
    assert subprocess.run(asked, cwd=tmp_path, check=False, capture_output=True).returncode != 0


def test_one_kind_of_document_is_not_passed_off_as_another() -> None:
    with pytest.raises(Unproven):
        read_certificate(erasure_document(KEYS, ERASURE))
    with pytest.raises(Unproven):
        read_erasure(certificate_document(KEYS, ERASURE, AT))


def test_what_another_installation_signed_is_not_ours() -> None:
    other = FileKeys("other", b"o" * 32)
    document = certificate_document(other, ERASURE, AT)
    assert read_certificate(document).erasure == ERASURE
    with pytest.raises(Unproven):
        read_certificate(document, KEYS.public_key)


@settings(max_examples=200)
@given(st.data())
def test_one_changed_octet_anywhere_is_found_or_changes_nothing(data: st.DataObject) -> None:
    document = bytearray(certificate_document(KEYS, ERASURE, AT))
    at = data.draw(st.integers(0, len(document) - 1))
    document[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unproven):
        assert read_certificate(bytes(document), KEYS.public_key).erasure == ERASURE


def _without(name: str) -> dict[str, Any]:
    plain = dict(ERASURE.plain())
    del plain[name]
    return plain


@pytest.mark.parametrize(
    "said",
    [
        *(_without(name) for name in ERASURE.plain()),
        ERASURE.plain() | {"v": 2},
        ERASURE.plain() | {"kind": "everything"},
        ERASURE.plain() | {"at": "today"},
        ERASURE.plain() | {"segments": [{"id": "x"}]},
        ERASURE.plain() | {"segments": 3},
        ERASURE.plain() | {"ground": None},
        ERASURE.plain() | {"ground": {"months": 1, "since": "x", "last_day": "y", "reason": ""}},
        [],
        None,
        "erasure",
    ],
)
def test_what_we_signed_but_never_meant_as_a_statement_is_none(said: Any) -> None:
    signature = KEYS.sign(b"yuntiao/erasure/v1\0" + canonical(said))
    document = {"said": said, "signature": signature.hex(), "key": KEYS.public_key.hex()}
    with pytest.raises(Unproven):
        read_erasure(canonical(document))


@pytest.mark.parametrize(
    "document",
    [b"", b"null", b"[]", b"{}", b"[" * 100_000, b"\xff", b'{"said":{},"signature":"zz","key":""}',
     b'{"said":1.5,"signature":"","key":""}', b'{"said":{},"signature":1,"key":2}'],
)  # fmt: skip
def test_anything_else_is_no_document(document: bytes) -> None:
    for read in (read_erasure, read_certificate):
        with pytest.raises(Unproven):
            read(document)


def test_a_list_is_whole_private_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / ledger.LEDGER
    assert ledger.read(path, KEYS.public_key).lines == []
    later = replace(ERASURE, id="later", at=AT.replace(year=2032))
    documents = [erasure_document(KEYS, one) for one in (later, ERASURE)]
    ledger.write(path, [*documents, documents[0]])
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(ledger.read(path, KEYS.public_key).erasures) == ["erasure", "later"]
    assert [name.name for name in tmp_path.iterdir()] == [ledger.LEDGER]
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Unproven, match="line 2"):
        ledger.read(path, KEYS.public_key)


PAUSE = Standing(
    "retention_pauses",
    {
        "id": "pause",
        "case_id": "case",
        "cause": "legal_hold",
        "since": AT,
        "until": None,
        "sealed": b"\x00\xff",
    },
)


def test_what_is_kept_stands_in_the_list_before_what_was_erased(tmp_path: Path) -> None:
    path = tmp_path / ledger.LEDGER
    ledger.write(path, [erasure_document(KEYS, ERASURE), standing_document(KEYS, PAUSE)])
    found = ledger.read(path, KEYS.public_key)
    assert ([*found.erasures], [told for told, _ in found.standing.values()]) == (["erasure"], [PAUSE])
    assert found.lines == [*reversed(path.read_bytes().splitlines())]


@pytest.mark.parametrize(
    "changed",
    [
        {"table": "cases"},
        {"table": ["retention_pauses"]},
        {"table": "retention_terms"},
        {"row": None},
        {"row": {}},
        {"row": {"id": ["pause"]}},
        {"row": {"id": "pause", "since": "yesterday"}},
        {"row": {"id": "pause", "sealed": "zz"}},
        {"row": {"id": "pause", "sealed": 1}},
        {"row": {"id": "pause", "colour": "red"}},
    ],
)
def test_what_is_no_statement_of_what_is_kept_is_told_by_its_line(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    said = json.loads(standing_document(KEYS, PAUSE))["said"] | changed
    (tmp_path / ledger.LEDGER).write_bytes(signed(KEYS, said))
    with pytest.raises(Unproven, match="line 1"):
        ledger.read(tmp_path / ledger.LEDGER, KEYS.public_key)
