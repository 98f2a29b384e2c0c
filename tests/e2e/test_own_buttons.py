"""What a party has under the thumb: five buttons, the two above them, and what is behind "more"."""

import pytest
from playwright.async_api import FilePayload

from tests.e2e import axe
from tests.e2e.cast import Cast
from tests.e2e.chromium import tab_of
from tests.e2e.person import by
from tests.e2e.until import until

SCREENS = [(320, 568), (360, 640), (412, 915), (740, 360), (568, 320)]
# Whether a finger hits the button and nothing that lies over it, and how large it is.
REACHED = """(name) => {
    const button = document.querySelector(`[data-testid="${name}"]`);
    const { left, top, width, height } = button.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return [hit !== null && button.contains(hit), Math.min(width, height)];
}"""
# A phone with a camera on each side; what was asked for is kept.
TWO_SIDES = """(() => {
    const devices = navigator.mediaDevices;
    const [list, open] = [devices.enumerateDevices.bind(devices), devices.getUserMedia.bind(devices)];
    window.sides = [];
    devices.enumerateDevices = async () => {
        const found = await list();
        const camera = found.find(({ kind }) => kind === "videoinput");
        return [...found, { ...camera.toJSON(), deviceId: "back" }];
    };
    devices.getUserMedia = async (wanted) => {
        const side = wanted.video?.facingMode;
        if (wanted.video) window.sides.push(side?.exact ?? side);
        const stream = await open({ ...wanted, video: wanted.video && { ...wanted.video, facingMode: undefined } });
        const settings = { facingMode: side?.exact ?? side };
        for (const track of stream.getVideoTracks()) track.getSettings = () => settings;
        return stream;
    };
})()"""


@pytest.mark.timeout(180)
async def test_on_every_phone_each_button_is_under_the_thumb(cast: Cast) -> None:
    worker, _, _ = await cast.together()
    tab = tab_of(worker)
    for width, height in SCREENS:
        await tab.page.set_viewport_size({"width": width, "height": height})
        for name in ("mute", "camera", "chat-open", "photo-take", "more", "quiet", "ask-alone", "leave"):
            reached, size = await tab.evaluate(REACHED, name)
            assert reached, f"{name} is covered at {width}x{height}"
            assert size >= 44, f"{name} at {width}x{height}: {size} px"
        scroll = "() => document.documentElement.scrollWidth - innerWidth"
        assert await tab.evaluate(scroll) <= 0


@pytest.mark.timeout(180)
async def test_the_other_camera_is_one_press_away_and_its_picture_is_no_mirror(cast: Cast) -> None:
    worker = await cast.party("worker")
    tab = tab_of(worker)
    await tab.before_pages(TWO_SIDES)
    mediator = await cast.mediator()
    await worker.join()
    await mediator.sign_in()
    await mediator.admit("worker")
    await mediator.sees("worker")
    await worker.choose_own("turn-camera")
    away = f"{by('self')}.away"
    await until(lambda: worker.attribute(away, "class"), bool, "the picture is shown as it is")
    assert await tab.evaluate("() => window.sides.at(-1)") == "environment"
    await mediator.shows_frames_of("worker")
    await worker.choose_own("turn-camera")
    await until(lambda: worker.attribute(away, "class"), lambda seen: seen is None, "it is a mirror again")
    assert await tab.evaluate("() => window.sides.at(-1)") == "user"
    await mediator.shows_frames_of("worker")
    assert await axe.faults(tab.page) == []


@pytest.mark.timeout(180)
async def test_a_device_with_one_camera_has_nothing_to_turn(cast: Cast) -> None:
    worker, _, _ = await cast.together()
    await worker.tab.click(by("more"))
    await worker.until_shown("overheard-more")
    assert not await worker.shown("turn-camera")
    assert await axe.faults(tab_of(worker).page) == []


@pytest.mark.timeout(180)
async def test_leaving_can_be_taken_back_and_is_at_once_when_pressed_again(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await worker.tab.click(by("leave"))
    await worker.tab.click(by("undo"))
    await employer.hears("worker", "mediator")
    await worker.is_in("joint")
    await worker.tab.click(by("leave"))
    await worker.tab.click(by("leave"))
    await worker.has_ended(seconds=2)
    await employer.hears("mediator")
    await employer.tab.click(by("leave"))
    await employer.has_ended()
    await mediator.hears()


@pytest.mark.timeout(180)
async def test_a_photograph_taken_with_the_lower_button_brings_the_chat(cast: Cast) -> None:
    worker, _, mediator = await cast.together()
    tab = tab_of(worker)
    async with tab.page.expect_file_chooser() as chosen:
        await worker.tab.click(by("photo-take"))
    picture = await tab.page.screenshot(type="png")
    await (await chosen.value).set_files(FilePayload(name="a.png", mimeType="image/png", buffer=picture))
    await worker.until_shown("chat-input")
    await until(
        lambda: mediator.attributes(f"{by('chat-message')} img", "src"), bool, "the mediator has the page"
    )
