"""Passkeys (W3C Web Authentication): the authenticator keeps them, and the person unlocks it.

User verification is required both times: that makes a passkey two factors in one.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import msgspec
import webauthn
from webauthn.helpers import options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from server.staff.account import Account
from server.staff.rows import Passkey

Credential: TypeAlias = dict[str, Any]
"""What the browser's ``toJSON`` of a credential gives."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are for: an origin, whose host is the relying party's id."""

    origin: str
    name: str

    @property
    def id(self) -> str:
        return urlsplit(self.origin).hostname or ""


def creation_options(site: Site, account: Account, challenge: bytes, known: Sequence[Passkey] = ()) -> Any:
    """What ``navigator.credentials.create`` is asked for, with octets in base64url."""
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=account.id.encode(),
        user_name=account.name,
        user_display_name=account.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(passkey.credential_id) for passkey in known],
    )
    return msgspec.json.decode(options_to_json(options))


def request_options(site: Site, challenge: bytes) -> Any:
    """What ``navigator.credentials.get`` is asked for: any passkey of this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return msgspec.json.decode(options_to_json(options))


def made(
    site: Site, account: Account, credential: Credential, challenge: bytes, device: str, now: datetime
) -> Passkey | None:
    """The passkey that was made for this challenge; None when the answer does not hold."""
    try:
        found = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception:  # foreign octets in eight formats: the library lets through what its parsers raise
        return None
    return Passkey(
        id_hash(found.credential_id),
        account.id,
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        device,
        now,
    )


def named(credential: Credential) -> bytes | None:
    """Under what the passkey is kept that an answer names."""
    try:
        return id_hash(webauthn.base64url_to_bytes(credential["rawId"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def sign_count(site: Site, passkey: Passkey, credential: Credential, challenge: bytes) -> int | None:
    """The counter after an answer that holds, else None; also None for a counter that did not grow (a copy)."""
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except Exception:  # as in ``made``
        return None
    return found.new_sign_count


def id_hash(credential_id: bytes) -> bytes:
    return hashlib.sha256(credential_id).digest()
