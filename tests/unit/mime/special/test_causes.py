"""What servers say → why, for the families of mail systems, in the words of their manuals and logs."""

import pytest

from mailclient.mail.delivery_report import Cause
from mailclient.mime.special.cause import cause_of
from mailclient.mime.special.status_codes import codes_in

SAID = {
    Cause.USER_UNKNOWN: """
        550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address
        550 5.1.1 <x@y.example>: Recipient address rejected: User unknown in virtual mailbox table
        550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@y.example not found by SMTP address lookup
        550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
        554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [-5]
        550 Requested action not taken: mailbox unavailable
        550 No such user - psmtp
        550 No Such User Here
        511 sorry, no mailbox here by that name (#5.1.1 - chkuser)
        User x (x@y.example) not listed in Domino Directory
        550 Invalid recipient <x@y.example> (#5.1.1)
        551 5.1.1 Invalid RCPT TO address provided
        550 5.2.1 The user you are trying to contact is not a valid user
        550 5.1.1 unknown or illegal alias: x@y.example
        Sorry, no mailbox here by that name. (#5.1.1)
        550 5.1.1 존재하지 않는 사용자입니다
        550 5.1.1 수신자가 존재하지 않습니다
        550 사용자를 찾을 수 없습니다
        宛先のメールアドレスが見つかりません
        550 5.1.1 No such recipient
        550 <x@y.example>, Recipient unknown
        550 Mailbox x@y.example isn't available: no such account
        550 address unknown
        550 5.5.0 Empfänger unbekannt
        550 Adresse destinataire inconnue
        550 用户不存在
        550 RCPT (x@y.example) does not exist
    """,
    Cause.MAILBOX_FULL: """
        452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to
        452-4.2.2 The recipient's inbox is out of storage space. Please direct the recipient to
        552 5.2.2 Mailbox size limit exceeded
        552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full
        554 5.2.2 STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process
        user is over quota
        554 mailbox full
        552 Mailbox limit exeeded for this email address
        552 Quota exceeded (mailbox for user is full)
        550 5.2.2 <x@y.example>: user is overquota
        522 5.2.2 메일함 용량이 초과되었습니다
        552 5.2.2 편지함이 가득 찼습니다
        The recipient's mailbox is full and can't accept messages now.
        メールボックスがいっぱいです
        Can't create output: maildir over quota
        552 RCPT TO:<x@y.example> Mailbox disk quota exceeded
        554 Transaction failed. Recipient has exceeded quota
    """,
    Cause.MAILBOX_DISABLED: """
        550 5.2.1 The email account that you tried to reach is disabled.
        550 5.2.1 The email account that you tried to reach is inactive
        550 Account inactive
        550 5.7.1 휴면 계정입니다
        550 account has been suspended
        554 5.7.1 <x@y.example>: Recipient address rejected: Mailbox disabled
        525 5.7.13 Disabled recipient address
        550 mailbox temporarily disabled
        550 This account has been disabled or discontinued [#102]
        550 user account is expired
        554 30 Sorry, your message to x@y.example cannot be delivered. This mailbox is disabled (554.30).
        550 탈퇴한 회원입니다
    """,
    Cause.DOMAIN_UNKNOWN: """
        Host or domain name not found. Name service error for name=y.example type=A: Host not found
        Sorry, I couldn't find any host named y.example. (#5.1.2)
        all relevant MX records point to non-existent hosts
        Unrouteable address
        550 5.1.2 <x@y.example>... Host unknown (Name server: y.example: host not found)
        DNS Error: DNS type 'mx' lookup of y.example responded with code NXDOMAIN
        The domain name y.example could not be found
        550 5.4.4 Invalid domain name
        550 5.4.310 DNS domain y.example does not exist [Message=InfoDomainNonexistent]
        Domain y.example has no valid mail exchanger
    """,
    Cause.SERVER_REFUSED: """
        554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
        421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints
        550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider
        554 5.7.1 <host[192.0.2.1]>: Client host rejected: Access denied
        550 5.7.25 The IP address sending this message does not have a PTR record setup
        550 5.7.606 Access denied, banned sending IP [192.0.2.1]
        554 Your IP is on our blacklist
        550 Connection refused by reputation filter for 192.0.2.1
        450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]
        554-Bad DNS PTR resource record.
        550 5.7.1 발신 서버 IP가 차단되었습니다
        554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.1
    """,
    Cause.SENDER_NOT_AUTHENTICATED: """
        550-5.7.26 This mail has been blocked because the sender is unauthenticated.
        550 5.7.1 Unauthenticated email from y.example is not accepted due to domain's DMARC policy
        550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.23
        554 5.7.5 Permanent error evaluating DMARC policy
        550 SPF check failed
        550 5.7.20 No passing DKIM signature found
    """,
    Cause.SPAM: """
        550 5.7.1 Our system has detected that this message is likely unsolicited mail
        554 5.7.1 Message rejected as spam by Content Filtering.
        554 5.7.1 This message has been blocked because it scored as spam
        550 High probability of spam
        571 Message Refused: spam score too high
        554 6.6.0 Message rejected under suspicion of SPAM
        550 5.7.1 스팸으로 의심되어 차단되었습니다
        550 Message scored as spam
        550 5.7.350 Remote server returned message detected as spam
    """,
    Cause.TOO_LARGE: """
        552 5.3.4 Message size exceeds fixed maximum message size
        552 5.3.4 Message size exceeds fixed limit
        552 5.2.3 Your message exceeded Google's message size limits
        550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient
        552 Message size exceeds maximum permitted
        523 the message size exceeds the recipient's size limit
        5.3.4 message too big for system
    """,
    Cause.SENDER_REFUSED: """
        553 5.1.8 <x@y.example>: Sender address rejected: Domain not found
        550 5.1.0 <x@y.example>: Sender address rejected: User unknown in virtual mailbox table
        550 Sender verify failed
        550 5.7.1 TRANSPORT.RULES.RejectMessage; your sender address is not allowed
        501 5.1.7 Invalid sender address
        553 sorry, your envelope sender domain must exist (#5.7.1)
    """,
    Cause.TOO_MUCH: """
        421 4.7.28 Our system has detected an unusual rate of mail originating from your SPF domain
        450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages
        452 4.5.3 Too many recipients
        421 Too many concurrent SMTP connections
        421 4.7.0 Too many connections from your host
        550 5.4.5 Daily user sending limit exceeded.
        451 4.7.500 Server busy. Please try again later from 192.0.2.1 (rate limit)
        421 4.7.0 [192.0.2.1] Our system has detected an unusual rate of unsolicited mail originating from your IP
        452 Too many emails sent on this session
        554 5.7.1 1시간 발송 제한을 초과하였습니다
    """,
    Cause.RELAYING_DENIED: """
        554 5.7.1 <x@y.example>: Relay access denied
        550 5.7.1 Unable to relay
        550 relay not permitted
        550 5.7.1 <x@y.example>... Relaying denied. Proper authentication required.
        550 5.7.64 TenantAttribution; Relay Access Denied
        553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
    """,
    Cause.EXPIRED: """
        retry timeout exceeded
        554 4.4.7 Message expired: unable to deliver in 840 minutes.
        message could not be delivered for 5 days
        I'm not going to try again; this message has been in the queue too long.
        550 4.4.7 QUEUE.Expired; message expired
        Message could not be delivered within 4 days; delivery time expired
    """,
    Cause.UNREACHABLE: """
        connect to y.example[192.0.2.1]:25: Connection refused
        connect to y.example[192.0.2.1]:25: No route to host
        conversation with y.example[192.0.2.1] timed out while receiving the initial server greeting
        lost connection with y.example[192.0.2.1] while sending RCPT TO
        all hosts for 'y.example' have been failing for a long time: could not connect
        Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)
        450 4.4.316 Connection refused [Message=Socket error code 10061]
        The recipient server did not accept our requests to connect.
    """,
    Cause.LOOP: """
        554 5.4.0 Error: too many hops
        554 5.4.14 Hop count exceeded - possible mail loop ATTR34
        mail for y.example loops back to myself
        too many "Received" headers - suspected mail loop
        554 5.4.6 Too many hops 26 (25 max)
    """,
    Cause.CONTENT: """
        552-5.7.0 This message was blocked because its content presents a potential security issue.
        550 5.6.0 Lone CR or LF in body (see RFC2822 section 2.3)
        554 5.6.1 Body type not supported by Remote Host
        550 5.7.1 Message contains an attachment type that is not allowed
        550-5.7.1 Messages missing a valid address in From: header
        500 Line too long
    """,
    Cause.VIRUS: """
        554 5.7.1 message contains a virus
        550 This message contains malware (Eicar-Test-Signature)
        554 5.7.0 infected with virus Win.Test
        550 바이러스가 발견되었습니다
    """,
    Cause.GREYLISTED: """
        450 4.2.0 <x@y.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/
        451 4.7.1 Greylisting in action, please come back later
    """,
    Cause.TAKES_NO_MAIL: """
        Domain y.example does not accept mail (nullMX)
        556 5.1.10 Recipient address has null MX
    """,
    Cause.LOGIN: """
        530 5.7.0 Authentication required
        535 5.7.8 Error: authentication failed
        550 5.7.1 Client was not authenticated
    """,
    Cause.ENCRYPTION: """
        530 5.7.0 Must issue a STARTTLS command first
        TLS is required, but was not offered by host y.example
        Server certificate not verified
        451 5.7.3 STARTTLS is required to send mail
    """,
    Cause.SERVER_FULL: """
        452 4.3.1 Insufficient system storage
        452 4.3.1 Insufficient system resources
        No space left on device
        451 4.3.0 Mail server disk full
    """,
    Cause.MOVED: """
        551 5.1.6 Recipient has moved; please try <new@y.example>
        551 User not local; please try <new@y.example>
    """,
    Cause.SERVER_TROUBLE: """
        451 4.3.0 Temporary lookup failure
        451 4.3.2 Temporary server error. Please try again later. PRX4
        Command died with status 127: "/usr/bin/procmail"
        can't create user output file
        554 5.3.5 system config error
        451 4.3.5 Server configuration problem
        451 Temporary local problem - please try later
        451 Internal server error
    """,
    Cause.SUPPRESSED: """
        Message rejected: address is on the suppression list for your account
        Not delivering to previously bounced address
    """,
    Cause.REFUSED_BY_RECIPIENT: """
        550 5.7.1 RESOLVER.RST.RecipientNotAllowed; message restricted to certain senders
        550 5.7.1 수신자가 수신거부하였습니다
        550 The recipient has rejected mail from this sender
        550 5.2.1 blocked by user
        550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized
        550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
    """,
    Cause.POLICY: """
        550 5.7.1 Message rejected due to local policy
        554 5.7.1 Access denied
        550 Administrative prohibition
        550 5.7.0 Local Policy Violation
    """,
}


@pytest.mark.parametrize("cause", SAID)
def test_what_servers_say(cause: Cause) -> None:
    said = [line.strip() for line in SAID[cause].strip().splitlines()]
    told = {one: cause_of(one, codes_in(one)[1], codes_in(one)[0]) for one in said}
    assert {one: found.value for one, found in told.items() if found is not cause} == {}
