"""The composer: where a message is written. Never loses a word.

    composers.py     the open ones: new mail, answers, drafts, after Undo, after a crash
    answered.py      messages that are answered: fetched and opened first
    restoring.py     drafts opened again
    unsent.py        what was taken out of the outbox
    pane.py          all of one composer; paper.py is what is written in it, which its parts know
    window.py, inline.py    what is around it
    fields.py, recipients/  the header
    editor.py, editing/     the text
    files/           what is attached
    before_sending/  what is said before it goes
    protection/      signed and encrypted
    schedule/        when it goes
    sending.py, leaving.py  how it ends

May import mail, bridge, store.reader, mime, language, gui.theme. Read ``composers.py`` first: it is all that the
main window needs.
"""
