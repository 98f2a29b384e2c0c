"""劳动仲裁申请书: whoever does not keep an agreement may be taken before the arbitration commission (调解仲裁法 15)."""

from typing import Final

from server.outcomes.papers.forms.on_default import OnDefault, Words, on_default
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    kind=PaperKind.ARBITRATION,
    title="劳动仲裁申请书",
    worker="申请人",
    other="被申请人",
    request="请求裁决被申请人向申请人支付{kinds}，合计{sum}。",
    grounds=(
        "依据《中华人民共和国劳动争议调解仲裁法》第十五条：达成调解协议后，一方当事人在协议约定期限内不履行调解协议的，另一方当事人"
        "可以依法申请仲裁。劳动争议仲裁不收费（同法第五十三条）。特此申请。",
    ),
    enclosures=(
        "调解协议（经电子签名、加盖电子印章的原件）及其核验结果；",
        "申请人身份证明，被申请人的企业登记信息；",
        "劳动合同、考勤、工资支付记录等证明劳动关系和欠付的证据；",
        "收款账户交易明细等未履行、未足额履行的证明；",
        "本申请书副本，按被申请人人数提交。",
    ),
)


def arbitration(asked: OnDefault) -> Paper:
    return on_default(asked, _WORDS)
