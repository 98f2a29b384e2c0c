"""支付令申请书: the worker alone asks the court to order payment of what was agreed and is overdue.

The law knows an order for 劳动报酬, 工伤医疗费, 经济补偿 or 赔偿金 and for nothing else (调解仲裁法 16).
"""

from typing import Final

from server.outcomes.papers.forms.on_default import OnDefault, Words, on_default
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    kind=PaperKind.PAYMENT_ORDER,
    title="支付令申请书",
    worker="申请人",
    other="被申请人",
    request="请求贵院依法向被申请人发出支付令，督促被申请人向申请人支付{kinds}，合计{sum}；申请费由被申请人负担。",
    grounds=(
        "上述款项系给付金钱，已经到期且数额确定；申请人没有对待给付义务，双方没有其他债务纠纷；被申请人住所明确，支付令能够送达。",
        "依据《中华人民共和国劳动争议调解仲裁法》第十六条：因支付拖欠劳动报酬、工伤医疗费、经济补偿或者赔偿金事项达成调解协议，"
        "用人单位在协议约定期限内不履行的，劳动者可以持调解协议书依法向人民法院申请支付令。特此申请。",
    ),
    enclosures=(
        "调解协议（经电子签名、加盖电子印章的原件）及其核验结果；",
        "申请人身份证明，被申请人的企业登记信息；",
        "收款账户交易明细等未履行、未足额履行的证明；",
        "本申请书副本一份。",
    ),
)


def payment_order(asked: OnDefault) -> Paper:
    return on_default(asked, _WORDS)
