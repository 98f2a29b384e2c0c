"""What was done with accounts is in the log, and nothing secret is in any row."""

import pytest
from sqlalchemy import Connection, text

from server.staff import log
from tests.contract.staff.office import HOME, PASSWORD, Office


async def test_the_log_is_appended_to_only_and_a_change_in_it_shows(office: Office) -> None:
    colleague = await office.set_up()
    for change in ("DELETE FROM staff_log", "UPDATE staff_log SET body = body"):
        with pytest.raises(Exception, match="append-only"):
            await office.store.database.write(lambda connection, sql=change: connection.execute(text(sql)))

    def swap(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER staff_log_unchanged"))
        else:
            connection.execute(text("ALTER TABLE staff_log DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE staff_log SET commitment = hash WHERE seq = 1"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE staff_log ENABLE TRIGGER USER"))

    await office.store.database.write(swap)
    with pytest.raises(log.LogBroken, match="entry 1 "):
        await office.log(colleague.id)


async def test_no_name_password_secret_token_or_address_is_in_any_row(office: Office) -> None:
    colleague = await office.set_up()
    half = await office.halfway(colleague)
    await office.desk.signing_in.recovery(half, colleague.recovery_codes[0], HOME)

    def everything(connection: Connection) -> bytes:
        tables = ("accounts", "links", "recovery_codes", "passkeys", "sessions", "tries", "spent", "log")
        rows = [row for name in tables for row in connection.execute(text(f"SELECT * FROM staff_{name}"))]
        return b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in rows
            for value in row
        )

    kept = await office.store.database.read(everything)
    assert kept
    secrets_told = (colleague.name, PASSWORD, "argon2", colleague.secret, colleague.token, HOME.address)
    for secret in (*secrets_told, *colleague.recovery_codes):
        assert secret.encode() not in kept, secret
