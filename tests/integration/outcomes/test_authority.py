"""The centre's authority: made once, changed by commands, and useless to who has its files without the passphrase."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID
from typer.testing import CliRunner, Result

from server import cli
from server.config import Settings
from server.doctor.authority import examine_authority
from server.outcomes.pki import authority, certificates
from server.outcomes.pki.authority import LIST_TERM, ROOT_KEYS, ROOT_LIST_TERM, Authority
from server.outcomes.pki.commands import ROOT_PASSPHRASE
from server.outcomes.pki.folder import FOLDER, Folder
from server.outcomes.pki.kind import LASTING, Kind, kind_of
from server.outcomes.trouble import Trouble, TroubleKind
from server.outcomes.verification.verdict import State
from server.storage.keys import FileKeys
from server.storage.store import PASSPHRASE
from tests.integration.outcomes.attacks import seen
from tests.integration.outcomes.papers import Office, Steps, went

SECRET = "只有主任知道"


def test_every_certificate_is_for_one_thing(office: Office) -> None:
    opened = office.authority
    for kind in LASTING:
        own, issuer = opened.chain(kind)
        assert kind_of(own) is kind
        own.verify_directly_issued_by(issuer)
        issuer.verify_directly_issued_by(opened.root)
        assert own.not_valid_after_utc < issuer.not_valid_after_utc < opened.root.not_valid_after_utc
    stamper = opened.chain(Kind.TIMESTAMP)[0].extensions
    usage = stamper.get_extension_for_oid(ExtensionOID.EXTENDED_KEY_USAGE)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]  # type: ignore[arg-type]


def test_the_key_of_one_signature_is_kept_nowhere(office: Office) -> None:
    before = sorted(path.name for path in (office.data / FOLDER).rglob("*"))
    one, two = (office.authority.for_person(Kind.PARTY, "龙建军", "seat", "申请人") for _ in range(2))
    assert one.certificate.serial_number != two.certificate.serial_number
    assert kind_of(one.certificate) is Kind.PARTY
    assert sorted(path.name for path in (office.data / FOLDER).rglob("*")) == before


def test_files_are_for_their_owner_alone_and_hold_no_key_in_the_open(office: Office) -> None:
    for path in (office.data / FOLDER).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    key = office.authority.holder(Kind.SEAL).key.private_numbers().private_value.to_bytes(32, "big")
    assert all(key not in path.read_bytes() for path in (office.data / FOLDER).rglob("*") if path.is_file())


def test_there_is_one_authority(own_office: Office) -> None:
    above = authority.root_cover(own_office.data, SECRET)
    with pytest.raises(FileExistsError):
        authority.initialise(own_office.data, "x", own_office.keys, above, datetime.now(UTC))
    assert not authority.ensure(own_office.data, "x", own_office.keys, datetime.now(UTC))


async def test_what_former_keys_signed_stays_good(own_office: Office, paper: bytes, stamp: bytes) -> None:
    before = await went(own_office.press(), paper, stamp)
    held = own_office.authority
    for kind in LASTING:
        authority.rotate(own_office.data, kind, own_office.keys, None, datetime.now(UTC))
        assert held.look_again()
        assert held.chain(kind)[0] == own_office.authority.chain(kind)[0]
    with pytest.raises(Trouble) as caught:
        authority.root_cover(own_office.data, "falsch")
    assert caught.value.kind is TroubleKind.KEY_UNREADABLE
    above = authority.root_cover(own_office.data, SECRET)
    authority.rotate(own_office.data, Kind.ISSUER, own_office.keys, above, datetime.now(UTC))
    for steps in (before, await went(own_office.press(), paper, stamp)):
        assert (await seen(steps.sealed, [own_office.root])).state is State.WHOLE
    assert len(own_office.authority.lists()) == 3


@pytest.mark.parametrize("kind", [Kind.ISSUER, *LASTING])
def test_a_key_that_is_lost_is_named(own_office: Office, kind: Kind) -> None:
    entry = own_office.authority.register.current(kind)
    file = own_office.data / FOLDER / "keys" / entry.serial
    kept = file.read_bytes()
    file.write_bytes(kept[:-1])
    with pytest.raises(Trouble) as caught:
        own_office.authority.holder(kind)
    assert caught.value.kind is TroubleKind.KEY_UNREADABLE
    file.unlink()
    with pytest.raises(Trouble) as caught:
        own_office.authority.holder(kind)
    assert (caught.value.kind, caught.value.detail) == (
        TroubleKind.KEY_MISSING,
        f"{kind.value} {entry.serial}",
    )
    told = examine_authority(Settings(data=own_office.data))
    assert [finding.verdict.value for finding in told] == ["fault"]


def test_another_key_file_opens_nothing(own_office: Office, tmp_path: Path) -> None:
    other = FileKeys.open(tmp_path / "other.json")
    with pytest.raises(Trouble) as caught:
        Authority.open(own_office.data, other).holder(Kind.SEAL)
    assert caught.value.kind is TroubleKind.KEY_UNREADABLE


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"v": 2}', '{"v": 1, "organisation": "x"}'])
def test_a_damaged_register_is_named(own_office: Office, content: str) -> None:
    (own_office.data / FOLDER / "register.json").write_text(content)
    with pytest.raises(Trouble) as caught:
        _ = own_office.authority
    assert caught.value.kind is TroubleKind.AUTHORITY_DAMAGED


def test_lists_are_renewed_as_they_are_used_and_the_roots_by_its_key_alone(own_office: Office) -> None:
    def numbers(at: datetime) -> list[int]:
        opened = Authority.open(own_office.data, own_office.keys, lambda: at)
        found = map(x509.load_der_x509_crl, opened.lists())
        return [each.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for each in found]

    now = datetime.now(UTC)
    first = numbers(now)
    assert numbers(now + timedelta(hours=20)) == first
    assert numbers(now + timedelta(days=2)) == [first[0], 3]
    assert numbers(now + LIST_TERM * 3) == [first[0], 4]
    over = now + ROOT_LIST_TERM + timedelta(days=1)
    with pytest.raises(Trouble) as caught:
        numbers(over)
    assert caught.value.kind is TroubleKind.LIST_EXPIRED
    above = authority.root_cover(own_office.data, SECRET)
    authority.renew_lists(own_office.data, own_office.keys, above, over)
    assert numbers(over)


def test_an_issuer_is_revoked_by_the_root(own_office: Office) -> None:
    issuer = own_office.authority.register.current(Kind.ISSUER).certificate.serial_number
    reason, now = x509.ReasonFlags.key_compromise, datetime.now(UTC)
    with pytest.raises(Trouble) as caught:
        authority.revoke(own_office.data, issuer, reason, own_office.keys, None, now)
    assert caught.value.kind is TroubleKind.KEY_MISSING
    above = authority.root_cover(own_office.data, SECRET)
    authority.revoke(own_office.data, issuer, reason, own_office.keys, above, now)
    listed = x509.load_der_x509_crl(own_office.authority.lists()[0])
    assert listed.get_revoked_certificate_by_serial_number(issuer) is not None


@pytest.mark.parametrize("name", ["", "x" * 65, "a\nb"])
def test_a_name_that_fits_into_no_certificate_is_no_name(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        certificates.subject("中心", name)


# -- at the console


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["pki", *arguments, "--data", str(data)])


def test_the_authority_is_made_listed_and_changed_at_the_console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ROOT_PASSPHRASE, "geheim")
    assert run(tmp_path, "list").exit_code == 1
    made = run(tmp_path, "init", "--organisation", "吉首市调解中心")
    assert made.exit_code == 0
    assert made.stdout.startswith("root ")
    assert run(tmp_path, "init").exit_code == 1
    assert run(tmp_path, "rotate", "seal").exit_code == 0
    assert run(tmp_path, "rotate", "issuer").exit_code == 0
    former = [entry for entry in Folder(tmp_path).read().all_of(Kind.SEAL) if not entry.current]
    assert run(tmp_path, "revoke", former[0].serial, "--reason", "superseded").exit_code == 0
    assert run(tmp_path, "revoke", "no number", "--reason", "superseded").exit_code == 2
    listed = run(tmp_path, "list").stdout.splitlines()
    assert [line.split("\t")[1] for line in listed].count("seal") == 3
    assert sum("revoked" in line for line in listed) == 1
    assert run(tmp_path, "renew").exit_code == 0
    root = x509.load_pem_x509_certificate(run(tmp_path, "root").stdout.encode())
    assert authority.fingerprint(root) in made.stdout
    monkeypatch.setenv(ROOT_PASSPHRASE, "falsch")
    assert run(tmp_path, "rotate", "issuer").exit_code == 1
    (tmp_path / FOLDER / ROOT_KEYS).unlink()
    assert run(tmp_path, "rotate", "issuer").exit_code == 1
    assert run(tmp_path, "rotate", "seal").exit_code == 0


def test_the_doctor_says_what_is_to_be_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT_PASSPHRASE, "geheim")

    def told(**more: bool) -> list[str]:
        return [each.verdict.value for each in examine_authority(Settings(data=tmp_path, **more))]

    assert (told(), told(production=True)) == (["ok"], ["warning"])
    run(tmp_path, "init")
    assert (told(), told(production=True)) == (["ok", "ok"], ["warning", "ok"])
    (tmp_path / FOLDER / ROOT_KEYS).unlink()
    assert told(production=True) == ["ok", "ok"]
    monkeypatch.setenv(PASSPHRASE, "not that of the key file")
    assert told() == ["fault"]


def test_a_document_is_verified_at_the_console(office: Office, steps: Steps, tmp_path: Path) -> None:
    file, root = tmp_path / "it.pdf", tmp_path / "root.pem"
    file.write_bytes(steps.sealed)
    root.write_bytes(authority.pem([office.authority.root]))

    def verified(*more: str) -> Result:
        return CliRunner().invoke(cli.app, ["verify", str(file), *more])

    right = verified("--root", str(root))
    assert right.exit_code == 0
    assert "Verified: whole and valid" in right.stdout
    assert authority.fingerprint(office.authority.root) in right.stdout
    assert "compare the fingerprint" in verified().stdout
    assert verified("--root", str(file)).exit_code == 2
    file.write_bytes(steps.signed["worker_1"])
    half = verified("--root", str(root))
    assert half.exit_code == 1
    assert "open  worker_2: " in half.stdout
    file.write_bytes(steps.sealed[:-9])
    assert verified("--root", str(root)).exit_code == 1
