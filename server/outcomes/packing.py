"""An application as it is handed in: with the agreement that it is about, and a word on what to do with both. Pure."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from rooms.acts import act
from rooms.document import ON_AGREEMENTS, Document
from rooms.ids import PaperId
from rooms.moments import BEIJING
from rooms.settlement import Paper
from rooms.state import RoomState

README: Final = "使用说明.txt"


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A sealed document: its title, its number, its octets."""

    title: str
    number: str
    octets: bytes


def agreement_about(state: RoomState, paper: Paper) -> PaperId | None:
    """The paper of the agreement that a sealed application is about; None for anything else."""
    of = act(state, paper.act)
    if paper.sealed is None or not isinstance(of, Document) or of.kind not in ON_AGREEMENTS:
        return None
    return PaperId(of.about or "")


def pack(enclosed: Sequence[Enclosed], address: str, at: datetime) -> bytes:
    """A ZIP file. ``address``: where anybody may have the documents looked at."""
    written = io.BytesIO()
    stamp = at.astimezone(BEIJING).timetuple()[:6]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for place, one in enumerate(enclosed, 1):
            file.writestr(zipfile.ZipInfo(_name(place, one), stamp), one.octets)
        told = "\r\n".join(_told(enclosed, address))
        file.writestr(zipfile.ZipInfo(README, stamp), told.encode("utf-8-sig"), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _name(place: int, one: Enclosed) -> str:
    return f"{place} {one.title}.pdf"


def _told(enclosed: Sequence[Enclosed], address: str) -> Iterator[str]:
    yield f"{enclosed[0].title}（{enclosed[0].number}）提交材料"
    yield ""
    yield "一、包内的文件"
    for place, one in enumerate(enclosed, 1):
        yield f"{_name(place, one)}，编号 {one.number}"
        yield f"  SHA-256：{sha256(one.octets).hexdigest()}"
    yield ""
    yield "二、怎么交"
    yield "1. 把包内的文件整份交给受理的单位，不要另存、合并或者转换格式：改动过的文件验不过。"
    yield "2. 申请书“所附材料”里写的其他材料（身份证明、银行流水等）请自己备好，一并交。"
    yield "3. 只收纸质的，请打印；打印件以这里的电子文件为准。"
    yield ""
    yield "三、怎么验"
    yield f"打开 {address} ，把文件交上去，会用白话告诉您它是不是原件；也可以用能看电子签名的阅读器打开。"
