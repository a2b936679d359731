"""What describes the project: one version, a citation, hooks that use the lock."""

import re
import tomllib
from pathlib import Path

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")


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


def hook_faults(text: str) -> list[str]:
    """Say which hooks do not run what is in .venv, where the versions of the lock are."""
    repositories = yaml.safe_load(text)["repos"]
    found = [f"{place['repo']} is another host" for place in repositories if place["repo"] != "local"]
    for hook in (hook for place in repositories for hook in place["hooks"]):
        if hook.get("language") != "system" or not hook.get("entry", "").startswith(".venv/bin/"):
            found.append(f"the hook {hook['id']} does not run what is in .venv")
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


def schema_faults(path: Path) -> str:
    run = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", "vendor.citation-file-format", str(path)])
    return run.output if run.exit_code else ""


def test_citation_follows_the_schema_and_names_what_the_project_names() -> None:
    assert schema_faults(ROOT / "CITATION.cff") == ""
    citation = yaml.safe_load(CITATION)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    assert citation["title"] == config["title"]
    assert citation["authors"] == [{"name": config["author"]}]
    assert citation["abstract"] == PROJECT["description"]
    assert PROJECT["license"] in citation["license"]


def test_citation_without_authors_is_found(tmp_path: Path) -> None:
    (tmp_path / "CITATION.cff").write_text(CITATION.replace("authors:", "writers:"), encoding="utf-8")
    assert "'authors' is a required property" in schema_faults(tmp_path / "CITATION.cff")


def test_hooks_run_what_is_in_the_environment() -> None:
    assert hook_faults(HOOKS) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (".venv/bin/ruff check", "ruff check"),
        ("language: system", "language: python"),
        ("repo: local", "repo: https://host.invalid/hooks"),
    ],
)
def test_other_hooks_are_found(old: str, new: str) -> None:
    assert len(hook_faults(HOOKS.replace(old, new, 1))) == 1
