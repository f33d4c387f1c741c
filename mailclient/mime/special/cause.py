"""Why mail was not delivered, from the words and codes of servers.

No standard says more than RFC 3463; the words decide first, since codes are often chosen carelessly ("554 5.7.1 mailbox
full"), then the status, then the reply code. The order of the rules is from the particular to the general.
"""

import re

from mailclient.mail.delivery_report import Cause

_WORDS_LIMIT = 4_000
_BLANK = re.compile(r"\s+")

_RULES: tuple[tuple[Cause, str], ...] = (
    (
        Cause.SENDER_NOT_AUTHENTICATED,
        r"\bdmarc\b|\bspf\b(?!record of)|\bdkim\b|unauthenticated e?-?mail|authentication checks failed|"
        r"(?:e-?mail|message|sender) (?:is |was )?(?:not |un)authenticated|sender policy framework|"
        r"not authori[sz]ed to send (?:as|from|for)|spoof|forged sender|impersonat",
    ),
    (
        Cause.TAKES_NO_MAIL,
        r"null ?mx|no smtp service|does not accept (?:any )?(?:e-?)?mail\b|mx(?: or srv)? record indicated|"
        r"domain (?:of recipient )?does not accept mail|host/domain does not accept mail|smtp service not available here",
    ),
    (
        Cause.MAILBOX_FULL,
        r"(?:mail ?box|inbox|mail ?folder|mailfolder|account|user|recipient|maildir)[^.;]{0,60}"
        r"(?:\bfull\b|over ?quota|exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox)|out of space|too (?:full|large))|"
        r"over ?quota|quota (?:exceed|has been|is full|full)|exceed\w* (?:\w+ ){0,4}quota|out of storage|"
        r"disk quota|exceeded storage|quotaexceeded|not enough (?:storage )?space in (?:the )?(?:mailbox|account)|"
        r"insufficient (?:disk )?(?:quota|mailbox)|mail ?box (?:is )?full|mailbox size limit|recipient storage full|"
        r"has exhausted (?:allowed|his|its) storage|delivery failed: over quota|용량.{0,12}(?:초과|부족)|"
        r"メールボックスが?(?:一杯|いっぱい)|容量.{0,8}(?:超え|オーバー)|メールボックスの?容量|storage quota|full mailbox|"
        r"too much mail data|mailbox space|stormail|maildelivery: quota|no space left for this user",
    ),
    (
        Cause.TOO_LARGE,
        r"(?:message|mail|size|attachment)[^.;]{0,50}(?:too (?:big|large)|exceed\w* (?:\w+ ){0,5}(?:size|limit|maximum)|larger than)|"
        r"exceed\w* (?:the )?(?:maximum|max|fixed)?\s*(?:message|mail) size|size limit exceeded|sizelimit|msg ?size|"
        r"message size|file too big|too much data|メールサイズ|메일.{0,6}크기",
    ),
    (
        Cause.VIRUS,
        r"\bvirus|malware|infected|trojan|worm (?:was )?(?:found|detected)|phish",
    ),
    (
        Cause.SPAM,
        r"\bspam|spamhaus.{0,40}content|junk ?mail|\buce\b|unsolicited|bulk e?-?mail (?:is )?not|spam-?like|"
        r"looks like (?:an )?ad|(?:score|content) (?:is |was )?too high|blacklisted url|uribl|surbl|"
        r"advertis|message (?:was |has been )?(?:scored|classified|considered|identified) as|considered unsolicited|스팸",
    ),
    (
        Cause.SERVER_REFUSED,
        r"reverse[ -]?dns|\brdns\b|\bptr\b|reverse (?:lookup|hostname|map|mapping)|cannot (?:find|resolve) your (?:reverse )?host|"
        r"client host[^.;]{0,40}(?:blocked|rejected|not found)|(?:block|black|deny|ban)[ -]?list|\bdnsbl\b|\brbl\b|"
        r"spamhaus|spamcop|barracudacentral|sorbs|banned (?:sending )?ip|blocked (?:using|by|for|due)|"
        r"(?:ip|ip address|host|network|server|connection|domain|sender)[^.;]{0,60}(?:is |been |are )(?:temporarily )?"
        r"(?:blocked|banned|denied|blacklist|listed)|(?:poor|bad|low|no) (?:\w+ )?reputation|reputation|"
        r"part of their network is on our|open relay|refused to (?:talk to me|accept)|dynamic (?:ip|address)|"
        r"unverif\w* sending ip|messages? from [\da-f.:\[\]]+ (?:weren't|were not|was not)|connect(?:ion)? (?:from|was) [^.;]{0,30}"
        r"(?:refused|rejected|dropped)|too many (?:bad|invalid|unwanted)|access denied\W+ip name|"
        r"access from ip|helo (?:command )?rejected|invalid (?:helo|ehlo)|mail from ip|unusual rate of|"
        r"your (?:host|ip|server|network)|mail server (?:ip )?(?:has been |is )?(?:block|reject)|ip address (?:was |is )?not (?:allowed|accepted)",
    ),
    (
        Cause.TOO_MUCH,
        r"too many (?:messages|mails|e-?mails|recipients|connections|concurrent|sessions|hops? per|smtp sessions)|"
        r"rate ?limit|limit(?:ed)? rate|throttl|too (?:fast|quickly|frequent)|exceeded (?:the |your )?(?:maximum |max |hourly |daily |number of |rate)+|"
        r"sending (?:rate|limit|quota)|maximum (?:number of )?(?:connections|recipients)|(?:hourly|daily|hour|day) (?:limit|quota|maximum)|"
        r"slow down|try again later.{0,20}too|concurrent connections|connection (?:rate|limit)|recipients? per (?:message|connection)",
    ),
    (
        Cause.GREYLISTED,
        r"gr[ae]y-?list",
    ),
    (
        Cause.SENDER_REFUSED,
        r"sender (?:address )?(?:verify|verification|rejected|denied|refused|unknown|not found|not allowed|is not|domain|blocked|address)|"
        r"(?:from|sender|originat\w+|return)[ -]?(?:address|domain|mailbox)[^.;]{0,40}(?:reject|denied|invalid|not exist|not valid|unknown|resolve|blocked)|"
        r"invalid sender|unknown sender|bad sender|unable to verify sender|domain of sender|backscatter|"
        r"provide a valid from|from:? (?:header |domain )?is (?:invalid|missing)|(?:you are|not) (?:not )?(?:allowed|permitted|authorized) to (?:send|post|mail)|"
        r"do(?:es)? not have permission|not have permission to post|may not have permission|null sender|bounces? (?:are |is )?not|"
        r"mail from (?:address )?(?:rejected|refused|not)|cannot (?:accept|receive) (?:\w+ )?from|envelope sender|sender's",
    ),
    (
        Cause.MOVED,
        r"has moved|user not local|no longer at (?:this|that)|new address (?:is|:)|address (?:has )?changed|please (?:try|forward|use|update)[^.;]{0,30}@|recipient has changed|"
        r"has been replaced by|mailbox (?:has been )?moved|(?:account|address) has (?:been )?(?:moved|migrat)",
    ),
    (
        Cause.MAILBOX_DISABLED,
        r"(?:mailbox|account|user|recipient|address|mail ?box|email)[^.;]{0,50}(?:disabled|suspend|deactivat|inactive|not active|is locked|closed|blocked|terminated|frozen|dormant)|"
        r"(?:disabled|suspended|inactive|deactivated|expired|dormant) (?:account|mailbox|user|recipient|domain)|account (?:has )?expired|"
        r"휴면|정지|이용.{0,4}(?:중지|정지)|account is temporarily|mail ?box (?:is )?unavailable or access denied",
    ),
    (
        Cause.DOMAIN_UNKNOWN,
        r"host (?:or domain )?(?:name )?(?:unknown|not found|lookup did not complete)|unknown (?:host|domain|mail domain)|"
        r"domain (?:name )?(?:does not exist|not found|unknown|is not (?:known|valid)|lookup failed|must exist)|no such (?:domain|host)|nxdomain|"
        r"unrout(?:e)?able|unroutable|(?:recipient|illegal|invalid) (?:mail )?(?:domain|host)|name or service not known|"
        r"no (?:mx|a|dns|valid mail) (?:record|entr|server|host)|non-?existent (?:domain|host)|could not find a gateway|"
        r"(?:can'?t|cannot|could ?n[o']t) (?:find|resolve|locate)[^.;]{0,30}(?:domain|host|exchanger)|unable to (?:resolve|route)|"
        r"responsible domain|illegal host|invalid domain|address does not exist.*domain|550 host unknown|does not exist\s*$",
    ),
    (
        Cause.USER_UNKNOWN,
        r"(?:user|recipient|mailbox|account|address|alias|addressee|name|local part|member|mail ?box|e-?mail|person|customer)s?"
        r"[^.;]{0,60}(?:unknown|not (?:be )?found|not exist|doesn'?t exist|does ?n[o']t have|no longer|not listed|not (?:a )?known|not recogni[sz]ed|"
        r"undeliverable|invalid|not (?:a )?valid|isn'?t (?:a )?valid|couldn'?t be found|not local|is not (?:in|at|on|one of)|not our)|"
        r"(?:unknown|no such|invalid|bad|illegal|non-?existent|not a valid|unrecogni[sz]ed|undefined|incorrect) (?:\w+ ){0,2}"
        r"(?:user|recipient|mailbox|account|address|alias|local part|customer|person|destination|forward-path|name|here|e-?mail)|"
        r"no (?:mailbox|user|account|recipients?|one|such person)\b|usr? ?unknown|recipnotfound|not listed in|"
        r"(?:doesn'?t|does not) have (?:an?|any) (?:\w+ )?account|user ?unknown|unknown or illegal|"
        r"(?:recipient|rcpt|to)[^.;]{0,20}(?:address )?(?:rejected|denied)[:.]? *(?:undeliverable|user unknown|unverified|unknown)|"
        r"this (?:user|address|account) (?:no longer|doesn)|vrfy|unverified address|dosn'?t exist|destination (?:mailbox )?address|"
        r"(?:존재하지|없는)[^.]{0,10}(?:않|사용자|계정|메일|주소)|(?:사용자|계정|수신자|주소).{0,20}(?:없|존재하지)|宛先.{0,20}(?:見つか|存在)|"
        r"メールアドレス.{0,12}(?:見つか|存在)|ユーザ.{0,12}(?:存在|不明)|not known here|"
        r"mailbox unavailable|deliver\w* to mailbox|unable to find user|no matches? (?:to|in)",
    ),
    (
        Cause.RELAYING_DENIED,
        r"relay(?:ing)?[^.;]{0,30}(?:denied|not (?:permitted|allowed|possible)|prohibited|refused|access)|unable to relay|"
        r"not (?:permitted|allowed|authori[sz]ed) to relay|no relay|cannot relay|isn'?t in my list of allowed|not (?:an? )?(?:open )?relay|"
        r"(?:domain|host) (?:is )?not in (?:my|our|the) (?:list|rcpt)|rcpthosts|we do not relay|insecure mail relay",
    ),
    (
        Cause.ENCRYPTION,
        r"starttls|(?:support|require|need|negotiat|use)\w* (?:\w+ ){0,3}(?:tls|ssl|encrypt)|tls (?:is )?(?:required|not available|handshake|negotiation)|certificate",
    ),
    (
        Cause.LOGIN,
        r"authentication (?:is )?(?:required|failed|failure|unsuccessful)|must (?:authenticate|log ?in)|please (?:log ?in|authenticate)|"
        r"invalid (?:credentials|login|password)|(?:user ?name|password)[^.;]{0,20}(?:invalid|incorrect|not accepted)|smtp auth|delivery not authorized",
    ),
    (
        Cause.LOOP,
        r"too many hops|(?:mail|routing|forwarding|delivery) loop|loops back|loop (?:detected|back)|hop count|already (?:been )?through",
    ),
    (
        Cause.SERVER_FULL,
        r"insufficient (?:system|disk) (?:storage|resources|space)|no space left|disk (?:is )?full|out of disk|not enough (?:disk )?space|system (?:is )?full|mail system full",
    ),
    (
        Cause.CONTENT,
        r"(?:header|attachment|content|character|charset|mime|media|body|line|subject|message format|8[ -]?bit|encoding)[^.;]{0,40}"
        r"(?:error|invalid|not (?:allowed|accepted|permitted|supported)|illegal|denied|reject|too long|forbidden|malformed|missing|unsupported|bad)|"
        r"(?:improper|illegal|bad|malformed|invalid|missing|unsupported|multiple) (?:\w+ ){0,2}(?:header|attachment|content|character|mime|encoding|from|message)|"
        r"content (?:filter|reject|policy|restriction)|not rfc|rfc ?5322|rfc ?2822|bare (?:lf|newline|linefeed)|message (?:content )?rejected",
    ),
    (
        Cause.REFUSED_BY_RECIPIENT,
        r"(?:rejected|refused|blocked|denied|filtered) by (?:the |their )?(?:user|recipient|remote|addressee|personal|domain|mailbox)|user (?:refuse|reject)|"
        r"recipient (?:has )?(?:rejected|refused|blocked|declined|only accepts)|resolver\.rst|not authori[sz]ed to (?:this|receive)|"
        r"does not (?:want|wish)|not (?:currently )?accept\w* (?:mail|message)|rejected by a remote mail server|"
        r"due to extended inactivity|mailbox unavailable|restrict\w* recipient|recipient restriction|受信拒否|수신.{0,4}거부|수신자.{0,6}차단|suspended?$",
    ),
    (
        Cause.SUPPRESSED,
        r"suppress|previously (?:bounced|unsubscribed)|bounced address|sender'?s? suppression|recent(?:ly)? (?:hard )?bounce",
    ),
    (
        Cause.EXPIRED,
        r"expire|timeout exceeded|too long in (?:the )?queue|in (?:the )?queue (?:for )?too long|queue too long|retry (?:time|limit)|"
        r"(?:maximum|message) (?:retry|lifetime|queue)|unable to deliver in \d+|gave up|giving up after|not been (?:able|delivered)[^.;]{0,40}(?:hours|days|minutes)|"
        r"could not be delivered (?:for|within)|delivery time|undeliverable for \d|maximum time|delay(?:ed)? (?:for )?more than|could ?n[o']t deliver for",
    ),
    (
        Cause.UNREACHABLE,
        r"connect(?:ion)?[^.;]{0,60}(?:refused|timed? ?out|reset|lost|dropped|fail|closed|interrupted|error|denied)|(?:refused|no|lost|broken) connection|"
        r"no route to host|network (?:is )?(?:unreachable|error)|host (?:is )?(?:unreachable|not reach\w+|down)|timed? ?out|not respond|"
        r"(?:could not|couldn'?t|cannot|can'?t|unable to|did not accept our requests to) (?:connect|establish|contact|reach|open)|"
        r"temporar\w* (?:dns|lookup|name)|name server|name service|dns (?:error|lookup|server|fail|loop)|socket error|"
        r"(?:remote )?(?:server|host) (?:is )?(?:not (?:available|reachable)|unavailable|busy|down)|smtp connection|conversation with|bad (?:file|connection)|getaddrinfo",
    ),
    (
        Cause.POLICY,
        r"polic(?:y|ies)|prohibited|violat|not (?:allowed|permitted|acceptable|accepted)|access (?:was )?denied|security|restricted|forbidden|refus|"
        r"administrative(?:ly)?|denied|reject(?:ed)? (?:for|due)|local(?:ly)? (?:configured )?rule|banned|not authori[sz]ed|disallowed|blocked",
    ),
    (
        Cause.COMMAND,
        r"syntax error|command (?:not|unrecogni|reject|out|sequence)|bad sequence|unrecogni[sz]ed (?:command|parameter)|protocol error|parameters? (?:not|unknown)|need (?:rcpt|mail)",
    ),
    (
        Cause.SERVER_TROUBLE,
        r"(?:system|internal|server|local|configuration|config|mailer|service|unknown|unexpected|temporary|software|program|delivery|storage|database|ldap|io|i/o)"
        r" (?:\w+ ){0,2}(?:error|fail|problem|trouble|unavailable|unknown|temporarily)|unable to (?:contact|open|create|lock)|"
        r"misconfigur|command (?:died|failed|line)|exit(?:ed)? (?:with|status)|pipe to|\|/|permission denied|child|resources|cannot (?:open|write|create|append|lock)|"
        r"service (?:is )?(?:unavailable|not available)|try (?:again )?later|server (?:error|busy)|unknown mailer error|on hold|temporarily|can't create",
    ),
)  # fmt: skip
_COMPILED = tuple((cause, re.compile(words, re.IGNORECASE)) for cause, words in _RULES)

_BY_STATUS = {
    "1.0": Cause.USER_UNKNOWN, "1.1": Cause.USER_UNKNOWN, "1.2": Cause.DOMAIN_UNKNOWN, "1.3": Cause.USER_UNKNOWN,
    "1.4": Cause.USER_UNKNOWN, "1.6": Cause.MOVED, "1.7": Cause.SENDER_REFUSED, "1.8": Cause.SENDER_REFUSED,
    "1.10": Cause.TAKES_NO_MAIL, "1.9": Cause.SERVER_TROUBLE,
    "2.0": Cause.REFUSED_BY_RECIPIENT, "2.1": Cause.MAILBOX_DISABLED, "2.2": Cause.MAILBOX_FULL,
    "2.3": Cause.TOO_LARGE, "2.4": Cause.REFUSED_BY_RECIPIENT,
    "3.0": Cause.SERVER_TROUBLE, "3.1": Cause.SERVER_FULL, "3.2": Cause.SERVER_TROUBLE, "3.3": Cause.SERVER_TROUBLE,
    "3.4": Cause.TOO_LARGE, "3.5": Cause.SERVER_TROUBLE,
    "4.0": Cause.UNREACHABLE, "4.1": Cause.UNREACHABLE, "4.2": Cause.UNREACHABLE, "4.3": Cause.SERVER_TROUBLE,
    "4.4": Cause.DOMAIN_UNKNOWN, "4.5": Cause.SERVER_FULL, "4.6": Cause.LOOP, "4.7": Cause.EXPIRED,
    "5.1": Cause.COMMAND, "5.2": Cause.COMMAND, "5.3": Cause.TOO_MUCH, "5.4": Cause.COMMAND, "5.5": Cause.COMMAND,
    "6.0": Cause.CONTENT, "6.1": Cause.CONTENT, "6.2": Cause.CONTENT, "6.3": Cause.CONTENT, "6.5": Cause.CONTENT,
    "6.6": Cause.CONTENT, "6.7": Cause.CONTENT, "6.8": Cause.CONTENT, "6.9": Cause.CONTENT,
    "7.0": Cause.POLICY, "7.1": Cause.POLICY, "7.2": Cause.POLICY, "7.3": Cause.POLICY, "7.4": Cause.ENCRYPTION,
    "7.5": Cause.ENCRYPTION, "7.8": Cause.LOGIN, "7.9": Cause.LOGIN, "7.10": Cause.ENCRYPTION, "7.11": Cause.ENCRYPTION,
    "7.20": Cause.SENDER_NOT_AUTHENTICATED, "7.21": Cause.SENDER_NOT_AUTHENTICATED,
    "7.22": Cause.SENDER_NOT_AUTHENTICATED, "7.23": Cause.SENDER_NOT_AUTHENTICATED,
    "7.24": Cause.SENDER_NOT_AUTHENTICATED, "7.25": Cause.SERVER_REFUSED, "7.26": Cause.SENDER_NOT_AUTHENTICATED,
    "7.27": Cause.SENDER_REFUSED, "7.28": Cause.TOO_MUCH, "7.29": Cause.SENDER_NOT_AUTHENTICATED,
}  # fmt: skip
"""RFC 3463 sections 3.2 to 3.8, with RFC 5248's registry; class left out."""

_BY_CODE = {
    "421": Cause.UNREACHABLE, "450": Cause.SERVER_TROUBLE, "451": Cause.SERVER_TROUBLE, "452": Cause.SERVER_FULL,
    "500": Cause.COMMAND, "501": Cause.COMMAND, "502": Cause.COMMAND, "503": Cause.COMMAND, "504": Cause.COMMAND,
    "521": Cause.TAKES_NO_MAIL, "530": Cause.LOGIN, "535": Cause.LOGIN, "551": Cause.USER_UNKNOWN,
    "552": Cause.MAILBOX_FULL, "553": Cause.USER_UNKNOWN, "556": Cause.TAKES_NO_MAIL,
}  # fmt: skip


def cause_of(words: str, status: str, code: str) -> Cause:
    """Why; UNKNOWN where neither the words nor the codes say it."""
    text = _BLANK.sub(" ", words[:_WORDS_LIMIT])
    certain = _certain(status)
    if certain is not None:
        return certain
    for cause, pattern in _COMPILED:
        if pattern.search(text):
            return cause
    return _BY_STATUS.get(status[2:]) or _BY_CODE.get(code, Cause.UNKNOWN)


def _certain(status: str) -> Cause | None:
    """Codes that nobody chooses carelessly."""
    return _BY_STATUS[status[2:]] if status[2:] in ("1.10", "7.25", "7.26") else None
