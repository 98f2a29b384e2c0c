"""People as a journey tells of them, by the names in the pages that integrators rely on."""

from typing import Any

from tests.e2e.service import Invitation
from tests.e2e.tab import Tab
from tests.e2e.until import until
from tests.e2e.voices import TONES, person_of

AUDIBLE = -45.0  # dB: a tone that is forwarded is near -24, what codecs add at another's frequency under -65


def by(name: str, **attributes: str) -> str:
    """The selector of a test id, narrowed by data attributes."""
    return f'[data-testid="{name}"]' + "".join(f'[data-{key}="{value}"]' for key, value in attributes.items())


class Person:
    """Somebody in front of one tab."""

    def __init__(self, key: str, invitation: Invitation, tab: Tab) -> None:
        self.key = key
        self.invitation = invitation
        self.tab = tab

    def __repr__(self) -> str:
        return self.key

    # Coming in

    async def open_link(self) -> None:
        await self.tab.goto(self.invitation.url)

    async def give(self, code: str) -> None:
        """Consents to everything, gives a code and presses enter; what comes of it is left open."""
        await self.until_shown("enter")
        await self.tab.evaluate("(selector) => probe.check(selector)", by("consent"))
        if await self.shown("code"):
            await self.tab.fill(by("code"), code)
        await self.tab.click(by("enter"))

    async def enter(self, code: str | None = None) -> None:
        """To the room with the invitation's code, or another."""
        await self.give(code or self.invitation.code or "")
        await self.pass_device_check()

    async def enter_or_resume(self) -> None:
        """A device that is known may be asked for less, or for nothing."""
        await until(lambda: self.shown("room", "enter"), bool, f"{self} sees the room or the way in")
        if await self.shown("enter"):
            await self.give(self.invitation.code or "")
        await self.pass_device_check()

    async def is_refused(self) -> None:
        await self.until_shown("problem")
        assert len(await self.text(by("problem"))) > 5
        assert not await self.shown("room")

    async def pass_device_check(self) -> None:
        """To the live room, past the check of microphone and camera where it is shown."""
        await until(self.room, lambda seen: seen[1] == "live", f"{self}'s room is live", 15)
        if await self.shown("devices-ok"):
            await self.tab.click(by("devices-ok"))

    async def join(self) -> None:
        await self.open_link()
        await self.enter()
        await self.is_in("lobby")

    # What the page shows

    async def shown(self, *names: str) -> bool:
        """Whether any of the test ids is visible."""
        selector = ",".join(by(name) for name in names)
        return bool(await self.tab.evaluate("(selector) => probe.shown(selector)", selector))

    async def until_shown(self, name: str, seconds: float = 10) -> None:
        await until(lambda: self.shown(name), bool, f"{self} sees {name}", seconds)

    async def attributes(self, selector: str, name: str) -> list[str | None]:
        found: list[str | None] = await self.tab.evaluate(
            "([selector, name]) => probe.attributes(selector, name)", [selector, name]
        )
        return found

    async def attribute(self, selector: str, name: str) -> str | None:
        """Of the first match; None when there is none."""
        return next(iter(await self.attributes(selector, name)), None)

    async def room(self) -> tuple[str | None, str | None]:
        """The channel and the connection's state."""
        return await self.attribute(by("room"), "data-channel"), await self.attribute(
            by("room"), "data-state"
        )

    async def is_in(self, channel: str, state: str = "live", seconds: float = 10) -> None:
        await until(
            self.room, lambda seen: seen == (channel, state), f"{self} is in {channel}, {state}", seconds
        )

    async def is_not_live(self, seconds: float = 10) -> None:
        await until(self.room, lambda seen: seen[1] == "reconnecting", f"{self} reconnects", seconds)

    async def has_ended(self, seconds: float = 10) -> None:
        await until(self.room, lambda seen: seen[1] == "ended", f"it is over for {self}", seconds)

    async def text(self, selector: str = "body") -> str:
        return str(
            await self.tab.evaluate(
                "(selector) => document.querySelector(selector)?.innerText ?? ''", selector
            )
        )

    # Hearing and seeing

    async def tones(self, ms: int = 400) -> frozenset[str]:
        """Whose tones arrive within a while, in any slot, on the page or not."""
        levels: dict[str, Any] = await self.tab.evaluate(
            "([tones, ms]) => probe.heard(tones, ms)", [TONES, ms]
        )
        return frozenset(person for person, (_, highest) in levels.items() if highest > AUDIBLE)

    async def comes_to_hear(self, *people: str, seconds: float = 8) -> None:
        """Waits until exactly these are heard."""
        wanted = frozenset(people)
        await until(self.tones, lambda heard: heard == wanted, f"{self} hears {sorted(wanted)}", seconds)

    async def hears(self, *people: str, seconds: float = 8) -> None:
        """Waits until exactly these are heard, and makes sure for a second that nobody else is."""
        wanted = frozenset(people)
        await self.comes_to_hear(*people, seconds=seconds)
        heard = await self.tones(1000)
        assert heard == wanted, f"{self} hears {sorted(heard)}, not {sorted(wanted)}"

    async def pictures(self) -> dict[str, str | None]:
        """Each tile's person, and whose colour is in the picture."""
        tiles = await self.tab.evaluate("() => probe.seen()")
        return {tile["person"]: tile["colour"] and person_of(tuple(tile["colour"])) for tile in tiles}

    async def sees(self, *people: str, seconds: float = 8) -> None:
        """Waits until there is a tile for exactly these, each with that person's own picture."""
        wanted: dict[str, str | None] = {person: person for person in people}
        await until(self.pictures, lambda seen: seen == wanted, f"{self} sees {sorted(wanted)}", seconds)

    async def sees_of(self, person: str, picture: str | None) -> None:
        """Whose picture is in that person's tile; None: no picture."""
        what = f"{self} sees {picture or 'no picture'} in the tile of {person}"
        await until(self.pictures, lambda seen: person in seen and seen[person] == picture, what)

    async def shows_frames_of(self, person: str, seconds: float = 8) -> None:
        """The picture in that person's tile moves on."""

        async def frames() -> int:
            tiles = await self.tab.evaluate("() => probe.seen()")
            return sum(tile["frames"] for tile in tiles if tile["person"] == person)

        before = await frames()
        await until(frames, lambda now: now > before + 3, f"{self} sees {person} move", seconds)

    async def connections_made(self) -> int:
        """Peer connections since the page was loaded."""
        return int(await self.tab.evaluate("() => probe.made()"))

    async def counters(self) -> dict[str, int]:
        """Packets and frames since the connections began."""
        totals: dict[str, int] = await self.tab.evaluate("() => probe.counters()")
        return totals

    async def receives_frames(self, seconds: float = 5) -> None:
        """Video goes on arriving."""
        before = (await self.counters())["frames"]
        await until(self.counters, lambda now: now["frames"] > before + 3, f"{self} receives frames", seconds)

    # Writing

    async def write(self, text: str) -> None:
        """Types without sending."""
        await self.open_chat()
        await self.tab.fill(by("chat-input"), text)

    async def say(self, text: str) -> None:
        await self.write(text)
        await self.tab.click(by("chat-send"))

    async def open_chat(self) -> None:
        """On a phone the chat is behind a button."""
        if not await self.shown("chat-input"):
            await self.tab.click(by("chat-open"))
            await self.until_shown("chat-input")

    async def close_chat(self) -> None:
        """Where it can be closed."""
        if await self.shown("chat-close"):
            await self.tab.click(by("chat-close"))

    async def messages(self) -> list[tuple[str, str, str]]:
        """Everything written that the page holds: channel, person, text."""
        found = await self.tab.evaluate("(selector) => probe.messages(selector)", by("chat-message"))
        return [(channel, person, text) for channel, person, text in found]

    async def reads(self, channel: str, person: str, text: str, seconds: float = 5) -> None:
        def there(messages: list[tuple[str, str, str]]) -> bool:
            return sum(c == channel and p == person and text in t for c, p, t in messages) == 1

        await until(self.messages, there, f"{self} reads {text!r} of {person} in {channel} once", seconds)

    async def has_not_read(self, text: str) -> None:
        assert all(text not in message for _, _, message in await self.messages()), (
            f"{self} has read {text!r}"
        )

    async def value(self, selector: str) -> str:
        return str(await self.tab.evaluate("(selector) => document.querySelector(selector).value", selector))

    # Own buttons

    async def choose_own(self, name: str) -> None:
        """Presses one of the room's own buttons, which may be behind "more"."""
        if not await self.shown(name):
            await self.tab.click(by("more"))
            await self.until_shown(name)
        await self.tab.click(by(name))

    async def press(self, name: str, pressed: bool) -> None:
        """Presses a button and waits until it says so."""
        await self.tab.click(by(name))
        await self.until_pressed(name, pressed)

    async def until_pressed(self, name: str, pressed: bool) -> None:
        await until(
            lambda: self.attribute(by(name), "aria-pressed"),
            lambda now: now == str(pressed).lower(),
            f"{name} of {self} is {'' if pressed else 'not '}pressed",
        )


class Mediator(Person):
    """Who hosts."""

    async def sign_in(self) -> None:
        await self.open_link()
        await self.pass_device_check()

    async def sees_knock(self, person: str, seconds: float = 10) -> None:
        await until(
            lambda: self.waiting(),
            lambda waiting: person in waiting,
            f"{person} knocks at {self}'s page",
            seconds,
        )

    async def waiting(self) -> list[str]:
        """Who knocks."""
        return [str(person) for person in await self.attributes(by("lobby-entry"), "data-person")]

    async def admit(self, person: str) -> None:
        await self.sees_knock(person)
        await self.tab.click(f"{by('lobby-entry', person=person)} {by('admit')}")

    async def choose(self, person: str, name: str) -> None:
        """Presses a person's button; most are behind that person's "more"."""
        rows = [by("lobby-entry", person=person), by("roster-entry", person=person)]
        button = ", ".join(f"{row} {by(name)}" for row in rows)
        if not await self.tab.evaluate("(selector) => probe.shown(selector)", button):
            await self.tab.click(", ".join(f"{row} {by('person-more')}" for row in rows))
        await self.tab.click(button)

    async def meet(self, person: str) -> None:
        """Alone with one person."""
        await self.choose(person, "meet")
        await self.is_in("private")

    async def fresh_code(self, person: str) -> str:
        """A new one-time code for that person, to be told by telephone."""
        await self.choose(person, "fresh-code")
        await self.until_shown("code-text")
        code = await self.text(by("code-text"))
        await self.tab.click(by("code-close"))
        return code

    async def asking(self) -> list[str]:
        """Who has asked to speak alone."""
        entries = f"{by('roster-entry')}:has({by('asks-alone')})"
        return [str(person) for person in await self.attributes(entries, "data-person")]

    async def separate(self) -> None:
        await self.tab.click(by("separate"))
        await self.is_in("neutral")

    async def visit(self, side: str) -> None:
        await self.tab.click(by("visit", side=side))
        await self.is_in(side)

    async def rejoin(self) -> None:
        await self.tab.click(by("rejoin"))
        await self.is_in("joint")
