"""民事起诉状: of an agreement on wages alone that is not kept the worker may go to court without arbitration."""

from typing import Final

from server.outcomes.papers.forms.on_default import OnDefault, Words, on_default
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    kind=PaperKind.DIRECT_SUIT,
    title="民事起诉状",
    worker="原告",
    other="被告",
    request="请求判令被告向原告支付{kinds}，合计{sum}；诉讼费用由被告负担。",
    grounds=(
        "被告应付的款项已经到期，至今没有付清。",
        "依据《最高人民法院关于审理劳动争议案件适用法律问题的解释（一）》（法释〔2020〕26号）第五十一条：当事人在依法设立的调解组织"
        "主持下仅就劳动报酬争议达成调解协议，用人单位不履行调解协议确定的给付义务，劳动者直接提起诉讼的，人民法院可以按照普通民事"
        "纠纷受理。特此起诉。",
    ),
    enclosures=(
        "调解协议（经电子签名、加盖电子印章的原件）及其核验结果；",
        "原告身份证明，被告的企业登记信息或者身份信息；",
        "工资欠条、收款账户交易明细等未履行、未足额履行的证明；",
        "本起诉状副本，按被告人数提交。",
    ),
)


def direct_suit(asked: OnDefault) -> Paper:
    return on_default(asked, _WORDS)
