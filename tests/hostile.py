"""What somebody may put into a name, a message or a translation to make it more than text."""

from typing import Final

OVERRIDE: Final = "\u202e"
"""Reads what follows from right to left."""

MARKUP: Final = (
    "<img src=x onerror='window.hit=1'>",
    "</script><script>window.hit=1</script>",
    "<svg onload=window.hit=1>",
    '" autofocus onfocus="window.hit=1" x="',
    "' onpointerenter='window.hit=1",
    "javascript:window.hit=1",
    "{{ 7*7 }}{% raw %}",
    "${window.hit=1}`{name}{person}%s",
    "<!--",
    "]]>&lt;b&gt;&#60;i&#62;",
    "<style>*{display:none}</style>",
    "<base href=https://evil.example/>",
    '"/static/',
    "\\u003cscript\\u003e",
)
DIRECTION: Final = (
    f"{OVERRIDE}abc",
    "أحمد بن علي",
    "שלום\u2067",
    "\u2069\u2069\u202c乙",
    "甲\u2066\u2068\u202b",
)
UNREADABLE: Final = (
    "\u200b\u2060\ufeff",
    "é" + "\u0301" * 10_000,
    "a\r\nb\x00c\u2028d\x1b[31m",
    "长" * 300,
    "\U000e0041龙\ufffe",
)
ALL: Final = (*MARKUP, *DIRECTION, *UNREADABLE)
EVERYTHING: Final = "".join(MARKUP)
"""All markup in one text."""
