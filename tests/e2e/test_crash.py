"""The service is killed in the middle of a back-to-back and started again."""

import asyncio

from tests.e2e.cast import Cast
from tests.e2e.service import Service


async def test_after_kill_9_everybody_is_back_within_five_seconds_where_they_were(
    own_cast: Cast, own_service: Service
) -> None:
    worker, employer, mediator = await own_cast.together()
    await mediator.separate()
    await mediator.visit("worker")
    await worker.hears("mediator")
    await worker.say("这句话已经送达")
    await mediator.reads("worker", "worker", "这句话已经送达")

    await own_service.kill()
    await asyncio.gather(*(person.is_not_live() for person in (worker, employer, mediator)))
    await own_service.start()

    await asyncio.gather(
        worker.is_in("worker", seconds=5),
        employer.is_in("employer", seconds=5),
        mediator.is_in("worker", seconds=5),
        worker.hears("mediator", seconds=5),
        mediator.hears("worker", seconds=5),
        employer.hears(seconds=5),
    )
    await worker.reads("worker", "worker", "这句话已经送达")
    await mediator.reads("worker", "worker", "这句话已经送达")
    await employer.has_not_read("这句话已经送达")

    await mediator.rejoin()
    await own_cast.all_hear_all()


async def test_what_is_written_while_the_service_is_away_arrives_once(
    own_cast: Cast, own_service: Service
) -> None:
    worker, employer, mediator = await own_cast.together()
    await own_service.kill()
    await asyncio.gather(*(person.is_not_live() for person in (worker, employer, mediator)))
    await worker.say("断线时写的")
    await own_service.start()
    for person in (worker, employer, mediator):
        await person.is_in("joint")
        await person.reads("joint", "worker", "断线时写的")
