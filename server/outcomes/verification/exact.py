"""The only octets that no signature covers are those of the last one itself: they must be as they are written.

A reader passes over what is changed there: capitals among the digits, something behind the signature's end, a
certificate that nobody needs. It proves nothing against the document, but a changed octet is a changed octet.
One other form is as good: of an ECDSA signature (r, s) anybody can make (r, n - s) (SEC 1, 4.1.3). It says the same.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from asn1crypto import cms
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HEX: Final = re.compile(rb"<((?:[0-9A-F]{2})+)>")


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
    """Whether it is the one encoding (DER) of what it says, with nothing in it that is neither signed nor needed."""
    data = message["content"]
    (signer,) = data["signer_infos"]
    sent = [each.dump() for each in data["certificates"]]
    return (
        _built(message).dump() == written
        and set(sent) <= needed
        and len(set(sent)) == len(sent)
        and all(_is_as_written(each, each.dump(), needed) for each in _tokens(signer))
    )


def _built(message: Any) -> Any:
    """The same out of its parts (RFC 5652, section 5.1)."""
    data = message["content"]
    (signer,) = data["signer_infos"]
    algorithm = signer["digest_algorithm"]
    parts = {
        "version": "v1",
        "sid": signer["sid"],
        "digest_algorithm": algorithm,
        "signed_attrs": signer["signed_attrs"],
        "signature_algorithm": signer["signature_algorithm"],
        "signature": signer["signature"].native,
    }
    if tokens := _tokens(signer):
        attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": tokens})
        parts["unsigned_attrs"] = cms.CMSAttributes([attribute])
    stamps = data["encap_content_info"]["content_type"].native == "tst_info"
    built = cms.SignedData(
        {
            "version": "v3" if stamps else "v1",
            "digest_algorithms": [algorithm],
            "encap_content_info": data["encap_content_info"],
            "certificates": list(data["certificates"]),
            "signer_infos": [cms.SignerInfo(parts)],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": built})


def _tokens(signer: Any) -> list[Any]:
    """The timestamps over a signature, each a message of its own."""
    return [
        token
        for attribute in signer["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]
