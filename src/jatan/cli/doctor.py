"""`jatan doctor`: what an operator gets wrong, with the remedy in Hindi and English. Starts nothing."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Final

import click
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level, in_both_languages
from jatan.settings.checks import DOCTOR_CHECKS, DOCTOR_CHECKS_WITHOUT_DATABASE

_SIGNS: Final = {Level.OK: "  ok  ", Level.WARN: " warn ", Level.BAD: " BAD  "}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def doctor_command(as_json: bool) -> None:
    """Check folder, options, database, worker, backups and records. The exit code is 1 if something is bad."""
    found = list(_findings())
    if as_json:
        click.echo(json.dumps([_document(finding) for finding in found], ensure_ascii=False, indent=1))
    else:
        for finding in found:
            _print(finding)
    sys.exit(1 if any(finding.level is Level.BAD for finding in found) else 0)


def _findings() -> Iterator[Finding]:
    """All findings; those that need the database only if it answers."""
    away = False
    for finding in _made(DOCTOR_CHECKS_WITHOUT_DATABASE):
        away |= finding.code == "database_unreachable" and finding.level is Level.BAD
        yield finding
    if not away:
        yield from _made(DOCTOR_CHECKS)


def _made(paths: Iterable[str]) -> Iterator[Finding]:
    """The findings of these checks. A check that raises an exception is a finding itself and stops no other."""
    for path in paths:
        try:
            yield from import_string(path)()
        except Exception as error:
            name, kind = path.rpartition(".")[2], type(error).__name__
            sentence = format_lazy(_("The check {name} could not be made ({kind})."), name=name, kind=kind)
            yield Finding("check_failed", Level.WARN, sentence, _("Ask those who keep the programme, with this line."))


def _print(finding: Finding) -> None:
    hindi, english = in_both_languages(finding)
    if finding.level is Level.OK:
        click.echo(f"[{_SIGNS[finding.level]}] {hindi} / {english}")
        return
    click.secho(f"[{_SIGNS[finding.level]}] {hindi}", fg="red" if finding.level is Level.BAD else "yellow", bold=True)
    click.echo(f"         {english}")


def _document(finding: Finding) -> dict[str, str]:
    """One finding for programs, with its texts in both languages."""
    texts = {"code": finding.code, "level": finding.level.value}
    for language in ("hi", "en"):
        with translation.override(language):
            texts |= {f"sentence_{language}": str(finding.sentence), f"remedy_{language}": str(finding.remedy)}
    return texts
