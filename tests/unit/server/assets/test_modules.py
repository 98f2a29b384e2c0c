"""One file does what its modules did, and what cannot be put into it is refused."""

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from server.assets.modules import ModuleError, bundle

MAIN = PurePosixPath("room/main.js")
BASE = "/static/1/"
STORY = {
    "room/main.js": """
/** @typedef {import("./shapes.js").Shape} Shape */

import { Counter, later } from "./counter.js";
import { shout as loud } from "../words.js";
import * as clock from "./clock.js";

const DRAFT = "main";
const counter = new Counter();
clock.set(3);
console.log(loud(DRAFT), counter.next(), clock.now(), import.meta.url.split("/").slice(-2).join("/"));
later().then((said) => console.log(said, hoisted()));

function hoisted() {
  return "hoisted";
}
""",
    "room/counter.js": """
import * as clock from "./clock.js";
import {
  DRAFT,
  shout,
} from "../words.js";

console.log("counter", DRAFT, import.meta.url.split("/").slice(-2).join("/"));

/** Counts on. */
export class Counter {
  #count = 40;

  next() {
    return ++this.#count + clock.now();
  }
}

export async function later() {
  return shout(`later ${clock.now()}`);
}
""",
    "room/clock.js": """
console.log("clock");
let offset = 0;

/** @param {number} by */
export function set(by) {
  offset = by;
}

export function now() {
  return offset;
}
""",
    "words.js": """
console.log("words");
export const DRAFT = "words";

/** @param {string} text */
export function shout(text) {
  return `${text.toUpperCase()}!`;
}
""",
}


def bundled(files: dict[str, str], outside: dict[PurePosixPath, str] | None = None) -> str:
    return bundle(MAIN, lambda path: files[path.as_posix()], BASE, outside or {})


def said(script: Path) -> str:
    run = subprocess.run(["node", str(script)], capture_output=True, text=True, check=True)
    return run.stdout


def test_it_does_in_one_file_what_the_modules_do(tmp_path: Path) -> None:
    for name, text in STORY.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    apart = said(tmp_path / MAIN)
    (tmp_path / "bundle.js").write_text(bundled(STORY))
    assert said(tmp_path / "bundle.js") == apart
    assert apart.splitlines()[-1] == "LATER 3! hoisted"


def test_what_explains_a_module_to_its_reader_is_not_sent() -> None:
    assert "Counts on." not in bundled(STORY)


def test_a_library_stays_a_file_of_its_own_and_is_asked_for_once() -> None:
    files = {
        "room/main.js": 'import { io } from "../vendor/x.js";\nimport { a } from "./a.js";\nio(a);\n',
        "room/a.js": 'import { io } from "../vendor/x.js";\nexport const a = io;\n',
    }
    text = bundled(files, {PurePosixPath("vendor/x.js"): "/static/1/bundle/x.js"})
    assert text.startswith('import * as m0 from "/static/1/bundle/x.js";\n')
    assert text.count("import ") == 1


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let changing = 1;",
        "export { a };",
        'export * from "./a.js";',
        'import a from "./a.js";',
        'import "./a.js";',
        'import { a } from "elsewhere";',
        "await started;",
        '  const { a } = await import("./a.js");',
    ],
)
def test_what_cannot_be_bundled_is_refused_and_named(line: str) -> None:
    with pytest.raises(ModuleError, match=r"^room/main\.js: "):
        bundled({"room/main.js": f"const a = 1;\n{line}\n", "room/a.js": "export const a = 1;\n"})


def test_modules_that_import_each_other_are_refused() -> None:
    files = {
        "room/main.js": 'import { a } from "./a.js";\nexport const b = a;\n',
        "room/a.js": 'import { b } from "./main.js";\nexport const a = b;\n',
    }
    with pytest.raises(ModuleError, match=r"^room/main\.js imports itself by way of room/a\.js$"):
        bundled(files)
