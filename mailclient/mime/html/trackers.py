"""Images that are there to tell that a message is opened: known by their size, their service or their address.

A short list of our own, from what mailing services tell in their documents and what their mail looks like. It need not
be complete, since nothing is loaded unasked; it says what the reader would tell, and leaves that out when images are
allowed. The shapes of addresses are those that are made for counting and for nothing else: what they match is not
loaded, and an image that somebody should see must not be among it.
"""

import re
from urllib.parse import urlsplit

PIXEL = "pixel"
OPENING = "opening"
_SMALL = 2
"""Pixels of width and height, up to which nobody sees an image."""

_SERVICES = {
    # end of the host's name: (who it is, how the path begins; "" for any)
    "list-manage.com": ("Mailchimp", "/track/open"),
    "mandrillapp.com": ("Mailchimp", "/track/open"),
    "rs6.net": ("Constant Contact", "/on.jsp"),
    "ctctcdn.com": ("Constant Contact", "/images/p1x1.gif"),
    "sendgrid.net": ("SendGrid", "/wf/open"),
    "mjt.lu": ("Mailjet", "/oo/"),
    "awstrack.me": ("Amazon SES", "/I0/"),
    "pstmrk.it": ("Postmark", "/open"),
    "klclick.com": ("Klaviyo", "/o/"),
    "klaviyomail.com": ("Klaviyo", ""),
    "hubspotemail.net": ("HubSpot", "/e2t/o/"),
    "hubspot.com": ("HubSpot", "/__p"),
    "hs-sites.com": ("HubSpot", "/e2t/o/"),
    "customeriomail.com": ("Customer.io", "/e/o/"),
    "customer.io": ("Customer.io", "/e/o/"),
    "createsend.com": ("Campaign Monitor", "/t/"),
    "mlsend.com": ("MailerLite", "/link/o/"),
    "sendibm1.com": ("Brevo", ""),
    "sendibm2.com": ("Brevo", ""),
    "sendibm3.com": ("Brevo", ""),
    "mktotracking.com": ("Marketo", ""),
    "emltrk.com": ("Litmus", ""),
    "mailfoogae.appspot.com": ("Streak", ""),
    "mailtrack.io": ("Mailtrack", "/trace/"),
    "mltrk.io": ("Mailtrack", ""),
    "mixmax.com": ("Mixmax", "/api/track/"),
    "yesware.com": ("Yesware", "/t/"),
    "r.superhuman.com": ("Superhuman", ""),
    "bananatag.com": ("Bananatag", ""),
    "outreach.io": ("Outreach", "/api/mailings/opened"),
    "salesloft.com": ("Salesloft", "/t/"),
    "getnotify.com": ("GetNotify", ""),
    "readnotify.com": ("ReadNotify", ""),
    "google-analytics.com": ("Google Analytics", ""),
    "doubleclick.net": ("DoubleClick", ""),
    "facebook.com": ("Facebook", "/email_open_log_pic.php"),
    "linkedin.com": ("LinkedIn", "/emimp/"),
    "twitter.com": ("X", "/scribe/"),
    "github.com": ("GitHub", "/notifications/beacon/"),
    "medium.com": ("Medium", "/_/stat"),
    "substack.com": ("Substack", "/o/"),
    "substackcdn.com": ("Substack", "/open"),
    "beehiiv.com": ("beehiiv", "/open"),
    "stibee.com": ("Stibee", "/v2/open"),
    "mail.naver.com": ("Naver", "/readReceipt"),
    "hanmail.net": ("Daum", "/Mail-bin/readReceipt"),
    "pixel.app.returnpath.net": ("Return Path", ""),
    "rdstation.com.br": ("RD Station", "/open"),
    "vero.co": ("Vero", "/o/"),
    "intercom-mail.com": ("Intercom", "/via/o"),
    "exacttarget.com": ("Salesforce", "/open.aspx"),
}
_OPENING = re.compile(
    r"""/(?:wf|tr|track(?:ing)?|email|mail|newsletter|e|api/(?:v\d+/)?(?:track(?:ing)?|email))/(?:op|opens?|opened)
        (?:[/.?]|$)
    | /open(?:ed)?\.(?:gif|aspx|php|jsp|do|cgi)(?:[?/]|$)
    | /(?:email_?open(?:ed)?|read_?receipt|mail_?read|beacon|webbeacon|track_?open|open_?track(?:ing)?
        |tracking_?pixel|trackpixel|1x1|p1x1|blank_?pixel)\.(?:gif|png|aspx|php|jsp|do|cgi)(?:[?/]|$)
    | /(?:o|t|q|e)/(?:o\.gif|open)(?:[?/]|$) | /__utm\.gif | /trk\?t= | /mpss/o/ | /e/eo\? | /open\.aspx\?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FONTS = ("fonts.googleapis.com", "use.typekit.net", "use.fontawesome.com", "fonts.bunny.net", "fast.fonts.net")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|(?:max-)?(?:height|width)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_CSS_SIZE = {
    side: re.compile(rf"(?<![\w-]){side}\s*:\s*(\d+)(?:px)?\s*(?:[;!]|\Z)", re.IGNORECASE)
    for side in ("width", "height")
}


def tracker_of(url: str) -> str:
    """Who counts by this address, ``OPENING`` for one that counts for nobody we know, "" for others."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = f"{parts.path}?{parts.query}"
    labels = host.split(".")
    for start in range(len(labels)):
        service = _SERVICES.get(".".join(labels[start:]))
        if service is not None and target.startswith(service[1]):
            return service[0]
    return OPENING if _OPENING.search(target) else ""


def is_font_sheet(url: str) -> bool:
    """Whether this sheet brings nothing but fonts, which are not loaded."""
    return (urlsplit(url).hostname or "") in _FONTS


def is_invisible(attributes: dict[str, str]) -> bool:
    """Whether an ``<img>`` with these attributes (lower-case names) is too small to be seen, or hidden."""
    style = attributes.get("style", "")
    if _HIDDEN.search(style):
        return True
    sizes = [_size(attributes, style, side) for side in ("width", "height")]
    return 0 in sizes or all(size is not None and size <= _SMALL for size in sizes)


def _size(attributes: dict[str, str], style: str, side: str) -> int | None:
    """In pixels; None when it is not said."""
    found = _CSS_SIZE[side].search(style)
    text = found[1] if found else attributes.get(side, "").strip().lower().removesuffix("px").strip()
    return int(text) if text.isdecimal() and len(text) < 6 else None
