"""劳动保障监察投诉书: an authority looks into it (劳动保障监察条例 9, within the two years of 20)."""

from typing import Final

from server.outcomes.papers.forms.on_default import OnDefault, Words, on_default
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    kind=PaperKind.INSPECTION,
    title="劳动保障监察投诉书",
    worker="投诉人",
    other="被投诉人",
    request="请求依法查处被投诉人拖欠{kinds}的行为，责令其向投诉人支付，合计{sum}。",
    grounds=(
        "依据《劳动保障监察条例》第九条：劳动者认为用人单位侵犯其劳动保障合法权益的，有权向劳动保障行政部门投诉。特此投诉。",
    ),
    enclosures=(
        "调解协议（经电子签名、加盖电子印章的原件）及其核验结果；",
        "投诉人身份证明，被投诉人的名称、地址和联系方式；",
        "考勤、工资支付记录、欠条、收款账户交易明细等欠付的证据。",
    ),
)


def inspection(asked: OnDefault) -> Paper:
    return on_default(asked, _WORDS)
