"""Sealed documents go into the case file: an agreement for a court and a party, and of a party only what is theirs."""

import zipfile
from pathlib import Path

import pytest

from tests.integration.agreements.notice import NOTICE
from tests.integration.agreements.signing import PARTS, agreed, done, sealed, signs
from tests.integration.command import yuntiao
from tests.integration.conftest import Called
from tests.integration.running import Running


async def exported(case_no: str, data: Path, path: Path, *more: str) -> dict[str, bytes]:
    """The documents of the bundle, by the end of their names; the whole bundle is proved."""
    words = ("export", case_no, "--data", str(data), "-o", str(path), "--reason", "归档", "--no-film", *more)
    assert (await yuntiao(*words))[0] == 0
    assert (await yuntiao("verify", str(path)))[0] == 0
    with zipfile.ZipFile(path) as bundle:
        names = [name for name in bundle.namelist() if name.endswith(".pdf")]
        return {name.rpartition("/")[2]: bundle.read(name) for name in names}


@pytest.mark.timeout(240)
async def test_a_bundle_holds_what_is_sealed_as_far_as_its_profile_lets_it(
    call: Called, service: Running, tmp_path: Path
) -> None:
    cast = await call(PARTS)
    await cast.together("mediator", "worker", "employer", "clerk")
    mediator = cast["mediator"]
    made = await done(mediator, "POST", "/documents/failure", NOTICE)
    for paper in made["papers"]:
        await mediator.until(lambda paper=paper: paper in mediator.view.get("papers", {}))  # type: ignore[misc]
        assert (await signs(cast, "mediator", paper))[0] == 200
        await sealed(mediator, paper)
    agreement = await sealed(mediator, await agreed(cast))
    number, data = cast.case.number, service.data
    joint = await exported(number, data, tmp_path / "joint.zip")
    assert sorted(name.partition("-")[2] for name in joint) == ["agreement.pdf", "failure.pdf", "failure.pdf"]
    assert agreement in joint.values()
    own = await exported(number, data, tmp_path / "own.zip", "--profile", "party", "--party", "worker")
    assert sorted(name.partition("-")[2] for name in own) == ["agreement.pdf", "failure.pdf"]
    assert set(own.items()) <= set(joint.items())
    for restrict in ("restrict", "unrestrict"):
        about = (number, "--reason", "本人申请", "--name", "龙建军", "--data", str(data))
        assert (await yuntiao("retention", restrict, *about))[0] == 0
        left = await exported(number, data, tmp_path / f"{restrict}.zip")
        assert (agreement in left.values()) == (restrict == "unrestrict")
