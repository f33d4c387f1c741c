"""``import-settings``: what a Thunderbird profile holds → here; the report says what came and what did not."""

from argparse import Namespace
from pathlib import Path
from typing import Any

from mailclient.bridge.commands import ImportProfile, LookAtProfile
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.table import visible
from mailclient.language import tr, tr_n
from mailclient.language.import_report import note_sentence
from mailclient.mail.import_report import ImportReport


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    parser = add_verb(verbs, "import-settings", tr("take over accounts, filters and addresses of Thunderbird"))
    parser.add_argument(
        "--from", dest="profile", metavar="DIR", default="", help=tr("the profile; without it the usual one is found")
    )
    parser.add_argument(
        "--only", metavar="KEY", action="append", help=tr("only this account, as --dry-run --json calls it; repeatable")
    )
    parser.add_argument("--no-addresses", action="store_true", help=tr("leave the address books alone"))
    parser.add_argument("--dry-run", action="store_true", help=tr("tell what is there and change nothing"))
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the report."""
    path = str(Path(options.profile).absolute()) if options.profile else ""
    accounts = None if options.only is None else tuple(options.only)
    command = (
        LookAtProfile(fresh_request_id(), path)
        if options.dry_run
        else ImportProfile(fresh_request_id(), path, accounts, addresses=not options.no_addresses)
    )
    with context.engine() as engine:
        report = engine.request(command).import_report
    assert report is not None
    if options.json:
        context.answer(_json(report))
    else:
        context.print("\n".join(_lines(report, dry_run=options.dry_run)))
    return ExitCode.DONE


def _lines(report: ImportReport, *, dry_run: bool) -> list[str]:
    lines = [visible(report.path)]
    for one in report.accounts:
        filters = tr_n("{count} filter", "{count} filters", one.filters)
        lines.append(f"  {one.kind.upper()}  {visible(one.email)}  {visible(one.server)}  {filters}")
    if not report.accounts:
        none = tr("No account is there to be imported.") if dry_run else tr("No account was imported.")
        lines.append(f"  {none}")
    lines.append("  " + tr_n("{count} address", "{count} addresses", report.addresses))
    if report.tags:
        lines.append("  " + tr("Tags: {names}", names=visible(", ".join(report.tags))))
    lines += [f"- {visible(note_sentence(note))}" for note in report.notes]
    return lines


def _json(report: ImportReport) -> dict[str, Any]:
    return {
        "profile": report.path,
        "profiles": [{"path": one.path, "name": one.name, "default": one.is_default} for one in report.profiles],
        "accounts": [
            {
                "key": one.key,
                "kind": one.kind.value,
                "email": one.email,
                "server": one.server,
                "identities": one.identities,
                "filters": one.filters,
                "needs_sign_in": one.needs_sign_in,
                "is_here": one.is_here,
            }
            for one in report.accounts
        ],
        "tags": list(report.tags),
        "addresses": report.addresses,
        "notes": [
            {"kind": one.kind.value, "subject": one.subject, "detail": one.detail, "text": note_sentence(one)}
            for one in report.notes
        ],
    }
