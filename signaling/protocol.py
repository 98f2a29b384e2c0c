"""Makes PROTOCOL.md from the types that the gateway really parses with, so that it cannot be wrong."""

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

import msgspec

from rooms.errors import ErrorCode
from signaling import messages, wire

_INTRODUCTION: Final = """# Protocol

Generated from `signaling/messages.py` and `rooms/errors.py` by `make generated`; do not edit.

## Transport

Socket.IO (Engine.IO 4) at `/socket.io`, namespace `/`. The cookie that entering a link sets proves the seat; the
handshake's `auth` object says which seat speaks. A refused connection carries `{code, params}` as its error data.
Every message is answered by an acknowledgement: `{"ok": true, "value": …}` or `{"code": …, "params": …}`.
A message of the `do` event carries an idempotency key: repeated, it changes nothing twice and is answered alike.
Times are ISO 8601 in UTC; money is a decimal in a string.
"""

_SERVER_EVENTS: Final = """## From the server

| Event | Data | When |
|---|---|---|
| `view` | `{seq: 0, epoch, server_time, view, slots, limits, ice_servers, captions}` | after connecting: the room as this person may see it |
| `change` | `{seq, patch}` | afterwards: a JSON merge patch (RFC 7396) of the view; `seq` grows by one a message |
| `slots` | `{mid: {seat, kind, paused?} or null}` | who is in which receiving media line; sent before media flows; `paused`: the picture waits for room on this person's line |
| `limits` | `{camera?, screen?}` | bit/s to send at most, because of a receiver's line; a kind that is absent has no limit |
| `partial` | `{id, seat, at, text}` | what somebody here is just saying, as a machine understands it; the caption of that id in the view takes its place |
| `captions` | `{on}` | whether speech can be put into words now; at first in `view` |
| `recording_health` | `{stay, state, why?, tracks, waiting?, waiting_seconds?}` | each 2 s at most, to a host in a talk that is recorded, as it changes: how its recording does (`rooms/watching.py`) |
| `bye` | `{code}` | the connection ends: another tab or device took over, removed, … |

The shape of the view is documented in `rooms/views.py`.

## HTTP

| Request | Answer |
|---|---|
| `GET /j/{token}` | a party's link page; changes nothing |
| `POST /j/{token}` `{code, consents, share_with}` | `{room}` and the seat's cookie, or `{code, params}` |
| `GET /s/{token}`, `POST /s/{token}` | a demonstration's staff link: signs in once |
| `GET /room/{seat}` | the room's page, for the device that holds the seat's cookie |
| `POST /room/{seat}/pages`, a JPEG, PNG or WebP picture as the body | `{id, width, height}`: handed in; a `say` shows it |
| `GET /room/{seat}/pages/{id}` | the picture (JPEG), for as long as the message that carries it may be read |
| `GET /signin`, `/setup/{token}`, `/account`, `/accounts` | staff's pages; their scripts post JSON to the same paths |
| `GET /healthz`, `/readyz` | alive; ready, or 503 with what failed |
| `GET /metrics` | Prometheus text, for this machine only |
"""

_PAGES: Final = """## Pages

`data-testid` names and attributes that tests may rely on.

- Link page: `consent` (`data-kind`), `code` (absent on a device that has the seat), `share-with`, `enter`, `problem`,
  `read-page`, `read-kept`, `read-consent` (`data-reading`); then, in the lobby (a host: while alone), `devices-ok`. A page that cannot be shown: `problem-page` (`data-code`). A
  page whose script did not begin: `not-started`.
- Room: `room` (`data-channel`, `data-kind`, `data-state` = `connecting|live|reconnecting|ended`), `tile` and
  `person-card` (`data-person`), `screen`, `listen`, `waiting` (`data-situation`), `chat-input`, `chat-send`,
  `chat-message` (`data-channel`, `data-person`), `chat-pending`, `mute`, `camera`, `share-screen`, `ask-alone`, `more`,
  `leave`, `bye` (`data-code`), `use-here`, `chat-open`, `chat-close` (on a phone the chat is behind a button),
  `chat-unread`, `chat-news` (the same for those who listen), `chat-unfold`, `quiet` (`aria-pressed`), `place`,
  `network` (`data-quality` = `good|fair|poor`), `waiting-write`, `waiting-listen` (`data-reading`),
  `stranded` (`data-kind` = `offline|media`), `stranded-write`, `stranded-again`, `telephone`, `taken` (`data-devices`),
  `recording-indicator` (`data-state` = `on|waiting`), `recording-not-me`, `recording-card`, in it `recording-yes` and
  `recording-no`, under "more" `recording-stop`; `captions` (`data-state` = `on|off|waiting`), in it `caption`
  (`data-channel`, `data-person`, `data-state` = `partial|final|gap`) with `caption-doubt` (`data-kind`), `captions-hide`
  (`aria-expanded`), `captions-aloud` (`aria-pressed`);
  for hosts `recording-health` (`data-state` = `ok|silent|storage|restarting`), `recording-restart`, `recording-details`,
  `recording-track`, `recording-alarm-card`, `recording-look`, `record-rule-open`, `record-rule-choice` (`data-rule`); `photo-take`, `turn-camera`, `overheard` (in private) and `overheard-more` (`aria-pressed`), `overheard-mark` on a
  host's tiles.
- Equipment check: `devices`, later `devices-open` behind `more`; `devices-trouble` (in it elements with `data-trouble` =
  `denied|system|missing|busy|unsuitable|insecure|failed` and `data-device` = `audio|camera|both`), `devices-retry`,
  `devices-voice-only`, `devices-text-only`, `devices-without`, `devices-video`, `devices-level` (a meter), `devices-voice`
  (`data-said`), `devices-chime`, `devices-question`, `devices-heard`, `devices-not-heard`, `hearing-headphones`,
  `hearing-loudspeaker`, `network-verdict` (`data-verdict` = `testing|direct|direct_slow|relay|relay_tcp|none|unable`),
  `network-details`, `network-way` (`data-way` = `direct|udp|tcp|tls|relay`, `data-outcome` =
  `open|closed|testing|absent`), `network-again`, `network-call`, `devices-choices`, `choose-camera`, `choose-audio`,
  `choose-speaker`, `old-browser`, `old-browser-ok`.
- Host: `record` (`aria-pressed`, `data-state` = `off|waiting|on`); `lobby-entry` and `roster-entry` (`data-person`), in them `admit`, `meet`, `bring`, `person-more`, `mute-person`,
  `back-to-lobby`, `remove`, `fresh-code`, `fresh-link`, `by-telephone`, `hung-up`, `hand-over`, `take-over`, `leads`,
  `asks-alone`, `may-be-overheard`, `alone-time`, `unread`, `equipment`
  (`data-network`, `data-microphone`, `data-camera`, as in the `equipment` message); `side-time`, `balance`; `code-text`, `code-close`, `link-text`, `link-copy`,
  `link-close`; `call-in-open`, `call-in-name`, `call-in-side`, `call-in-add`, `call-in-close`; `lead-mine`; `admit-all`, `separate`,
  `visit` (`data-side`), `rejoin`, `lock`, `adjourn`, `end-session`, `undo`, `help-open`, `help`, `help-close`, `keys-on`;
  `broadcast-open`, `broadcast-text`, `broadcast-rooms`, `broadcast-send`, `broadcast-close`.
- A host's papers: `tab` (`data-tab`; on a phone `more-tab` too), `tab-unread`; the ledger: `hear-who`, `hear-source`,
  `hear-wording`, `hear-keep`, `ledger-item` (`data-state`, `data-person`), in it `item-ask` (`data-side`), `item-convey`,
  `item-withdraw`, `item-reword`; `reminder`; `prompt-card` (`data-card`), in it `card-aside`;
  `note-text`, `note-keep`, `note-stop`, `note`, in it `note-change`, `note-delete`; `confirm`, `confirm-yes`,
  `confirm-no`.
- The record (hosts and the clerk, `tab` with `data-tab="minutes"`): `minutes`, in it `minutes-text`, `minutes-section`,
  `minutes-speaker`, `minutes-keep`, `minutes-source`, `minutes-source-drop`; `minutes-script`, `minutes-asked`
  (`data-question`, `data-person`), in it `minutes-answer` (`data-reply`, `aria-pressed`), `minutes-remark`; `minutes-line`
  (`data-section`, `data-state` = `standing|corrected|struck`), in it `minutes-change`, `minutes-strike`,
  `minutes-former`; `minutes-editor`, in it `minutes-edit`, `minutes-edit-speaker`, `minutes-edit-keep`,
  `minutes-edit-stop`, `minutes-stale`; `minutes-read`, `minutes-status` (`data-state` = `unread|current|outdated`),
  `minutes-response` (`data-person`, `data-state` = `open|confirmed|objected`); `reason`, `reason-text`, `reason-yes`,
  `reason-no`; `minutes-take` on a message of the joint talk.
- To whom the record is read: `reading` (`data-number`), in it `reading-part`, `reading-line`, `reading-listen`,
  `reading-later`, `minutes-mine` or `minutes-said` (`data-state`) for each who answers there, `minutes-confirm`,
  `minutes-wrong`, `minutes-words`, `minutes-send`, `minutes-back`, `minutes-otherwise`; put away: `reading-card`,
  `reading-open`.
- Staff sign-in (`/signin`) and setting up (`/setup/…`): `signin`, `setup`, `name`, `password`, `new-password`, `code`,
  `code-go`, `password-go`, `passkey-go`, `passkey-only`, `totp-go`, `codes-done`, `problem`. Own account: `account`,
  `session` with `revoke`, `revoke-others`, `add-passkey`, `change-password`, `change-totp`, `renew-codes`. The
  administrator's page: `accounts`, `person` with `role`, `reset`, `disable`; `add-name`, `add-role`, `add`, `link`.
- Case files (`/cases`): `case-search`, `case-row` (`data-case`), `sitting`, `open-session`, `to-case`, `to-access`, `stretch`,
  `recording-row` (`data-channel`) with `play`; `player` (`data-state` = `closed|opening|waiting|playing|paused|ended`), `begin`,
  `play-pause`, `back`, `on`, `seek`, `speed`, `silence`, `position`, `lanes`, `hear`, `transcript`, `transcript-line`
  (`data-channel`), `follow`, `session-record`, in it `record-line` (`data-struck`) with `amend` (`amend-text`, `amend-reason`, `amend-go`,
  `amend-strike`), and `record-reading`; `files`, `film`, `film-make`, `film-download`, `download`, `reason`, `reason-go`, `glass`,
  `glass-reason`, `glass-break`, `opening`, `deed` (`data-deed`), `chain` (`data-whole`); `bundles`, `bundle-download`,
  `bundle-profile`, `bundle-reason`, `bundle` (`data-stage`), `bundle-fetch`, `bundle-approve`, `bundle-refuse`,
  `bundle-letter`; for everybody `receipt`, `receipt-page`, `receipt-download`.
- An agreement, at the host's desk (`tab` with `data-tab="agreement"`): `agreement` (`data-state` =
  `draft|proposed|frozen|signing|sealed|void`), `draft-template`, `agreement-edit`, `draft-form`, in it `draft-section`
  (`data-section`), `draft-field` (`data-where`: a place in the terms), `draft-add` (`data-where`), `draft-remove`;
  `draft-save`, `draft-stop`, `draft-stale`, `draft-mine`; `draft-finding` (`data-severity`, `data-code`, `data-where`), in it
  `draft-jump`, `draft-act`; `draft-totals`; `draft-propose`, `draft-days`, `agreement-freeze`, `draft-reopen`, `draft-void`;
  `draft-paper` (`data-state`), in it `draft-signer` (`data-person`, `data-state` =
  `open|reading|signed|refused|host`); `draft-comment`, `draft-change`; a host's own turn to sign: `agreement-turn`.
- Before everybody: `agreement` (`data-state`) on a card, in it `agreement-read`, `sign-open`, `agreement-paper`,
  `agreement-download`, `agreement-verify`; opened: `proposal`, in it `proposal-part` (`data-clause`, `data-changed`) with
  `proposal-comment`, `proposal-words`, `proposal-send`, `proposal-back`, `proposal-said`; `proposal-later`.
- Signing: `sign-dialog` (`data-step` = `who|wait|read|hand|no|done`), in it `sign-title`, `sign-who` (`data-person`),
  `sign-text` (`data-clause`), `sign-progress`, `sign-listen`, `sign-paper`, `sign-before`, `sign-confirm`, `sign-refuse`,
  `sign-reason`, `sign-refuse-send`, `sign-refuse-back`, `sign-consent`, `sign-pad`, `sign-clear`, `sign-code`, `sign-again`,
  `sign-submit`, `sign-trouble`, `sign-thanks`, `sign-done`, `sign-close`.
- Whom the host asks: `asked-card`, in it `asked-look` or `asked-wording`, `asked-yes`, `asked-no`; under "more"
  `asked-answered` (`data-state`), in it `asked-withdraw`.
"""


def document() -> str:
    """The text of PROTOCOL.md."""
    actions = sorted(get_args(messages.Action), key=lambda kind: str(kind.__struct_config__.tag))
    parts = [
        _INTRODUCTION,
        "## From the client",
        "",
        f"Protocol version {messages.PROTOCOL_VERSION}. At most {wire.MAX_MESSAGE_BYTES // 1024} KiB "
        f"a message, {wire.MAX_LARGE_BYTES // 1024} KiB with an SDP.",
        "",
        *_section("Handshake `auth`", messages.Handshake),
        *_section("`offer` → `{sdp, slots, table}`", messages.Offer),
        *_section("`restart` → `{sdp}`", messages.Restart),
        *_section("`boundary` → `{}`", messages.Boundary),
        "### `ping` → `{}`\n\nThe client's heartbeat: no answer within 2.5 s means the socket is dead.\n",
        "### `do`\n",
        *(line for kind in actions for line in _action(kind)),
        "",
        _SERVER_EVENTS,
        _PAGES,
        "## Error codes\n",
        ", ".join(f"`{code.value}`" for code in sorted(ErrorCode)) + ".",
    ]
    return "\n".join(parts) + "\n"


def _section(title: str, kind: type[msgspec.Struct]) -> Iterator[str]:
    yield f"### {title}\n"
    yield f"{_first_line(kind)}\n"
    yield f"Fields: {_fields(kind)}.\n"


def _action(kind: type[msgspec.Struct]) -> Iterator[str]:
    tag = kind.__struct_config__.tag
    fields = _fields(kind, skip={"key"})
    yield f"- **`{tag}`** {f'({fields})' if fields else ''} — {_first_line(kind)}".replace("  ", " ")


def _first_line(kind: type) -> str:
    return re.sub(r"\s+", " ", kind.__doc__ or "").strip()


def _fields(kind: type[msgspec.Struct], skip: frozenset[str] | set[str] = frozenset()) -> str:
    schema = _schema(kind)
    required = set(schema.get("required", ()))
    return ", ".join(
        f"`{name}`{'' if name in required else '?'}: {_type(prop)}"
        for name, prop in schema["properties"].items()
        if name not in skip and name != "type"
    )


def _schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    schemas, components = msgspec.json.schema_components([kind], ref_template="{name}")
    schema = components[schemas[0]["$ref"]]
    return dict(schema)


def _type(prop: dict[str, Any]) -> str:
    if "$ref" in prop:
        return "object"
    if "anyOf" in prop:
        return " or ".join(_type(option) for option in prop["anyOf"])
    bounds = {"maxLength": "≤ {}", "minimum": "≥ {}", "maximum": "≤ {}"}
    told = [form.format(prop[key]) for key, form in bounds.items() if key in prop]
    return str(prop.get("type", "any")) + (f" ({', '.join(told)})" if told else "")
