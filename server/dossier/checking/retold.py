"""What the papers of a session tell again of what stands in its log: word for word, or they contradict it.

Names and roles are not looked at: they stand in another chain, which no bundle holds.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from rooms.moments import parse
from server.dossier import bag
from server.dossier.checking.fault import Fault, FaultKind
from server.foreign import in_line

Text = Callable[[str], bytes | None]
_WRITTEN: Final = ("chat_posted", "announced")
_FACTS: Final = {
    "seat": "seat", "stay": "stay", "kind": "media", "began": "began", "milliseconds": "milliseconds",
    "octets": "plain_length", "sha256": "plain_digest", "torn": "torn",
}  # fmt: skip
"""What ``recordings.json`` says of a file, and as what the log says it."""
_OF_ANOTHER_SHAPE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What others' words may be instead of ours."""
_LONGEST_WHO: Final = 2_000
"""Characters of the names before what was written or said."""
_HAPPENED: Final = re.compile(r"\[[^\n]*\]\n")


def check(
    folder: str, contents: Sequence[dict[str, Any]], text: Text, digests: Mapping[str, str]
) -> Iterator[Fault]:
    """``contents``: what the entries of the session's log say; ``digests``: what every file of the bundle has."""
    told: dict[str, Callable[[Any], bool]] = {
        f"{folder}/recordings.json": lambda found: _tracks(found, contents),
        f"{folder}/chat.json": lambda found: _photographs(folder, found, contents, digests),
        f"{folder}/transcript.json": lambda found: _lines(found, contents, _json(text, folder, "recordings")),
        f"{folder}/chat.txt": lambda found: _reads(found, _json(text, folder, "chat")),
        f"{folder}/transcript.txt": lambda found: _reads(found, _json(text, folder, "transcript")),
    }
    for path, agrees in told.items():
        octets = text(path)
        if octets is None:
            continue
        try:
            right = agrees(json.loads(octets) if path.endswith(".json") else octets.decode())
        except _OF_ANOTHER_SHAPE:
            right = False
        if not right:
            yield Fault(FaultKind.CONTRADICTION, path)


def _json(text: Text, folder: str, name: str) -> Any:
    octets = text(f"{folder}/{name}.json")
    return None if octets is None else json.loads(octets)


def _tracks(told: Any, contents: Sequence[dict[str, Any]]) -> bool:
    """Each recording is one of the log, and what is said of it is what the log says."""
    kept = {each["kept"]["id"]: each["kept"] for each in contents if each.get("kind") == "segment_kept"}
    return all(
        each[name] == kept[each["id"]][logged]
        for each in told["recordings"]
        for name, logged in _FACTS.items()
    )


def _photographs(
    folder: str, told: Any, contents: Sequence[dict[str, Any]], digests: Mapping[str, str]
) -> bool:
    """Each photograph is that of its message, and there is no other."""
    posted = {each["id"]: each.get("pages", []) for each in contents if each.get("kind") in _WRITTEN}
    named: list[str] = []
    for message in told:
        paths = [bag.PAYLOAD + path for path in message.get("photographs", [])]
        if paths and [digests.get(path) for path in paths] != [
            page["digest"] for page in posted[message["id"]]
        ]:
            return False
        named += paths
    return {path for path in digests if path.startswith(f"{folder}/photographs/")} <= set(named)


def _lines(told: Any, contents: Sequence[dict[str, Any]], recordings: Any) -> bool:
    """Each line that is written or said is one of the log, nothing that was said is left out, and each stands in the
    recordings where it was.
    """
    logged: Counter[tuple[Any, ...]] = Counter()
    for each in contents:
        if each.get("kind") in _WRITTEN:
            logged["written", each["at"], each["text"]] += 1
        elif each.get("kind") == "uttered":
            said = each["utterance"]
            logged["said", said["began"], said["text"], said["milliseconds"], said.get("stay")] += 1
    began = {each["file"]: parse(each["began"]) for each in (recordings or {"recordings": []})["recordings"]}
    for line in told:
        if line["kind"] == "happened":
            continue
        more = (line["milliseconds"], line.get("stay")) if line["kind"] == "said" else ()
        key = (line["kind"], line["at"], line.get("text", ""), *more)
        if not logged[key]:
            return False
        logged[key] -= 1
        for place in line.get("recordings", []):
            offset = (parse(line["at"]) - began[place["file"]]).total_seconds() * 1000
            if place["milliseconds"] != max(0, round(offset)):
                return False
    return not any(count for key, count in logged.items() if key[0] == "said")


def _reads(text: str, told: Any) -> bool:
    """Whether a text for people says what the same lines for machines say, line by line, and nothing more."""
    at = 0
    for line in told or []:
        begin = f"{line['at']}  "
        if not text.startswith(begin, at):
            return False
        at += len(begin)
        if line.get("kind") == "happened":
            found = _HAPPENED.match(text, at)
            end = -1 if found is None else found.end()
        else:
            pages = "".join(f"\n    [{path}]" for path in line.get("photographs", []))
            shown = "\n    ".join(map(in_line, line.get("text", "").split("\n")))
            end = _behind(text, at, f": {shown}{pages}\n")
        if end < 0:
            return False
        at = end
    return told is None or at == len(text)


def _behind(text: str, at: int, words: str) -> int:
    """Where the words end that follow names on the same line; less than 0 where they do not."""
    place = text.find(": ", at, at + _LONGEST_WHO)
    while place >= 0 and "\n" not in text[at:place]:
        if text.startswith(words, place):
            return place + len(words)
        place = text.find(": ", place + 1, at + _LONGEST_WHO)
    return -1
