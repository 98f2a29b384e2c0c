"""The messages about settlement agreements. Papers are frozen, signed and fetched over HTTP."""

from typing import Annotated, Any

from msgspec import Meta

from signaling.wire import Do, Identifier, Text

Version = Annotated[int, Meta(ge=0, le=10_000)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Clause = Annotated[str, Meta(min_length=1, max_length=64)]


class DraftSettlement(Do, frozen=True, tag="draft_settlement"):
    """Host: write a settlement (no `settlement`), or its next version; refused (`version_changed`) if `base` is not the
    one that stands → `{id, version}`. `terms` as `rooms/agreement/terms.py` says.
    """

    terms: dict[str, Any]
    settlement: Identifier | None = None
    base: Version = 0


class ProposeSettlement(Do, frozen=True, tag="propose_settlement"):
    """Host: put the version `base` before everybody in the channel where one is."""

    settlement: Identifier
    base: Version


class AskProposal(Do, frozen=True, tag="ask_proposal"):
    """Host: ask those before whom the version `base` was proposed apart to let it be put before `side`, a group, or
    `joint` for everybody. They answer with `answer_consent`; it may be taken back with `withdraw`.
    """

    settlement: Identifier
    base: Version
    side: Identifier


class ConveyProposal(Do, frozen=True, tag="convey_proposal"):
    """Host: put it before them, now that all who were asked agreed; one has to be with them → `{id, version}` of the
    settlement that it is there.
    """

    settlement: Identifier
    base: Version
    side: Identifier


class CommentSettlement(Do, frozen=True, tag="comment_settlement"):
    """A party or host: say something to a proposal, or to one of its clauses, to those who are there."""

    settlement: Identifier
    version: Version
    text: Text
    clause: Clause | None = None


class ReopenSettlement(Do, frozen=True, tag="reopen_settlement"):
    """Host: take the papers back while nobody has signed one; the text can be changed again."""

    settlement: Identifier


class VoidSettlement(Do, frozen=True, tag="void_settlement"):
    """Host: it holds no more, for this reason; papers that are sealed already stay in force."""

    settlement: Identifier
    reason: Text


class ConfirmClause(Do, frozen=True, tag="confirm_clause"):
    """A signer: this clause of the paper was read. `frozen`: the digest that the view shows; `who`: oneself, or
    somebody at the same device.
    """

    paper: Identifier
    frozen: Digest
    clause: Clause
    who: Identifier | None = None


class RefusePaper(Do, frozen=True, tag="refuse_paper"):
    """A signer: not to be signed by me, for this reason; one may still change one's mind. `who`: as above."""

    paper: Identifier
    reason: Text = ""
    who: Identifier | None = None
