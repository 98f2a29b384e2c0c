"""When the session is over: what waits is read, confirmed, refused and signed over HTTP, each by whoever is there."""

from rooms.errors import ErrorCode
from tests.integration.agreements.signing import PARTS, asked, done, frozen, signs
from tests.integration.conftest import Called


async def test_after_the_session_a_device_finds_its_papers_confirms_refuses_and_signs(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    await cast["mediator"].do("end")
    worker, seat = cast["worker"], cast.case.people["worker"].seat
    found = await done(worker, "GET", "/papers")
    assert found["me"] == {"seat": seat, "host": False, "staff": False, "shares": []}
    assert found["papers"][paper]["state"] == "frozen"
    told = await done(worker, "GET", f"/papers/{paper}/clauses")
    for clause in told["clauses"]:
        about = {"frozen": told["frozen"], "clause": clause["id"], "who": seat}
        await done(worker, "POST", f"/papers/{paper}/confirm", about)
    await done(worker, "POST", f"/papers/{paper}/refuse", {"reason": "再想想"})
    signer = (await done(worker, "GET", "/papers"))["papers"][paper]["signers"][seat]
    assert len(signer["read"]) == len(told["clauses"])
    assert signer["refused"]["reason"] == "再想想"
    assert (await signs(cast, "worker", paper))[0] == 200
    assert "signed" in (await done(worker, "GET", "/papers"))["papers"][paper]["signers"][seat]


async def test_nobody_confirms_or_refuses_for_somebody_elsewhere(call: Called) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer")
    paper = await frozen(cast)
    employer, worker = cast["employer"], cast.case.people["worker"].seat
    told = await done(employer, "GET", f"/papers/{paper}/clauses")
    about = {"frozen": told["frozen"], "clause": told["clauses"][0]["id"], "who": worker}
    for path, body in (("confirm", about), ("refuse", {"who": worker})):
        status, answer = await asked(employer, "POST", f"/papers/{paper}/{path}", body)
        assert (status, answer["code"]) == (404, ErrorCode.NOT_FOUND)
    (signer,) = [one for own, one in cast["worker"].view["papers"][paper]["signers"].items() if own == worker]
    assert signer["read"] == []
    assert "refused" not in signer
