"""What servers say when they do not deliver, by cause; the order is from the particular to the general."""

from mailclient.mail.delivery_report import Cause
from mailclient.mime.special.any_of import AnyOf

RULES = (
    (
        Cause.SUPPRESSED,
        AnyOf(r"""
        suppress|previously (?:bounced|unsubscribed)|bounced address|sender'?s? suppression
        recent(?:ly)? (?:hard )?bounce
        """),
    ),
    (
        Cause.TOO_MUCH,
        AnyOf(r"""
        unusual rate of (?:\w+ )?mail|receiving (?:mail|messages|e-?mail) (?:at a rate|too (?:quickly|fast|often))
        too many (?:concurrent |simultaneous |smtp )*(?:connections|sessions)|발송.{0,10}(?:제한|초과|한도)
        """),
    ),
    (
        Cause.REFUSED_BY_RECIPIENT,
        AnyOf(r"""
        (?:blocked|refused|rejected|filtered) by (?:the )?(?:user|recipient|addressee)\b|resolver\.rst\.(?!.{0,12}size)
        """),
    ),
    (
        Cause.CONTENT,
        AnyOf(r"""
        duplicate header|multiple \w+ headers?
        """),
    ),
    (
        Cause.SERVER_REFUSED,
        AnyOf(r"""
        (?:poor|bad|low|no) (?:\w+ )?reputation|reputation of the sending
        """),
    ),
    (
        Cause.SENDER_NOT_AUTHENTICATED,
        AnyOf(r"""
        \bdmarc\b|\bspf\b(?!record of)|\bdkim\b|unauthenticated e?-?mail|authentication checks failed
        (?:e-?mail|message|sender) (?:is |was )?(?:not |un)authenticated|not have authentication information
        sender policy framework|not authori[sz]ed to send (?:as|from|for)|spoof|forged sender|impersonat
        """),
    ),
    (
        Cause.TAKES_NO_MAIL,
        AnyOf(r"""
        null ?mx|no smtp service|does not accept (?:any )?(?:e-?)?mail\b|mx(?: or srv)? record indicated
        domain (?:of recipient )?does not accept mail|host/domain does not accept mail
        smtp service not available here
        """),
    ),
    (
        Cause.MAILBOX_FULL,
        AnyOf(r"""
        (?:mail ?box|inbox|mail ?folder|mailfolder)[^.;]{0,60}(?:\bfull\b|over ?quota)
        (?:account|user|recipient|maildir)[^.;]{0,60}(?:\bfull\b|over ?quota)
        (?:mail ?box|inbox)[^.;]{0,60}(?:exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox))
        (?:mail ?folder)[^.;]{0,60}(?:exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox))
        (?:mailfolder)[^.;]{0,60}(?:exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox))
        (?:account|user)[^.;]{0,60}(?:exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox))
        (?:recipient|maildir)[^.;]{0,60}(?:exceed\w* (?:\w+ ){0,4}(?:quota|size|storage|limit|allowed|mailbox))
        (?:mail ?box|inbox|mail ?folder|mailfolder)[^.;]{0,60}(?:out of space|too (?:full|large))
        (?:account|user|recipient|maildir)[^.;]{0,60}(?:out of space|too (?:full|large))|over ?quota
        quota (?:exceed|has been|is full|full)|exceed\w* (?:\w+ ){0,4}quota|out of storage|disk quota
        exceeded storage|quotaexceeded|not enough (?:storage )?space in (?:the )?(?:mailbox|account)
        insufficient (?:disk )?(?:quota|mailbox)|mail ?box (?:is )?full|mailbox size limit|recipient storage full
        has exhausted (?:allowed|his|its) storage|delivery failed: over quota|용량.{0,12}(?:초과|부족)
        (?:편지함|메일함|사서함|메일 ?박스).{0,12}(?:가득|꽉|초과|부족)|(?:邮箱|信箱|郵箱).{0,12}[满滿]
        (?:postfach|mailbox) (?:ist )?(?:voll|überfüllt)|bo[iî]te .{0,20}pleine|buz[oó]n .{0,20}lleno
        ящик.{0,20}переполнен
        メールボックスが?(?:一杯|いっぱい)|容量.{0,8}(?:超え|オーバー)|メールボックスの?容量|storage quota
        full mailbox|too much mail data|mailbox space|stormail|maildelivery: quota|no space left for this user
        """),
    ),
    (
        Cause.TOO_LARGE,
        AnyOf(r"""
        (?:message|mail|size|attachment)[^.;]{0,50}(?:too (?:big|large))
        (?:message|mail|size|attachment)[^.;]{0,50}(?:exceed\w* (?:\w+ ){0,5}(?:size|limit|maximum)|larger than)
        exceed\w* (?:the )?(?:maximum|max|fixed)?\s*(?:message|mail) size|size limit exceeded|sizelimit|msg ?size
        message size|file too big|too much data|メールサイズ|메일.{0,6}크기
        """),
    ),
    (
        Cause.VIRUS,
        AnyOf(r"""
        \bvirus|malware|infected|trojan|worm (?:was )?(?:found|detected)|phish|바이러스|악성|ウイルス|病毒
        """),
    ),
    (
        Cause.SPAM,
        AnyOf(r"""
        \bspam(?!haus|cop)|spamhaus.{0,40}content|junk ?mail|\bu[bc]e\b|message content rejected|unsolicited
        bulk e?-?mail (?:is )?not|spam-?like|looks like (?:an )?ad|(?:score|content) (?:is |was )?too high
        blacklisted url|uribl|surbl|advertis
        message (?:was |has been )?(?:scored|classified|considered|identified) as|considered unsolicited|스팸
        迷惑メール|垃圾邮件|垃圾郵件
        """),
    ),
    (
        Cause.SERVER_REFUSED,
        AnyOf(r"""
        reverse[ -]?dns|\brdns\b|\bptr\b|reverse (?:lookup|hostname|map|mapping)
        cannot (?:find|resolve) your (?:reverse )?host|client host[^.;]{0,40}(?:blocked|rejected|not found)
        (?:block|black|deny|ban)[ -]?list|\bdnsbl\b|\brbl\b|spamhaus|spamcop|barracudacentral|sorbs
        banned (?:sending )?ip|blocked (?:using|by|for|due)
        (?:ip|ip address|host|network)[^.;]{0,60}(?:is |been |are )(?:temporarily )?(?:blocked|banned)
        (?:ip|ip address|host|network)[^.;]{0,60}(?:is |been |are )(?:temporarily )?(?:denied|blacklist|listed)
        (?:server|connection|domain|sender)[^.;]{0,60}(?:is |been |are )(?:temporarily )?(?:blocked|banned)
        (?:server|connection|domain|sender)[^.;]{0,60}(?:is |been |are )(?:temporarily )?(?:denied|blacklist|listed)
        (?:poor|bad|low|no) (?:\w+ )?reputation|reputation|part of their network is on our|open relay
        refused to (?:talk to me|accept)|dynamic (?:ip|address)|unverif\w* sending ip
        messages? from [\da-f.:\[\]]+ (?:weren't|were not|was not)
        connect(?:ion)? (?:from|was) [^.;]{0,30}(?:refused|rejected|dropped)|too many (?:bad|invalid|unwanted)
        access denied\W+ip name|access from ip|helo (?:command )?rejected|invalid (?:helo|ehlo)|mail from ip
        unusual rate of|your (?:host|ip|server|network)|mail server (?:ip )?(?:has been |is )?(?:block|reject)
        ip address (?:was |is )?not (?:allowed|accepted)|user complaints|deferred due to (?:unexpected )?volume
        (?:\bip\b|서버|발신).{0,16}차단
        """),
    ),
    (
        Cause.TOO_MUCH,
        AnyOf(r"""
        too many (?:messages|mails|e-?mails|recipients|connections|concurrent|sessions|hops? per|smtp sessions)
        rate ?limit|limit(?:ed)? rate|throttl|too (?:fast|quickly|frequent)
        exceeded (?:the |your )?(?:maximum |max |hourly |daily |number of |rate)+|sending (?:rate|limit|quota)
        maximum (?:number of )?(?:connections|recipients)|(?:hourly|daily|hour|day) (?:limit|quota|maximum)
        slow down|try again later.{0,20}too|concurrent connections|connection (?:rate|limit)
        recipients? per (?:message|connection)
        """),
    ),
    (
        Cause.GREYLISTED,
        AnyOf(r"""
        gr[ae]y-?list
        """),
    ),
    (
        Cause.SENDER_REFUSED,
        AnyOf(r"""
        sender (?:address )?(?:verify|verification|rejected|denied|refused|unknown)
        sender (?:address )?(?:not found|not allowed|is not|domain|blocked|address)
        (?:from|sender|originat\w+|return)[ -]?(?:address|domain|mailbox)[^.;]{0,40}(?:reject|denied)
        (?:from|sender|originat\w+|return)[ -]?(?:address|domain|mailbox)[^.;]{0,40}(?:invalid|not exist)
        (?:from|sender|originat\w+|return)[ -]?(?:address|domain|mailbox)[^.;]{0,40}(?:not valid|unknown)
        (?:from|sender|originat\w+|return)[ -]?(?:address|domain|mailbox)[^.;]{0,40}(?:resolve|blocked)
        purported\s+responsible|groups\.google\.com/support|invalid sender|unknown sender|bad sender
        unable to verify sender|domain of sender|backscatter|provide a valid from
        from:? (?:header |domain )?is (?:invalid|missing)
        (?:you are|not) (?:not )?(?:allowed|permitted|authorized) to (?:send|post|mail)
        do(?:es)? not have permission|not have permission to post|may not have permission|null sender
        bounces? (?:are |is )?not|mail from (?:address )?(?:rejected|refused|not)
        cannot (?:accept|receive) (?:\w+ )?from|envelope sender|sender's
        """),
    ),
    (
        Cause.MOVED,
        AnyOf(r"""
        has moved|user not local|no longer at (?:this|that)|new address (?:is|:)|address (?:has )?changed
        please (?:try|forward|use|update)[^.;]{0,30}@|recipient has changed|has been replaced by
        mailbox (?:has been )?moved|(?:account|address) has (?:been )?(?:moved|migrat)
        """),
    ),
    (
        Cause.MAILBOX_DISABLED,
        AnyOf(r"""
        (?:mailbox|account|user)[^.;]{0,50}(?:disabled|suspend|deactivat|inactive|not active)
        (?:recipient|address|mail ?box|email)[^.;]{0,50}(?:disabled|suspend|deactivat|inactive|not active)
        (?:mailbox|account|user)[^.;]{0,50}(?:is locked|closed|blocked|terminated|frozen|dormant)
        (?:recipient|address|mail ?box|email)[^.;]{0,50}(?:is locked|closed|blocked|terminated|frozen|dormant)
        (?:disabled|suspended|inactive|deactivated|expired|dormant) (?:account|mailbox|user|recipient|domain)
        account (?:has |is |was )?(?:been )?expired|휴면|탈퇴|해지|정지|이용.{0,4}(?:중지|정지)|account is temporarily
        mail ?box (?:is )?unavailable or access denied
        """),
    ),
    (
        Cause.DOMAIN_UNKNOWN,
        AnyOf(r"""
        host (?:or domain )?(?:name )?(?:unknown|not found|lookup did not complete)
        unknown (?:host|domain|mail domain)
        domain (?:name )?(?:does not exist|not found|unknown|is not (?:known|valid)|lookup failed|must exist)
        no such (?:domain|host)|nxdomain|unrout(?:e)?able|unroutable
        (?:recipient|illegal|invalid) (?:mail )?(?:domain|host)|name or service not known
        domain (?:name )?[\w.-]+ (?:does not exist|could not be found|not found)|no (?:valid )?mail exchanger
        no (?:mx|a|dns|valid mail) (?:record|entr|server|host)|non-?existent (?:domain|host)
        could not find a gateway
        (?:can'?t|cannot|could ?n[o']t) (?:find|resolve|locate)[^.;]{0,30}(?:domain|host|exchanger)
        unable to (?:resolve|route)|responsible domain|illegal host|invalid domain|address does not exist.*domain
        550 host unknown|[\w-]+\.[a-z]{2,} does not exist
        """),
    ),
    (
        Cause.USER_UNKNOWN,
        AnyOf(r"""
        (?:user|recipient|mailbox)s?[^.;]{0,60}(?:unknown|not (?:be )?found|not exist|doesn'?t exist)
        (?:account|address|alias|addressee)s?[^.;]{0,60}(?:unknown|not (?:be )?found|not exist|doesn'?t exist)
        (?:user|recipient|mailbox|account|address|alias|addressee)s?[^.;]{0,60}(?:does ?n[o']t have|no longer)
        (?:user|recipient|mailbox|account|address|alias|addressee)s?[^.;]{0,60}(?:not listed|not (?:a )?known)
        (?:name|local part|member)s?[^.;]{0,60}(?:unknown|not (?:be )?found|not exist|doesn'?t exist)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:unknown|not (?:be )?found|not exist|doesn'?t exist)
        (?:name|local part|member)s?[^.;]{0,60}(?:does ?n[o']t have|no longer|not listed|not (?:a )?known)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:does ?n[o']t have|no longer)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:not listed|not (?:a )?known)
        (?:user|recipient|mailbox|account|address|alias|addressee)s?[^.;]{0,60}(?:not recogni[sz]ed|undeliverable)
        (?:user|recipient|mailbox|account|address|alias|addressee)s?[^.;]{0,60}(?:invalid|not (?:a )?valid)
        (?:name|local part|member)s?[^.;]{0,60}(?:not recogni[sz]ed|undeliverable|invalid|not (?:a )?valid)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:not recogni[sz]ed|undeliverable)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:invalid|not (?:a )?valid)
        (?:user|recipient|mailbox)s?[^.;]{0,60}(?:isn'?t (?:a )?valid|couldn'?t be found)
        (?:account|address|alias|addressee)s?[^.;]{0,60}(?:isn'?t (?:a )?valid|couldn'?t be found)
        (?:user|recipient|mailbox)s?[^.;]{0,60}(?:not local|is not (?:in|at|on|one of)|not our)
        (?:account|address|alias|addressee)s?[^.;]{0,60}(?:not local|is not (?:in|at|on|one of)|not our)
        (?:name|local part|member)s?[^.;]{0,60}(?:isn'?t (?:a )?valid|couldn'?t be found)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:isn'?t (?:a )?valid|couldn'?t be found)
        (?:name|local part|member)s?[^.;]{0,60}(?:not local|is not (?:in|at|on|one of)|not our)
        (?:mail ?box|e-?mail|person|customer)s?[^.;]{0,60}(?:not local|is not (?:in|at|on|one of)|not our)
        (?:unknown|no such|invalid|bad|illegal) (?:\w+ ){0,2}(?:user|recipient|mailbox)
        (?:unknown|no such|invalid|bad|illegal) (?:\w+ ){0,2}(?:account|address|alias|local part)
        (?:non-?existent|not a valid) (?:\w+ ){0,2}(?:user|recipient|mailbox|account|address|alias|local part)
        (?:unrecogni[sz]ed|undefined|incorrect) (?:\w+ ){0,2}(?:user|recipient|mailbox)
        (?:unrecogni[sz]ed|undefined|incorrect) (?:\w+ ){0,2}(?:account|address|alias|local part)
        (?:unknown|no such|invalid|bad|illegal) (?:\w+ ){0,2}(?:customer|person|destination)
        (?:unknown|no such|invalid|bad|illegal) (?:\w+ ){0,2}(?:forward-path|name|here|e-?mail)
        (?:non-?existent|not a valid) (?:\w+ ){0,2}(?:customer|person|destination|forward-path|name|here|e-?mail)
        (?:unrecogni[sz]ed|undefined|incorrect) (?:\w+ ){0,2}(?:customer|person|destination)
        (?:unrecogni[sz]ed|undefined|incorrect) (?:\w+ ){0,2}(?:forward-path|name|here|e-?mail)
        no (?:mailbox|user|account|recipients?|one|such person)\b|usr? ?unknown|recip(?:ient)?notfound|not listed in
        (?:doesn'?t|does not) have (?:an?|any) (?:\w+ )?account|user ?unknown|unknown or illegal
        (?:recipient|rcpt|to)[^.;]{0,20}(?:address )?(?:rejected|denied)[:.]? *(?:undeliverable|user unknown)
        (?:recipient|rcpt|to)[^.;]{0,20}(?:address )?(?:rejected|denied)[:.]? *(?:unverified|unknown)
        recipient address rejected\.?\s*$|not a registered|this (?:user|address|account) (?:no longer|doesn)|vrfy
        recipient address(?:es)? rejected ?: access denied
        rcpt[^.;]{0,60}(?:not exist|unknown|not found|invalid)|(?:empf[aä]nger|adresse|benutzer)[^.;]{0,30}unbekannt
        (?:destinataire|utilisateur|adresse)[^.;]{0,30}(?:inconnue?|invalide|n.existe)
        (?:usuario|destinatario|direcci[oó]n|utente|indirizzo)[^.;]{0,30}(?:desconocid|no existe|sconosciut|inesistente)
        (?:用户|用戶|收件人|地址)[^.;]{0,16}(?:不存在|不正确|不正確)|пользовател.{0,20}не (?:найден|существует)
        unverified address|dosn'?t exist|destination (?:mailbox )?address
        (?:존재하지|없는)[^.]{0,10}(?:않|사용자|계정|메일|주소)|(?:사용자|계정|수신자|주소).{0,20}(?:없|존재하지)
        宛先.{0,20}(?:見つか|存在)|メールアドレス.{0,12}(?:見つか|存在)|ユーザ.{0,12}(?:存在|不明)|not known here
        mailbox unavailable|deliver\w* to mailbox|unable to find user|no matches? (?:to|in)
        """),
    ),
    (
        Cause.RELAYING_DENIED,
        AnyOf(r"""
        relay(?:ing)?[^.;]{0,30}(?:denied|not (?:permitted|allowed|possible)|prohibited|refused|access)
        unable to relay|not (?:permitted|allowed|authori[sz]ed) to relay|no relay|cannot relay
        isn'?t in my list of allowed|not (?:an? )?(?:open )?relay
        (?:domain|host) (?:is )?not in (?:my|our|the) (?:list|rcpt)|rcpthosts|we do not relay|insecure mail relay
        """),
    ),
    (
        Cause.ENCRYPTION,
        AnyOf(r"""
        starttls|(?:support|require|need|negotiat|use)\w* (?:\w+ ){0,3}(?:tls|ssl|encrypt)
        tls (?:is )?(?:required|not available|handshake|negotiation)|certificate
        """),
    ),
    (
        Cause.LOGIN,
        AnyOf(r"""
        authentication (?:is )?(?:required|failed|failure|unsuccessful)|must (?:authenticate|log ?in)
        please (?:log ?in|authenticate)|client (?:was |is )?not authenticated|invalid (?:credentials|login|password)
        (?:user ?name|password)[^.;]{0,20}(?:invalid|incorrect|not accepted)|smtp auth|delivery not authorized
        """),
    ),
    (
        Cause.LOOP,
        AnyOf(r"""
        too many hops|(?:mail|routing|forwarding|delivery) loop|loops back|loop (?:detected|back)|hop count
        already (?:been )?through
        """),
    ),
    (
        Cause.SERVER_FULL,
        AnyOf(r"""
        insufficient (?:system|disk) (?:storage|resources|space)|no space left|disk (?:is )?full|out of disk
        not enough (?:disk )?space|system (?:is )?full|mail system full
        """),
    ),
    (
        Cause.CONTENT,
        AnyOf(r"""
        (?:header|attachment|content|character|charset|mime)[^.;]{0,40}(?:error)
        (?:header|attachment|content|character|charset|mime)[^.;]{0,40}(?:invalid)
        (?:header|attachment|content)[^.;]{0,40}(?:not (?:allowed|accepted|permitted|supported))
        (?:character|charset|mime)[^.;]{0,40}(?:not (?:allowed|accepted|permitted|supported))
        (?:header|attachment|content|character|charset|mime)[^.;]{0,40}(?:illegal|denied|reject)
        (?:media|body|line|subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:error)
        (?:media|body|line)[^.;]{0,40}(?:invalid|not (?:allowed|accepted|permitted|supported))
        (?:subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:invalid)
        (?:subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:not (?:allowed|accepted|permitted|supported))
        (?:media|body|line|subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:illegal|denied|reject)
        (?:header|attachment|content|character|charset|mime)[^.;]{0,40}(?:too long|forbidden|malformed)
        (?:header|attachment|content|character|charset|mime)[^.;]{0,40}(?:missing|unsupported|bad)
        (?:media|body|line)[^.;]{0,40}(?:too long|forbidden|malformed|missing|unsupported|bad)
        (?:subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:too long|forbidden|malformed)
        (?:subject|message format|8[ -]?bit|encoding)[^.;]{0,40}(?:missing|unsupported|bad)
        (?:improper|illegal|bad|malformed) (?:\w+ ){0,2}(?:header|attachment|content|character)
        (?:improper|illegal|bad|malformed) (?:\w+ ){0,2}(?:mime|encoding|from|message)
        (?:invalid|missing|unsupported|multiple) (?:\w+ ){0,2}(?:header|attachment|content|character)
        (?:invalid|missing|unsupported|multiple) (?:\w+ ){0,2}(?:mime|encoding|from|message)
        blocked because its content|messages? missing a valid|multiple addresses in from
        content (?:filter|reject|policy|restriction)|not rfc|rfc ?5322|rfc ?2822|bare (?:lf|newline|linefeed)
        message content rejected
        """),
    ),
    (
        Cause.REFUSED_BY_RECIPIENT,
        AnyOf(r"""
        (?:rejected|refused|blocked|denied|filtered) by (?:the |their )?(?:user|recipient|remote)
        (?:rejected|refused|blocked|denied|filtered) by (?:the |their )?(?:addressee|personal|domain|mailbox)
        user (?:refuse|reject)|recipient (?:has )?(?:rejected|refused|blocked|declined|only accepts)|resolver\.rst
        not authori[sz]ed to (?:this|receive)|does not (?:want|wish)|not (?:currently )?accept\w* (?:mail|message)
        rejected by a remote mail server|due to extended inactivity|mailbox unavailable|restrict\w* recipient
        recipient restriction|受信拒否|수신.{0,4}거부|수신자.{0,6}차단|suspended?$
        """),
    ),
    (
        Cause.EXPIRED,
        AnyOf(r"""
        expire|timeout exceeded|too long in (?:the )?queue|in (?:the )?queue (?:for )?too long|queue too long
        retry (?:time|limit)|(?:maximum|message) (?:retry|lifetime|queue)|unable to deliver in \d+|gave up
        giving up after|not been (?:able|delivered)[^.;]{0,40}(?:hours|days|minutes)
        could not be delivered (?:for|within)|delivery time|undeliverable for \d|maximum time
        delay(?:ed)? (?:for )?more than|could ?n[o']t deliver for
        """),
    ),
    (
        Cause.SERVER_TROUBLE,
        AnyOf(r"""
        (?:contact|connect\w*|reach|access|query|open)[^.;]{0,20}(?:\bldap|database|\bsql\b|\bdb\b)
        (?:\bldap|database|\bsql) (?:\w+ )?(?:error|fail|unavailable|down)
        """),
    ),
    (
        Cause.UNREACHABLE,
        AnyOf(r"""
        connect(?:ion)?[^.;]{0,60}(?:refused|timed? ?out|reset|lost|dropped|fail|closed|interrupted|error|denied)
        (?:refused|no|lost|broken) connection|no route to host|network (?:is )?(?:unreachable|error)
        host (?:is )?(?:unreachable|not reach\w+|down)|timed? ?out|not respond
        (?:could not|couldn'?t|cannot) (?:connect|establish|contact|reach|open)
        (?:can'?t|unable to|did not accept our requests to) (?:connect|establish|contact|reach|open)
        temporar\w* (?:dns|name)|name server|name service|dns (?:error|lookup|server|fail|loop)|socket error
        (?:remote )?(?:server|host) (?:is )?(?:not (?:available|reachable)|unavailable|busy|down)|smtp connection
        conversation with|bad (?:file|connection)|getaddrinfo
        """),
    ),
    (
        Cause.POLICY,
        AnyOf(r"""
        polic(?:y|ies)|prohibited|violat|not (?:allowed|permitted|acceptable|accepted)|access (?:was )?denied
        security|restricted|forbidden|refus|administrative(?:ly)?|denied|reject(?:ed)? (?:for|due)
        local(?:ly)? (?:configured )?rule|message rejected|banned|not authori[sz]ed|disallowed|blocked
        """),
    ),
    (
        Cause.COMMAND,
        AnyOf(r"""
        syntax error|command (?:not|unrecogni|reject|out|sequence)|bad sequence
        unrecogni[sz]ed (?:command|parameter)|protocol error|parameters? (?:not|unknown)|need (?:rcpt|mail)
        """),
    ),
    (
        Cause.SERVER_TROUBLE,
        AnyOf(r"""
        transaction failed
        (?:system|internal|server|local) (?:\w+ ){0,2}(?:error|fail|problem|trouble|unavailable|unknown|temporarily)
        (?:configuration|config|mailer|service|unknown) (?:\w+ ){0,2}(?:error|fail|problem)
        (?:configuration|config|mailer|service|unknown) (?:\w+ ){0,2}(?:trouble|unavailable|unknown|temporarily)
        (?:unexpected|temporary|software|program|delivery) (?:\w+ ){0,2}(?:error|fail|problem)
        (?:unexpected|temporary|software|program|delivery) (?:\w+ ){0,2}(?:trouble|unavailable|unknown|temporarily)
        (?:storage|database|ldap|io|i/o) (?:\w+ ){0,2}(?:error|fail|problem|trouble|unavailable|unknown|temporarily)
        unable to (?:contact|open|create|lock)|misconfigur|command (?:died|failed|line)|exit(?:ed)? (?:with|status)
        pipe to|\|/|permission denied|child|resources|cannot (?:open|write|create|append|lock)
        service (?:is )?(?:unavailable|not available)|try (?:again )?later|server (?:error|busy)
        unknown mailer error|on hold|temporarily|can't create
        """),
    ),
)  # fmt: skip
"""Causes with the words that tell them; the first that fits counts."""
