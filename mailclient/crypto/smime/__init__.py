"""S/MIME (RFC 8551): CMS (RFC 5652) read, checked, made, opened. Bytes in, bytes and a verdict out; blocks.

    verifying.py    who signed, and what that is worth         ``verify``
    signing.py      a detached or opaque signature             ``sign``, ``sign_opaque``
    decrypting.py   what was encrypted to us                   ``decrypt``
    encrypting.py   to several, in pieces                      ``encrypt``
    compressing.py  CompressedData, bounded                    ``decompress``
    capabilities.py whether others read AES-GCM                ``can_authenticate``
    certificates.py certificates out of a file or message      ``read_certificates``, ``look_at``
    pkcs12.py       a certificate with its secret key          ``read_pkcs12``
    chain.py        from a certificate to a trusted root       ``chain_of``
    revocation.py   OCSP and CRL: asked and checked            ``check_crl``, ``check_ocsp``
    reason.py       the code for each "why not"
    ber.py          the outer layers, however they are encoded; asn1crypto reads the leaves

Nothing here asks the clock or the network: what was made when, and which roots are trusted, is told by ``Trust``.
What came with a message never raises: it is answered by a result that says no. Certificates are DER at every door.
Read ``verifying.py`` first.
"""
