"""The finding of servers in words: what is being asked, where a proposal comes from, what the user must know."""

from mailclient.language.catalogue import tr
from mailclient.mail.account import AccountKind
from mailclient.mail.discovery import Note, Proposal, Step


def step_sentence(step: Step, subject: str) -> str:
    """What is being done; ``subject`` is the host it is about."""
    match step:
        case Step.PROVIDERS:
            return tr("Looking at the list of known providers")
        case Step.AUTOCONFIG | Step.WELL_KNOWN:
            return tr("Asking {host}", host=subject)
        case Step.MX:
            return tr("Asking who takes the mail of {domain}", domain=subject)
        case Step.SRV:
            return tr("Asking DNS about {domain}", domain=subject)
        case Step.PROBE:
            return tr("Trying {host}", host=subject)


def kind_advice(kind: AccountKind) -> str:
    """For whom IMAP is, and for whom POP3."""
    match kind:
        case AccountKind.IMAP:
            return tr("Mail stays on the server and is the same on all your devices: right for most people.")
        case AccountKind.POP3:
            return tr(
                "Mail is downloaded to this computer: for those who read it here only, or have little room there."
            )
        case AccountKind.LOCAL:
            return tr("Folders on this computer, without a server.")


def source_name(proposal: Proposal) -> str:
    """Where the settings come from."""
    match proposal.source:
        case Step.PROVIDERS:
            if proposal.provider:
                return tr("the list of known providers ({provider})", provider=proposal.provider)
            return tr("the list of known providers")
        case Step.AUTOCONFIG | Step.WELL_KNOWN:
            return tr("the provider itself")
        case Step.MX:
            return tr("the server that takes the mail of the domain")
        case Step.SRV:
            return tr("DNS of the domain")
        case Step.PROBE:
            return tr("trying the usual names")


def note_sentence(note: Note, proposal: Proposal) -> str:
    """What the user must know, or do at the provider."""
    name = proposal.provider or proposal.settings.incoming.host
    match note:
        case Note.APP_PASSWORD:
            return tr(
                "{provider} wants a password made for programs; that of its web site does not work.", provider=name
            )
        case Note.APP_PASSWORD_WITH_TWO_STEP:
            return tr(
                "If two-step verification is switched on, {provider} wants a password made for programs.", provider=name
            )
        case Note.SWITCH_ON_IMAP:
            return tr("Switch IMAP or POP3 on in the settings of {provider} first.", provider=name)
        case Note.SWITCH_ON_POP3:
            return tr("Switch POP3 on in the settings of {provider} first.", provider=name)
        case Note.BROWSER_ONLY:
            return tr("{provider} no longer accepts passwords: sign in in the browser.", provider=name)
        case Note.MAIL_PASSWORD:
            return tr("The mailbox has a password of its own, which you make at {provider}.", provider=name)
        case Note.LOCAL_BRIDGE:
            return tr(
                "The program of {provider} must run on this computer; it shows user name and password.", provider=name
            )
        case Note.PAID_ONLY:
            return tr("{provider} lets programs into paid mailboxes only.", provider=name)
        case Note.NOT_PROTECTED:
            return tr("The connection is not protected: anyone on the way can read your password and your mail.")
        case Note.UNSIGNED_DNS:
            return tr("DNS named a server outside the domain of your address, and that answer can be forged.")
        case Note.GUESSED:
            return tr("Nobody has said that this is your server: it has the usual name and answers.")
        case Note.CERTIFICATE_UNPROVEN:
            return tr(
                "A server answers, but its certificate does not prove that it is yours: ask whoever runs it, or in a"
                " hotel sign in to the network first."
            )
        case Note.SMTP_UNKNOWN:
            return tr("Only the server for receiving was found; the one for sending is a guess.")
