"""Microphone and camera, switched by oneself and by the mediator."""

from tests.e2e.cast import Cast


async def test_who_mutes_is_not_heard_until_they_unmute(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await worker.press("mute", True)
    await employer.hears("mediator")
    await mediator.hears("employer")
    await worker.press("mute", False)
    await employer.hears("worker", "mediator")


async def test_who_turns_the_camera_off_is_heard_and_not_seen(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.sees("worker", "employer")
    await worker.press("camera", False)
    await mediator.sees_of("worker", None)
    await mediator.hears("worker", "employer")
    await worker.press("camera", True)
    await mediator.sees("worker", "employer")
    await employer.sees("worker", "mediator")


async def test_whom_the_mediator_mutes_unmutes_themselves(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.choose("worker", "mute-person")
    await worker.until_pressed("mute", True)
    await employer.hears("mediator")
    await worker.press("mute", False)
    await employer.hears("worker", "mediator")
