"""``keys list | show | import | export | generate | accept | …``: OpenPGP keys."""

import argparse
from argparse import ArgumentParser, Namespace
from dataclasses import replace

from mailclient.bridge.commands import (
    AcceptKey,
    AskReadiness,
    ChangeKeyExpiry,
    ExportKey,
    GenerateKey,
    ImportKeys,
    ListKeys,
    LookUpKey,
    RemoveKey,
    RevokeKey,
    SetKeySettings,
)
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.key_files import add_files, add_output, import_all, write_out
from mailclient.cli.key_json import iso_time, key_json, plan_json
from mailclient.cli.passphrase_option import add_passphrase, given_passphrase, new_passphrase, with_passphrase
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.language.readiness import acceptance_words
from mailclient.mail.ids import AccountId
from mailclient.mail.key import REVOCATION_REASONS, KeyImport, OpenPgpKey
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance

_KEY_ID_DIGITS = 16


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "keys", tr("OpenPGP keys: yours, and those of others")).add_subparsers(
        metavar="ACTION", required=True
    )
    listing = add_verb(actions, "list", tr("show the keys that are here"))
    listing.add_argument("address", metavar="ADDRESS", nargs="?", default="", help=tr("only keys that name it"))
    show = add_verb(actions, "show", tr("show one key"))
    taking = add_verb(actions, "import", tr("take keys, public or secret; they count as accepted"))
    add_files(taking)
    export = add_verb(actions, "export", tr("write a key"))
    generate = add_verb(actions, "generate", tr("make a key of your own"))
    accept = add_verb(actions, "accept", tr("say that a key is the right one"))
    reject = add_verb(actions, "reject", tr("say that a key is not to be used"))
    remove = add_verb(actions, "remove", tr("forget a key"))
    expiry = add_verb(actions, "expiry", tr("let a key of yours run out later, or earlier"))
    revoke = add_verb(actions, "revoke", tr("say that a key of yours must not be used any more"))
    look_up = add_verb(actions, "lookup", tr("look for the key of an address: at its domain, then at a keyserver"))
    ready = add_verb(actions, "ready", tr("show whether mail to these can be encrypted"))
    settings = add_verb(actions, "settings", tr("whether keys are looked for while one addresses"))
    for one in (show, export, accept, reject, remove, expiry, revoke):
        one.add_argument("key", metavar="KEY", help=tr("a fingerprint, or an address that one key names"))
    for one in (taking, export, generate, expiry, revoke):
        add_passphrase(one)
    _add_details(export, generate, accept)
    remove.add_argument("--secret", action="store_true", help=tr("also the secret key"))
    expiry.add_argument("days", metavar="DAYS|never", type=_days, help=tr("days from now"))
    revoke.add_argument("--reason", choices=REVOCATION_REASONS[1:], default="", help=tr("is published with it"))
    revoke.add_argument("--text", default="", metavar="TEXT", help=tr("is published with it"))
    add_output(revoke)
    look_up.add_argument("address", metavar="ADDRESS")
    look_up.add_argument("--no-keyserver", action="store_true", help=tr("ask only the domain of the address"))
    ready.add_argument("addresses", metavar="ADDRESS", nargs="+")
    ready.add_argument("--from", dest="from_", metavar="ADDRESS", help=tr("the identity that writes"))
    settings.add_argument("--look-up", choices=("on", "off"), help=tr("ask the domains of recipients"))
    settings.add_argument("--keyserver", metavar="HOST|none", help=tr("ask this keyserver, too"))
    runs = {
        listing: run_list, show: run_show, taking: run_import, export: run_export, generate: run_generate,
        accept: run_accept, reject: run_reject, remove: run_remove, expiry: run_expiry, revoke: run_revoke,
        look_up: run_look_up, ready: run_ready, settings: run_settings,
    }  # fmt: skip
    for one, run in runs.items():
        add_json(one)
        one.set_defaults(run=run)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """A row for each key."""
    with context.engine() as engine:
        found = engine.request(ListKeys(fresh_request_id(), options.address)).keys
    if options.json:
        context.answer([key_json(key) for key in found])
    elif found:
        context.print(table([_row(key) for key in found]))
    return ExitCode.DONE


def run_show(options: Namespace, context: Context) -> ExitCode:
    """All of one key."""
    with context.engine() as engine:
        key = _key(engine, options.key)
    if options.json:
        context.answer(key_json(key))
    else:
        context.print("\n".join([" ".join(_row(key)), *(f"{one.name} <{one.address}>" for one in key.people)]))
    return ExitCode.DONE


def run_import(options: Namespace, context: Context) -> ExitCode:
    """Answers what came of each file."""
    said = Acceptance.VERIFIED if options.verified else Acceptance.ACCEPTED
    said = Acceptance.UNDECIDED if options.undecided else said
    passphrase = given_passphrase(options)
    with context.engine() as engine:

        def take(data: bytes) -> KeyImport:
            command = ImportKeys(fresh_request_id(), data, acceptance=said, passphrase=passphrase)
            imported = engine.request(command).imported
            assert imported is not None
            return imported

        return import_all(context, options.files, take)


def run_export(options: Namespace, context: Context) -> ExitCode:
    """The bytes themselves, or what was written."""
    with context.engine() as engine:
        key = _key(engine, options.key)

        def ask(passphrase: str) -> bytes:
            command = ExportKey(
                fresh_request_id(),
                key.fingerprint,
                secret=options.secret,
                armoured=not options.binary,
                revocation=options.revocation,
                passphrase=passphrase,
            )
            exported = engine.request(command).exported
            assert exported is not None
            return exported.data

        data = with_passphrase(options, ask)
    write_out(context, options.output, data)
    return ExitCode.DONE


def run_generate(options: Namespace, context: Context) -> ExitCode:
    """Answers the new key."""
    name = options.name if options.name is not None else _name_of(context, options.email)
    days = options.expires
    command = GenerateKey(fresh_request_id(), name, options.email, days, new_passphrase(options))
    with context.engine() as engine:
        (key,) = engine.request(command).keys
    context.answer(key_json(key))
    return ExitCode.DONE


def run_accept(options: Namespace, context: Context) -> ExitCode:
    """Answers the key as it is now."""
    return _say(options, context, Acceptance.VERIFIED if options.verified else Acceptance.ACCEPTED)


def run_reject(options: Namespace, context: Context) -> ExitCode:
    """Answers the key as it is now."""
    options.addresses = ()
    return _say(options, context, Acceptance.REJECTED)


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """A secret key only when that is said."""
    with context.engine() as engine:
        key = _key(engine, options.key)
        engine.request(RemoveKey(fresh_request_id(), key.fingerprint, secret=options.secret))
    context.answer({"removed": key.fingerprint})
    return ExitCode.DONE


def run_expiry(options: Namespace, context: Context) -> ExitCode:
    """Answers the key as it is now."""
    with context.engine() as engine:
        key = _key(engine, options.key)
        (changed,) = with_passphrase(
            options,
            lambda passphrase: (
                engine.request(ChangeKeyExpiry(fresh_request_id(), key.fingerprint, options.days, passphrase)).keys
            ),
        )
    context.answer(key_json(changed))
    return ExitCode.DONE


def run_revoke(options: Namespace, context: Context) -> ExitCode:
    """Writes the revoked key, which others should get."""
    with context.engine() as engine:
        key = _key(engine, options.key)
        exported = with_passphrase(
            options,
            lambda passphrase: (
                engine.request(
                    RevokeKey(fresh_request_id(), key.fingerprint, options.reason, options.text, passphrase)
                ).exported
            ),
        )
    assert exported is not None
    write_out(context, options.output, exported.data)
    return ExitCode.DONE


def run_look_up(options: Namespace, context: Context) -> ExitCode:
    """Answers the keys that were found; nobody has said yet that they are the right ones."""
    with context.engine() as engine:
        found = engine.request(LookUpKey(fresh_request_id(), options.address, keyserver=not options.no_keyserver)).keys
    if options.json:
        context.answer([key_json(key) for key in found])
    else:
        context.print(table([_row(key) for key in found]))
    return ExitCode.DONE


def run_ready(options: Namespace, context: Context) -> ExitCode:
    """Answers how it stands with each, and with all."""
    account_id, from_ = _writes(context, options.from_ or "")
    with context.engine() as engine:
        plan = engine.request(AskReadiness(fresh_request_id(), account_id, from_, tuple(options.addresses))).plan
    assert plan is not None
    if options.json:
        context.answer(plan_json(plan))
    else:
        context.print(table([[one.address, str(one.openpgp), str(one.smime)] for one in plan.recipients]))
    return ExitCode.DONE


def run_settings(options: Namespace, context: Context) -> ExitCode:
    """Answers the settings as they are then."""
    settings = context.reader.key_settings()
    if options.look_up is not None:
        settings = replace(settings, look_up=options.look_up == "on")
    if options.keyserver is not None:
        settings = replace(settings, keyserver="" if options.keyserver == "none" else options.keyserver)
    if settings != context.reader.key_settings():
        with context.engine() as engine:
            engine.request(SetKeySettings(fresh_request_id(), settings))
    context.answer({"look_up": settings.look_up, "keyserver": settings.keyserver or None})
    return ExitCode.DONE


def _say(options: Namespace, context: Context, acceptance: Acceptance) -> ExitCode:
    with context.engine() as engine:
        key = _key(engine, options.key)
        engine.request(AcceptKey(fresh_request_id(), key.fingerprint, acceptance, tuple(options.addresses or ())))
        key = _key(engine, key.fingerprint)
    context.answer(key_json(key))
    return ExitCode.DONE


def _key(engine: EngineLink, named: str) -> OpenPgpKey:
    """By fingerprint, by its last 16 digits or more, or by an address that exactly one key names."""
    found = engine.request(ListKeys(fresh_request_id(), named if "@" in named else "")).keys
    if "@" not in named:
        wanted = "".join(named.split()).upper().removeprefix("0X")
        if len(wanted) < _KEY_ID_DIGITS:
            raise UsageError(tr("A key is named by its fingerprint, or by at least its last 16 digits."))
        found = tuple(key for key in found if key.fingerprint.endswith(wanted))
    if len(found) > 1:
        raise UsageError(tr("Several keys name {address}: give a fingerprint.", address=named))
    if not found:
        raise MailError(Problem(ProblemKind.KEY_MISSING, named))
    return found[0]


def _writes(context: Context, wanted: str) -> tuple[AccountId, str]:
    """Whose identity it is, and its address: the first one that there is, unless ``wanted``."""
    for account in context.reader.accounts():
        for identity in account.settings.senders:
            if not wanted or identity.address.lower() == wanted.lower():
                return account.id, identity.address
    if not wanted:
        return AccountId(0), ""
    raise MailError(Problem(ProblemKind.ACCOUNT_UNKNOWN, wanted))


def _row(key: OpenPgpKey) -> list[str]:
    person = key.people[0] if key.people else None
    until = "" if key.expires is None else iso_time(key.expires)[:10]
    said = tr("revoked") if key.revoked else acceptance_words(key.acceptance)
    return [key.fingerprint, said, until, key.algorithm, f"{person.name} <{person.address}>" if person else ""]


def _name_of(context: Context, email: str) -> str:
    """As an identity of this address writes it."""
    for account in context.reader.accounts():
        for identity in account.settings.senders:
            if identity.address.lower() == email.lower():
                return identity.name
    return ""


def _add_details(export: ArgumentParser, generate: ArgumentParser, accept: ArgumentParser) -> None:
    kind = export.add_mutually_exclusive_group()
    kind.add_argument("--secret", action="store_true", help=tr("the secret key: whoever has it can read your mail"))
    kind.add_argument("--revocation", action="store_true", help=tr("what revokes the key, to be kept safe"))
    export.add_argument("--binary", action="store_true", help=tr("not as text"))
    add_output(export)
    generate.add_argument("--email", metavar="ADDRESS", required=True, help=tr("the address it is for"))
    generate.add_argument("--name", metavar="NAME", help=tr("whose it is; without it the name of that identity"))
    generate.add_argument("--expires", metavar="DAYS|never", type=_days, default=3 * 365, help=tr("days from now"))
    accept.add_argument("--verified", action="store_true", help=tr("say that the fingerprint was compared"))
    accept.add_argument(
        "--address", dest="addresses", action="append", metavar="ADDRESS", help=tr("only for this address of the key")
    )


def _days(text: str) -> int:
    if text == "never":
        return 0
    days = int(text)
    if not 1 <= days <= 100 * 365:
        raise argparse.ArgumentTypeError(tr("must be 1 or more"))
    return days
