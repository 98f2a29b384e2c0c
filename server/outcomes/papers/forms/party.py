"""Parties as papers name them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from server.outcomes.papers.paper import Fields


@dataclass(frozen=True, slots=True)
class Agent:
    """`special`: may settle (特别授权)."""

    name: str
    special: bool
    number: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """`number`: an identity card's, or a unified social credit code. `about`: sex and birth, as far as they are known.
    What is not known is not printed.
    """

    name: str
    organisation: bool = False
    number: str = ""
    about: str = ""
    address: str = ""
    telephone: str = ""
    legal_representative: str = ""
    agent: Agent | None = None

    @property
    def signs(self) -> str:
        """Who puts their name down for it, beside its own."""
        if self.agent is not None:
            return f"{self.name}（委托代理人：{self.agent.name}）"
        if self.organisation and self.legal_representative:
            return f"{self.name}（法定代表人：{self.legal_representative}）"
        return self.name


def fields(capacity: str, party: Party) -> Fields:
    """申请人 …, and below it all that is known."""
    return Fields(tuple(_pairs(capacity, party)))


def many(capacity: str, parties: Iterable[Party]) -> tuple[Fields, ...]:
    """Numbered where there are several: 申请人一."""
    found = list(parties)
    if len(found) == 1:
        return (fields(capacity, found[0]),)
    return tuple(fields(f"{capacity}（{number}）", party) for number, party in enumerate(found, 1))


def names(parties: Iterable[Party]) -> str:
    return "、".join(party.name for party in parties)


def _pairs(capacity: str, party: Party) -> Iterator[tuple[str, str]]:
    yield capacity, "，".join(filter(None, (party.name, party.about)))
    known = {
        ("统一社会信用代码" if party.organisation else "身份号码"): party.number,
        "法定代表人": party.legal_representative,
        ("住所" if party.organisation else "住址"): party.address,
        "联系电话": party.telephone,
    }
    yield from ((name, what) for name, what in known.items() if what)
    agent = party.agent
    if agent is not None:
        authority = "特别授权" if agent.special else "一般授权"
        yield (
            "委托代理人",
            "，".join(filter(None, (f"{agent.name}（{authority}）", agent.number, agent.telephone))),
        )
