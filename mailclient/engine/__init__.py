"""The engine: the child process that owns the network and every write. Runs asyncio, never imports Qt.

    process.py    the process: lock, log, signals, start and end
    lock.py       one engine for one profile
    channel.py    the pipe and the local socket
    event_bus.py  events on their way up, merged where many say the same
    requests.py   commands that get one answer
    supervisor.py one task for each account, started again when it fails
    certificate_trust.py  exceptions for single certificates
    unsubscribing.py  lists left by one request each
    room.py       room of deleted mail given back to the disk
    accounts/     an account's connections and logins, and checking a new account
    secrets/      where passwords and tokens are kept
    discovery/    from an address to its servers
    sync/         server → store
    operations/   user → server
    filtering/    what is done by itself with messages that arrive
    imports/      settings of other mail programs
    sign_in/      tokens instead of passwords: the browser, and what comes of it

May import bridge, mail, mime, wire, transport, store, profile, demo. Read ``process.py`` first.
"""
