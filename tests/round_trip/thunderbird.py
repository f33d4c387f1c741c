"""A real Thunderbird with one person's keys: it opens our messages in its window, and writes some for us."""

import json
import mailbox
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.round_trip.display import Display, display
from tests.round_trip.marionette import Marionette

_PATIENCE_SECONDS = 60
_PREFERENCES = {
    "app.update.enabled": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "mail.e2ee.notify_on_auto": False,
    "mail.compose.warn_public_recipients.aggressive": False,
    "mail.SpellCheckBeforeSend": False,
    "mail.warn_on_send_accel_key": False,
    "mailnews.start_page.enabled": False,
    "mailnews.sendInBackground": False,
    "network.proxy.type": 0,
    "security.OCSP.enabled": 0,
}
_ACCOUNT = {
    "mail.accountmanager.accounts": "account1,account2",
    "mail.accountmanager.defaultaccount": "account2",
    "mail.accountmanager.localfoldersserver": "server1",
    "mail.account.account1.server": "server1",
    "mail.server.server1.type": "none",
    "mail.server.server1.hostname": "Local Folders",
    "mail.server.server1.name": "Local Folders",
    "mail.server.server1.userName": "nobody",
    "mail.account.account2.server": "server2",
    "mail.account.account2.identities": "id1",
    "mail.server.server2.type": "none",
    "mail.server.server2.hostname": "bobs",
    "mail.server.server2.name": "Bob",
    "mail.server.server2.userName": "bob",
    "mail.identity.id1.valid": True,
    "mail.identity.id1.compose_html": True,
    "mail.identity.id1.smtpServer": "smtp1",
    "mail.smtpservers": "smtp1",
    "mail.smtp.defaultserver": "smtp1",
    "mail.smtpserver.smtp1.hostname": "127.0.0.1",
    "mail.smtpserver.smtp1.port": 9,
}
_MODULES = """
const {RNP} = ChromeUtils.importESModule("chrome://openpgp/content/modules/RNP.sys.mjs");
const {EnigmailCore} = ChromeUtils.importESModule("chrome://openpgp/content/modules/core.sys.mjs");
const {EnigmailKeyRing} = ChromeUtils.importESModule("chrome://openpgp/content/modules/keyRing.sys.mjs");
const {PgpSqliteDb2} = ChromeUtils.importESModule("chrome://openpgp/content/modules/sqliteDb.sys.mjs");
const {MailServices} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const pause = ms => new Promise(resolve => win.setTimeout(resolve, ms));
const win = Services.wm.getMostRecentWindow("mail:3pane");
const until = async (true_, what) => {
  for (let i = 0; i < 400; i++) { const value = await true_(); if (value) return value; await pause(50); }
  throw new Error("waited too long for " + what);
};
"""
_BEGIN = """
await EnigmailCore.init?.();
const [email, name] = args;
const identity = MailServices.accounts.allIdentities[0];
identity.email = email; identity.fullName = name;
const root = MailServices.accounts.localFoldersServer.rootFolder;
if (!root.containsChildNamed("Inbox")) root.createSubfolder("Inbox", null);
if (!root.containsChildNamed("Unsent Messages")) root.createSubfolder("Unsent Messages", null);
root.getChildNamed("Unsent Messages").setFlag(Ci.nsMsgFolderFlags.Queue);
"""
_OWN_KEY = """
const [id] = args;
const identity = MailServices.accounts.allIdentities[0];
identity.setUnicharAttribute("openpgp_key_id", id);
identity.setBoolAttribute("sendAutocryptHeaders", true);
await PgpSqliteDb2.acceptAsPersonalKey?.(id);
EnigmailKeyRing.clearCache();
"""
_READ = """
const [path] = args;
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile); file.initWithPath(path);
const inbox = MailServices.accounts.localFoldersServer.rootFolder.getChildNamed("Inbox");
const key = await new Promise((resolve, reject) => {
  let key;
  MailServices.copy.copyFileMessage(file, inbox, null, false, 0, "", {
    QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
    onStartCopy() {}, onProgress() {}, setMessageKey(k) { key = k; }, getMessageId() { return null; },
    onStopCopy(status) { status ? reject(new Error("copy " + status)) : resolve(key); },
  }, null);
});
const tabmail = win.document.getElementById("tabmail");
const about3 = await until(() => tabmail.currentAbout3Pane?.displayFolder && tabmail.currentAbout3Pane, "the window");
about3.displayFolder(inbox.URI);
const hdr = await until(() => { try { return inbox.GetMessageHeader(key); } catch (e) { return null; } }, "the header");
await pause(300);
about3.selectMessage(hdr);
const pane = await until(() => tabmail.currentAboutMessage, "the message pane");
await until(() => pane.gMessage?.messageKey == key && pane.msgLoaded, "the message");
const box = pane.document.getElementById("cryptoBox");
const src = () => ["signedHdrIcon", "encryptedHdrIcon"].map(id => {
  const icon = pane.document.getElementById(id);
  return icon && !icon.hidden && !icon.collapsed ? (icon.src || "").replace(/.*\\//, "") : "";
});
await pause(1200);
await until(() => box.hidden || !box.getAttribute("tech") || src().some(one => one), "a verdict").catch(() => null);
await pause(500);
const document = pane.document.getElementById("messagepane").contentDocument;
const images = Array.from(document.querySelectorAll("img")).map(one => one.naturalWidth);
const files = (pane.currentAttachments || []).map(one => one.name + ":" + one.size);
const notes = Array.from(pane.document.querySelectorAll("notification-message"))
  .map(one => one.messageText?.textContent);
return {
  tech: box.hidden ? "" : box.getAttribute("tech"), marks: src(), key,
  subject: pane.document.getElementById("expandedsubjectBox").textContent.trim(),
  listed: hdr.mime2DecodedSubject, text: document.body?.innerText || "", images, files, notes,
};
"""
_WRITE = """
const [to, subject, html, options] = args;
const params = Cc["@mozilla.org/messengercompose/composeparams;1"].createInstance(Ci.nsIMsgComposeParams);
const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
fields.to = to; fields.subject = subject; fields.body = html;
for (const path of options.files || []) {
  const attachment = Cc["@mozilla.org/messengercompose/attachment;1"].createInstance(Ci.nsIMsgAttachment);
  const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile); file.initWithPath(path);
  attachment.url = Services.io.newFileURI(file).spec; attachment.name = file.leafName;
  fields.addAttachment(attachment);
}
params.composeFields = fields; params.identity = MailServices.accounts.allIdentities[0];
params.format = options.plain ? Ci.nsIMsgCompFormat.PlainText : Ci.nsIMsgCompFormat.HTML;
params.type = Ci.nsIMsgCompType.New;
const seen = new Set(Services.wm.getEnumerator("msgcompose"));
MailServices.compose.OpenComposeWindowWithParams(null, params);
const compose = await until(() => Array.from(Services.wm.getEnumerator("msgcompose")).find(one => !seen.has(one)
  && one.gMsgCompose && one.gWindowLoadedTime !== 0 && one.document.readyState == "complete"), "the composer");
await until(() => compose.composeEditorReady ?? compose.gEditingDraft !== undefined, "the editor");
await pause(1500);
compose.gSelectedTechnologyIsPGP = options.system == "openpgp";
compose.gSendSigned = options.sign; compose.gSendEncrypted = options.encrypt;
compose.gEncryptSubject = true; compose.gAttachMyPublicPGPKey = false;
compose.gUserTouchedSendEncrypted = compose.gUserTouchedSendSigned = true;
compose.updateEncryptOptionsMenuElements?.();
const outbox = MailServices.accounts.localFoldersServer.rootFolder.getChildNamed("Unsent Messages");
const before = outbox.getTotalMessages(false);
await compose.CompleteGenericSendMessage(Ci.nsIMsgCompDeliverMode.Later);
await until(() => outbox.getTotalMessages(false) > before, "the outbox");
if (!compose.closed) compose.close();
return outbox.filePath.path;
"""


@dataclass(frozen=True)
class Shown:
    """What its window says of a message; ``marks``: the icons for signed and encrypted, "" where there is none."""

    tech: str
    marks: tuple[str, ...]
    subject: str
    listed: str
    text: str
    images: tuple[int, ...]
    files: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def signature(self) -> str:
        """As its icon is called: "verified", "unknown", "mismatch", "notok" …; "" for none."""
        return self.marks[0].removeprefix("message-signed-").removesuffix(".svg")

    @property
    def encryption(self) -> str:
        """ "ok", "notok"; "" for none."""
        return self.marks[1].removeprefix("message-encrypted-").removesuffix(".svg")


class Thunderbird:
    """Of Bob. Keys are armoured, certificates PEM files and PKCS#12."""

    def __init__(self, marionette: Marionette, profile: Path, screen: Display) -> None:
        self._marionette, self._profile, self._screen = marionette, profile, screen

    def run(self, script: str, *arguments: Any) -> Any:
        """JavaScript with its modules at hand."""
        return self._marionette.run(_MODULES + script, *arguments)

    def begin(self, email: str, name: str) -> None:
        self.run(_BEGIN, email, name)

    def make_key(self, user_id: str, kind: str) -> str:
        """ "ECC" or "RSA"; its id. It becomes Bob's."""
        id_ = str(self.run('return await RNP.genKey(args[0], args[1], 3072, 0, "");', user_id, kind))
        self.own(id_)
        return id_

    def own(self, key_id: str) -> None:
        """The secret key is Bob's own to sign with."""
        fingerprint = self.run("return EnigmailKeyRing.getKeyById(args[0])?.fpr", key_id)
        self.run(_OWN_KEY, fingerprint)

    def take_secret_key(self, armoured: bytes, passphrase: str = "") -> dict[str, Any]:
        script = """const callback = (_window, _prompt, flags) => args[1];
        const r = await RNP.importSecKeyBlockImpl(win, callback, false, args[0]);"""
        found = self.run(script + "EnigmailKeyRing.clearCache(); return r;", armoured.decode(), passphrase)
        assert isinstance(found, dict)
        return found

    def take_key(self, armoured: bytes, acceptance: str = "verified") -> dict[str, Any]:
        script = "const r = await RNP.importPubkeyBlockAutoAcceptImpl(win, args[0], args[1]);"
        found = self.run(script + "EnigmailKeyRing.clearCache(); return r;", armoured.decode(), acceptance)
        assert isinstance(found, dict)
        return found

    def public_key(self, key_id: str) -> bytes:
        return str(self.run('return await RNP.getPublicKey("0x" + args[0]);', key_id)).encode()

    def secret_key(self, fingerprint: str, passphrase: str) -> bytes:
        return str(self.run("return await RNP.backupSecretKeys([args[0]], args[1]);", fingerprint, passphrase)).encode()

    def collected(self, address: str) -> list[str]:
        """Fingerprints of keys that came with mail (Autocrypt, attached): its key assistant offers them."""
        script = """
        const {CollectedKeysDB} = ChromeUtils.importESModule("chrome://openpgp/content/modules/CollectedKeysDB.sys.mjs");
        return (await (await CollectedKeysDB.getInstance()).findKeysForEmail(args[0])).map(one => one.fingerprint);"""
        return [str(one).removeprefix("0x").upper() for one in self.run(script, address)]

    def revoke(self, key_id: str) -> None:
        """Bob's own key."""
        self.run(
            "const r = await RNP.unlockAndGetNewRevocation('0x' + args[0], ''); await RNP.importRevImpl(r);", key_id
        )

    def key(self, key_id: str) -> dict[str, Any]:
        """What it knows of a key."""
        script = """const k = EnigmailKeyRing.getKeyById(args[0]); if (!k) return {};
        return {fpr: k.fpr, trust: k.keyTrust, expires: k.expiryTime, secret: k.secretAvailable, use: k.keyUseFor,
          ids: k.userIds.map(u => u.userId)};"""
        found = self.run(script, key_id)
        assert isinstance(found, dict)
        return found

    def use_certificate(self, nickname: str) -> None:
        """To sign and to be encrypted to."""
        script = """const identity = MailServices.accounts.allIdentities[0];
        const db = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
        const cert = db.getCerts().find(one => one.emailAddress == identity.email || one.displayName == args[0]);
        for (const use of ["signing", "encryption"]) {
          identity.setUnicharAttribute(use + "_cert_name", cert.displayName);
          identity.setUnicharAttribute(use + "_cert_dbkey", cert.dbKey);
        }
        return cert.displayName;"""
        self.run(script, nickname)

    def read(self, message: bytes) -> Shown:
        """Put into its inbox, opened in its window."""
        with tempfile.NamedTemporaryFile(suffix=".eml", dir=self._profile) as file:
            file.write(message)
            file.flush()
            found = self.run(_READ, file.name)
        return Shown(
            found["tech"] or "",
            tuple(found["marks"]),
            found["subject"],
            found["listed"],
            found["text"],
            tuple(found["images"]),
            tuple(found["files"]),
            tuple(one or "" for one in found["notes"]),
        )

    def write(self, to: str, subject: str, html: str, **options: Any) -> bytes:
        """Written in its composer; the bytes it would send. ``system``, ``sign``, ``encrypt``, ``files``, ``plain``."""
        path = self.run(_WRITE, to, subject, html, options)
        box = mailbox.mbox(path)
        try:
            last = max(int(key) for key in box.keys())  # noqa: SIM118
            return box.get_bytes(last)  # type: ignore[arg-type]
        finally:
            box.close()

    def take(self, picture: Path) -> None:
        self._screen.take(picture, after_seconds=1)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _preference(name: str, value: object) -> str:
    return f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"


@contextmanager
def thunderbird(roots: list[Path], own: list[tuple[Path, str]], people: list[Path]) -> Iterator[Thunderbird]:
    """``roots`` and ``people``: PEM certificates; ``own``: PKCS#12 with their passphrase."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="tb") as home, display() as screen:
        profile = Path(home, "profile")
        profile.mkdir()
        words = {**_PREFERENCES, **_ACCOUNT, "marionette.port": port}
        words["mail.server.server1.directory"] = str(profile / "Mail" / "Local Folders")
        words["mail.server.server2.directory"] = str(profile / "Mail" / "Bob")
        (profile / "user.js").write_text("".join(_preference(*one) for one in words.items()))
        certificates(profile, roots, own, people)
        command = ["thunderbird", "--no-remote", "--profile", str(profile), "-marionette", "-offline"]
        with screen.running([*command, "-remote-allow-system-access"], {"HOME": home}):
            marionette = Marionette(port)
            try:
                made = Thunderbird(marionette, profile, screen)
                deadline = time.monotonic() + _PATIENCE_SECONDS
                while not made.run("return Boolean(win);") and time.monotonic() < deadline:
                    time.sleep(0.5)
                yield made
            finally:
                marionette.close()


def certificates(folder: Path, roots: list[Path], own: list[tuple[Path, str]], people: list[Path]) -> None:
    """Make the NSS database of ``folder``."""
    database = f"sql:{folder}"
    nss("certutil", "-N", "-d", database, "--empty-password")
    for root in roots:
        nss("certutil", "-A", "-d", database, "-n", root.stem, "-t", "CT,C,C", "-a", "-i", str(root))
    for file, passphrase in own:
        nss("pk12util", "-i", str(file), "-d", database, "-W", passphrase, "-K", "")
    for person in people:
        nss("certutil", "-A", "-d", database, "-n", person.stem, "-t", ",P,", "-a", "-i", str(person))


def nss(program: str, *arguments: str, data: bytes = b"") -> bytes:
    """What it said; ``CalledProcessError``."""
    command = [program, *arguments]
    made = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE_SECONDS, check=False)
    if made.returncode:
        raise RuntimeError(f"{command}: {made.stderr.decode(errors='replace')}")
    return made.stdout
