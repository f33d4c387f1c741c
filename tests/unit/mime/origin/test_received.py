"""Received fields as mail servers write them."""

from datetime import UTC, datetime

import pytest

from mailclient.mime.origin.received import hop_of

Expected = tuple[str, str, str, str, str, str]
"""said, name, ip, by, protocol, tls"""

SHAPES: list[tuple[str, bytes, Expected]] = [
    (
        "Postfix",
        (
            b"from mail.example.org (mx1.example.org [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384"
            b" (256/256 bits)) (No client certificate requested) by mx.example.net (Postfix) with ESMTPS id 4XYZ"
            b" for <kim@example.net>; Sat, 21 Nov 2026 10:00:00 +0000 (UTC)"
        ),
        ("mail.example.org", "mx1.example.org", "192.0.2.1", "mx.example.net", "ESMTPS", "TLSv1.3"),
    ),
    (
        "Postfix, unknown",
        (
            b"from liar.example (unknown [192.0.2.9]) by mx.example.net (Postfix) with SMTP id 1;"
            b" Sat, 21 Nov 2026 10:00:00 +0000"
        ),
        ("liar.example", "", "192.0.2.9", "mx.example.net", "SMTP", ""),
    ),
    (
        "Postfix, IPv6",
        b"from a.example (a.example [IPv6:2001:db8::1]) by mx.example.net (Postfix) with ESMTPSA id 1; x",
        ("a.example", "a.example", "2001:db8::1", "mx.example.net", "ESMTPSA", "yes"),
    ),
    (
        "Exim, verified",
        (
            b"from mail.example.org ([192.0.2.1]) by mx.example.net with esmtps (TLS1.3) tls"
            b" TLS_AES_256_GCM_SHA384 (Exim 4.96) (envelope-from <a@example.org>) id 1o; Sat, 21"
            b" Nov 2026 10:00:00 +0000"
        ),
        ("mail.example.org", "mail.example.org", "192.0.2.1", "mx.example.net", "ESMTPS", "TLSv1.3"),
    ),
    (
        "Exim, HELO",
        b"from [192.0.2.1] (helo=liar.example) by mx.example.net with esmtp (Exim 4.96) id 1o; x",
        ("liar.example", "", "192.0.2.1", "mx.example.net", "ESMTP", ""),
    ),
    (
        "Exim, name and HELO",
        (
            b"from real.example ([192.0.2.1] helo=liar.example) by mx.example.net with esmtps"
            b" (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.89) id 1o; x"
        ),
        ("liar.example", "real.example", "192.0.2.1", "mx.example.net", "ESMTPS", "TLSv1.2"),
    ),
    (
        "Gmail",
        (
            b"from mail-a.example.org (mail-a.example.org. [2001:db8::9]) by mx.google.com with ESMTPS id x-y-z"
            b" for <kim@example.net> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);"
            b" Sat, 21 Nov 2026 02:00:00"
            b" -0800 (PST)"
        ),
        ("mail-a.example.org", "mail-a.example.org", "2001:db8::9", "mx.google.com", "ESMTPS", "TLSv1.3"),
    ),
    (
        "Gmail inside",
        b"by 2002:a05:6a10:1234:0:0:0:0 with SMTP id abc; Sat, 21 Nov 2026 02:00:00 -0800 (PST)",
        ("", "", "", "2002:a05:6a10:1234:0:0:0:0", "SMTP", ""),
    ),
    (
        "Exchange",
        (
            b"from BN7.eop-nam10.prod.protection.outlook.com (2603:10b6:408::8) by BN9.outlook.office365.com"
            b" (2603:10b6:408::14) with Microsoft SMTP Server (version=TLS1_2,"
            b" cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"
            b" id 15.20.1 via Frontend Transport; Sat, 21 Nov 2026 10:00:00 +0000"
        ),
        (
            "bn7.eop-nam10.prod.protection.outlook.com",
            "",
            "2603:10b6:408::8",
            "bn9.outlook.office365.com",
            "MICROSOFT",
            "TLSv1.2",
        ),
    ),
    (
        "Yahoo",
        (
            b"from 127.0.0.1  (EHLO mout.example.org) (192.0.2.14) by mta1.mail.yahoo.com with SMTPS; Mon, 29 Apr 2019"
            b" 14:10:57 +0000"
        ),
        ("mout.example.org", "", "192.0.2.14", "mta1.mail.yahoo.com", "SMTPS", "yes"),
    ),
    (
        "qmail",
        b"from unknown (HELO liar.example) (192.0.2.88) by mx.example.net with SMTP; 29 Apr 2010 23:45:10 +0900",
        ("liar.example", "", "192.0.2.88", "mx.example.net", "SMTP", ""),
    ),
    (
        "Sendmail, forged",
        (
            b"from liar.example (real.example [192.0.2.3] (may be forged)) by mx.example.net"
            b" (8.14.4/8.14.4) with ESMTP id o91; Fri, 1 Oct 2010 19:28:57 +0900"
        ),
        ("liar.example", "", "192.0.2.3", "mx.example.net", "ESMTP", ""),
    ),
    (
        "Dovecot",
        (
            b"from mx.example.net by mx.example.net with LMTP id yRK (envelope-from <a@b.example>);"
            b" Sat, 21 Nov 2026 10:00:00 +0000"
        ),
        ("mx.example.net", "", "", "mx.example.net", "LMTP", ""),
    ),
    (
        "Fastmail inside",
        (b"from mailfrontend2 ([10.202.2.163]) by compute7.internal (MEProxy); Mon, 29 Apr 2019 10:07:08 -0400"),
        ("mailfrontend2", "", "10.202.2.163", "compute7.internal", "", ""),
    ),
    (
        "GMX",
        (
            b"from relay22.example.org ([192.0.2.92]) by mx-ha.gmx.net (mxgmx002 [212.227.15.9]) with ESMTPS (Nemesis)"
            b" id 1Mfp; Fri, 26 Aug 2022 20:48:28 +0200"
        ),
        ("relay22.example.org", "", "192.0.2.92", "mx-ha.gmx.net", "ESMTPS", "yes"),
    ),
    ("qmail alone", b"(qmail 10170 invoked from network); 7 Feb 2003 17:36:02 -0000", ("", "", "", "", "", "")),
    (
        "OpenSMTPD",
        (
            b"from localhost (localhost [local]); by mx.example.net (OpenSMTPD) with ESMTPA id 1e2a9eaa; for"
            b" <a@b.example>; Thu, 17 Jul 2014 11:20:14 +0000"
        ),
        ("localhost", "", "", "mx.example.net", "ESMTPA", ""),
    ),
    ("noise", b"from from by by ((((", ("from", "", "", "by", "", "")),
    ("nothing", b"", ("", "", "", "", "", "")),
]


@pytest.mark.parametrize(("value", "expected"), [one[1:] for one in SHAPES], ids=[one[0] for one in SHAPES])
def test_shapes(value: bytes, expected: Expected) -> None:
    hop = hop_of(value)
    assert (hop.said, hop.name, hop.ip, hop.by, hop.protocol, hop.tls) == expected


def test_the_time_is_after_the_last_semicolon() -> None:
    hop = hop_of(b"from a by b (odd; comment) for <x@y.example>; Sat, 21 Nov 2026 10:00:00 +0100 (CET)")
    assert hop.at is not None
    assert hop.at.astimezone(UTC) == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert hop_of(b"from a by b").at is None


def test_ciphers() -> None:
    assert hop_of(SHAPES[0][1]).cipher == "TLS_AES_256_GCM_SHA384"
    assert hop_of(SHAPES[5][1]).cipher == "ECDHE-RSA-AES256-GCM-SHA384"
    assert hop_of(SHAPES[8][1]).cipher == "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
