"""The workflows: what each may do, what it uses, and that its logic is in the repository and not in YAML."""

import os
import re
from pathlib import Path

import check_jsonschema
import pytest
import yaml
from click.testing import CliRunner

from tools.environment import VERSIONS

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
PINNED = re.compile(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
MAY_WRITE = {("pages.yml", "deploy"): {"pages": "write", "id-token": "write"}}
SYSTEMS = ["ubuntu-latest", "macos-latest", "windows-latest"]


def faults(name: str, text: str) -> list[str]:
    """Say what is wrong with a workflow of this name."""
    workflow = yaml.safe_load(text)
    found = [f"{line} is not pinned by hash and version" for line in uses(text) if not PINNED.fullmatch(line)]
    found += [f"{word} is not needed" for word in ("secrets.", "pull_request_target") if word in text]
    if workflow.get("permissions") != {"contents": "read"}:
        found.append("permissions have to be contents: read")
    if "concurrency" not in workflow:
        found.append("runs that are out of date go on: no concurrency")
    for job, content in workflow["jobs"].items():
        if content.get("permissions") != MAY_WRITE.get((name, job)):
            found.append(f"{job} has permissions of its own, or lacks them")
        for step in content["steps"]:
            if "run" in step and not is_known(step["run"]):
                found.append(f"{step['run']!r} is no target of the Makefile and no tool of the repository")
            if "checkout@" in step.get("uses", "") and step.get("with") != {"persist-credentials": False}:
                found.append("checkout leaves its token to all later steps: no persist-credentials: false")
    return found


def uses(text: str) -> list[str]:
    """Give the actions that a workflow uses, with the comments behind them."""
    return re.findall(r"uses: *(.+)", text)


def is_known(command: str) -> bool:
    """Tell whether a step runs one thing that is in the repository, or installs uv for it."""
    if command.startswith(".ci/"):
        return os.access(ROOT / command, os.X_OK)
    kind, _, rest = command.partition(" ")
    if kind == "make":
        return rest in TARGETS
    module = Path(*rest.removeprefix("-m ").split(".")).with_suffix(".py")
    return command == "python -m pip install uv" or (kind == "python" and (ROOT / module).is_file())


def schema_faults(schema: str, *paths: Path) -> str:
    """Say how files depart from a schema, which comes with check-jsonschema and not from the network."""
    run = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", schema, *map(str, paths)])
    return run.output if run.exit_code else ""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_has_no_faults(path: Path) -> None:
    assert faults(path.name, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("schema", ["vendor.github-workflows", "custom.github-workflows-require-timeout"])
def test_workflows_follow_the_schema(schema: str) -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml", "pages.yml", "weekly.yml"]
    assert schema_faults(schema, *WORKFLOWS) == ""


def test_each_system_is_tested_with_the_oldest_and_the_newest_python() -> None:
    job = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]["test"]
    oldest, newest = (".".join(map(str, VERSIONS[place])) for place in (0, -1))
    assert job["strategy"] == {"fail-fast": False, "matrix": {"os": SYSTEMS, "python": [oldest, newest]}}
    assert job["runs-on"] == "${{ matrix.os }}"
    assert [step["with"]["python-version"] for step in job["steps"] if "setup-python" in step.get("uses", "")] == [
        "${{ matrix.python }}"
    ]
    assert job["steps"][-1] == {"run": "python -m tools.check"}


def test_actions_have_one_version() -> None:
    used = {line for path in WORKFLOWS for line in uses(path.read_text(encoding="utf-8"))}
    assert len(used) == len({line.partition("@")[0] for line in used})


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        ("ci.yml", " # v7.0.1", "", "not pinned"),
        ("ci.yml", "checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", "checkout@v7.0.1", "not pinned"),
        ("ci.yml", "actions/checkout", "someone/checkout", "not pinned"),
        ("ci.yml", "contents: read", "contents: write", "have to be contents: read"),
        ("ci.yml", "permissions:\n  contents: read\n", "", "have to be contents: read"),
        ("ci.yml", "    runs-on", "    permissions:\n      issues: write\n    runs-on", "permissions of its own"),
        ("pages.yml", "pages: write", "contents: write", "permissions of its own"),
        ("ci.yml", "concurrency:", "env:", "out of date"),
        ("ci.yml", "pull_request:", "pull_request_target:", "pull_request_target"),
        ("ci.yml", "run: python", "env: {A: '${{ secrets.A }}'}\n        run: python", "secrets."),
        ("ci.yml", "tools.check", "tools.gone", "no tool of the repository"),
        ("weekly.yml", "make lock", "make gone", "no target of the Makefile"),
        ("weekly.yml", ".ci/packages", ".ci/gone", "no target of the Makefile"),
        ("weekly.yml", "make lock", "make lock && make test", "no target of the Makefile"),
        ("weekly.yml", "pip install uv", "pip install anything", "no tool of the repository"),
        ("ci.yml", "credentials: false", "credentials: true", "leaves its token"),
    ],
)
def test_fault_is_found(name: str, old: str, new: str, fault: str) -> None:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    assert old in text
    (found,) = faults(name, text.replace(old, new, 1))
    assert fault in found


@pytest.mark.parametrize(
    ("schema", "old", "new"),
    [
        ("vendor.github-workflows", "runs-on:", "runs_on:"),
        ("custom.github-workflows-require-timeout", "    timeout-minutes: 60\n", ""),
    ],
)
def test_departure_from_the_schema_is_found(tmp_path: Path, schema: str, old: str, new: str) -> None:
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "ci.yml").write_text(text.replace(old, new), encoding="utf-8")
    assert "Schema validation errors" in schema_faults(schema, tmp_path / "ci.yml")
