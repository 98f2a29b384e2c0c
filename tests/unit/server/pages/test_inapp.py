"""Which app a page is shown in, by the User-Agents that these apps send."""

import pytest

from server.i18n import Language, catalogue
from server.pages.inapp import _APPS, inside

ANDROID = "Mozilla/5.0 (Linux; Android 10; M2006C3LC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"

APPS = [
    (
        "wechat",
        f"{ANDROID} Chrome/107.0.5304.141 XWEB/5023 MicroMessenger/8.0.30.2244(0x28001E44) NetType/4G",
    ),
    ("wechat", f"{IPHONE} Mobile/15E148 MicroMessenger/8.0.34(0x18002230) NetType/WIFI Language/zh_CN"),
    ("wecom", f"{ANDROID} Chrome/86.0 wxwork/4.0.19 MicroMessenger/7.0.1 Language/zh ColorScheme/Light"),
    ("qq", f"{ANDROID} Chrome/89.0 MQQBrowser/6.2 V1_AND_SQ_8.8.85 QQ/8.8.85.7685 NetType/4G"),
    ("qq", f"{IPHONE} Mobile/19E241 QQ/8.9.3.612 V1_IPH_SQ_8.9.3_1_APP_A Pixel/1170"),
    ("alipay", f"{ANDROID} Chrome/69.0 UCBS/3.22 Ariver/1.0 AliApp(AP/10.3.20) AlipayClient/10.3.20"),
    (
        "dingtalk",
        f"{ANDROID} UCBrowser/12.0 AliApp(DingTalk/6.5.45) com.alibaba.android.rimet/2 DingTalk/6.5.45",
    ),
    ("dingtalk", f"{IPHONE} Mobile/19E258 DingTalk/6.5.50"),
    ("taobao", f"{ANDROID} AliApp(TB/10.20.10) WindVane/8.5.0"),
    ("weibo", f"{ANDROID} Chrome/83.0 Weibo (Xiaomi-M2006C3LC__weibo__12.9.3__android__android10)"),
    ("feishu", f"{IPHONE} Mobile/15E148 Lark/6.1.5 LarkLocale/zh_CN"),
    ("douyin", f"{ANDROID} aweme.snssdk.com BytedanceWebview/d8a21c6 aweme_230400"),
    ("douyin", f"{IPHONE} Mobile/15E148 NewsArticle/9.1.4.2"),
    ("baidu", f"{IPHONE} Mobile/15E148 SP-engine/2.61.0 main/1.0 baiduboxapp/13.24.0.15"),
    ("xiaohongshu", f"{ANDROID} Chrome/96.0 xhsdiscover/7.66 XHS/7660"),
]
BROWSERS = [
    "",
    f"{IPHONE} Version/15.4 Mobile/15E148 Safari/604.1",
    f"{ANDROID} Chrome/120.0.0.0 Mobile Safari/537.36",
    # A browser of its own, by the maker of WeChat and QQ.
    f"{ANDROID} Chrome/98.0 MQQBrowser/13.6 Mobile Safari/537.36",
    f"{ANDROID} Chrome/112.0 Mobile Safari/537.36 MiuiBrowser/17.8",
    f"{ANDROID} Chrome/100.0 UCBrowser/15.5 Mobile Safari/537.36",
    "Mozilla/5.0 (Android 13; Mobile; rv:115.0) Gecko/115.0 Firefox/115.0",
]


@pytest.mark.parametrize(("key", "agent"), APPS)
def test_an_app_is_recognised(key: str, agent: str) -> None:
    found = inside(agent)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("agent", BROWSERS)
def test_a_browser_of_its_own_is_no_app(agent: str) -> None:
    assert inside(agent) is None


@pytest.mark.parametrize("language", Language)
def test_every_app_has_a_name_in_words(language: Language) -> None:
    for _, app in _APPS:
        assert f"inapp.{app.key}" in catalogue(language).texts
