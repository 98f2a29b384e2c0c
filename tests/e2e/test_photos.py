"""A photograph of a document: picked on the phone, seen by those who may read the chat it went into."""

from tests.e2e.cast import Cast
from tests.e2e.person import Person, by
from tests.e2e.until import until

PICK = """async ([selector, colours]) => {
  const files = new DataTransfer();
  for (const colour of colours) {
    const canvas = new OffscreenCanvas(3000, 2000);
    const context = canvas.getContext("2d");
    context.fillStyle = colour;
    context.fillRect(0, 0, 3000, 2000);
    files.items.add(new File([await canvas.convertToBlob()], "my-home-address.png", { type: "image/png" }));
  }
  const input = document.querySelector(selector);
  input.files = files.files;
  input.dispatchEvent(new Event("change"));
}"""

COLOUR = """async (selector) => {
  const image = document.querySelector(selector);
  if (!image || !image.complete || image.naturalWidth === 0) return null;
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  const most = Math.max(red, green, blue);
  return [["red", red], ["green", green], ["blue", blue]].find(([, amount]) => amount === most)[0];
}"""


async def pick(person: Person, *colours: str) -> None:
    await person.tab.evaluate(PICK, [by("photo-input"), list(colours)])


async def thumbs(person: Person) -> int:
    return len(await person.attributes(by("page"), "data-page"))


async def is_shown(person: Person, count: int) -> None:
    await until(lambda: thumbs(person), lambda seen: seen == count, f"{person} is shown {count} pages")


async def sees_page(person: Person, colour: str) -> None:
    """The page that is open large."""
    await until(
        lambda: person.tab.evaluate(COLOUR, f"{by('page-picture')}"),
        lambda seen: seen == colour,
        f"{person} sees a {colour} page",
    )


async def test_pages_are_picked_on_a_phone_read_one_by_one_and_only_where_they_were_shown(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await pick(worker, "red", "lime")
    for person in (employer, mediator, worker):
        await is_shown(person, 2)
    await employer.open_chat()
    await employer.tab.click(by("page"))
    await sees_page(employer, "red")
    await employer.tab.click(by("page-after"))
    await sees_page(employer, "green")
    await mediator.separate()
    await employer.is_in("employer")
    assert not await employer.shown("page-viewer"), "what was open is put away by a move"

    await mediator.visit("worker")
    await worker.is_in("worker")
    await pick(worker, "blue")
    await is_shown(mediator, 3)
    await mediator.rejoin()
    await employer.is_in("joint")
    assert await thumbs(employer) == 2


async def test_a_photograph_picked_before_a_move_waits_to_be_told_where_it_goes(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await worker.is_in("worker")
    await worker.tab.evaluate(
        "() => { window.letGo = null; const sent = window.fetch;"
        " window.fetch = (...asked) => new Promise((go) => { window.letGo = () => go(sent(...asked)); }); }"
    )
    await pick(worker, "red")
    await until(
        lambda: worker.tab.evaluate("() => window.letGo !== null"), bool, "the photograph is on its way"
    )
    await mediator.rejoin()
    await worker.is_in("joint")
    await worker.tab.evaluate("() => window.letGo()")
    await worker.until_shown("notice")
    assert await thumbs(employer) == 0
    await worker.open_chat()
    await worker.until_shown("photo-here")
    await worker.tab.click(by("photo-here"))
    await is_shown(employer, 1)


async def test_what_is_no_photograph_is_refused_in_words(cast: Cast) -> None:
    worker, employer, _ = await cast.together()
    await worker.tab.evaluate(
        """(selector) => {
          const files = new DataTransfer();
          files.items.add(new File(["<svg onload=alert(1)>"], "a.png", { type: "image/png" }));
          const input = document.querySelector(selector);
          input.files = files.files;
          input.dispatchEvent(new Event("change"));
        }""",
        by("photo-input"),
    )
    await worker.until_shown("notice")
    assert "照片" in await worker.text(by("notice"))
    assert await thumbs(employer) == 0
