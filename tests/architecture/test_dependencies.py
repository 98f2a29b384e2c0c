"""What the project stands on: names that do not collide, licences that allow it, locks that name no host."""

import re
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")

# Licences under which a dependency may be used and shipped beside Apache-2.0 code.
ALLOWED = re.compile(
    r"MIT|Open Font License|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software|LGPL|Lesser General Public|Zlib|CC0",
    re.I,
)
REFUSED = re.compile(
    r"AGPL|Affero|(?<!L)(?<!Lesser )GPL|SSPL|Commons Clause|Business Source|Proprietary", re.I
)


def locked(lock: str) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+) \\$", (ROOT / lock).read_text("utf-8"), re.M)
    return dict(pins)


def licence(package: Distribution) -> str:
    """What the package's metadata says of its licence, in any of the three places they may say it."""
    about = package.metadata
    classifiers = [text for text in about.get_all("Classifier", []) if text.startswith("License ::")]
    named = [*about.get_all("License-Expression", []), *classifiers, *about.get_all("License", [])]
    return named[0].strip()[:200] if named else ""


@pytest.mark.parametrize("name", ["server", "rooms", "signaling", "recordings"])
def test_no_dependency_brings_a_package_of_our_name(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"yuntiao"}


@pytest.mark.parametrize("lock", LOCKS)
def test_the_installed_versions_are_the_locked_ones(lock: str) -> None:
    assert {name: distribution(name).version for name in locked(lock)} == locked(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert locked(lock)
    assert not re.search(r"://|^-", text, re.M)
    for requirement in re.split(r"\n(?=\S)", text):
        assert requirement.startswith("#") or "--hash=sha256:" in requirement, requirement


def test_what_runs_has_a_licence_that_allows_it() -> None:
    licences = {name: licence(distribution(name)) for name in locked("requirements.lock")}
    doubtful = {n: text for n, text in licences.items() if not ALLOWED.search(text) or REFUSED.search(text)}
    assert not doubtful


def test_the_node_lock_has_integrity_hashes_and_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in text
    assert text.count('"integrity": "sha512-') == text.count('"node_modules/')
