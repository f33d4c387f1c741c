"""The engine: the child process that owns the network and every write. Runs asyncio, never imports Qt.

    process.py    the process: lock, log, signals, start and end
    lock.py       one engine for one profile
    channel.py    the pipe and the local socket
    event_bus.py  events on their way up, merged where many say the same
    requests.py   commands that get one answer
    outside.py    all it takes from outside: network, DNS, clock, keyring; tests give others
    enduring.py   work that goes on for ever: what fails is tried again later
    supervisor.py one task for each account, started again when it fails
    certificate_trust.py  exceptions for single certificates
    indexing.py   old messages taken into the search index;  conversations.py  into their conversations
    server_searching.py  one search, asked of every server
    unsubscribing.py  lists left by one request each
    room.py       room of deleted mail given back to the disk
    accounts/     an account's connections and logins, and checking a new account
    secrets/      where passwords and tokens are kept
    discovery/    from an address to its servers
    sync/         server → store
    operations/   user → server
    composing/    drafts → finished messages, in pieces;  merging.py  one message to many
    drafts/       copies of drafts on the server, and what other devices make of them
    contacts/     people: changed, imported, kept in step with servers by carddav/
    filtering/    what is done by itself with messages that arrive
    attachment_texts/  words inside attachments, for the search; read in a child process
    remote_content/    what the user allows a message to load from the web
    origin/       signatures checked with keys from DNS, and whose results an account believes
    imports/      settings of other mail programs
    sign_in/      tokens instead of passwords: the browser, and what comes of it

May import bridge, mail, mime, wire, transport, store, profile, demo. Read ``process.py`` first.
"""
