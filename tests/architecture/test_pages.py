"""The pages keep to the strict content security policy, and load what they need at once."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "server" / "templates").glob("*.html"))
SCRIPTS = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)
IN_WORKER = {"stay-worker"}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_inline_script_style_or_handler(template: Path) -> None:
    page = template.read_text("utf-8")
    for attributes in re.findall(r"<script\b([^>]*)>", page):
        assert "src=" in attributes or 'type="application/json"' in attributes
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", page)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_fetches_nothing_from_elsewhere(template: Path) -> None:
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", template.read_text("utf-8"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_code_and_no_markup_out_of_text(script: Path) -> None:
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write",
        script.read_text("utf-8"),
    )


def _listed(template: str) -> set[str]:
    listed = re.search(
        r"set modules = \[([^\]]*)\]", (ROOT / "server/templates" / template).read_text("utf-8")
    )
    assert listed is not None
    return set(re.findall(r'"([a-z/-]+)"', listed[1]))


def test_every_module_of_the_room_is_fetched_at_once_and_a_hosts_only_by_hosts() -> None:
    room = STATIC / "room"
    modules = {path.relative_to(room).with_suffix("").as_posix() for path in room.rglob("*.js")} - IN_WORKER
    hosts = {module for module in modules if module.startswith("console/")}
    assert _listed("room.html") == modules - hosts
    assert _listed("host_head.html") == hosts


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_imports_only_what_is_there(script: Path) -> None:
    for target in re.findall(r"""^import .* from "(\.[^"]+)";$""", script.read_text("utf-8"), re.M):
        assert (script.parent / target).resolve().is_file(), target
