"""仲裁审查申请书: both ask the arbitration commission to examine the agreement and issue a mediation letter on it."""

from typing import Final

from server.outcomes.papers.forms.joint_application import JointApplication, Words, joint_application
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    PaperKind.ARBITRATION_REVIEW,
    "仲裁审查申请书",
    "请求依法审查双方于{day}{agreement}，并根据该协议制作调解书。",
    "依据《劳动人事争议仲裁办案规则》关于仲裁审查的规定",
    (
        "该协议出于双方真实意思，自愿达成，没有受到欺诈、胁迫；",
        "双方没有恶意串通、规避法律，协议不损害国家利益、社会公共利益和他人合法权益；",
        "双方没有就同一争议另行申请仲裁、提起诉讼，也没有就该协议申请司法确认；",
        "提交的材料真实，愿意承担因材料不实产生的法律责任。",
    ),
    (
        "调解协议（经电子签名、加盖电子印章的原件）；",
        "双方的身份证明或者营业执照、法定代表人身份证明，委托代理的授权委托书；",
        "与调解协议有关的证据材料。",
    ),
)


def arbitration_review(asked: JointApplication) -> Paper:
    """Within fifteen days after the agreement came into force."""
    return joint_application(asked, _WORDS)
