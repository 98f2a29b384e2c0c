"""``yuntiao export`` for a court wants at the console what the page wants, before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from server import cli
from server.dossier.letter import MOST_OCTETS

LETTER = {"--reason": "法院调取", "--letter": "letter.pdf", "--letter-number": "（2026）湘3101民初7号",
          "--letter-from": "吉首市人民法院"}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "words", "said"),
    [
        ({"--letter": None}, (), "wants --letter,"),
        ({"--letter-number": " "}, (), "wants --letter,"),
        ({"--letter-from": " "}, (), "wants --letter,"),
        ({"--reason": " "}, (), "wants --letter,"),
        ({"--letter": "empty.pdf"}, (), "wants --letter,"),
        ({"--letter": "nowhere.pdf"}, (), "--letter: No such file or directory"),
        ({"--letter": "program.pdf"}, (), "PDF, JPEG or PNG"),
        ({"--letter": "large.pdf"}, (), "20 MB"),
        ({}, ("--ordered", "receipts"), "--ordered"),
        ({}, ("--profile", "joint", "--ordered", "chat"), "--ordered"),
    ],
)
def test_what_cannot_be_ordered_so_is_said_in_a_sentence_and_opens_nothing(
    tmp_path: Path, changed: dict[str, str | None], words: tuple[str, ...], said: str
) -> None:
    for name, octets in (
        ("letter.pdf", b"%PDF-1.7 letter"),
        ("empty.pdf", b""),
        ("program.pdf", b"MZ\x90 a program"),
        ("large.pdf", b"%PDF-" + bytes(MOST_OCTETS)),
    ):
        (tmp_path / name).write_bytes(octets)
    given = [
        word
        for option, value in (LETTER | changed).items()
        if value is not None
        for word in (option, str(tmp_path / value) if option == "--letter" else value)
    ]
    data, output = tmp_path / "data", tmp_path / "out.zip"
    command = ["export", "2026-1", "-o", str(output), "--data", str(data), "--profile", "court"]
    result = CliRunner().invoke(cli.app, [*command, *given, *words])
    assert (result.exit_code, result.stdout) == (2, ""), result.exception
    (line,) = result.stderr.splitlines()
    assert said in line
    assert not data.exists()
    assert not output.exists()
