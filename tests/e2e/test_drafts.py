"""What is typed before a move."""

from tests.e2e.cast import Cast
from tests.e2e.person import by


async def test_what_was_typed_for_one_channel_never_lands_in_another(cast: Cast) -> None:
    worker, employer, mediator = await cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    await worker.write("只想告诉调解员")
    await mediator.rejoin()
    await worker.is_in("joint")
    assert await worker.value(by("chat-input")) == ""
    await worker.say("这是大家可以看的")
    await employer.reads("joint", "worker", "这是大家可以看的")
    await employer.has_not_read("只想告诉调解员")

    await mediator.separate()
    await worker.is_in("worker")
    assert await worker.value(by("chat-input")) == "只想告诉调解员"
