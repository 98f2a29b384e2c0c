"""From the links to the end: together, apart, with one person alone, together again."""

import asyncio

import pytest

from tests.e2e.cast import Cast
from tests.e2e.person import Mediator, Person


@pytest.mark.timeout(300)
async def test_a_mediation_from_the_links_to_the_end(cast: Cast) -> None:
    worker, employer, mediator = await cast.in_the_lobby()
    await nobody_hears_anybody_while_they_wait(worker, employer, mediator)
    await the_worker_is_met_alone_first(worker, employer, mediator)
    await both_are_admitted_and_all_see_and_hear_all(worker, employer, mediator)
    await the_groups_part(worker, employer, mediator)
    await the_mediator_goes_to_the_worker(worker, employer, mediator)
    await the_mediator_goes_to_the_employer(worker, employer, mediator)
    await the_mediator_speaks_with_the_worker_in_private(worker, employer, mediator)
    await all_come_together_again(worker, employer, mediator)
    await nothing_was_renegotiated(worker, employer, mediator)
    await each_has_read_what_was_theirs_to_read(worker, employer, mediator)
    await the_mediator_ends_it(worker, employer, mediator)


async def hearing(*whom: tuple[Person, tuple[str, ...]]) -> None:
    """Exactly who hears whom, all looked at together."""
    await asyncio.gather(*(person.hears(*others) for person, others in whom))


async def nobody_hears_anybody_while_they_wait(worker: Person, employer: Person, mediator: Mediator) -> None:
    await hearing((worker, ()), (employer, ()), (mediator, ()))
    for person in (worker, employer):
        await person.sees()


async def the_worker_is_met_alone_first(worker: Person, employer: Person, mediator: Mediator) -> None:
    await mediator.meet("worker")
    await worker.is_in("private")
    await hearing((worker, ("mediator",)), (mediator, ("worker",)), (employer, ()))
    await employer.is_in("lobby")
    await mediator.rejoin()
    await worker.is_in("lobby")
    await hearing((worker, ()), (mediator, ()))


async def both_are_admitted_and_all_see_and_hear_all(
    worker: Person, employer: Person, mediator: Mediator
) -> None:
    await mediator.admit("worker")
    await mediator.admit("employer")
    everybody = (worker, employer, mediator)
    for person in everybody:
        await person.is_in("joint")
    await hearing(
        (worker, ("employer", "mediator")),
        (employer, ("worker", "mediator")),
        (mediator, ("worker", "employer")),
    )
    await asyncio.gather(
        worker.sees("employer", "mediator"),
        employer.sees("worker", "mediator"),
        mediator.sees("worker", "employer"),
    )
    await asyncio.gather(*(person.receives_frames() for person in everybody))
    await worker.say("我要求付清工资")
    for person in everybody:
        await person.reads("joint", "worker", "我要求付清工资")


async def the_groups_part(worker: Person, employer: Person, mediator: Mediator) -> None:
    await mediator.separate()
    await worker.is_in("worker")
    await employer.is_in("employer")
    await hearing((worker, ()), (employer, ()), (mediator, ()))
    await asyncio.gather(worker.sees(), employer.sees(), mediator.sees())


async def the_mediator_goes_to_the_worker(worker: Person, employer: Person, mediator: Mediator) -> None:
    await worker.say("写在调解员来之前")
    await mediator.visit("worker")
    await hearing((worker, ("mediator",)), (mediator, ("worker",)), (employer, ()))
    await asyncio.gather(worker.sees("mediator"), mediator.sees("worker"), employer.sees())
    await mediator.reads("worker", "worker", "写在调解员来之前")
    await worker.say("最低两万元，请不要告诉公司")
    await mediator.reads("worker", "worker", "最低两万元，请不要告诉公司")
    await mediator.say("我不会说的")
    await worker.reads("worker", "mediator", "我不会说的")


async def the_mediator_goes_to_the_employer(worker: Person, employer: Person, mediator: Mediator) -> None:
    await mediator.visit("employer")
    await hearing((employer, ("mediator",)), (mediator, ("employer",)), (worker, ()))
    await asyncio.gather(employer.sees("mediator"), mediator.sees("employer"), worker.sees())
    await employer.say("公司最多付三万元")
    await mediator.reads("employer", "employer", "公司最多付三万元")


async def the_mediator_speaks_with_the_worker_in_private(
    worker: Person, employer: Person, mediator: Mediator
) -> None:
    await mediator.meet("worker")
    await worker.is_in("private")
    await hearing((worker, ("mediator",)), (mediator, ("worker",)), (employer, ()))
    await worker.say("只有您知道")
    await mediator.reads("private", "worker", "只有您知道")
    await employer.is_in("employer")


async def all_come_together_again(worker: Person, employer: Person, mediator: Mediator) -> None:
    await mediator.rejoin()
    for person in (worker, employer):
        await person.is_in("joint")
    await hearing(
        (worker, ("employer", "mediator")),
        (employer, ("worker", "mediator")),
        (mediator, ("worker", "employer")),
    )
    await asyncio.gather(
        worker.sees("employer", "mediator"),
        employer.sees("worker", "mediator"),
        mediator.sees("worker", "employer"),
    )


async def nothing_was_renegotiated(*people: Person) -> None:
    for person in people:
        assert await person.connections_made() == 1, f"{person} negotiated anew"


async def each_has_read_what_was_theirs_to_read(worker: Person, employer: Person, mediator: Mediator) -> None:
    for secret in ("最低两万元", "我不会说的", "写在调解员来之前", "只有您知道"):
        await employer.has_not_read(secret)
    await worker.has_not_read("公司最多付三万元")
    for text in ("我要求付清工资", "最低两万元", "公司最多付三万元", "只有您知道"):
        assert sum(text in message for _, _, message in await mediator.messages()) == 1


async def the_mediator_ends_it(worker: Person, employer: Person, mediator: Mediator) -> None:
    await mediator.tab.click('[data-testid="end-session"]')
    for person in (worker, employer, mediator):
        await person.has_ended()
