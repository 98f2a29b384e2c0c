"""The only octets that no signature covers are those of the last one itself: they must be as they are written.

A reader passes over what is changed there: capitals among the digits, something behind the signature's end, a
certificate that nobody needs. It proves nothing against the document, but a changed octet is a changed octet.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from asn1crypto import cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HEX: Final = re.compile(rb"<((?:[0-9a-f]{2})+)>")


def is_exact(octets: bytes, signature: EmbeddedPdfSignature, needed: Iterable[bytes]) -> bool:
    """``needed``: the certificates (DER) that vouch for the signature, from its own up to the root."""
    _, length, start, _ = (int(each) for each in signature.byte_range)
    found = _HEX.fullmatch(octets[length:start])
    if found is None:
        return False
    contents = bytes.fromhex(found[1].decode())
    try:
        message = cms.ContentInfo.load(contents)
        end = len(message.dump())
        return not any(contents[end:]) and _is_as_written(message, contents[:end], set(needed))
    except (ValueError, KeyError, TypeError):
        return False


def _is_as_written(message: Any, written: bytes, needed: set[bytes]) -> bool:
    again = cms.ContentInfo.load(written, strict=True)
    again["content"].native  # noqa: B018 - reads all of it, for to be written anew
    if again.dump(force=True) != written:
        return False
    data = message["content"]
    algorithms = [each["algorithm"].native for each in data["digest_algorithms"]]
    (signer,) = data["signer_infos"]
    sent = [each.dump() for each in data["certificates"]]
    own = (signer["digest_algorithm"]["algorithm"].native,)
    return (
        data["version"].native == ("v3" if data["encap_content_info"]["content_type"].native == "tst_info" else "v1")
        and signer["version"].native == "v1"
        and tuple(algorithms) == own
        and set(sent) <= needed
        and len(set(sent)) == len(sent)
        and data["crls"].native is None
    )
