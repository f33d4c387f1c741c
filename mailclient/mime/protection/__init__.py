"""What is signed or encrypted in a message, found by its structure alone: no key is touched here.

    layer.py          which layer an entity is: signed, encrypted, CMS; and exactly which bytes it is about
    inline.py         OpenPGP in the text itself (read only)
    cms_kind.py       what a CMS object is, by its first bytes
    inside.py         protected parts that are not the root: named, never opened unasked
    part.py           one of them as a message of its own, for who asks
    protected.py      header fields inside the protected part (RFC 9788 and its older draft)
    legacy_display.py their copy for old programs, taken out of what is shown
    clear_message.py  the message that is shown, put together of outer header and opened part
    sender.py         who a message says that it is from, where that is beyond doubt
    cover.py          what a structure promises, before anything is opened

RFC 3156, RFC 8551, RFC 9580 section 7, RFC 9788. What was checked is what is shown: the signed bytes are cut out once,
and those very bytes are read for showing. Only the root of a message is looked at, layer by layer from the outside; a
signature or encryption deeper in says nothing of the message, and decrypting it unasked is how EFAIL and "Re: What's up
Johnny?" work. Read ``layer.py`` first.
"""
