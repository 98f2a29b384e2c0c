"""司法确认申请书: both ask the court to confirm that the agreement is valid, so that it can be enforced."""

from typing import Final

from server.outcomes.papers.forms.joint_application import JointApplication, Words, joint_application
from server.outcomes.papers.paper import Paper, PaperKind

_WORDS: Final = Words(
    PaperKind.JUDICIAL_CONFIRMATION,
    "司法确认申请书",
    "请求依法确认双方于{day}{agreement}有效。",
    "依据《中华人民共和国民事诉讼法》关于确认调解协议案件的规定",
    (
        "该协议出于解决纠纷的目的自愿达成，没有恶意串通、规避法律的行为；",
        "协议内容不损害国家利益、社会公共利益和他人合法权益；因该协议给他人造成损害的，愿意承担相应的民事责任和其他法律责任；",
        "双方没有就同一争议申请仲裁审查、另行申请仲裁或者提起诉讼；",
        "提交的材料真实，法院依法通知补充陈述或者补充证明材料的，愿意配合。",
    ),
    (
        "调解协议（经电子签名、加盖电子印章的原件）；",
        "调解组织主持调解的证明；",
        "双方的身份证明或者营业执照、法定代表人身份证明，委托代理的授权委托书；",
        "与调解协议有关的财产权利证明等材料。",
    ),
)


def judicial_confirmation(asked: JointApplication) -> Paper:
    """Within thirty days after the agreement came into force."""
    return joint_application(asked, _WORDS)
