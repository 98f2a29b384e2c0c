"""Log lines: what may be in them."""

import io
import json
import logging

import pytest
import structlog

from server import observe


@pytest.fixture
def lines():
    former = logging.getLogger().handlers[:], logging.getLogger().level
    stream = io.StringIO()
    structlog.reset_defaults()
    observe.configure("json", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().handlers[:], logging.getLogger().level = former
    structlog.reset_defaults()


def test_a_line_has_a_time_in_utc_and_its_event(lines) -> None:
    structlog.get_logger().info("ready", port=8080)
    (line,) = lines()
    assert line["event"] == "ready"
    assert line["port"] == 8080
    assert line["timestamp"].endswith("Z")


def test_a_key_that_is_not_listed_does_not_pass(lines) -> None:
    structlog.get_logger().info("entered", name="龙建军", token="secret", room="r1")
    (line,) = lines()
    assert "name" not in line
    assert "token" not in line
    assert line["room"] == "r1"


def test_an_exception_is_told_by_kind_and_place_never_by_what_it_says(lines) -> None:
    try:
        raise ValueError("the worker said 我怕老板")
    except ValueError:
        structlog.get_logger().exception("turn_failed")
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert "test_observe.py" in line["where"]
    assert "老板" not in json.dumps(line, ensure_ascii=False)


def test_a_library_s_own_line_is_replaced_by_where_it_came_from(lines) -> None:
    logging.getLogger("aiohttp.server").error("Error handling request from 203.0.113.9 /j/token")
    (line,) = lines()
    assert line["where"].startswith("aiohttp.server:")
    assert "token" not in json.dumps(line)


def test_requests_are_not_logged_at_all(lines) -> None:
    logging.getLogger("aiohttp.access").info("GET /j/token")
    assert lines() == []


def test_lines_go_to_standard_error_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that a test runs has a standard error of its own, which is closed when it ends."""
    former = logging.getLogger().handlers[:], logging.getLogger().level
    first, second = io.StringIO(), io.StringIO()
    structlog.reset_defaults()
    try:
        monkeypatch.setattr("sys.stderr", first)
        observe.configure("json")
        log = structlog.get_logger()
        log.info("ready")
        monkeypatch.setattr("sys.stderr", second)
        told = first.getvalue()
        first.close()
        log.info("stopping")
    finally:
        logging.getLogger().handlers[:], logging.getLogger().level = former
        structlog.reset_defaults()
    assert '"ready"' in told
    assert '"stopping"' in second.getvalue()
