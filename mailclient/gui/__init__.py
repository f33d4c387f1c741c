"""The window: PySide6 Widgets over a store that it only reads, and an engine that it only asks.

    application.py   start: store, first page, paint, then the engine and everything else
    engine_link.py   the engine as a child process: commands down, events up
    one_window.py    a second start brings the first window to the front
    window_state.py  what the window remembers about itself
    reading_beside.py  long questions to the store, asked in a thread beside the window
    theme/           sizes, colours, fonts, icons
    main_window/     three columns, actions, status line, toast
    folder_list/ message_list/   what is there
    message_view/ composer/ accounts/ settings/   reading, writing, setting up
    drafts/ outbox/  what is not yet sent: kept, on its way; what became of it when it was
    templates/ merge/ redirect/ spelling/   texts at hand, one to many, passed on, slips of the pen
    contacts/        the address book
    conversation/    several messages below one another
    origin/ special/ who sent a message; what it is besides text: each hangs its lines into message_view
    tags/ filters/ controls/   tags, rules, small widgets
    attachments/     files that came with mail: dangers, previews, all of them in a window

May import Qt, ``bridge``, ``mail``, ``mime``, ``store.reader``, ``store.rows``, ``language``, ``resource`` and
``profile``; never the engine, a socket, crypto or asyncio. No optimistic state: a command goes to the engine, its
event comes back within milliseconds, and what the store then says is shown. Read ``application.py`` first.
"""
