"""One-time codes: guessing is slow, and whoever guesses cannot keep the rightful person out."""

import asyncio

import pytest

from tests.integration.cast import Cast
from tests.integration.conftest import Called
from tests.integration.guest import Device, Refused

RIGHTFUL, ELSEWHERE = "127.0.0.2", "127.0.0.3"


def wrong(cast: Cast, number: int = 1) -> str:
    """A code that is not the worker's."""
    right = cast.case.people["worker"].code
    assert right is not None
    return f"{(int(right) + number) % 1_000_000:06}"


async def failure(cast: Cast, device: Device, code: str) -> Refused:
    with pytest.raises(Refused) as refused:
        await device.enter(cast.case.people["worker"], code=code)
    return refused.value


async def test_each_further_wrong_code_makes_the_guesser_wait_longer(call: Called) -> None:
    cast = await call(reusable=False)
    guesser = cast.device()
    waits: list[int] = []
    async with asyncio.timeout(20):
        while waits[-1:] != [4]:
            refused = await failure(cast, guesser, wrong(cast))
            if refused.code == "too_many_tries":
                assert refused.status == 429
                if refused.params["retry_after"] not in waits:
                    waits.append(refused.params["retry_after"])
    assert waits == sorted(waits)
    right = cast.case.people["worker"].code
    assert right is not None
    assert (await failure(cast, guesser, right)).code == "too_many_tries"


async def test_the_rightful_person_does_not_wait_for_a_guesser_elsewhere(call: Called) -> None:
    cast = await call(reusable=False)
    guesser = cast.device(ELSEWHERE)
    codes = {(await failure(cast, guesser, wrong(cast, number))).code for number in range(1, 7)}
    assert codes == {"code_wrong", "too_many_tries"}
    await cast.come("worker", cast.device(RIGHTFUL))


async def test_a_code_that_was_attacked_dies_and_a_fresh_one_from_the_mediator_opens(call: Called) -> None:
    cast = await call(reusable=False)
    mediator = await cast.come("mediator")
    rightful = cast.device(RIGHTFUL)
    assert (await failure(cast, rightful, wrong(cast))).code == "code_wrong"
    guessers = [cast.device(f"127.0.1.{number}") for number in range(1, 21)]
    codes = [(await failure(cast, guesser, wrong(cast, 2))).code for guesser in guessers]
    assert codes[-1] == "code_needed"
    right = cast.case.people["worker"].code
    assert right is not None
    assert (await failure(cast, rightful, right)).code == "code_needed"
    fresh = (await mediator.do("reissue_code", who=cast.seat("worker")))["code"]
    assert (await failure(cast, cast.device(ELSEWHERE), right)).code in {"code_wrong", "too_many_tries"}
    assert await rightful.enter(cast.case.people["worker"], code=fresh) == cast.seat("worker")


async def test_a_code_opens_once(call: Called) -> None:
    cast = await call(reusable=False)
    devices = [cast.device(f"127.0.2.{number}") for number in range(1, 9)]
    outcomes = await asyncio.gather(
        *(device.enter(cast.case.people["worker"]) for device in devices), return_exceptions=True
    )
    entered = [outcome for outcome in outcomes if not isinstance(outcome, BaseException)]
    assert entered == [cast.seat("worker")]
    refused = {outcome.code for outcome in outcomes if isinstance(outcome, Refused)}
    assert refused <= {"code_needed", "code_wrong"}


async def test_a_code_is_right_as_people_write_it(call: Called) -> None:
    cast = await call(reusable=False)
    right = cast.case.people["worker"].code
    assert right is not None
    written = f" {right[:3]}-{right[3:]} ".translate(str.maketrans("0123456789", "0123456789"))
    await cast.device().enter(cast.case.people["worker"], code=written)


async def test_a_refused_entry_uses_the_code_not_up(call: Called) -> None:
    cast = await call(reusable=False)
    mediator = await cast.come("mediator")
    device = cast.device()
    await mediator.do("lock", on=True)
    with pytest.raises(Refused, match="locked"):
        await device.enter(cast.case.people["worker"])
    form = {"code": cast.case.people["worker"].code, "consents": []}
    with pytest.raises(Refused, match=r"consent_needed|locked"):
        await device.post(cast.case.people["worker"].path, form)
    await mediator.do("lock", on=False)
    await device.enter(cast.case.people["worker"])


async def test_only_a_host_has_codes_made_and_only_for_their_own_room(call: Called) -> None:
    one, other = await call(), await call()
    worker, mediator = await one.together("worker", "mediator")
    with pytest.raises(Refused, match="forbidden"):
        await worker.do("reissue_code", who=worker.seat)
    with pytest.raises(Refused, match=r"forbidden|not_found"):
        await mediator.do("reissue_code", who=other.seat("worker"))
    code = (await mediator.do("reissue_code", who=worker.seat))["code"]
    assert len(code) == 6
    assert code.isdigit()
