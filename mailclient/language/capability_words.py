"""What the capabilities of IMAP, POP3 and SMTP servers are good for, one sentence each."""

from collections.abc import Callable

from mailclient.language.catalogue import tr
from mailclient.mail.server_report import Protocol


def capability_sentence(name: str, protocol: Protocol = Protocol.IMAP) -> str:
    """What a capability gives, in one sentence; "" for one without a description."""
    words: _Words | None
    match protocol:
        case Protocol.IMAP:
            family = name.partition("=")[0]
            words = _IMAP.get(name) or _IMAP_FAMILIES.get(family) or _IMAP.get(family)
        case Protocol.SMTP:
            words = _SMTP.get(name.partition(" ")[0])
        case Protocol.POP3:
            words = _POP3.get(name.partition(" ")[0])
    return words() if words else ""


_Words = Callable[[], str]

_IMAP: dict[str, _Words] = {
    "ACL": lambda: tr("what you may do with each folder is known beforehand"),
    "BINARY": lambda: tr("attachments can come without the overhead of their encoding"),
    "CATENATE": lambda: tr("a draft can be changed without sending all of it again"),
    "CHILDREN": lambda: tr("folders with folders below them are told apart"),
    "COMPRESS=DEFLATE": lambda: tr("less goes over the line"),
    "CONDSTORE": lambda: tr("only changed flags are fetched"),
    "CREATE-SPECIAL-USE": lambda: tr("a new Sent or Trash folder is known as such to all programs"),
    "ENABLE": lambda: tr("extensions can be switched on"),
    "ESEARCH": lambda: tr("search results come in a short form"),
    "ESORT": lambda: tr("sorted results come in a short form"),
    "ID": lambda: tr("server and program tell each other their names"),
    "IDLE": lambda: tr("new mail is told at once"),
    "IMAP4REV1": lambda: tr("the protocol, in its widespread version"),
    "IMAP4REV2": lambda: tr("the protocol, in its newest version"),
    "INPROGRESS": lambda: tr("long work tells how far it is"),
    "LIST-EXTENDED": lambda: tr("folders, and which of them are subscribed to, come in one answer"),
    "LIST-METADATA": lambda: tr("notes on folders come with their list"),
    "LIST-MYRIGHTS": lambda: tr("folders and what you may do with them come in one answer"),
    "LIST-STATUS": lambda: tr("folders and how many messages they have come in one answer"),
    "LITERAL+": lambda: tr("messages are uploaded without waiting for leave"),
    "LITERAL-": lambda: tr("short texts are sent without waiting for leave"),
    "LOGINDISABLED": lambda: tr("the simplest login is switched off"),
    "METADATA": lambda: tr("notes can be kept on folders"),
    "MOVE": lambda: tr("messages are moved in one step"),
    "MULTIAPPEND": lambda: tr("several messages can be uploaded at once"),
    "MULTISEARCH": lambda: tr("several folders can be searched at once"),
    "NAMESPACE": lambda: tr("where your folders and those of others begin is known"),
    "NOTIFY": lambda: tr("news of all folders come over one connection"),
    "OBJECTID": lambda: tr("messages and folders are recognised after they were moved or renamed"),
    "PARTIAL": lambda: tr("of long search results only the newest come"),
    "PREVIEW": lambda: tr("lists show the first words of messages that are not here"),
    "QRESYNC": lambda: tr("after a pause only what changed or vanished is fetched"),
    "QUOTA": lambda: tr("how full the account is can be told"),
    "REPLACE": lambda: tr("a draft can be replaced in one step"),
    "SASL-IR": lambda: tr("the login takes one step less"),
    "SAVEDATE": lambda: tr("what has been in Trash for too long can be told to the second"),
    "SEARCH=FUZZY": lambda: tr("searches can find similar words"),
    "SEARCHRES": lambda: tr("the result of a search can be used by the next command"),
    "SORT": lambda: tr("the server can sort; here it is done without it"),
    "SPECIAL-USE": lambda: tr("Sent, Drafts, Trash and their like are recognised"),
    "STARTTLS": lambda: tr("a connection in the clear can become a protected one"),
    "STATUS=SIZE": lambda: tr("how large a folder is can be told"),
    "UIDONLY": lambda: tr("the server need not number the messages of a folder"),
    "UIDPLUS": lambda: tr("exactly the chosen messages are deleted, and copies are recognised"),
    "UNSELECT": lambda: tr("a folder can be left without consequences"),
    "UTF8=ACCEPT": lambda: tr("folder names and addresses may be in any script"),
    "UTF8=ONLY": lambda: tr("folder names and addresses may be in any script"),
    "WITHIN": lambda: tr("searches can ask for the age of messages"),
    "X-GM-EXT-1": lambda: tr("Gmail's labels and conversations are known"),
}

_IMAP_FAMILIES: dict[str, _Words] = {
    "APPENDLIMIT": lambda: tr("how large a message may be is known before it is uploaded"),
    "AUTH": lambda: tr("a way to log in"),
    "CONTEXT": lambda: tr("search results can be kept up to date by the server"),
    "QUOTA": lambda: tr("how full the account is can be told"),
    "RIGHTS": lambda: tr("what you may do is told in detail"),
    "SORT": lambda: tr("the server can sort; here it is done without it"),
    "THREAD": lambda: tr("the server can gather conversations; here it is done without it"),
    "URLAUTH": lambda: tr("parts of messages can be shared by an address"),
}

_SMTP: dict[str, _Words] = {
    "8BITMIME": lambda: tr("texts in all scripts go as they are, without being encoded"),
    "AUTH": lambda: tr("ways to log in"),
    "BINARYMIME": lambda: tr("attachments could go without the overhead of their encoding"),
    "BURL": lambda: tr("a message could be sent out of the mailbox, without uploading it twice"),
    "CHUNKING": lambda: tr("large messages go in blocks of known length"),
    "DELIVERBY": lambda: tr("a message could be given a time by which it has to arrive"),
    "DSN": lambda: tr("you can be told when a message has arrived"),
    "ENHANCEDSTATUSCODES": lambda: tr("why a message was refused is told exactly"),
    "ETRN": lambda: tr("for other mail servers, not for programs like this one"),
    "EXPN": lambda: tr("the members of a mailing list could be asked for"),
    "FUTURERELEASE": lambda: tr("the server itself can send a message later"),
    "HELP": lambda: tr("it explains its commands"),
    "LIMITS": lambda: tr("how many recipients and messages it takes is known beforehand"),
    "MT-PRIORITY": lambda: tr("messages could be given a priority on the way"),
    "NO-SOLICITING": lambda: tr("it says that it wants no advertising"),
    "PIPELINING": lambda: tr("sender and recipients go all at once"),
    "REQUIRETLS": lambda: tr("a message can demand protected connections all the way"),
    "SIZE": lambda: tr("a message that is too large is noticed before it is uploaded"),
    "SMTPUTF8": lambda: tr("addresses may be in any script"),
    "STARTTLS": lambda: tr("a connection in the clear can become a protected one"),
    "VRFY": lambda: tr("addresses could be checked"),
}

_POP3: dict[str, _Words] = {
    "CAPA": lambda: tr("it tells what it can do"),
    "APOP": lambda: tr("an old way to log in without sending the password"),
    "AUTH-RESP-CODE": lambda: tr("a wrong password is told apart from other trouble"),
    "EXPIRE": lambda: tr("after how many days the server deletes mail is known"),
    "IMPLEMENTATION": lambda: tr("the server tells its name"),
    "LANG": lambda: tr("the server could explain itself in other languages"),
    "LOGIN-DELAY": lambda: tr("how often mail may be asked for is known"),
    "PIPELINING": lambda: tr("many messages are asked for at once"),
    "RESP-CODES": lambda: tr("why something was refused is told exactly"),
    "SASL": lambda: tr("ways to log in"),
    "STLS": lambda: tr("a connection in the clear can become a protected one"),
    "TOP": lambda: tr("headers can be fetched without the message"),
    "UIDL": lambda: tr("messages are recognised, so that each is downloaded once"),
    "USER": lambda: tr("the simplest way to log in"),
    "UTF8": lambda: tr("user names, passwords and headers may be in any script"),
}
