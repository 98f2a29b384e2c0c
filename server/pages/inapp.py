"""Browsers inside other apps, told by the User-Agent they send.

Some of them have no WebRTC, most hide the address bar, and all have a menu of their own through which the system's
browser is opened. What such a browser really can do the page's script asks it; the name is for the words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Menu(StrEnum):
    """Where the app keeps "open in browser"."""

    TOP_RIGHT = "top_right"
    COPY_ONLY = "copy_only"


@dataclass(frozen=True, slots=True)
class App:
    """``key`` names the app in the catalogue."""

    key: str
    menu: Menu


_APPS: Final = (
    # WeCom says MicroMessenger too, Alipay's and DingTalk's shells may say UCBrowser: the more special comes first.
    (re.compile(r"\bwxwork/", re.I), App("wecom", Menu.TOP_RIGHT)),
    (re.compile(r"\bMicroMessenger/", re.I), App("wechat", Menu.TOP_RIGHT)),
    (re.compile(r"\bQQ/\d", re.I), App("qq", Menu.TOP_RIGHT)),
    (re.compile(r"\bAlipayClient/|\bAliApp\(AP/", re.I), App("alipay", Menu.TOP_RIGHT)),
    (re.compile(r"\bDingTalk/|\bAliApp\(DingTalk/", re.I), App("dingtalk", Menu.TOP_RIGHT)),
    (re.compile(r"\bAliApp\((?:TB|TM)/", re.I), App("taobao", Menu.COPY_ONLY)),
    (re.compile(r"\bWeibo\b|__weibo__", re.I), App("weibo", Menu.TOP_RIGHT)),
    (re.compile(r"\bLark/|\bFeishu/", re.I), App("feishu", Menu.TOP_RIGHT)),
    (re.compile(r"\baweme|BytedanceWebview|\bNewsArticle/", re.I), App("douyin", Menu.COPY_ONLY)),
    (re.compile(r"\bbaiduboxapp/", re.I), App("baidu", Menu.TOP_RIGHT)),
    (re.compile(r"\bxhsdiscover\b|\bdiscover/\d", re.I), App("xiaohongshu", Menu.COPY_ONLY)),
)


def inside(user_agent: str) -> App | None:
    """The app that a page is shown in; None for a browser of its own."""
    return next((app for pattern, app in _APPS if pattern.search(user_agent)), None)
