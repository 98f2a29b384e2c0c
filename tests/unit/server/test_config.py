"""Settings from the environment and the command line."""

from pathlib import Path

import pytest

from server.config import SettingError, Settings, is_loopback, settings


def test_nothing_set_runs_on_loopback_with_sqlite_in_the_data_folder() -> None:
    blank = settings({})
    assert blank == Settings()
    assert blank.database_url == "sqlite:///data/yuntiao.sqlite3"
    assert not blank.secure


def test_the_environment_is_read_by_the_kind_of_each_setting() -> None:
    read = settings(
        {
            "YUNTIAO_PORT": "9000",
            "YUNTIAO_PRODUCTION": "yes",
            "YUNTIAO_TURN": "turn:a:3478, turns:a:443",
            "YUNTIAO_DATA": "/srv/yuntiao",
            "YUNTIAO_CENTRE": "吉首市调解中心",
        }
    )
    assert (read.port, read.production, read.centre) == (9000, True, "吉首市调解中心")
    assert read.turn == ("turn:a:3478", "turns:a:443")
    assert read.data == Path("/srv/yuntiao")


def test_the_command_line_stands_above_the_environment() -> None:
    assert settings({"YUNTIAO_PORT": "9000"}, port=9001, host=None).port == 9001


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "many"),
        ("PORT", "-1"),
        ("PRODUCTION", "perhaps"),
        ("STAFF_IDLE_MINUTES", "0"),
        ("STAFF_SESSION_HOURS", "0"),
    ],
)
def test_a_setting_that_cannot_be_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=f"YUNTIAO_{name}"):
        settings({f"YUNTIAO_{name}": text})


@pytest.mark.parametrize(
    "given",
    [
        {"TLS": "yes"},
        {"TLS_CERT": "a.pem"},
        {"TLS_KEY": "a.key"},
        {"TLS": "self-signed", "TLS_CERT": "a.pem", "TLS_KEY": "a.key"},
        {"TRUSTED_PROXIES": "proxy.example"},
        {"TRUSTED_PROXIES": "10.0.0.0/33"},
    ],
)
def test_settings_that_do_not_go_together_are_named(given: dict[str, str]) -> None:
    with pytest.raises(SettingError, match=f"YUNTIAO_{next(iter(given))[:3]}"):
        settings({f"YUNTIAO_{name}": text for name, text in given.items()})


def test_a_network_of_proxies_may_be_written_by_any_of_its_addresses() -> None:
    assert [str(network) for network in settings({"YUNTIAO_TRUSTED_PROXIES": "10.1.2.3/8, ::1"}).proxies] == [
        "10.0.0.0/8",
        "::1/128",
    ]


def test_demonstration_links_never_work_in_production() -> None:
    assert settings({}).demo_allowed
    assert not settings({"YUNTIAO_PRODUCTION": "1", "YUNTIAO_DEMO_LINKS": "1"}).demo_allowed


@pytest.mark.parametrize(
    ("host", "public_url", "secure"),
    [
        ("127.0.0.1", "", False),
        ("::1", "", False),
        ("0.0.0.0", "", True),
        ("127.0.0.1", "https://tiaojie.example", True),
    ],
)
def test_cookies_are_secure_everywhere_but_on_plain_loopback(
    host: str, public_url: str, secure: bool
) -> None:
    assert Settings(host=host, public_url=public_url).secure is secure


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "hunter2" not in repr(Settings(turn_secret="hunter2", turn_password="hunter2"))


def test_loopback_is_told_by_name_and_by_address() -> None:
    assert is_loopback("localhost")
    assert is_loopback("127.8.8.8")
    assert not is_loopback("192.0.2.1")
    assert not is_loopback("example.org")


def test_reminders_come_so_many_days_before_and_words_are_no_days() -> None:
    assert settings({}).reminders == (3,)
    assert settings({"YUNTIAO_REMIND_DAYS": "7, 3,1"}).reminders == (7, 3, 1)
    assert settings({"YUNTIAO_REMIND_DAYS": ""}).reminders == ()
    for text in ("x", "-1", "3,x", "91", "1.5"):
        with pytest.raises(SettingError, match="REMIND_DAYS"):
            settings({"YUNTIAO_REMIND_DAYS": text})
