"""A body of HTML: QtWebEngine with everything off that a mail does not need.

Import this file only when there is HTML to show: it starts Chromium (50 ms to import, 200 MB while it runs).

What keeps a message from reaching the network, from the outside in; each alone would do:
the sanitiser took remote addresses out (and put names of ours in their place, which the store answers: see
``html_remote.py``); the page's Content-Security-Policy allows only these, ``cid:`` and ``data:`` pictures; the
interceptor blocks every other scheme; Chromium resolves no host (it stops ``<link rel=preconnect>``, which goes past
interceptor and policy); the profile is off the record; JavaScript and plug-ins are off.

Two things measured with PySide6 6.11.3: a scheme can still be registered after the application has started, as long
as no profile exists, so nothing is imported before the first paint; and with Qt Quick's software renderer the first
view in a shown window does not re-create the native window (with OpenGL it does: flicker, lost focus), needs 40 MB
less and loads sooner. A document needs no graphics card.
"""

import os
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSizeF, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFontInfo, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from mailclient.gui.message_view.body_menu import Pointed
from mailclient.gui.message_view.matches import Matches
from mailclient.gui.theme import theme
from mailclient.gui.theme.fonts import window_font
from mailclient.mime.html.picture_room import PictureRoom

_FLAGS = (
    '--disable-gpu --host-resolver-rules="MAP * ~NOTFOUND" --disable-background-networking --disable-breakpad'
    " --log-level=3"  # fatal only: it complains of a missing system bus on every start
)


def _prepare_environment() -> None:
    """Chromium reads these once, when the first profile is made."""
    given = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{given} {_FLAGS}".strip()
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as root Chromium refuses to run with its sandbox
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"


_prepare_environment()

from PySide6.QtWebEngineCore import (  # noqa: E402  after the environment is set
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)
from PySide6.QtWebEngineWidgets import QWebEngineView  # noqa: E402

DOCUMENT, CID, REMOTE = b"message", b"cid", b"remote"
_SMALLEST = 0.6
_SCROLL_BAR = 10
_REFIT_MS = 120
_SHOWN_AFTER_MS = 150
"""A page that still waits for a picture is shown after this."""
_OWN_SCHEMES = (DOCUMENT.decode(), CID.decode(), REMOTE.decode(), "data")

Reply = Callable[[bytes | None, str], None]
"""Called once with a part's bytes (None: there is none) and its media type."""
PartSource = Callable[[str, Reply], None]
"""Asked for a part by its Content-ID."""
RemoteSource = Callable[[int, Reply], None]
"""Asked for what was loaded from the web, by its number in ``Body.remote``."""


def no_remote(_number: int, reply: Reply) -> None:
    """Nothing is loaded from the web."""
    reply(None, "")


def _register_schemes() -> None:
    for name in (DOCUMENT, CID, REMOTE):
        if not QWebEngineUrlScheme.schemeByName(QByteArray(name)).name().isEmpty():
            continue
        scheme = QWebEngineUrlScheme(QByteArray(name))
        scheme.setSyntax(QWebEngineUrlScheme.Syntax.Path)
        scheme.setFlags(QWebEngineUrlScheme.Flag.SecureScheme)
        QWebEngineUrlScheme.registerScheme(scheme)


class HtmlBody(QWidget):
    """Shows one finished page at a time (see ``html_page.py``); the page is served by its own scheme."""

    link_clicked = Signal(QUrl)
    link_hovered = Signal(str)
    shown = Signal(bool)
    """The page is loaded (or could not be)."""
    menu_requested = Signal(object)
    """Pointed: the context menu was asked for."""
    died = Signal()
    """The process that draws has crashed; the next ``show_page`` starts another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        _register_schemes()
        self._view = _View(self)  # before the profile, so that it is deleted before the profile
        self._profile = QWebEngineProfile(self)
        self._interceptor = _Interceptor(self._profile)
        self._scheme = _SchemeHandler(self._profile)
        self._profile.setUrlRequestInterceptor(self._interceptor)
        for name in (DOCUMENT, CID, REMOTE):
            self._profile.installUrlSchemeHandler(QByteArray(name), self._scheme)
        self._profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
        self._profile.setPersistentCookiesPolicy(QWebEngineProfile.PersistentCookiesPolicy.NoPersistentCookies)
        self._profile.downloadRequested.connect(lambda request: request.cancel())
        self._page = _Page(self._profile, self._view)
        _restrict(self._page.settings())
        self._view.setPage(self._page)
        self._page.link_clicked.connect(self.link_clicked)
        self._view.menu_requested.connect(self.menu_requested)
        self._page.linkHovered.connect(self.link_hovered)
        self._page.loadFinished.connect(self._tell_shown)
        self._patience = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._patience.timeout.connect(lambda: self._tell_shown(True))
        self._scheme.waits.connect(self._patience.start)
        self._page.renderProcessTerminated.connect(self._terminated)
        self._page.contentsSizeChanged.connect(self._fit)
        self._zoom = 1.0
        self._refit = QTimer(self, singleShot=True, interval=_REFIT_MS)
        self._refit.timeout.connect(lambda: self._view.setZoomFactor(self._zoom))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self.setFocusProxy(self._view)
        self._colour()
        theme().changed.connect(self._colour)
        self._count = 0
        self._is_shown = True

    def show_page(self, html: str, parts: PartSource, remote: RemoteSource = no_remote) -> None:
        """Show a whole document; ``parts`` is asked for its ``cid:`` pictures, ``remote`` for what is of the web."""
        self._count += 1
        self._is_shown = False
        self._patience.stop()
        self._scheme.serve(html.encode("utf-8", "replace"), parts, remote)
        url = QUrl(f"{DOCUMENT.decode()}:{self._count}")
        self._page.own_url = url
        self._view.setZoomFactor(self._zoom)
        self._view.load(url)

    def lay_out_in(self, width: int, height: int) -> None:
        """The room of the next page while it is not shown: a page is never told to be lower than that."""
        self._view.resize(width, height)

    def clear(self) -> None:
        """Forget the page."""
        self._scheme.serve(b"", lambda _cid, reply: reply(None, ""), no_remote)

    def set_zoom(self, steps: int) -> None:
        """So many tenths larger (or smaller) than usual."""
        self._zoom = max(_SMALLEST, 1.0 + steps * 0.1)
        self._view.setZoomFactor(self._zoom)

    def copy(self) -> None:
        """Copy what is selected."""
        self._view.triggerPageAction(QWebEnginePage.WebAction.Copy)

    def select_all(self) -> None:
        """Select the whole message."""
        self._view.triggerPageAction(QWebEnginePage.WebAction.SelectAll)

    def selected_text(self) -> str:
        """What is selected."""
        return self._view.selectedText()

    def find_words(self, words: str, found: Callable[[Matches], object], *, forward: bool = True) -> None:
        """Mark all places of these words and go to the next one; "" unmarks. ``found`` is called once, later."""
        flags = QWebEnginePage.FindFlag(0) if forward else QWebEnginePage.FindFlag.FindBackward
        self._page.findText(words, flags, lambda result: found(Matches(result.activeMatch(), result.numberOfMatches())))

    def at_end(self, *, down: bool) -> bool:
        """Whether it cannot be scrolled further that way."""
        top = self._page.scrollPosition().y()
        if not down:
            return top <= 0
        return top + self._view.height() >= self._page.contentsSize().height() - 1

    @property
    def page(self) -> QWebEnginePage:
        """The page, for tests and for finding text."""
        return self._page

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again, once the size is steady."""
        super().resizeEvent(event)
        self._refit.start()

    def _tell_shown(self, ok: bool) -> None:
        """Told once: when all is there, or when only pictures are on their way."""
        self._patience.stop()
        if not self._is_shown:
            self._is_shown = True
            self.shown.emit(ok)

    def _fit(self, contents: QSizeF) -> None:
        """Make a page that is wider than the window smaller, as far as it can still be read."""
        bar = _SCROLL_BAR if contents.height() > self._view.height() else 0
        room = self._view.width() - bar
        if contents.width() > room + 1:
            self._view.setZoomFactor(max(_SMALLEST, self._view.zoomFactor() * room / contents.width()))

    def _colour(self) -> None:
        self._page.setBackgroundColor(QColor(theme().palette.reader))

    def _terminated(self, status: QWebEnginePage.RenderProcessTerminationStatus, _code: int) -> None:
        if status != QWebEnginePage.RenderProcessTerminationStatus.NormalTerminationStatus:
            self.died.emit()


class _View(QWebEngineView):
    """Its menu is the reader's, not the browser's, of which a mail needs nothing."""

    menu_requested = Signal(object)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Tell where and on what it was asked for."""
        link = self.lastContextMenuRequest().linkUrl().toString(QUrl.ComponentFormattingOption.FullyEncoded)
        self.menu_requested.emit(Pointed(event.globalPos(), link, self.selectedText()))


class _Page(QWebEnginePage):
    """Goes nowhere but to the page it was given; a clicked link is told instead of followed."""

    link_clicked = Signal(QUrl)

    def __init__(self, profile: QWebEngineProfile, parent: QObject) -> None:
        super().__init__(profile, parent)
        self.own_url = QUrl()
        self.newWindowRequested.connect(self._refuse_window)

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, is_main_frame: bool
    ) -> bool:
        """Only the page itself, and places within it."""
        url = QUrl(url)
        if is_main_frame and url.scheme() == DOCUMENT.decode():
            return url.path() == self.own_url.path()
        if kind == QWebEnginePage.NavigationType.NavigationTypeLinkClicked:
            self.link_clicked.emit(url)
        return False

    def _refuse_window(self, request: QWebEngineNewWindowRequest) -> None:
        if request.isUserInitiated():
            self.link_clicked.emit(request.requestedUrl())


class _Interceptor(QWebEngineUrlRequestInterceptor):
    """Blocks what is not part of the message."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        """Called for every request but ``data:``."""
        if info.requestUrl().scheme() not in _OWN_SCHEMES:
            info.block(True)


class _SchemeHandler(QWebEngineUrlSchemeHandler):
    """Serves the document, its ``cid:`` pictures, and what was loaded from the web for it."""

    waits = Signal()
    """Something the page wants is not here yet."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._document = b""
        self._parts: PartSource = lambda _cid, reply: reply(None, "")
        self._remote: RemoteSource = no_remote
        self._room = PictureRoom()

    def serve(self, document: bytes, parts: PartSource, remote: RemoteSource) -> None:
        """Serve this from now on."""
        self._document, self._parts, self._remote = document, parts, remote
        self._room = PictureRoom()

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """Answer at once, or when the part has come."""
        url = job.requestUrl()
        if url.scheme() == DOCUMENT.decode():
            _reply(job, self._document, "text/html;charset=utf-8")
            return

        answered = False
        path = QUrl.fromPercentEncoding(url.path(QUrl.ComponentFormattingOption.FullyEncoded).encode())
        is_remote = url.scheme() == REMOTE.decode()

        def arrived(data: bytes | None, media_type: str) -> None:
            nonlocal answered
            answered = True
            if not isValid(job):
                return
            served = self._served_type(url.toString(), data or b"", media_type, is_remote=is_remote)
            if data is None or not served:
                job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            else:
                _reply(job, data, served)

        if not is_remote:
            self._parts(path, arrived)
        elif path.isdecimal():
            self._remote(int(path), arrived)
        else:
            arrived(None, "")
        if not answered:
            self.waits.emit()

    def _served_type(self, name: str, data: bytes, said: str, *, is_remote: bool) -> str:
        """What it is served as: by its own bytes, "" for what is not served.

        A drawing (SVG) of the message's own runs nothing and loads nothing inside ``<img>``.
        """
        if is_remote and said == "text/css":
            return said
        return self._room.admitted(name, data, "" if is_remote else said)


def _reply(job: QWebEngineUrlRequestJob, data: bytes, media_type: str) -> None:
    buffer = QBuffer(job)
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    job.reply(QByteArray(media_type.encode("ascii", "replace")), buffer)


def _restrict(settings: QWebEngineSettings) -> None:
    attribute = QWebEngineSettings.WebAttribute
    for off in (
        attribute.JavascriptEnabled,
        attribute.JavascriptCanOpenWindows,
        attribute.JavascriptCanAccessClipboard,
        attribute.PluginsEnabled,
        attribute.LocalStorageEnabled,
        attribute.LocalContentCanAccessRemoteUrls,
        attribute.LocalContentCanAccessFileUrls,
        attribute.HyperlinkAuditingEnabled,
        attribute.DnsPrefetchEnabled,
        attribute.AutoLoadIconsForPage,
        attribute.FullScreenSupportEnabled,
        attribute.ScreenCaptureEnabled,
        attribute.WebGLEnabled,
        attribute.PdfViewerEnabled,
        attribute.ErrorPageEnabled,
        attribute.FocusOnNavigationEnabled,
        attribute.NavigateOnDropEnabled,
        attribute.AllowRunningInsecureContent,
    ):
        settings.setAttribute(off, False)
    settings.setAttribute(attribute.PlaybackRequiresUserGesture, True)
    family = QFontInfo(window_font()).family()
    for which in (QWebEngineSettings.FontFamily.StandardFont, QWebEngineSettings.FontFamily.SansSerifFont):
        settings.setFontFamily(which, family)  # also stands in for fonts that are not installed
    settings.setUnknownUrlSchemePolicy(QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes)
