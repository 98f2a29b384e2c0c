"""Papers on pages: looked at with another reader, in what it finds written and in what it draws."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from PIL import ImageDraw

from server.outcomes.papers import numerals, rendering, slots
from server.outcomes.papers.glyphs import MissingGlyphs
from server.outcomes.papers.paper import (
    OWN_CERTIFICATES,
    Align,
    Attachment,
    Block,
    Break,
    Clause,
    Fields,
    Heading,
    Paper,
    PaperKind,
    Paragraph,
    Setting,
    Slot,
    SlotKind,
    Table,
)
from server.outcomes.papers.rendering import PaperTooLarge, render
from tests.unit.server.outcomes.papers import looking
from tests.unit.server.outcomes.papers.samples import CENTRE, CODE, FORMS, MADE

SIGNERS = (
    Slot("worker", "申请人（签名）", "龙建军"),
    Slot("employer", "被申请人（签名）", "田大明"),
    Slot("mediator", "调解员（签名）", "田秀英"),
    Slot("centre", "调解组织（盖章）", CENTRE, SlotKind.SEAL),
)
MARKUP = (
    '# $x$ *粗* _斜_ @ref `a` ``` \\ \\u{41} <label> #eval("1+1") #panic() // 注 /* 释 */ '
    "= 题 - 项 + [ ] { } ~ --- \"'"
)


def paper(*blocks: Block, signers: tuple[Slot, ...] = SIGNERS, annexes: tuple[Block, ...] = ()) -> Paper:
    return Paper(
        PaperKind.AGREEMENT, "调解协议书", "云调〔2026〕12号", CENTRE, blocks, signers, CODE, annexes
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    "character", ["😀", "𠀀", "𠮷", "\ue000", "ས", "ئ", "ᠮ", "\ud800", "\U000e0001a\U0001f3f4"]
)
def test_what_neither_typeface_has_is_named_before_anything_is_set(character: str) -> None:
    named = character if len(character) == 1 else "\U0001f3f4"
    with pytest.raises(MissingGlyphs) as raised:
        render(paper(Paragraph("龙建军"), Fields((("户名", f"龙{character}军"),))), MADE)
    assert raised.value.characters == (named,)


def test_missing_characters_are_named_once_each_wherever_they_stand() -> None:
    strange = replace(
        paper(Heading("𠀀"), Table(("😀",), (("𠮷",),), (Align.LEFT,)), Paragraph("𠀀")),
        slots=(Slot("a", "签名", "王🀄"),),
    )
    with pytest.raises(MissingGlyphs) as raised:
        render(strange, MADE)
    assert raised.value.characters == ("𠀀", "😀", "𠮷", "🀄")


def test_another_shape_of_a_character_is_not_printed_as_its_usual_one() -> None:
    with pytest.raises(MissingGlyphs) as raised:
        render(paper(Paragraph("邊\U000e0101先生")), MADE)
    assert raised.value.characters == ("邊\U000e0101",)


@pytest.mark.parametrize("where", ["title", "number", "issuer", "assurance"])
def test_what_people_wrote_is_printed_and_not_read_as_markup(where: str) -> None:
    rendered = render(replace(paper(Paragraph("正文")), **{where: MARKUP}), MADE)
    assert squeezed(MARKUP) in looking.said(rendered.pdf)


@pytest.mark.parametrize(
    "block",
    [
        Heading(MARKUP),
        Paragraph(MARKUP),
        Paragraph("后", lead=MARKUP),
        Paragraph(MARKUP, Setting.SMALL),
        Fields(((MARKUP, "值"),)),
        Fields((("名", MARKUP),)),
        Table((MARKUP, "乙"), (("1", "2"),), (Align.LEFT, Align.RIGHT)),
        Table(("甲", "乙"), ((MARKUP, "2"),), (Align.LEFT, Align.RIGHT), ("", MARKUP), MARKUP),
        Clause("pay", MARKUP, MARKUP),
    ],
    ids=lambda block: type(block).__name__,
)
def test_in_every_block_markup_is_text(block: Block) -> None:
    rendered = render(paper(block, signers=(Slot("a", MARKUP, MARKUP),)), MADE)
    assert looking.said(rendered.pdf).count(squeezed(MARKUP)) >= 3


def test_what_nobody_sees_is_not_on_the_paper() -> None:
    hidden = "甲\u202e乙\u202c\u200b丙\u200d丁\ufeff\u2066戊\u2069\x00\x07\x1b\xad己"
    said = looking.said(render(paper(Paragraph(hidden)), MADE).pdf)
    assert "甲乙丙丁戊己" in said
    assert not set(said) & set("\u202e\u202c\u200b\u200d\ufeff\u2066\u2069\x00\x07\x1b\xad")


@pytest.mark.parametrize("word", ["a" * 10_000, "，" * 900, "「" * 900, "6" * 900, "—" * 900, "ア" * 900])
def test_a_word_without_an_end_is_broken_into_lines(word: str) -> None:
    rendered = render(paper(Paragraph(word)), MADE)
    assert [looking.beyond_the_margins(rendered.pdf, page) for page in range(rendered.pages)] == [
        []
    ] * rendered.pages
    printed = [
        character for at in range(rendered.pages) for character, _ in looking.characters(rendered.pdf, at)
    ]
    assert printed.count(word[0]) >= len(word)


@pytest.mark.parametrize("align", list(Align))
def test_a_word_without_an_end_stays_in_its_column(align: Align) -> None:
    rows = tuple((str(number), "x" * 150, "名字") for number in range(3))
    rendered = render(paper(Table(("号", "长", "名"), rows, (Align.CENTRE, align, Align.LEFT))), MADE)
    assert looking.beyond_the_margins(rendered.pdf, 0) == []
    assert looking.overprinted(rendered.pdf, 0) == []


def test_an_account_is_copied_from_a_narrow_column_as_one_number() -> None:
    head = ("序号", "姓名", "开户行", "账号", "日期", "金额", "备注")
    row = (
        "1",
        "龙建军",
        "中国建设银行吉首支行",
        "6217002920100012345",
        "2026年12月5日",
        "3,200.00",
        "第一期",
    )
    rendered = render(paper(Table(head, (row,), (Align.LEFT,) * 7)), MADE)
    assert "\u200b" not in looking.text(rendered.pdf)
    assert looking.overprinted(rendered.pdf, 0) == []


def test_the_same_paper_at_the_same_time_has_the_same_bytes() -> None:
    one = paper(Paragraph("一"), Clause("a", "付款", "二"))
    first = render(one, MADE).pdf
    render(paper(Paragraph("在此之间")), MADE)
    assert render(one, MADE).pdf == first
    assert render(one, MADE + timedelta(seconds=1)).pdf != first


def test_papers_that_are_set_side_by_side_do_not_get_one_anothers_places() -> None:
    papers = [
        paper(*[Paragraph("文")] * number, signers=(Slot(f"s_{number}", "签名", "甲"),))
        for number in range(40)
    ]
    alone = [render(each, MADE) for each in papers]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda each: render(each, MADE), papers)) == alone
    assert [rendered.places[0].name for rendered in alone] == [f"s_{number}" for number in range(40)]


def test_it_says_that_it_is_pdf_a_3u_and_holds_its_typefaces_cut_to_what_is_used() -> None:
    pdf = render(paper(Heading("标题"), Paragraph("正文")), MADE).pdf
    assert re.search(rb"<pdfaid:part>3</pdfaid:part>", pdf)
    assert re.search(rb"<pdfaid:conformance>U</pdfaid:conformance>", pdf)
    fonts = dict(looking.fonts(pdf))
    assert all(fonts.values())
    assert {re.sub("^/[A-Z]{6}[+]", "", name) for name in fonts} == {
        "NotoSerifSC-Regular",
        "NotoSansSC-Regular",
    }
    assert len(pdf) < 80_000


def test_it_tells_what_it_is_and_when_it_was_made() -> None:
    with pypdfium2.PdfDocument(render(paper(Paragraph("正文")), MADE).pdf) as document:
        told = document.get_metadata_dict()
    assert (told["Title"], told["Author"]) == ("调解协议书", CENTRE)
    assert told["CreationDate"] == "D:20261122093000Z"
    assert "云调〔2026〕12号" in told["Keywords"]


def test_the_terms_for_machines_are_inside_as_they_were_given() -> None:
    octets = '{"amount":"32000.00","name":"龙建军 #$*"}'.encode()
    whole = replace(
        paper(Paragraph("正文")), attachments=(Attachment("terms.json", "application/json", octets),)
    )
    with pypdfium2.PdfDocument(render(whole, MADE).pdf) as document:
        (attached,) = [document.get_attachment(at) for at in range(document.count_attachments())]
        assert (attached.get_name(), bytes(attached.get_data())) == ("terms.json", octets)


def test_every_page_says_which_paper_it_is_of_and_how_it_is_checked() -> None:
    rendered = render(paper(*[Paragraph("文" * 600)] * 5, Break(), Paragraph("末页")), MADE)
    for number in range(rendered.pages):
        said = squeezed("".join(character for character, _ in looking.characters(rendered.pdf, number)))
        assert f"第{number + 1}页共{rendered.pages}页" in said
        assert "云调〔2026〕12号" in said
        assert squeezed(OWN_CERTIFICATES) in said
        assert CODE in said
        assert "调解协议书" in said


def test_the_picture_of_the_address_is_on_every_page_where_a_telephone_can_read_it() -> None:
    rendered = render(paper(Paragraph("正文"), Break(), Paragraph("正文")), MADE)
    for number in range(rendered.pages):
        drawn = looking.picture(rendered.pdf, number, 4)
        corner = looking.within(drawn, (470, 15, 530, 74), 4).convert("1")
        left, top, right, bottom = looking.ink(corner.convert("RGB")) or (0, 0, 0, 0)
        assert (right - left) / 4 > 40
        # the three squares by which it is found: dark edge, light ring, dark middle
        module = (right - left) / 33
        for x, y in ((left, top), (right - 7 * module, top), (left, bottom - 7 * module)):
            row = [
                corner.getpixel((round(x + (at + 0.5) * module), round(y + 3.5 * module))) for at in range(7)
            ]
            assert [bool(light) for light in row] == [False, True, False, False, False, True, False]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_a_place_is_where_its_frame_is_drawn(count: int) -> None:
    signers = tuple(Slot(f"s_{number}", f"签名{number}", "龙建军") for number in range(count))
    rendered = render(paper(Paragraph("正文"), signers=signers), MADE)
    assert [place.name for place in rendered.places] == [slot.name for slot in signers]
    for place in rendered.places:
        left, bottom, right, top = place.box
        assert right - left >= 55 * slots.MILLIMETRE
        assert top - bottom >= 22 * slots.MILLIMETRE
        drawn = looking.picture(rendered.pdf, place.page - 1, 4)
        frame = looking.within(drawn, (left - 2, bottom - 2, right + 2, top + 2), 4)
        edges = looking.ink(frame)
        assert edges is not None
        assert all(
            abs(found - meant) <= 3
            for found, meant in zip(edges, (8, 8, frame.width - 8, frame.height - 8), strict=True)
        )


def test_nothing_is_printed_where_a_name_is_drawn_or_a_seal_goes() -> None:
    rendered = render(paper(Paragraph("正文" * 300)), MADE)
    for place, slot in zip(rendered.places, SIGNERS, strict=True):
        left, bottom, right, top = place.box
        inside = "".join(
            character
            for character, (x0, y0, x1, y1) in looking.characters(rendered.pdf, place.page - 1)
            if x1 > left and x0 < right and y1 > bottom and y0 < top
        )
        assert inside == ("日期" if slot.kind is SlotKind.SIGNATURE else "")
        if slot.kind is SlotKind.SEAL:
            assert right - left == pytest.approx(42 * slots.MILLIMETRE, abs=0.02)


def test_places_do_not_overlap_and_stay_on_the_page() -> None:
    signers = tuple(
        Slot(
            f"s_{number}",
            "签名",
            "名" * (number % 40),
            SlotKind.SEAL if number % 3 == 2 else SlotKind.SIGNATURE,
        )
        for number in range(11)
    )
    rendered = render(paper(*[Paragraph("文" * 400)] * 4, signers=signers), MADE)
    assert len(rendered.places) == len(signers)
    pages = [looking.picture(rendered.pdf, number).copy() for number in range(rendered.pages)]
    for page in pages:
        ImageDraw.Draw(page).rectangle((0, 0, page.width, page.height), "white")
    for place in rendered.places:
        page = pages[place.page - 1]
        left, bottom, right, top = place.box
        assert looking.MARGIN - 1 <= left < right <= looking.WIDTH - looking.MARGIN + 1
        assert 90 <= bottom < top <= looking.HEIGHT - looking.MARGIN
        assert looking.ink(looking.within(page, place.box)) is None
        ImageDraw.Draw(page).rectangle((left, page.height - top, right, page.height - bottom), "black")


@pytest.mark.parametrize("lines", range(20, 34))
def test_signatures_do_not_stand_on_a_page_that_says_nothing(lines: int) -> None:
    paragraphs = [Paragraph(f"正文第{number}行") for number in range(lines)]
    rendered = render(paper(*paragraphs, signers=SIGNERS[:2]), MADE)
    page = rendered.places[0].page - 1
    assert f"正文第{lines - 1}行" in squeezed("".join(c for c, _ in looking.characters(rendered.pdf, page)))


@pytest.mark.parametrize("lines", range(28, 36))
def test_a_heading_is_never_the_last_line_of_a_page(lines: int) -> None:
    blocks = [Paragraph(f"正文第{number}行") for number in range(lines)]
    rendered = render(paper(*blocks, Heading("此处标题"), Paragraph("标题之后"), signers=()), MADE)
    pages = [
        squeezed("".join(c for c, _ in looking.characters(rendered.pdf, at))) for at in range(rendered.pages)
    ]
    (page,) = [said for said in pages if "此处标题" in said]
    assert "此处标题标题之后" in page


def test_a_long_table_goes_on_on_the_next_page_with_its_head_and_whole_rows() -> None:
    rows = tuple((f"第{number}人", "说明" * 30, f"{number:05}.00") for number in range(1, 81))
    table = Table(("姓名", "情况", "金额（元）"), rows, (Align.LEFT, Align.LEFT, Align.RIGHT))
    rendered = render(paper(table, signers=()), MADE)
    assert rendered.pages > 2
    found = []
    for number in range(rendered.pages):
        said = squeezed("".join(character for character, _ in looking.characters(rendered.pdf, number)))
        assert "姓名情况金额（元）" in said
        names, sums = re.findall(r"第\d+人", said), re.findall(r"\d{5}\.00", said)
        assert len(names) == len(sums)
        found += names
    assert found == [row[0] for row in rows]


def test_a_row_that_is_taller_than_a_page_loses_nothing() -> None:
    rendered = render(paper(Table(("甲", "乙"), (("长" * 4_000, "短"),), (Align.LEFT, Align.LEFT))), MADE)
    assert looking.said(rendered.pdf).count("长") == 4_000


def test_annexes_begin_on_a_page_of_their_own_behind_the_signatures() -> None:
    rendered = render(paper(Paragraph("正文"), annexes=(Heading("附件：欠薪明细表"),)), MADE)
    assert {place.page for place in rendered.places} == {1}
    last = "".join(character for character, _ in looking.characters(rendered.pdf, rendered.pages - 1))
    assert (rendered.pages, "附件：欠薪明细表" in last) == (2, True)


def test_clauses_are_numbered_through() -> None:
    clauses = [Clause(f"c{number}", "", f"内容{number}。") for number in range(1, 13)]
    said = looking.said(render(paper(*clauses[:6], Heading("其他"), *clauses[6:]), MADE).pdf)
    for number, article in ((1, "第一条"), (7, "第七条"), (10, "第十条"), (12, "第十二条")):
        assert f"{article}内容{number}。" in said


@pytest.mark.parametrize("name", FORMS)
def test_on_no_form_anything_overlaps_or_leaves_the_page(name: str) -> None:
    rendered = render(FORMS[name](), MADE)
    for number in range(rendered.pages):
        assert looking.beyond_the_margins(rendered.pdf, number) == []
        assert looking.overprinted(rendered.pdf, number) == []


@pytest.mark.parametrize(
    ("large", "what"),
    [
        (paper(Paragraph("文" * (rendering.MOST_CHARACTERS + 1))), "characters"),
        (paper(*[Paragraph("")] * (rendering.MOST_BLOCKS + 1)), "blocks"),
        (paper(*[Clause("c", "", "")] * (numerals.MOST + 1)), "clauses"),
        (
            paper(signers=tuple(Slot(f"s{number}", "", "") for number in range(rendering.MOST_SLOTS + 1))),
            "slots",
        ),
        (paper(signers=(Slot("a", "签名", "名" * rendering.LONGEST_NAME),)), "characters of a name"),
        (replace(paper(), code="https://e.example/" + "v" * 200), "characters of the address"),
        (paper(*[Break(), Paragraph("页")] * (rendering.MOST_PAGES + 1)), "pages"),
        (
            replace(
                paper(), attachments=(Attachment("a", "text/plain", b"x" * (rendering.MOST_OCTETS + 1)),)
            ),
            "octets",
        ),
    ],
    ids=["characters", "blocks", "clauses", "slots", "name", "address", "pages", "octets"],
)
def test_what_is_too_large_is_refused(large: Paper, what: str) -> None:
    with pytest.raises(PaperTooLarge) as raised:
        render(large, MADE)
    assert raised.value.what == what


@pytest.mark.parametrize("name", FORMS)
def test_a_seal_does_not_stand_on_a_page_without_a_signature(name: str) -> None:
    places = render(FORMS[name](), MADE).places
    assert {place.page for place in places[-2:]} == {places[-1].page}
