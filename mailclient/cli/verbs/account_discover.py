"""``account discover EMAIL``: the servers of an address, and the command that adds the account. Stores nothing."""

import shlex
from argparse import Namespace
from collections.abc import Callable

from mailclient.bridge.commands import DiscoverServers
from mailclient.bridge.events import AnyEvent, DiscoveryStep
from mailclient.bridge.fresh_ids import fresh_request_id
from mailclient.cli.arguments import Verbs, add_json, add_verb
from mailclient.cli.context import Context, ExitCode
from mailclient.cli.server_url import server_url
from mailclient.language import tr
from mailclient.language.discovery import kind_advice, note_sentence, source_name, step_sentence
from mailclient.language.problems import problem_text
from mailclient.mail.discovery import Proposal, StepState


def declare(actions: Verbs) -> None:
    """Its arguments."""
    discover = add_verb(actions, "discover", tr("find the servers of an address; nothing is stored"))
    discover.add_argument("email", metavar="EMAIL")
    add_json(discover)
    discover.set_defaults(run=run)


def run(options: Namespace, context: Context) -> ExitCode:
    """Answers the proposals, best first; exit code 1 when there is none. The steps are told as they end."""
    with context.engine() as engine:
        finished = engine.request(DiscoverServers(fresh_request_id(), options.email), _teller(context))
    found = finished.discovery
    assert found is not None
    if options.json:
        context.answer([proposal_json(proposal) for proposal in found.proposals])
    else:
        context.print("\n\n".join(_text(proposal) for proposal in found.proposals) or tr("No server was found."))
    if found.problem is not None:
        context.say(str(problem_text(found.problem)))
    return ExitCode.DONE if found.proposals else ExitCode.PROBLEM


def proposal_json(proposal: Proposal) -> dict[str, object]:
    """See docs/command-line.md."""
    settings = proposal.settings
    return {
        "kind": settings.kind.value,
        settings.kind.value: server_url(settings.incoming, settings.kind.value),
        "smtp": server_url(settings.smtp, "smtp"),
        "source": proposal.source.value,
        "provider": proposal.provider,
        "protected": proposal.protected,
        "confirm": proposal.confirm,
        "sign_in": proposal.sign_in,
        "password": proposal.password,
        "other_users": list(proposal.other_users),
        "app_password_url": proposal.app_password_url,
        "documentation": proposal.documentation,
        "notes": [note.value for note in proposal.notes],
        "text": [kind_advice(settings.kind), *(note_sentence(note, proposal) for note in proposal.notes)],
    }


def _teller(context: Context) -> Callable[[AnyEvent], None]:
    marks = {StepState.FOUND: "+", StepState.NOTHING: "-", StepState.FAILED: "!"}

    def tell(event: AnyEvent) -> None:
        if isinstance(event, DiscoveryStep) and event.state in marks:
            context.say(f"{marks[event.state]} {step_sentence(event.step, event.subject)}")

    return tell


def _text(proposal: Proposal) -> str:
    settings = proposal.settings
    kind = settings.kind.value
    urls = server_url(settings.incoming, kind), server_url(settings.smtp, "smtp")
    extra = [] if proposal.protected else ["--insecure"]
    extra += [] if proposal.password else ["--oauth", proposal.sign_in]
    command = ["mailclient", "account", "add", "--email", settings.email, f"--{kind}", urls[0], "--smtp", urls[1]]
    return "\n".join(
        (
            tr("{kind}, from {source}:", kind=kind.upper(), source=source_name(proposal)),
            f"  {shlex.join((*command, *extra))}",
            *(f"  {note_sentence(note, proposal)}" for note in proposal.notes),
            f"  {kind_advice(settings.kind)}",
            *(f"  {url}" for url in (proposal.app_password_url, proposal.documentation) if url),
        )
    )
