"""The window in a process of its own, with its engine in another: writes a message, or says what it finds open.

python -m tests.end_to_end.writing_window PROFILE write   types, waits until it is saved, dies by SIGKILL; so does
                                                          the engine, in the middle of whatever it does
python -m tests.end_to_end.writing_window PROFILE find    prints the composers that were opened again, as JSON
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mailclient.bridge.draft import DraftFile
from mailclient.gui.application import Application
from mailclient.gui.composer.pane import ComposerPane
from mailclient.profile import Profile

TEXT = "Every word of this is to be here again."
CURSOR = 11
PICTURE = bytes(range(256)) * 400
PATIENCE_MS = 60_000


def wait(true: Callable[[], bool]) -> None:
    loop = QEventLoop()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: loop.quit() if true() else None)
    look.start()
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    loop.exec()
    assert true()


def write(program: Application) -> None:
    session = program.session
    assert session is not None
    composer: list[ComposerPane] = []

    def begun() -> bool:
        made = None if composer else session.composers.write()
        composer.extend([made] if made is not None else [])
        return bool(composer)

    wait(begun)
    pane = composer[0]
    QTest.keyClicks(pane.fields.to.line, "jun@example.org,")
    pane.fields.subject.setText("Lost and found")
    pane.files.add([DraftFile("a.png", "image/png", data=PICTURE)])
    QTest.keyClicks(pane.editor, TEXT)
    cursor = pane.editor.textCursor()
    cursor.setPosition(CURSOR)
    pane.editor.setTextCursor(cursor)
    saved: list[bool] = []
    pane.keeper.saved.connect(lambda: saved.append(True))
    wait(lambda: bool(saved) and not pane.keeper.unsaved)
    process = session.link._process
    assert process is not None
    os.kill(process.processId(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def find(program: Application) -> None:
    session = program.session
    assert session is not None
    wait(lambda: bool(session.composers.windows))
    found = []
    for pane in session.composers.windows:
        content = pane.content()
        files = [(file.filename, Path(file.path).read_bytes() == PICTURE) for file in content.files]
        found.append(
            {
                "to": content.to,
                "subject": content.subject,
                "text": content.text.strip(),
                "cursor": content.cursor,
                "files": files,
            }
        )
    print(json.dumps(found), flush=True)
    session.link.stop()
    os._exit(0)


def main() -> None:
    qt = QApplication([])
    program = Application(Profile(Path(sys.argv[1])), demo=True)
    wait(lambda: program.session is not None)
    (write if sys.argv[2] == "write" else find)(program)
    del qt


if __name__ == "__main__":
    main()
