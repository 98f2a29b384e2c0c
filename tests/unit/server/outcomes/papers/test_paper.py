"""What no composer may put together."""

import pytest

from server.outcomes.papers.paper import Align, Attachment, Paper, PaperKind, Slot, Table


@pytest.mark.parametrize("name", ["", "申请人", "1", "a b", "a.b", "a/b", "a-b", "a" * 65])
def test_a_slot_has_a_name_that_a_field_can_have(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Slot(name, "签名", "龙建军")


@pytest.mark.parametrize("name", ["", "../terms.json", "a/b", ".hidden", "条款.json"])
def test_an_attachment_has_a_name_that_a_file_can_have(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        Attachment(name, "application/json", b"{}")


def test_an_attachment_is_text() -> None:
    with pytest.raises(UnicodeDecodeError):
        Attachment("terms.json", "application/json", b"\xff")


@pytest.mark.parametrize(
    ("rows", "align", "foot"),
    [
        ((("1",),), (Align.LEFT, Align.LEFT), ()),
        ((("1", "2"),), (Align.LEFT,), ()),
        ((("1", "2"),), (Align.LEFT, Align.LEFT), ("3",)),
    ],
)
def test_a_table_has_rows_of_one_length(
    rows: tuple[tuple[str, ...], ...], align: tuple[Align, ...], foot: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError, match="differ"):
        Table(("甲", "乙"), rows, align, foot)


def test_two_slots_or_attachments_do_not_share_a_name() -> None:
    slot, file = Slot("a", "签名", "甲"), Attachment("a", "text/plain", b"")
    for slots, files in (((slot, slot), ()), ((), (file, file))):
        with pytest.raises(ValueError, match="one name"):
            Paper(PaperKind.RECORD, "笔录", "1", "中心", (), slots, "https://e.cn", attachments=files)
