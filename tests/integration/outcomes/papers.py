"""Small documents for the tests, and the authority that signs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst
from cryptography.hazmat.primitives.serialization import Encoding

from server.outcomes.pki import authority
from server.outcomes.pki.authority import Authority, now_utc
from server.outcomes.pki.kind import Kind
from server.outcomes.pki.local import LocalTimeStamper
from server.outcomes.pki.ports import Signer, TimeStamper
from server.outcomes.signing.document import FieldKind, Opening, Signatory
from server.outcomes.signing.press import Press
from server.outcomes.signing.stamping import Stamping
from server.storage.keys import FileKeys

FONTS = str(Path(pylopdf_fonts_zh_cn.__file__).parent)
CENTRE = "吉首市劳动争议调解中心"
PARTIES = ("worker_1", "worker_2", "employer")
OPENINGS = (
    *(
        Opening(name, 1, (60 + 160 * place, 500, 200 + 160 * place, 560), FieldKind.PARTY, name)
        for place, name in enumerate(PARTIES)
    ),
    Opening("mediator", 1, (60, 400, 200, 460), FieldKind.MEDIATOR, "调解员"),
    Opening("seal", 1, (380, 360, 480, 460), FieldKind.SEAL, "调解中心印章"),
)
EVIDENCE = "5a" * 32


def drawn(text: str, size: str = "") -> bytes:
    """One PDF/A of this text; ``size``: of a stamp's page, else two pages of A4."""
    page = f"#set page({size})\n" if size else ""
    rest = "" if size else "\n#pagebreak()\n签名处"
    source = f'{page}#set text(font: "Noto Serif SC")\n{text}{rest}'.encode()
    return typst.compile(source, font_paths=[FONTS], ignore_system_fonts=True, pdf_standards=["a-3u"])


@dataclass(frozen=True)
class Office:
    """A centre with its authority; ``press`` makes a press over what is in its folder now."""

    data: Path
    keys: FileKeys

    @property
    def authority(self) -> Authority:
        return Authority.open(self.data, self.keys)

    @property
    def root(self) -> bytes:
        return self.authority.root.public_bytes(Encoding.DER)

    def press(
        self,
        stamper: TimeStamper | None = None,
        clock: Callable[[], datetime] = now_utc,
        seal: Signer | None = None,
    ) -> Press:
        opened = Authority.open(self.data, self.keys, clock)
        own = LocalTimeStamper(opened.holder(Kind.TIMESTAMP), opened.chain(Kind.TIMESTAMP)[1:], clock)
        stamping = Stamping(stamper or own, [opened.root], clock)
        return Press(opened, stamping, [self.root], clock, seal)


def opened(data: Path, name: str = CENTRE) -> Office:
    keys = FileKeys.open(data / "keys.json")
    above = authority.root_cover(data, "只有主任知道")
    authority.initialise(data, name, keys, above, datetime.now(UTC))
    return Office(data, keys)


def who(field: str) -> Signatory:
    names = {"worker_1": "龙建军", "worker_2": "石秀英", "employer": "向华", "mediator": "田秀英"}
    mediator = field == "mediator"
    role = "调解员" if mediator else "被申请人" if field == "employer" else "申请人"
    return Signatory(names[field], f"seat_{field}", role, EVIDENCE, mediator)


@dataclass(frozen=True)
class Steps:
    """A document after each step of its way."""

    frozen: bytes
    signed: dict[str, bytes]
    sealed: bytes


async def went(press: Press, paper: bytes, stamp: bytes) -> Steps:
    """Frozen, signed by everybody, sealed."""
    frozen = current = await press.freeze(paper, OPENINGS)
    signed = {}
    for field in (*PARTIES, "mediator"):
        current = (await press.sign(current, field, who(field), stamp)).pdf
        signed[field] = current
    return Steps(frozen, signed, await press.seal(current, "seal", stamp))


def as_mediator(field: str) -> Signatory:
    return replace(who(field), mediator=True)
