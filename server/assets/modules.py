"""Several ES modules as one file, without a build: what a page's script imports is put in front of it.

A file of its own for each module costs a round trip each, six at a time, over HTTP/1.1; with 200 ms a round trip and
one packet in ten lost, the room's ninety files took 9 s and more. Each module becomes a function that is called once,
in the order in which the language evaluates them (ECMA-262, 16.2.1.5.2: what is imported comes first), and returns
what the module exports. Only what our own files write is understood (`ModuleError` for anything else): `import` of
names or of a namespace from a relative path, and `export` before a declaration that never changes its value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

Read = Callable[[PurePosixPath], str]
"""The text of the file with this path."""

_IMPORT: Final = re.compile(r'^import (?:\* as (\w+)|\{([^}]*)\}) from "(\.[^"]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_LEFT: Final = re.compile(r"^(?:import|export|await)\b.*|(?<!\{)\bimport\(.*", re.MULTILINE)
"""What is not understood; types are imported in braces, in comments."""
_DOCUMENTATION: Final = re.compile(r"^[ \t]*/\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
"""For who reads the file; a third of what would be sent."""
_OWN_ADDRESS: Final = "import.meta.url"


class ModuleError(ValueError):
    """A module is written in a way that cannot be put into a bundle."""


@dataclass(frozen=True, slots=True)
class _Module:
    imports: tuple[tuple[str, PurePosixPath], ...]
    """What is bound (a name, or a pattern) and the module from which it comes."""
    exports: tuple[str, ...]
    body: str


def bundle(entry: PurePosixPath, read: Read, base: str, outside: Mapping[PurePosixPath, str]) -> str:
    """The text of one module that does what this one does with all that it imports.

    Paths are relative to the folder that is served at `base`; those `outside` stay files, at the addresses given.
    """
    modules: dict[PurePosixPath, _Module] = {}
    _collect(entry, read, outside, modules, ())
    index = {path: number for number, path in enumerate((*outside, *modules))}
    used = {path for module in modules.values() for _, path in module.imports}
    heads = [f'import * as m{index[path]} from "{outside[path]}";' for path in outside if path in used]
    parts = [_wrapped(path, module, index, base) for path, module in modules.items()]
    return "\n".join((*heads, *parts))


def _collect(
    path: PurePosixPath,
    read: Read,
    outside: Mapping[PurePosixPath, str],
    found: dict[PurePosixPath, _Module],
    waiting: tuple[PurePosixPath, ...],
) -> None:
    """Adds the module behind all that it imports."""
    if path in found or path in outside:
        return
    if path in waiting:
        raise ModuleError(f"{path} imports itself by way of {waiting[-1]}")
    module = _parsed(path, read(path))
    for _, target in module.imports:
        _collect(target, read, outside, found, (*waiting, path))
    found[path] = module


def _parsed(path: PurePosixPath, text: str) -> _Module:
    imports = tuple(
        (space or _pattern(names), _resolved(path.parent, target))
        for space, names, target in _IMPORT.findall(text)
    )
    exports = tuple(_EXPORT.findall(text))
    body = _DOCUMENTATION.sub("", _EXPORT.sub("", _IMPORT.sub("", text)))
    if left := _LEFT.search(body):
        raise ModuleError(f"{path}: {left[0]}")
    return _Module(imports, exports, body)


def _pattern(names: str) -> str:
    """``{ a, b as c }`` as it is written where an object is taken apart."""
    bound = (name.strip().replace(" as ", ": ") for name in names.split(","))
    return f"{{ {', '.join(name for name in bound if name)} }}"


def _resolved(folder: PurePosixPath, target: str) -> PurePosixPath:
    parts = list(folder.parts)
    for step in target.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return PurePosixPath(*parts)


def _wrapped(path: PurePosixPath, module: _Module, index: dict[PurePosixPath, int], base: str) -> str:
    address = f'new URL("{base}{path}", {_OWN_ADDRESS}).href'
    bound = "".join(f"const {what} = m{index[target]};\n" for what, target in module.imports)
    body = module.body.replace(_OWN_ADDRESS, address)
    given = ", ".join(module.exports)
    return f"// {path}\nconst m{index[path]} = (() => {{\n{bound}{body}\nreturn {{ {given} }};\n}})();"
