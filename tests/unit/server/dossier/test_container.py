"""The zip file around a bundle: one form for given members, which others read too, however large they are."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from server.dossier import container
from server.dossier.checking import listing
from server.dossier.container import Member, SourceChanged


def written(*files: tuple[str, bytes]) -> bytes:
    out = bytearray()
    members = [(Member(name, len(octets), zlib.crc32(octets)), [octets]) for name, octets in files]
    container.write(members, out.extend)
    assert len(out) == container.length([member for member, _ in members])
    return bytes(out)


def test_what_was_measured_is_what_is_written() -> None:
    for size, crc in ((4, 0), (3, zlib.crc32(b"abc") ^ 1)):
        with pytest.raises(SourceChanged):
            container.write([(Member("a", size, crc), [b"abc"])], lambda octets: None)


def test_others_read_it_names_and_all() -> None:
    octets = written(("吉劳调〔2026〕1号/a.txt", b"one"), ("吉劳调〔2026〕1号/b", b""))
    with zipfile.ZipFile(io.BytesIO(octets)) as zip_:
        assert zip_.testzip() is None
        assert [info.filename for info in zip_.infolist()] == [
            "吉劳调〔2026〕1号/a.txt",
            "吉劳调〔2026〕1号/b",
        ]
        assert zip_.read("吉劳调〔2026〕1号/a.txt") == b"one"
    assert octets == written(("吉劳调〔2026〕1号/a.txt", b"one"), ("吉劳调〔2026〕1号/b", b""))


@pytest.mark.parametrize(
    "sizes", [(5 << 30, 3), (3, 5 << 30), (0xFFFFFFFF, 1), (0xFFFFFFFE, 1), (3 << 30, 3 << 30, 7)]
)
def test_members_beyond_four_gigabytes_are_found_by_others_and_by_us(
    tmp_path: Path, sizes: tuple[int, ...]
) -> None:
    """The octets are holes of the disk: only what is around them is written."""
    members = [
        Member(f"a/{place}", size, zlib.crc32(bytes(size)) if size < 100 else place)
        for place, size in enumerate(sizes)
    ]
    path = tmp_path / "large.zip"
    with path.open("wb") as file:
        for member in members:
            file.write(container.header(member))
            file.seek(member.size, io.SEEK_CUR)
        file.write(container.ending(members))
        assert file.tell() == container.length(members)
    with zipfile.ZipFile(path) as zip_:
        assert [info.file_size for info in zip_.infolist()] == list(sizes)
        assert [info.CRC for info in zip_.infolist()] == [member.crc for member in members]
        with zip_.open(zip_.infolist()[-1]) as last:
            assert last.read(1) == b"\x00"
    with path.open("rb") as file:
        assert [entry.member for entry in listing.entries(file)] == members
        begin = next(listing.read(file, listing.entries(file)[-1], 1))
        assert begin[:1] == b"\x00"


def test_more_members_than_sixteen_bits_count_are_found_by_others_and_by_us(tmp_path: Path) -> None:
    octets = written(*((f"a/{place}", b"") for place in range(70_000)))
    with zipfile.ZipFile(io.BytesIO(octets)) as zip_:
        assert len(zip_.infolist()) == 70_000
    assert len(listing.entries(io.BytesIO(octets))) == 70_000
