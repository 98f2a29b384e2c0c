"""What was read back, as text: out of the frozen content alone, for whoever may have no more of the record."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from rooms.moments import parse


def read_out(content: Mapping[str, Any], words: Mapping[str, str], time: Callable[[datetime], str]) -> str:
    """The content of a reading in the order of the form; `words` and `time` as for `rooms.archive.record.text`."""
    return "\n".join(_lines(content, words, time)) + "\n"


def _lines(
    content: Mapping[str, Any], words: Mapping[str, str], time: Callable[[datetime], str]
) -> Iterator[str]:
    def say(key: str, **params: object) -> str:
        return words[key].format(**params)

    yield say("form.title")
    yield say("form.case_no", number=content["case_no"])
    yield say("form.matter", title=content["title"])
    if "began" in content:
        yield say("form.began", time=time(parse(content["began"])))
    yield say("form.mode_online")
    yield say("form.attendees")
    for person in content["attendees"]:
        yield "  " + say("form.person", name=person["name"], role=say(f"role.{person['role']}"))
    asked = ""
    for answer in content["answers"]:
        if answer["question"] != asked:
            asked = answer["question"]
            yield say(f"form.question_{asked}")
        reply = say(f"form.reply_{asked}_{answer['reply']}")
        remark = say("form.remark", text=answer["remark"]) if "remark" in answer else ""
        yield "  " + say("form.said", name=answer["name"], text=reply + remark)
    for section in content["sections"]:
        yield say(f"form.section_{section['section']}")
        for line in section["lines"]:
            said = line["text"]
            if "speaker" in line:
                said = say("form.said", name=line["speaker"], text=said)
            yield "  " + say("form.numbered", number=line["number"], text=said)
    if content["objections"]:
        yield say("form.objections")
    for noted in content["objections"]:
        yield "  " + say("form.objection", number=noted["reading"], name=noted["name"], text=noted["words"])
    for section in content.get("left_out", []):
        yield say("form.left_out", section=say(f"form.section_{section}"))
