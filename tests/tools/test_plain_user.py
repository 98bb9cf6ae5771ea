"""Which tests run again as a plain user, with which programs, and that the check is left out loudly or not at all."""

import os
import shutil
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools import outside_programs, plain_user, system_packages, tiers
from tools.checks import CHECKS
from tools.tiers import Row


def test_tests_that_depend_on_user_or_machine_are_found_by_what_they_call(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    planted = {
        "test_direct.py": "import shutil\nshutil.which('pdftoppm')\n",
        "test_by_helper.py": "from tests.printer import as_picture\n",
        "printer.py": "import os\nos.geteuid()\n",
        "test_page.py": "def test_page(client): client.get('/')\n",
        "test_printed.py": "import subprocess\nwords = ['soffice', 'x']\nsubprocess.run([*words, 'y'])\n",
        "test_by_test.py": "from tests.test_other import text_of\n",
        "test_other.py": "from tests import printer\n",
        "test_of_every_debian.py": "import subprocess\nsubprocess.run(['cp', 'x', 'y'])\n",
    }
    for name, text in planted.items():
        (tmp_path / "tests" / name).write_text(text)
    found = ["by_helper", "by_test", "direct", "other", "printed"]
    assert plain_user.tests(tmp_path) == [f"tests/test_{name}.py" for name in found]
    assert {"pdftoppm", "soffice"} <= plain_user.hidden_programs(tmp_path)
    assert "cp" not in plain_user.hidden_programs(tmp_path)


def test_of_files_that_end_in_the_same_helper_the_cheapest_is_run(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    reader = "import shutil\nimport pytest\nif not shutil.which('x'):\n    pytest.skip(\"SKIPPED LOUDLY: no x\")\n"
    planted = {
        "reader.py": reader,
        "test_cheap.py": "from tests.reader import text_of\n",
        "test_dear.py": "from tests.reader import text_of\n",
        "test_itself.py": "import os\nfrom tests.reader import text_of\nos.geteuid()\n",
        "printer.py": "import os\nos.geteuid()\n",
        "test_both.py": "from tests.reader import text_of\nfrom tests.printer import as_picture\n",
    }
    for name, text in planted.items():
        (tmp_path / "tests" / name).write_text(text)
    tiers.write(tmp_path, [Row("tests/test_dear.py", 1, 2.0), Row("tests/test_cheap.py", 1, 1.0)])
    assert plain_user.tests(tmp_path) == [f"tests/test_{name}.py" for name in ("both", "cheap", "itself")]


def test_every_program_that_a_test_calls_is_hidden_and_its_tests_are_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_user, "COSTLY", {})
    found, hidden, seen = set(plain_user.tests(ROOT)), plain_user.hidden_programs(ROOT), set()
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        modules = outside_programs.modules_of(ROOT, path)
        called = {one for module in modules for one in outside_programs.called_by(module.read_text("utf-8"))}
        if outside := called - plain_user.OF_EVERY_DEBIAN:
            assert outside <= hidden
            through = [module for module in modules if outside_programs.called_by(module.read_text("utf-8")) & outside]
            # Of those that call it only through what skips loudly by itself, the cheapest is enough.
            if path in through or not all("SKIPPED LOUDLY" in module.read_text("utf-8") for module in through):
                assert path.relative_to(ROOT).as_posix() in found
            seen |= outside
    assert {"soffice", "lowriter", "pdftoppm", "espeak-ng"} <= seen


def test_browser_pdf_modem_servers_and_processes_are_among_them() -> None:
    found = plain_user.tests(ROOT)
    for name in (
        "tests/browser/test_every_page.py",
        "tests/evidence/studio/test_report_documents.py",
        "tests/intake/messaging/test_real_modem.py",
        "tests/runtime/postgres/test_embedded_server.py",
        "tests/runtime/postgres/test_given_server.py",
        "tests/runtime/test_processes.py",
        "tests/web/journeys/passes/test_passes.py",
    ):
        assert name in found
    papers = ("tests/evidence/reports/test_report_files.py", "tests/evidence/reports/test_whose_report.py")
    pdf = ROOT / "tests" / "pdf_text.py"
    assert [name for name in found if pdf in outside_programs.modules_of(ROOT, ROOT / name)]
    assert [name for name in papers if pdf not in outside_programs.modules_of(ROOT, ROOT / name)] == []


def test_what_is_left_out_would_be_run_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_user, "COSTLY", {})
    left_out = {"tests/intake/messaging/test_colleagues.py", "tests/tools/test_dev.py"}
    assert left_out <= set(plain_user.tests(ROOT))


def test_the_path_of_the_plain_user_has_a_shell_and_no_system_package(tmp_path: Path) -> None:
    folder = str(plain_user._programs(tmp_path / "programs"))
    assert shutil.which("sh", path=folder)
    hidden = [name for need in system_packages.NEEDS for name in need.programs if "/" not in name]
    assert len(hidden) > 5
    assert [name for name in (*hidden, "pdftoppm", "sudo") if shutil.which(name, path=folder)] == []


def test_it_says_loudly_why_it_is_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert plain_user.main("not long") == 0
    assert "SKIPPED LOUDLY" in capsys.readouterr().out
    if os.geteuid() == 0:
        assert "setpriv" in (plain_user.obstacle() or "")


def test_it_is_one_of_the_checks() -> None:
    assert ("-m", "tools.plain_user") in [check.words for check in CHECKS]
