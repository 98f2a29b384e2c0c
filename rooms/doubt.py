"""What in a machine's words must be confirmed by a person: amounts, numbers, dates, and whatever says no.

A recogniser hears 四 (sì) for 十 (shí), drops a 不 or takes 一 for 亿, and each of them turns one settlement into
another. What is found is marked for the eye. It is never read as a value, so it can fill no document.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class DoubtKind(StrEnum):
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    NEGATION = "negation"


@dataclass(frozen=True, slots=True)
class Doubt:
    """From `start` up to `end`, without it, in code points of the text."""

    start: int
    end: int
    kind: DoubtKind


_DIGIT = "0-9０-９〇零○一二两三四五六七八九十百千万亿廿卅壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億几半"
_NUMBER = f"(?:[负第]?(?:百分之)?[{_DIGIT}](?:[{_DIGIT}点.,，]*[{_DIGIT}])?[%％]?)"
_MONEY = "(?:人民币|美元|港币|[¥￥$])"
_UNIT = "(?:块钱|块|元|角|毛|分钱|圆|万元|亿元|RMB|rmb|yuan|美元|港币)"
_CALENDAR = "(?:个月|个星期|个工作日|工作日|小时|分钟|点钟|周年|年|月|日|号|天|周|星期|季度|点|时)"
_RELATIVE = (
    "今天|明天|后天|大后天|昨天|前天|今年|明年|去年|前年|后年|本月|上个月|下个月|这个月|月底|月初|月中|年底|年初|年前|年后"
    "|[上下本这]{1,2}(?:个)?(?:周|星期|礼拜)[一二三四五六日天末]?|(?:周|星期|礼拜)[一二三四五六日天末]|月末"
)
_NEGATIONS = "不|没|未|无|非|勿|别|莫|否|拒绝|拒|免除|撤回|取消|反对|放弃"

_DOUBTS = re.compile(
    "|".join(
        (
            f"(?P<date>(?:(?:{_NUMBER}){_CALENDAR})+(?:半|底|初|末)?|{_RELATIVE})",
            f"(?P<amount>{_MONEY}{_NUMBER}{_UNIT}?|(?:{_NUMBER}{_UNIT})+(?:[{_DIGIT}]|半|整)?)",
            f"(?P<number>{_NUMBER})",
            f"(?P<negation>{_NEGATIONS})",
        )
    )
)


def doubts(text: str) -> tuple[Doubt, ...]:
    """What is to be confirmed, in the order of the text; no two overlap."""
    found = ((match, DoubtKind(str(match.lastgroup))) for match in _DOUBTS.finditer(text))
    return tuple(Doubt(match.start(), match.end(), kind) for match, kind in found)
