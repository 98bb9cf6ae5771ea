"""`jatan network`, `import`, `indicators`, `report`, `ledger`: each calls one service and prints its result."""

import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from typing import Any

import click
from django.utils import translation

from jatan.cli.heads import against, report_files
from jatan.cli.import_summary import summary_lines
from jatan.cli.opened_house import opened_house
from jatan.cli.spoken import spoken_language
from jatan.evidence.indicators.verify import verify_all
from jatan.evidence.reports.comparison import compared_period
from jatan.evidence.studio.written import WRITERS, write_report
from jatan.foundation.access.actors import importer_for, machine_for
from jatan.foundation.access.network_acts import load_network_file
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.verify import verify_chain
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.network_file import EXAMPLE, SCHEMA
from jatan.intake.registers.choices import HiddenAnswer
from jatan.intake.registers.run import import_paths
from jatan.intake.registers.undo.by_command import runs_taken_in, undo_by_command
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("network")
def network_command() -> None:
    """Members, offices and districts of the network."""


@network_command.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def network_load(file: Path) -> None:
    """Bring the organisations up to date with FILE. Doing it twice changes nothing.

    What a file holds: docs/reference/network-file.md.
    """
    with opened_house("network") as progress:
        loaded = load_network_file(file)
        progress(f"{len(loaded.organisations)} organisations, {loaded.created} of them new")


@network_command.command("template")
@click.option("--schema", is_flag=True, help="Print the JSON Schema instead, for editors and other programs.")
def network_template(schema: bool) -> None:
    """Print a filled-in network file to begin with. Every word of it: docs/reference/network-file.md."""
    click.echo(json.dumps(SCHEMA if schema else EXAMPLE, ensure_ascii=False, indent=2))


@click.group("import")
@click.option("--language", type=click.Choice(["hi", "en"]), help="Language of what it prints; else that of LANG.")
@click.pass_context
def import_command(ctx: click.Context, language: str | None) -> None:
    """Take in records from files."""
    ctx.with_resource(translation.override(spoken_language(language)))


@import_command.command("registers")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Do everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
@click.option("--accept-proposals", is_flag=True, help="Learn what columns with unknown headings are proposed to mean.")
@click.option("--ask-password", is_flag=True, help="Ask for the password of the protected workbooks among them.")
@click.option(
    "--hidden",
    type=click.Choice(HiddenAnswer.values),
    help="What is done with hidden rows, columns and sheets. Unset: they are taken in, and listed.",
)
def import_registers(
    paths: tuple[Path, ...],
    dry_run: bool,
    as_json: bool,
    accept_proposals: bool,
    ask_password: bool,
    hidden: str | None,
) -> None:
    """Take in office workbooks: files, or every workbook of a folder (.xlsx, .xls, .xlsb, .ods, .csv, .tsv)."""
    password = click.prompt("Password of the workbooks", hide_input=True, err=True) if ask_password else ""
    with opened_house("import", writes=not dry_run) as progress:
        found = import_paths(
            paths,
            dry_run=dry_run,
            progress=progress,
            password=password,
            hidden=hidden or "",
            accept_proposals=accept_proposals,
        )
        progress("nothing was kept (dry run)" if dry_run else "done")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for line in summary_lines(found):
            click.echo(line)
    sys.exit(1 if found.get("errors") else 0)


@import_command.command("runs")
@click.option("--organisation", "code", default="", help="Code of one organisation; unset: of all.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def import_runs(code: str, as_json: bool) -> None:
    """List the workbooks that were taken in, newest first, with the id that `import undo` takes."""
    found: list[dict[str, Any]] = []
    with opened_house("import", writes=False):
        for organisation in Organisation.objects.order_by("code"):
            if code in ("", organisation.code):
                with acting_as(importer_for(organisation.id)):
                    found += [{"organisation": organisation.code} | one for one in runs_taken_in(organisation.id)]
    found.sort(key=lambda one: str(one["finished_at"]), reverse=True)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(
            "  ".join(str(one[name]) for name in ("run", "finished_at", "organisation", "rows", "status", "file"))
        )


@import_command.command("undo")
@click.argument("run", type=click.UUID)
@click.option("--reason", required=True, help="Why; kept with every row that goes.")
@click.option("--dry-run", is_flag=True, help="Only say what would go and what would stay.")
def import_undo(run: uuid.UUID, reason: str, dry_run: bool) -> None:
    """Take back the rows of RUN on which nobody has built, 500 at a time; again goes on. The ids: import runs."""
    with opened_house("import", writes=not dry_run) as progress:
        try:
            counts = undo_by_command(run, reason=reason, dry_run=dry_run, progress=progress)
        except Problem as trouble:
            raise click.ClickException(str(trouble.message or trouble.code)) from trouble
        progress("nothing was changed (dry run)" if dry_run else "done")
    click.echo(json.dumps(counts, indent=1))


@click.group("indicators")
def indicators_command() -> None:
    """The numbers and whether they are right."""


@indicators_command.command("verify")
def indicators_verify() -> None:
    """Count everything again and compare."""
    with opened_house("verify", writes=False):
        differences = verify_all()
    for one in differences:
        place = f"{one.organisation_id} {one.month} {one.indicator}.{one.value} {one.dimension}={one.member}"
        click.echo(f"{place}: stored {one.stored}, counted {one.counted}")
    click.echo(f"{len(differences)} differences", err=True)
    sys.exit(1 if differences else 0)


@click.group("report")
def report_command() -> None:
    """Write a report."""


@report_command.command("impact")
@click.option("--from", "start", type=_DAY, required=True, help="First day, YYYY-MM-DD.")
@click.option("--to", "end", type=_DAY, required=True, help="Last day, YYYY-MM-DD.")
@click.option("--format", "form", type=click.Choice(list(WRITERS)), default="json", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Unset: standard output.")
@click.option("--language", type=click.Choice(["hi", "en"]), default="hi", show_default=True)
@click.option(
    "--compare",
    type=click.Choice(["before", "year", "none"]),
    default="before",
    show_default=True,
    help="With the period before of the same length, or the same days of the year before.",
)
@click.option("--compare-from", type=_DAY, help="First day of another period to compare with, YYYY-MM-DD.")
@click.option("--compare-to", type=_DAY, help="Last day of that period.")
@click.option("--organisation", "code", help="Code of a member: its report. Unset: the whole network's.")
def report_impact(
    start: dt.datetime,
    end: dt.datetime,
    form: str,
    output: Path | None,
    language: str,
    compare: str,
    compare_from: dt.datetime | None,
    compare_to: dt.datetime | None,
    code: str | None,
) -> None:
    """The impact report of the network or of one member over a period."""
    period = _period(start, end, "--from", "--to")
    chosen = _chosen_period(compare_from, compare_to)
    if output is None and form != "json" and sys.stdout.isatty():
        raise click.UsageError(f"A {form} file is not for reading in a terminal: give -o FILE.")
    with opened_house("report", writes=False) as progress:
        member = Organisation.objects.filter(code=code).first() if code else None
        if code and member is None:
            raise click.UsageError(f"No organisation has the code {code}.")
        earlier = chosen or compared_period(period, compare, clock.today())
        content = write_report(
            period, form, language, output, organisation=member.id if member else None, compared_with=earlier
        )
        if output is None:
            sys.stdout.buffer.write(content)
        else:
            progress(f"written: {output}")


def _period(start: dt.datetime, end: dt.datetime, first: str, last: str) -> Period:
    if end < start:
        raise click.UsageError(f"{last} lies before {first}.")
    return Period(start.date(), end.date())


def _chosen_period(start: dt.datetime | None, end: dt.datetime | None) -> Period | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise click.UsageError("Give both --compare-from and --compare-to.")
    return _period(start, end, "--compare-from", "--compare-to")


@click.group("ledger")
def ledger_command() -> None:
    """The record of acts and whether it is whole."""


@ledger_command.command("verify")
@against
def ledger_verify(files: tuple[Path, ...]) -> None:
    """Walk every organisation's chain of acts and compare every digest, and lines that were kept outside."""
    with opened_house("verify", writes=False):
        faults = report_files(files, with_chains=False)
        for organisation in Organisation.objects.order_by("code"):
            with acting_as(machine_for([organisation.id]), read_only=True):
                report = verify_chain(organisation.id)
            faults += len(report.faults)
            for fault in report.faults:
                click.echo(f"{organisation.code}: {fault.code} at {fault.sequence}")
            click.echo(f"{organisation.code}: {report.events} events, head {report.head[:16] or '-'}", err=True)
    click.echo("the ledger is whole" if not faults else f"{faults} faults", err=True)
    sys.exit(1 if faults else 0)
