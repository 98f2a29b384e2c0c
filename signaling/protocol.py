"""Makes PROTOCOL.md from the types that the gateway really parses with, so that it cannot be wrong."""

import re
from collections.abc import Iterator
from typing import Any, Final, get_args

import msgspec

from rooms.errors import ErrorCode
from signaling import messages, wire

_INTRODUCTION: Final = """# Protocol

Generated from `signaling/messages/` and `rooms/errors.py` by `make generated`; do not edit.

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

The shape of the view is documented in `rooms/views/`.

## HTTP

| Request | Answer |
|---|---|
| `GET /j/{token}` | a party's link page; changes nothing |
| `POST /j/{token}` `{code, consents, share_with}` | `{room}` and the seat's cookie, or `{code, params}` |
| `GET /s/{token}`, `POST /s/{token}` | a demonstration's staff link: signs in once |
| `GET /room/{seat}` | the room's page, for the device that holds the seat's cookie |
| `POST /room/{seat}/pages`, a JPEG, PNG or WebP picture as the body | `{id, width, height}`: handed in; a `say` shows it |
| `GET /room/{seat}/pages/{id}` | the picture (JPEG), for as long as the message that carries it may be read |
| `GET /room/{seat}/agreements/templates` | host: `{templates: [{id, version, dispute, zh, en}]}` |
| `POST /room/{seat}/agreements/begin` `{template}` | host: `{terms}` to go on from; nothing is kept |
| `POST /room/{seat}/agreements/check` `{terms, settlement?}` | host: `{findings: [{severity, code, where, text, article?, words?}], totals}` |
| `POST /room/{seat}/agreements/{id}/account` `{who, holder, bank, number}` | host: this account is that worker's own |
| `POST /room/{seat}/agreements/{id}/consent` `{who, base, words}` | host: a represented worker agreed to these terms |
| `GET /room/{seat}/agreements/{id}/versions/{number}` | host: `{terms}` as that version said |
| `POST /room/{seat}/agreements/{id}/freeze` `{base, days}` | host: `{papers: [ids]}` |
| `GET /room/{seat}/agreements/{id}/framework` | of a group's, for whoever may have every paper of it: `{number, total, capitals, clauses, papers: [{id, number, name, frozen, amount, clauses}], consent}`: what is alike on all, and of each what is its own |
| `GET /room/{seat}/papers` | `{me: {seat, host, staff, shares}, papers}` as in the view, also after the session |
| `GET /room/{seat}/papers/{paper}/clauses?who=` | `{frozen, clauses: [{id, number, heading, text}], consent}`: what is read back |
| `GET /room/{seat}/papers/{paper}.pdf` | the document as it is now |
| `GET /room/{seat}/papers/{paper}/pack.zip` | of a sealed application: it, the agreement that it is about, and a word on what to do |
| `POST /room/{seat}/papers/{paper}/confirm` `{frozen, clause, who?}` | as the message `confirm_clause`, also after the session |
| `POST /room/{seat}/papers/{paper}/refuse` `{reason?, who?}` | as the message `refuse_paper`, also after the session |
| `POST /room/{seat}/papers/{paper}/sign` `{who, frozen, code?, width, height, strokes}` | `{signed: time}`; staff need no code |
| `POST /room/{seat}/papers/confirm-many` `{papers: [{id, frozen, clauses}], who?}` | `{refused: {id: code}}`: of each paper by itself |
| `POST /room/{seat}/papers/sign-many` `{papers: [{id, frozen}], who, code?, width, height, strokes}` | `{papers: [{id, signed} or {id, code, params}]}`: one hand on many; sent again as it was, by the same device, it goes on with those that are left and needs no further code |
| `GET /room/{seat}/papers/{paper}/frozen.pdf` | the paper without any signature, to be printed and stamped; a page of it as a picture: `/frozen/{n}.jpg` |
| `POST /room/{seat}/papers/{paper}/scan` form `who`, `frozen`, files | `{scan, pages}`: a company's stamped print, PDF or photographs in the order of the pages; by whoever signs for it, or a host |
| `GET /room/{seat}/papers/{paper}/scans/{who}.pdf` | the scan that waits or that stands for a signature; a page of it: `/scans/{who}/{n}.jpg` |
| `GET /room/{seat}/papers/{paper}/scan/words` | `{words}`: what a host declares who takes a scan |
| `POST /room/{seat}/papers/{paper}/scan/compared` `{who, scan, pages, stamp}` | host: every page was compared, and the seal can be made out: `{signed: time}` |
| `POST /room/{seat}/papers/{paper}/scan/declined` `{who, scan, reason}` | host: it is another paper, or cannot be read |
| `POST /room/{seat}/papers/{paper}/links` `{who, how?, number?}` | host, or a signer for themself: `{link, expires, qr, message?}`; `how` is `qr` or `message` (host) |
| `POST /room/{seat}/papers/{paper}/send` `{who, how, number?}` | host: a sealed paper goes out; `how` is `message`, `qr`, or `print`, which needs no link |
| `POST /room/{seat}/papers/{paper}/links/revoke` `{who}` | host: no link of theirs to this paper opens any more |
| `POST /room/{seat}/papers/{paper}/codes` `{who}` | host: `{code}` to tell, also after the session |
| `GET /room/{seat}/papers/{paper}/reach/{who}` | host: `{sends, ending}`: whether messages are sent here, and the last digits of the number |
| `GET /room/{seat}/messages/{id}` | host: `{state, queued, sent?, ended?}`; `state` is `queued`, `sent`, `delivered` or `failed` |
| `GET /sign`, `/copy` | the page of a link to one paper; the token stands behind the `#` |
| `POST /paper/look` `{token}` | `{kind, seat, paper, name, expires, inside, messages}`, or why the link leads nowhere |
| `POST /paper/code` `{token}` | `{ending}`: a code goes to the person's own number; refused `messages_off`, `too_many` `{retry_after}` |
| `POST /paper/open` `{token, code}` | `{seat, paper}` and the paper's cookie |
| `/paper/{seat}/papers/{paper}`, `.pdf`, `/clauses`, `/confirm`, `/refuse`, `/sign` | as below `/room/{seat}`, for the device that a link let in |
| `POST /paper/{seat}/papers/{paper}/leave` | a borrowed phone goes back: it is let in no more |
| `POST /messages/receipt` `{id, state}` | the gateway tells what became of a message (`server.messages.gateway`) |
| `POST /room/{seat}/papers/{paper}/payments` `{say: "claim", key, payment, part, amount, day, way, reference?}` | whoever pays, of a sealed agreement: `{entry}`; `way` is bank, cash or other; refused `amount_unfit`, `day_unfit` `{first, last}` |
| … `{say: "confirm", key, payment, part, amount, day, way, checked: true, claim?}` | the worker, on their own seat: it has arrived, `{entry}`; refused `not_your_money`, `other_side_here` |
| … `{say: "deny", key, claim, reason}`, `{say: "withdraw", key, entry, reason}` | the worker: it has not; whoever said it: it was a mistake |
| `GET /room/{seat}/papers/{paper}/next`, `?document=award` or `ruling` | whoever is owed it, hosts, clerk: `{paper, in_force, left, overdue?, owed?, routes?: [{route, open, article, why?, last?}]}` |
| `GET /room/{seat}/documents/offered` | `{documents: [{kind, open, why?: [codes], needs: [fields], about?: [ids], last?}], agreements: [{paper, in_force, overdue?, parts: [{payment, instalment, due, amount, received}], routes?, debtors?}], notices: [{paper, last}], facts?, people?, attendees?}`; `last` is `{ends, safe, left}` |
| `POST /room/{seat}/documents/{kind}` `{about?, days?, …}` | `{papers: [ids]}`; refused `document_closed` `{why}`, `details_unfit` `{fields}` |
| `POST /room/{seat}/documents/{id}/void` `{reason}` | its papers that are not sealed hold no more |
| `GET /verify`, `/v/{paper}` | where anybody hands in a document |
| `POST /verify`, the document as a form's file | what it is worth, in plain words; it is kept nowhere |
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
  of a group `draft-stage` (`data-stage`, `data-count`, `aria-pressed`); `draft-paper` (`data-state`; of a group
  `data-stage`), in it `draft-signer` (`data-person`, `data-state` =
  `open|reading|signed|refused|host|turn`); `draft-comment`, `draft-change`; a host's own turn to sign: `agreement-turn`;
  what was proposed apart: `handing`, in it `handing-side` (`data-side`, `data-state` =
  `open|asked|refused|may_be_conveyed|conveyed`) with `handing-ask`, `handing-put`, `handing-back`; whoever is asked reads
  `asked-terms` in `asked-card`; a stamped print: `scan-compare`, then `compare`, in it `compare-page` with `compare-same`,
  `compare-stamp`, `compare-take`, `compare-decline`, `compare-close`, `compare-trouble`.
- Before everybody: `agreement` (`data-state`) on a card, in it `agreement-read`, `sign-open`, `agreement-paper`,
  `agreement-download`, `agreement-verify`; for whoever signs for a company `scan`, in it `scan-print`, `scan-files`,
  `scan-waiting`, `scan-declined`, `scan-look`, `scan-trouble`; for everybody `scan-taken`; opened: `proposal`, in it `proposal-part` (`data-clause`, `data-changed`) with
  `proposal-comment`, `proposal-words`, `proposal-send`, `proposal-back`, `proposal-said`; `proposal-later`.
- What is due by a sealed agreement: `payments`, in it `payment` (`data-payment`, `data-part`, `data-state` =
  `due|part|paid|overdue|disputed`) with `payment-state`, `payment-pay`, `payment-receive`, `payment-asks`,
  `payment-arrived`, `payment-deny`, `payment-said`, `payment-claim`, `payment-receipt` (`data-state`), `payment-after-all`,
  `payment-withdraw`; `payment-dialog` (`data-what`, `data-step` = `fill|sure|why|done`), in it `payment-title`,
  `payment-look`, `payment-amount`, `payment-day`, `payment-way`, `payment-reference`, `payment-next`, `payment-sum`,
  `payment-more`, `payment-back`, `payment-sure`, `payment-reason`, `payment-why-send`, `payment-trouble`,
  `payment-thanks`, `payment-done`, `payment-close`.
- Signing: `sign-dialog` (`data-step` = `who|wait|read|hand|no|done`), in it `sign-title`, `sign-who` (`data-person`),
  `sign-text` (`data-clause`), `sign-progress`, `sign-listen`, `sign-paper`, `sign-before`, `sign-confirm`, `sign-refuse`,
  `sign-reason`, `sign-refuse-send`, `sign-refuse-back`, `sign-consent`, `sign-pad`, `sign-clear`, `sign-code`, `sign-again`,
  `sign-submit`, `sign-trouble`, `sign-thanks`, `sign-done`, `sign-close`; by link also `sign-send-code`, `sign-code-told`.
- A paper goes out: `hand-open` (`data-person`) and `paper-served` where it stands with its signers, `hand-elsewhere` on
  one's own card; `hand-dialog`, in it `hand-by-message`, `hand-number`, `hand-message`, `hand-qr`, `hand-print`,
  `hand-print-open`, `hand-code`, `hand-digits`, `hand-picture`, `hand-link`, `hand-copy`, `hand-revoke`, `hand-state`,
  `hand-trouble`, `hand-close`.
- A link to one paper (`/sign`, `/copy`): `paper-page` (`data-state` = `wait|closed|code|inside`), in it `paper-why`,
  `paper-send-code`, `paper-code-told`, `paper-code`, `paper-open`, `paper-problem`; `paper-card` (`data-state`) with
  `sign-open`, `paper-view`, `paper-save`.
- Other papers, at the desk of a host or the clerk (`tab` with `data-tab="documents"`; below `bye` when the session is over):
  `documents`, in it `adjourn-until`, `adjourn-go`, `document-offer` (`data-kind`, `data-state` = `open|closed`) with
  `document-begin` and `document-last` (`data-left`: days), `document-paper` (`data-kind`, `data-state`) with `document-pack`, `draft-signer`,
  `document-void-reason`, `document-void`. Before everybody: `document` (`data-kind`, `data-state`) on a card, with what an
  agreement's card has; `failed` with `failed-last`; of a sealed agreement `following`, in it `in-force`, `document-offer`,
  `overdue`, `route` (`data-route`, `data-state`). Making one: `document-dialog` (`data-kind`), in it `document-facts`,
  `document-field` (`data-field`), `document-unknown`, `document-trouble`, `document-make`, `document-close`.
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
