"""Why a file from a stranger is dangerous to open: by its name, by the type it is given, by how its bytes begin.

Pure: no Qt. Two degrees: what runs is never opened from here, only saved; what can do harm in the program that opens
it is opened after its reader has been told why that may be unwise.
"""

import re
from enum import StrEnum

from mailclient.mime.image import image_type


class Danger(StrEnum):
    """One reason."""

    PROGRAM = "program"
    """It is a program, a script, an installer."""
    SHORTCUT = "shortcut"
    """It leads to a program or a web page that its name does not tell."""
    MACROS = "macros"
    """A document with a program inside."""
    WEB_PAGE = "web_page"
    """Opens in the browser and can run there, and look like any site."""
    DISK_IMAGE = "disk_image"
    """Hides what is inside from those who check files."""
    TWO_ENDINGS = "two_endings"
    """It is named like something harmless, and is something else ("report.pdf.exe")."""
    OTHER_CONTENT = "other_content"
    """Its bytes are not what its name says."""


RUNS = frozenset({Danger.PROGRAM, Danger.SHORTCUT})
"""Never opened in place."""

_ENDINGS = {
    Danger.PROGRAM: """
        action ade adp air apk app appimage appinstaller application appref-ms appx appxbundle bash bat bin chm cmd com
        command cpl crx csh deb diagcab dll dmgpart elf exe fish flatpak flatpakref flatpakrepo gadget grp hlp hta inf
        ins isp jar jnlp js jse ksh lua mde mjs mobileconfig mpkg msc msh msi msix msixbundle msp mst msu ocx osax out
        php pif pkg pl ps1 ps1xml ps2 psc1 psd1 psm1 py pyc pyo pyw pyz rb rdp reg rgs rpm run scpt scr sct service sh
        shb shs snap sys tcl tcsh terminal tool u3p udl vb vbe vbs vbscript vsto workflow ws wsb wsc wsf wsh xbap xnk
        xpi zsh
    """,
    Danger.SHORTCUT: "desktop fileloc inetloc library-ms lnk scf search-ms searchconnector-ms settingcontent-ms"
    " theme themepack url webloc website",
    Danger.MACROS: "docm dotm iqy one onepkg potm ppa ppam ppsm pptm slk sldm wll xla xlam xll xlm xlsb xlsm xltm",
    Danger.WEB_PAGE: "htm html htmls mht mhtml shtml svg svgz xht xhtml xsl xslt",
    Danger.DISK_IMAGE: "dmg img iso qcow2 udf vdi vhd vhdx vmdk wim xar",
}
_DANGER_OF = {ending: danger for danger, endings in _ENDINGS.items() for ending in endings.split()}
_TYPES = {
    "application/x-msdownload": Danger.PROGRAM,
    "application/x-msdos-program": Danger.PROGRAM,
    "application/vnd.microsoft.portable-executable": Danger.PROGRAM,
    "application/x-executable": Danger.PROGRAM,
    "application/x-sh": Danger.PROGRAM,
    "application/x-shellscript": Danger.PROGRAM,
    "application/javascript": Danger.PROGRAM,
    "text/javascript": Danger.PROGRAM,
    "application/hta": Danger.PROGRAM,
    "application/x-ms-shortcut": Danger.SHORTCUT,
    "application/x-desktop": Danger.SHORTCUT,
    "text/html": Danger.WEB_PAGE,
    "application/xhtml+xml": Danger.WEB_PAGE,
    "image/svg+xml": Danger.WEB_PAGE,
    "application/x-iso9660-image": Danger.DISK_IMAGE,
    "application/x-apple-diskimage": Danger.DISK_IMAGE,
}
_EXPECTED = "pdf doc docx xls xlsx ppt pptx odt ods odp rtf txt csv hwp hwpx jpg jpeg png gif bmp webp mp3 mp4 zip eml"
_HARMLESS_LOOKING = frozenset(_EXPECTED.split())
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,200}?-->\s*)?<(?:!doctype\s+html|html|head|script|svg|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ENTRY = re.compile(rb"(?:\xef\xbb\xbf)?(?:[#;][^\n]*+\n|\s)*+\[(?:InternetShortcut|Desktop Entry)\]", re.IGNORECASE)
_MAGIC = (
    (re.compile(rb"MZ"), Danger.PROGRAM),
    (re.compile(rb"\x7fELF"), Danger.PROGRAM),
    (re.compile(rb"(?:\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe)"), Danger.PROGRAM),
    (re.compile(rb"#!"), Danger.PROGRAM),
    (re.compile(rb"L\0\0\0\x01\x14\x02\0"), Danger.SHORTCUT),
    (_ENTRY, Danger.SHORTCUT),
    (_PAGE, Danger.WEB_PAGE),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_LOOKED_AT = 4_000_000
"""Bytes of a document searched for a program inside."""
_PICTURES = frozenset(["png", "jpg", "jpeg", "gif", "webp", "bmp"])


def dangers_of_name(filename: str, media_type: str) -> tuple[Danger, ...]:
    """What name and type alone tell, before the file is here; the worst first."""
    found = []
    ending = ending_of(filename)
    by_name, by_type = _DANGER_OF.get(ending), _TYPES.get(media_type)
    if by_name is not None:
        found.append(by_name)
        inner = ending_of(filename.rstrip(". ").rpartition(".")[0])
        if inner in _HARMLESS_LOOKING:
            found.append(Danger.TWO_ENDINGS)
    if by_type is not None and by_type not in found:
        found.append(by_type)
    return _ordered(found)


def dangers_of(filename: str, media_type: str, data: bytes) -> tuple[Danger, ...]:
    """What name, type and bytes tell; the worst first."""
    found = list(dangers_of_name(filename, media_type))
    content = next((danger for magic, danger in _MAGIC if magic.match(data)), None)
    if content is not None and content not in found:
        found.append(content)
        if ending_of(filename) in _HARMLESS_LOOKING:
            found.append(Danger.OTHER_CONTENT)
    if Danger.MACROS not in found and _has_macros(data):
        found.append(Danger.MACROS)
    if not found and _is_other_than_named(ending_of(filename), data):
        found.append(Danger.OTHER_CONTENT)
    return _ordered(found)


def ending_of(filename: str) -> str:
    """The last ending in lower case, also one behind spaces or dots; "" without one."""
    name = filename.rstrip(". ")
    return name.rpartition(".")[2].lower().strip() if "." in name else ""


def _has_macros(data: bytes) -> bool:
    if data.startswith(_OLE):
        return _VBA in data[:_LOOKED_AT]
    return data.startswith(_ZIP) and b"vbaProject.bin" in data


def _is_other_than_named(ending: str, data: bytes) -> bool:
    if not data:
        return False
    if ending == "pdf":
        return b"%PDF-" not in data[:1024]
    if ending in _PICTURES:
        return not image_type(data)
    if ending in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"):
        return not data.startswith((_ZIP, b"PK\x05\x06", _OLE))  # an encrypted document is in an OLE container
    return False


def _ordered(found: list[Danger]) -> tuple[Danger, ...]:
    return tuple(sorted(found, key=list(Danger).index))
