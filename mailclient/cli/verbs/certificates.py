"""``certificates list | show | import | export | trust | remove``: S/MIME."""

from argparse import Namespace

from mailclient.bridge.commands import (
    AcceptKey,
    ExportCertificate,
    ImportCertificates,
    ListCertificates,
    RemoveCertificate,
    TrustRoot,
)
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode, UsageError
from mailclient.cli.engine_link import EngineLink
from mailclient.cli.key_files import add_files, add_output, import_all, write_out
from mailclient.cli.key_json import certificate_json, iso_time
from mailclient.cli.passphrase_option import add_passphrase, given_passphrase, with_passphrase
from mailclient.cli.table import table
from mailclient.language import tr
from mailclient.language.readiness import acceptance_words
from mailclient.mail.key import KeyImport, MailCertificate
from mailclient.mail.problem import MailError, Problem, ProblemKind
from mailclient.mail.protection import Acceptance, System

_LEAST_DIGITS = 16


def declare(verbs: Verbs) -> None:
    """Its arguments."""
    actions = add_verb(verbs, "certificates", tr("S/MIME certificates: yours, and those of others")).add_subparsers(
        metavar="ACTION", required=True
    )
    listing = add_verb(actions, "list", tr("show the certificates that are here"))
    listing.add_argument("address", metavar="ADDRESS", nargs="?", default="", help=tr("only those that name it"))
    listing.add_argument("--authorities", action="store_true", help=tr("also authorities, and the system's"))
    show = add_verb(actions, "show", tr("show one certificate"))
    taking = add_verb(actions, "import", tr("take certificates; PKCS#12 with the private key"))
    add_files(taking)
    export = add_verb(actions, "export", tr("write a certificate"))
    accept = add_verb(actions, "accept", tr("say that a certificate is the right one"))
    reject = add_verb(actions, "reject", tr("say that a certificate is not to be used"))
    trust = add_verb(actions, "trust", tr("trust an authority to say who others are"))
    remove = add_verb(actions, "remove", tr("forget a certificate"))
    for one in (show, export, accept, reject, trust, remove):
        one.add_argument(
            "certificate", metavar="CERTIFICATE", help=tr("a fingerprint, or an address that one certificate names")
        )
    for one in (taking, export):
        add_passphrase(one)
    export.add_argument("--secret", action="store_true", help=tr("PKCS#12 with the private key, under the passphrase"))
    add_output(export)
    accept.add_argument("--verified", action="store_true", help=tr("say that the fingerprint was compared"))
    trust.add_argument("--forget", action="store_true", help=tr("trust it no longer"))
    remove.add_argument("--secret", action="store_true", help=tr("also the private key"))
    runs = {
        listing: run_list, show: run_show, taking: run_import, export: run_export, accept: run_accept,
        reject: run_reject, trust: run_trust, remove: run_remove,
    }  # fmt: skip
    for one, run in runs.items():
        add_json(one)
        one.set_defaults(run=run)


def run_list(options: Namespace, context: Context) -> ExitCode:
    """A row for each certificate."""
    with context.engine() as engine:
        found = _listed(engine, options.address, authorities=options.authorities)
    if options.json:
        context.answer([certificate_json(one) for one in found])
    elif found:
        context.print(table([_row(one) for one in found]))
    return ExitCode.DONE


def run_show(options: Namespace, context: Context) -> ExitCode:
    """All of one certificate."""
    with context.engine() as engine:
        one = _certificate(engine, options.certificate)
    if options.json:
        context.answer(certificate_json(one))
    else:
        context.print("\n".join([one.fingerprint, one.subject, one.issuer, *one.addresses, " ".join(_row(one)[1:4])]))
    return ExitCode.DONE


def run_import(options: Namespace, context: Context) -> ExitCode:
    """Answers what came of each file; an authority that signed itself is a trusted root then, which is said."""
    said = Acceptance.VERIFIED if options.verified else Acceptance.ACCEPTED
    said = Acceptance.UNDECIDED if options.undecided else said
    passphrase = given_passphrase(options)
    options.passphrase_stdin, options.passphrase_file = False, None
    with context.engine() as engine:

        def take(data: bytes) -> KeyImport:
            def ask(asked: str) -> KeyImport:
                command = ImportCertificates(fresh_request_id(), data, passphrase=asked or passphrase, acceptance=said)
                imported = engine.request(command).imported
                assert imported is not None
                return imported

            return with_passphrase(options, ask)

        code = import_all(context, options.files, take)
        if engine.kept_until_restart:
            context.say(
                tr(
                    "There is neither a keyring nor a vault: private keys can be used until this computer's next start."
                    " Make a vault with “mailclient vault make” and import them again."
                )
            )
        return code


def run_export(options: Namespace, context: Context) -> ExitCode:
    """PEM, or PKCS#12."""
    with context.engine() as engine:
        one = _certificate(engine, options.certificate)

        def ask(passphrase: str) -> bytes:
            command = ExportCertificate(
                fresh_request_id(), one.fingerprint, secret=options.secret, passphrase=passphrase
            )
            exported = engine.request(command).exported
            assert exported is not None
            return exported.data

        data = with_passphrase(options, ask)
    write_out(context, options.output, data)
    return ExitCode.DONE


def run_accept(options: Namespace, context: Context) -> ExitCode:
    """Answers the certificate as it is now."""
    return _say(options, context, Acceptance.VERIFIED if options.verified else Acceptance.ACCEPTED)


def run_reject(options: Namespace, context: Context) -> ExitCode:
    """Answers the certificate as it is now."""
    return _say(options, context, Acceptance.REJECTED)


def run_trust(options: Namespace, context: Context) -> ExitCode:
    """Answers the authority as it is now."""
    with context.engine() as engine:
        one = _certificate(engine, options.certificate)
        engine.request(TrustRoot(fresh_request_id(), one.fingerprint, trusted=not options.forget))
        one = _certificate(engine, one.fingerprint)
    context.answer(certificate_json(one))
    return ExitCode.DONE


def run_remove(options: Namespace, context: Context) -> ExitCode:
    """One with a private key only when that is said."""
    with context.engine() as engine:
        one = _certificate(engine, options.certificate)
        engine.request(RemoveCertificate(fresh_request_id(), one.fingerprint, secret=options.secret))
    context.answer({"removed": one.fingerprint})
    return ExitCode.DONE


def _say(options: Namespace, context: Context, acceptance: Acceptance) -> ExitCode:
    with context.engine() as engine:
        one = _certificate(engine, options.certificate)
        engine.request(AcceptKey(fresh_request_id(), one.fingerprint, acceptance, system=System.SMIME))
        one = _certificate(engine, one.fingerprint)
    context.answer(certificate_json(one))
    return ExitCode.DONE


def _listed(engine: EngineLink, address: str, *, authorities: bool) -> tuple[MailCertificate, ...]:
    return engine.request(ListCertificates(fresh_request_id(), address, authorities=authorities)).certificates


def _certificate(engine: EngineLink, named: str) -> MailCertificate:
    """By fingerprint, by at least its first 16 digits, or by an address that exactly one names."""
    if "@" in named:
        found = _listed(engine, named, authorities=False)
    else:
        wanted = "".join(named.replace(":", "").split()).upper()
        if len(wanted) < _LEAST_DIGITS:
            raise UsageError(tr("A certificate is named by its fingerprint, or by at least its first 16 digits."))
        everything = _listed(engine, "", authorities=True)
        found = tuple(one for one in everything if one.fingerprint.startswith(wanted))
    if len(found) > 1:
        raise UsageError(tr("Several certificates name {address}: give a fingerprint.", address=named))
    if not found:
        raise MailError(Problem(ProblemKind.KEY_MISSING, named))
    return found[0]


def _row(one: MailCertificate) -> list[str]:
    said = tr("trusted") if one.authority and one.trusted else acceptance_words(one.acceptance)
    return [one.fingerprint, said, iso_time(one.not_after)[:10], one.algorithm, one.subject]
