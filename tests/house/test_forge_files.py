"""Files for a public forge name paths and commands that exist, read no secret and keep real records out of issues."""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from jatan.cli.main import COMMANDS
from tests.house.source import ROOT
from tools.__main__ import COMMANDS as TOOLS
from tools.checks import CHECKS

_FORGE = ROOT / ".github"
_CALL = re.compile(r"\./jatan ([a-z]\w*)")
_WORDS = {*COMMANDS, *(command.name for command in TOOLS)}
_TEMPLATES = [path for path in sorted((_FORGE / "ISSUE_TEMPLATE").glob("*.yml")) if path.name != "config.yml"]
_PROTECTED = (
    "src/jatan/foundation/access/permissions.py",
    "src/jatan/foundation/vault/",
    "src/jatan/evidence/indicators/rounding_rule.py",
)


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def unknown_commands(text: str) -> list[str]:
    """Words after `./jatan` that are no command of it."""
    return sorted(set(_CALL.findall(text)) - _WORDS)


def unowned(text: str) -> list[str]:
    """Lines of CODEOWNERS without an owner, or whose path is not in the tree."""
    faults = []
    for line in text.splitlines():
        path, *owners = line.partition("#")[0].split() or [""]
        if path and (not owners or not all(owner.startswith("@") for owner in owners)):
            faults.append(f"{path} has no owner")
        if path and not (ROOT / path.lstrip("/")).exists():
            faults.append(f"{path} is not there")
    return faults


def hook_faults(document: Any) -> Iterator[str]:
    """Hooks that come from elsewhere, call what is not installed or no check runs, or match no file."""
    names = [path.relative_to(ROOT).as_posix() for path in _tracked()]
    for source in document["repos"]:
        if source["repo"] != "local":
            yield f"{source['repo']} is not this repository"
            continue
        for hook in source["hooks"]:
            program, *words = hook["entry"].split()
            if hook["language"] != "system":
                yield f"{hook['id']} installs something"
            if program != "./jatan" and not (Path(sys.executable).parent / Path(program).name).exists():
                yield f"{hook['id']} calls {program}, which is not installed"
            if not any(_is_same_check(check.program, check.words, program, words) for check in CHECKS):
                yield f"{hook['id']} is not among the checks of ./jatan test"
            if "files" in hook and not any(re.search(hook["files"], name) for name in names):
                yield f"{hook['id']} matches no file"


def _is_same_check(check: str, check_words: Iterable[str], program: str, words: list[str]) -> bool:
    """True if a check runs this program with this first word, e.g. `ruff format` or `python -m tools messages`."""
    listed = list(check_words)
    if program == "./jatan":
        return listed[:2] == ["-m", "tools"] and listed[2:] == words
    first = [word for word in words[:1] if not word.startswith("-")]
    return check == Path(program).name and listed[: len(first)] == first


def _tracked() -> Iterator[Path]:
    yield ROOT / "pyproject.toml"
    yield from (path for path in (ROOT / "src").rglob("*") if path.is_file())


def test_commands_in_the_files_exist() -> None:
    files = [*_FORGE.rglob("*.yml"), *_FORGE.rglob("*.md"), ROOT / ".pre-commit-config.yaml"]
    assert len(files) >= 6
    assert {path.name: unknown_commands(path.read_text("utf-8")) for path in files} == {path.name: [] for path in files}


def test_the_workflows_run_the_tests_and_read_no_secret() -> None:
    commands = {
        "test.yml": "./jatan test --all",
        "days.yml": "./jatan test --days",
        "audit.yml": ".tools/bin/uv audit --frozen --preview-features audit-command",
    }
    assert {path.name for path in (_FORGE / "workflows").glob("*.yml")} == set(commands)
    for file, command in commands.items():
        path = _FORGE / "workflows" / file
        text, workflow = path.read_text("utf-8"), _read(path)
        assert "secrets" not in text
        assert workflow["permissions"] == {"contents": "read"}
        for name, job in workflow["jobs"].items():
            runs = [step.get("run", "") for step in job["steps"]]
            assert any(run.endswith((command, f'{command}"')) for run in runs), name


def unpinned(text: str) -> list[str]:
    """Actions of a workflow that are not named by a whole commit with the version beside: a tag can be moved."""
    used = re.findall(r"^\s*(?:- )?uses:\s*(.*)$", text, re.MULTILINE)
    return [one for one in used if not re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", one)]


def test_actions_are_pinned_by_their_whole_commit() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (_FORGE / "workflows").glob("*.yml")}
    assert {name: unpinned(text) for name, text in texts.items()} == {name: [] for name in texts}
    assert all("uses:" in text for text in texts.values())


def test_the_audit_finds_the_uv_that_jatan_installs() -> None:
    uv = ROOT / ".tools" / "bin" / "uv"
    if uv.exists():
        done = subprocess.run([uv, "audit", "--help"], capture_output=True, text=True, check=True)
        assert "--frozen" in done.stdout


def test_an_action_by_its_tag_or_without_its_version_is_seen() -> None:
    commit = "a" * 40
    text = f"- uses: actions/checkout@v4\n  uses: a/b@{commit}\n- uses: a/b@{commit}  # v1.2.3\n- uses: ./here\n"
    assert unpinned(text) == ["actions/checkout@v4", f"a/b@{commit}", "./here"]


def test_the_quick_check_lets_in_and_readme_says_how_all_is_run() -> None:
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("exec ./jatan test")
    assert "./jatan test --all" in (ROOT / "README.md").read_text("utf-8")


def test_owners_are_named_for_what_protects_people_and_their_paths_exist() -> None:
    text = (_FORGE / "CODEOWNERS").read_text("utf-8")
    assert unowned(text) == []
    assert [path for path in _PROTECTED if f"\n/{path} " not in text] == []


def test_hooks_before_a_commit_are_quick_checks_of_this_project_alone() -> None:
    assert list(hook_faults(_read(ROOT / ".pre-commit-config.yaml"))) == []


@pytest.mark.parametrize("path", _TEMPLATES, ids=lambda path: path.name)
def test_an_issue_form_keeps_real_records_out(path: Path) -> None:
    parts = _read(path)["body"]
    assert "No real records here" in parts[0]["attributes"]["value"]
    promise = next(part for part in parts if part["type"] == "checkboxes")["attributes"]["options"]
    assert [option["required"] for option in promise] == [True]


def test_a_bug_is_reported_with_steps_and_what_was_expected() -> None:
    parts = {part["id"]: part for part in _read(_FORGE / "ISSUE_TEMPLATE" / "bug.yml")["body"] if "id" in part}
    required = {name for name, part in parts.items() if part.get("validations", {}).get("required")}
    assert required == {"steps", "expected", "happened", "versions"}
    assert _read(_FORGE / "ISSUE_TEMPLATE" / "config.yml")["blank_issues_enabled"] is False


def test_a_command_that_does_not_exist_is_seen() -> None:
    assert unknown_commands("run ./jatan test, then ./jatan deploy") == ["deploy"]


def test_a_path_that_is_not_there_and_one_without_an_owner_are_seen() -> None:
    assert unowned("/src/jatan/gone.py @jatan/security") == ["/src/jatan/gone.py is not there"]
    assert unowned("# words\n/LICENSE") == ["/LICENSE has no owner"]


def test_a_hook_from_elsewhere_and_one_that_is_no_check_are_seen() -> None:
    hook = {"id": "x", "language": "node", "entry": ".venv/bin/eslint --fix", "files": r"\.tsx$"}
    planted = {"repos": [{"repo": "https://example.org/hooks"}, {"repo": "local", "hooks": [hook]}]}
    assert [fault.split(" ", 1)[1] for fault in hook_faults(planted)] == [
        "is not this repository",
        "installs something",
        "calls .venv/bin/eslint, which is not installed",
        "is not among the checks of ./jatan test",
        "matches no file",
    ]
