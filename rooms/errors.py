"""Every reason for which anything is refused. Texts exist only at the edge, translated from the code.

A code must tell nobody what the policy does not show them: where a refusal would reveal whether
somebody exists, or where they are, the same code stands for both answers.
"""

from enum import StrEnum


class ErrorCode(StrEnum):
    """The code on the wire. Parameters that go with a code are named beside it."""

    # the link and the code
    NOT_FOUND = "not_found"
    LINK_INVALID = "link_invalid"
    LINK_REVOKED = "link_revoked"
    LINK_EXPIRED = "link_expired"
    CODE_NEEDED = "code_needed"
    CODE_WRONG = "code_wrong"
    TOO_MANY_TRIES = "too_many_tries"  # retry_after: seconds
    NOT_SIGNED_IN = "not_signed_in"
    CONSENT_NEEDED = "consent_needed"  # kinds: list

    # the message and the connection
    PROTOCOL_VERSION = "protocol_version"  # supported: list
    UNKNOWN_MESSAGE = "unknown_message"
    BAD_MESSAGE = "bad_message"
    TOO_LARGE = "too_large"  # limit
    TOO_MANY = "too_many"  # limit | retry_after
    KEY_REUSED = "key_reused"
    OTHER_TAB = "other_tab"
    OTHER_DEVICE = "other_device"

    # the photograph
    NOT_A_PICTURE = "not_a_picture"
    PICTURE_TOO_LARGE = "picture_too_large"  # limit: octets

    # the room
    FORBIDDEN = "forbidden"
    NOT_HERE = "not_here"
    STALE_STAY = "stale_stay"
    NOT_APART = "not_apart"
    SHARED_DEVICE = "shared_device"
    OTHER_GROUP = "other_group"
    LOCKED = "locked"
    ADJOURNED = "adjourned"
    NOT_ADJOURNED = "not_adjourned"
    ENDED = "ended"
    REMOVED = "removed"
    ALREADY_THERE = "already_there"

    # the disclosure ledger
    ALREADY_ASKED = "already_asked"
    ALREADY_ANSWERED = "already_answered"
    NOT_CONSENTED = "not_consented"
    ALREADY_CONVEYED = "already_conveyed"
    NOBODY_TO_ASK = "nobody_to_ask"
    NOT_SO_FAR = "not_so_far"

    # the record
    NOT_JOINT = "not_joint"
    LINE_CHANGED = "line_changed"  # version, text, struck: what the line is now
    NOTHING_TO_READ = "nothing_to_read"
    READ_ANEW = "read_anew"

    # recording
    NOT_ASKED = "not_asked"
    RECORDED_NOW = "recorded_now"

    # the record
    NOTHING_RECORDED = "nothing_recorded"
    LETTER_NEEDED = "letter_needed"
    LETTER_UNFIT = "letter_unfit"  # limit: octets
    ALREADY_DECIDED = "already_decided"
    NOT_READY = "not_ready"
    NOT_READ = "not_read"

    # the settlement agreement
    TERMS_UNFIT = "terms_unfit"  # where, fault
    VERSION_CHANGED = "version_changed"  # version: the one that stands
    NOT_EDITABLE = "not_editable"  # state
    NOT_SIGNABLE = "not_signable"  # state
    FINDINGS = "findings"  # findings: list of codes
    CLAUSES_UNREAD = "clauses_unread"  # clauses: list
    PARTIES_FIRST = "parties_first"
    ALREADY_SIGNED = "already_signed"
    SIGNING_OVER = "signing_over"
    AUTHORITY_LAPSED = "authority_lapsed"
    PAPER_CHANGED = "paper_changed"
    GLYPHS_MISSING = "glyphs_missing"  # characters
    PAPER_TOO_LARGE = "paper_too_large"  # limit
    STROKES_UNFIT = (
        "strokes_unfit"  # fault: malformed | too_many | outside | backwards | too_small | too_long
    )
    STROKES_USED = "strokes_used"
    SCAN_UNFIT = "scan_unfit"  # fault: not_readable | encrypted | too_large | pages
    SCAN_CHANGED = "scan_changed"
    NOT_COMPARED = "not_compared"
    NOT_AN_ORGANISATION = "not_an_organisation"
    SIGNING_UNAVAILABLE = "signing_unavailable"
    NOT_SEALED = "not_sealed"
    PAPER_VOID = "paper_void"

    # short messages
    MESSAGES_OFF = "messages_off"
    NUMBER_NEEDED = "number_needed"
    NUMBER_UNFIT = "number_unfit"

    # its performance
    NOT_IN_FORCE = "not_in_force"
    AMOUNT_UNFIT = "amount_unfit"
    DAY_UNFIT = "day_unfit"  # first, last
    NOT_YOUR_MONEY = "not_your_money"
    OTHER_SIDE_HERE = "other_side_here"

    # the other documents
    ALREADY_ISSUED = "already_issued"
    DOCUMENT_CLOSED = "document_closed"  # why: list of codes
    DETAILS_UNFIT = "details_unfit"  # fields: list of names

    # media negotiation
    SDP_INVALID = "sdp_invalid"
    SDP_TOO_LARGE = "sdp_too_large"
    SDP_UNSUPPORTED = "sdp_unsupported"
    RESTART_STALE = "restart_stale"

    # staff accounts
    SIGN_IN_WRONG = "sign_in_wrong"
    SIGN_IN_LAPSED = "sign_in_lapsed"
    SIGN_IN_AGAIN = "sign_in_again"
    SECOND_FACTOR_WRONG = "second_factor_wrong"
    PASSKEY_REFUSED = "passkey_refused"
    ACCOUNT_LOCKED = "account_locked"
    SETUP_LINK_INVALID = "setup_link_invalid"
    PASSWORD_UNFIT = "password_unfit"  # noqa: S105 - why: short | long | name | common; limit
    NAME_UNFIT = "name_unfit"
    NAME_TAKEN = "name_taken"
    ACCOUNT_UNKNOWN = "account_unknown"
    OWN_ACCOUNT = "own_account"
    LAST_ADMINISTRATOR = "last_administrator"
    LAST_FACTOR = "last_factor"
    REASON_NEEDED = "reason_needed"

    # how long things are kept, backups
    CASE_UNKNOWN = "case_unknown"
    CASE_RUNNING = "case_running"
    TERM_UNFIT = "term_unfit"  # months: the nearest that can be
    ALREADY_PAUSED = "already_paused"
    NOT_PAUSED = "not_paused"
    PASSPHRASE_NEEDED = "passphrase_needed"  # noqa: S105
    PASSPHRASE_SHORT = "passphrase_short"  # noqa: S105 - limit: characters
    PASSPHRASE_WRONG = "passphrase_wrong"  # noqa: S105
    FILE_EXISTS = "file_exists"
    FOLDER_NOT_EMPTY = "folder_not_empty"
    DATABASE_NOT_EMPTY = "database_not_empty"
    NOT_A_BACKUP = "not_a_backup"
    BACKUP_DAMAGED = "backup_damaged"
    BACKUP_TOO_NEW = "backup_too_new"
    ERASURES_NEEDED = "erasures_needed"
    ERASURES_DAMAGED = "erasures_damaged"
    DISK_UNUSABLE = "disk_unusable"

    # the server itself
    NOT_SAVED = "not_saved"
    BUSY = "busy"
    INTERNAL = "internal"
