"""What describes the project: one version, wherever it stands."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def version_faults(version: str, citation: str, changelog: str) -> list[str]:
    """Say where another version stands than in pyproject.toml."""
    found = []
    if yaml.safe_load(citation)["version"] != version:
        found.append(f"CITATION.cff has another version than {version}")
    headings = re.findall(r"(?m)^## (.*)$", changelog)
    listed = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (unreleased|\d{4}-\d\d-\d\d)", heading) for heading in headings]
    if not listed or not all(listed):
        found.append("each H2 of CHANGELOG.md has to be '[1.2.3] - 2026-12-31', or '- unreleased'")
    elif listed[0][1] != version:
        found.append(f"CHANGELOG.md begins with another version than {version}")
    elif any(entry[2] == "unreleased" for entry in listed[1:]):
        found.append("only the newest version of CHANGELOG.md can be unreleased")
    return found


def test_there_is_one_version() -> None:
    assert version_faults(PROJECT["version"], CITATION, CHANGELOG) == []


@pytest.mark.parametrize(
    ("citation", "changelog", "fault"),
    [
        (CITATION.replace("version: 0", "version: 9"), CHANGELOG, "CITATION.cff"),
        (CITATION, CHANGELOG.replace("[0.1.0]", "[0.0.9]"), "begins with another"),
        (CITATION, CHANGELOG.replace("unreleased", "soon"), "has to be"),
        (CITATION, CHANGELOG + "\n## [0.0.9] - unreleased\n", "only the newest"),
    ],
)
def test_other_versions_are_found(citation: str, changelog: str, fault: str) -> None:
    (found,) = version_faults("0.1.0", citation, changelog)
    assert fault in found
