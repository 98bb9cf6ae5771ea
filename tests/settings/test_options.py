"""Options: declared in one place, read at each call, invalid values refused."""

import subprocess
from pathlib import Path

import pytest

from jatan.runtime import home
from jatan.settings import options
from jatan.settings.options import OptionProblem

_ROOT = Path(__file__).resolve().parents[2]


def test_blank_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_PORT", "  ")
    assert options.number("JATAN_PORT") == 8000


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_flags_accept_common_spellings(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("JATAN_DEBUG", written)
    assert options.flag("JATAN_DEBUG") is meant


def test_other_values_of_a_flag_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_DEBUG", "perhaps")
    with pytest.raises(OptionProblem, match="JATAN_DEBUG"):
        options.flag("JATAN_DEBUG")
    monkeypatch.setenv("JATAN_PORT", "80a")
    with pytest.raises(OptionProblem, match="JATAN_PORT"):
        options.number("JATAN_PORT")


def test_the_reference_page_names_every_option() -> None:
    table = options.options_table()
    assert all(f"`{option.variable}`" in table for option in options.OPTIONS)


def test_the_signing_key_is_made_once_and_private(new_home: Path) -> None:
    first = home.secret_key()
    assert len(first) >= 50
    assert home.secret_key() == first
    assert (new_home / "secret").stat().st_mode & 0o077 == 0


def test_no_module_reads_an_undeclared_option() -> None:
    result = subprocess.run(
        ["grep", "-rnE", "--include=*.py", r"environ(\.get\(|\[)['\"](JATAN|DATABASE)", str(_ROOT / "src")],
        capture_output=True,
        text=True,
    )
    assert [line for line in result.stdout.splitlines() if "] = " not in line] == []


def test_proxies_are_addresses_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JATAN_TRUSTED_PROXIES", raising=False)
    assert options.networks("JATAN_TRUSTED_PROXIES") == ["127.0.0.1", "::1"]
    monkeypatch.setenv("JATAN_TRUSTED_PROXIES", "10.0.0.0/24, 2001:db8::1")
    assert options.networks("JATAN_TRUSTED_PROXIES") == ["10.0.0.0/24", "2001:db8::1"]
    monkeypatch.setenv("JATAN_TRUSTED_PROXIES", "127.0.0.1,proxy.example.org")
    with pytest.raises(OptionProblem, match=r"'proxy\.example\.org'"):
        options.networks("JATAN_TRUSTED_PROXIES")
