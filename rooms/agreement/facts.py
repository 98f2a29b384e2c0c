"""What is known besides the terms, and what the rules are where and when they are checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from rooms.agreement.terms import Account
from rooms.agreement.wages import PAY_DAYS
from rooms.ids import SeatId
from rooms.moments import beijing_day
from rooms.participant import Authority

_GAP: Final = "[^。；;，,]"
"""Within one phrase: what stands after a comma is said of something else."""

_WIDE: Final = "[^。；;]"
_INSURANCE: Final = "(?:社会保险|社保|五险|养老保险|医疗保险|失业保险|生育保险)"
_NEVER: Final = "(?:不得|不再|不能|不可|不准|不许|不会|不[向去到]|禁止|放弃|保证不|承诺不|永不)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """What varies with the place, the year or experience. Patterns are regular expressions over text without spaces.

    `waivers`: words by which social insurance is given up. `gags`: by which complaints and reports are forbidden.
    `suits`: by which arbitration and courts are given up. `confirmations`: by which a labour relation is confirmed.
    `penalty_share`: of all that is owed; a penalty beyond it is likely to be reduced.
    """

    waivers: tuple[str, ...] = (
        rf"(?<!不得)(?<!不)(?<!未)(?:放弃|不再?(?:要求|主张|追究)|不[需用必]?(?:参加|缴纳|办理|补缴|购买))"
        rf"{_GAP}{{0,12}}{_INSURANCE}(?!费?的[，,])",
        rf"{_INSURANCE}(?:(?!个人(?:应|部分|缴)|滞纳){_GAP}){{0,12}}"
        r"(?:折[算成为]?现|以现金|自[行己](?:承担|缴纳|缴|交|买|解决)|不予?(?:补缴|缴纳|办理)|一次性(?:买断|了结))",
        rf"不[给为替]{_GAP}{{0,10}}[买交缴办]{_GAP}{{0,6}}{_INSURANCE}(?!费?的[，,])",
        rf"无[需须]{_GAP}{{0,8}}{_INSURANCE}",
    )
    gags: tuple[str, ...] = (
        rf"{_NEVER}(?:(?!阻|妨|限制|干涉){_GAP}){{0,16}}(?:投诉|举报|检举|控告|报案|报警|信访|上访|反映)"
        rf"(?!{_WIDE}{{0,12}}(?:报复|打击|刁难|辞退|解除|扣))",
    )
    suits: tuple[str, ...] = (
        rf"{_NEVER}(?:(?!阻|妨|限制|干涉){_GAP}){{0,16}}"
        r"(?:申请(?:劳动)?仲裁|提起(?:劳动)?(?:仲裁|诉讼)|起诉|诉讼?权|仲裁权|申请支付令|申请(?:强制)?执行)",
    )
    confirmations: tuple[str, ...] = (
        rf"(?:确认|认定|认可|承认){_WIDE}{{0,24}}(?:存在|建立|形成|成立|有){_GAP}{{0,8}}劳动关系",
        rf"(?:确认|认定){_WIDE}{{0,16}}劳动关系(?:成立|存在|不存在)",
    )
    penalty_share: Decimal = Decimal("0.3")
    pay_days: Decimal = PAY_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`names`: of everybody who has a seat, as it was checked. `accounts`: each worker's own, verified. `authorities`:
    of agents, by the agent's seat, as they are on file. `consents`: workers who consented to these very terms
    themselves. `resting`: days that are known to be no working days, at least among those which the terms name.
    """

    now: datetime
    names: Mapping[SeatId, str] = field(default_factory=dict)
    accounts: Mapping[SeatId, frozenset[Account]] = field(default_factory=dict)
    authorities: Mapping[SeatId, Authority] = field(default_factory=dict)
    consents: frozenset[SeatId] = frozenset()
    resting: frozenset[date] = frozenset()
    rulebook: Rulebook = Rulebook()

    @property
    def today(self) -> date:
        """The day that it is in Beijing."""
        return beijing_day(self.now)
