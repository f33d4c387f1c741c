"""What surrounds a draft: keeping it or not, its earlier versions, what another device made of it.

    close_question.py   what is to become of it when its composer is closed
    draft_bar.py        the bar in the composer: not saved, changed or deleted on another device
    versions_window.py  earlier versions, browsed and brought back
    conflict_window.py  two versions side by side: one of them, or both put together
    discarded_window.py drafts that were thrown away lately
    kept_here.py        encrypted drafts, above the list of the Drafts folder

What is said alike and differently: ``mailclient/mail/differences.py``, ``mailclient/mail/draft_merge.py`` (pure).
"""
