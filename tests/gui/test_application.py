"""The program as a whole: start, the engine after the first paint, another language, the end."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mailclient.bridge import commands
from mailclient.gui.application import Application
from mailclient.gui.engine_link import EngineLink
from mailclient.language.catalogue import active_language
from mailclient.profile import Profile
from tests.gui.sample_store import Sample
from tests.gui.scripted_link import ScriptedLink


class Rehearsal(Application):
    """The program with a scripted engine."""

    def __init__(self, profile: Profile, link: ScriptedLink) -> None:
        self.scripted = link
        super().__init__(profile, demo=False)

    def _new_link(self) -> EngineLink:
        return self.scripted


def test_the_engine_starts_after_the_first_paint(
    qtbot: QtBot, profile: Profile, sample: Sample, link: ScriptedLink
) -> None:
    program = Rehearsal(profile, link)
    assert link.starts == 0
    assert program.window.list_column.messages.rowCount() == len(sample.inbox)
    qtbot.waitUntil(lambda: program.session is not None)
    assert link.starts == 1
    program.window.close()
    program.end()


def test_another_language_makes_the_window_anew_and_keeps_the_engine(
    qtbot: QtBot, profile: Profile, sample: Sample, link: ScriptedLink
) -> None:
    program = Rehearsal(profile, link)
    qtbot.waitUntil(lambda: program.session is not None)
    first, session = program.window, program.session
    assert session is not None
    first.list_column.list.select_row(4)
    chosen = first.list_column.list.current_message
    link.acknowledge_all()
    dialog = session.open_settings()
    dialog.language_chosen.emit("ko")
    qtbot.waitUntil(lambda: program.session is not session)
    assert program.window.list_column.list.current_message == chosen
    assert active_language() == "ko"
    assert program.window is not first
    assert program.window.isVisible()
    assert program.window.actions_["reply"].text() == "답장"
    assert link.starts == 1
    assert QApplication.quitOnLastWindowClosed()
    program.window.close()
    program.end()


def test_a_damaged_settings_file_changes_nothing(
    qtbot: QtBot, profile: Profile, sample: Sample, link: ScriptedLink
) -> None:
    profile.settings.write_bytes(b"[General]\ntheme=purple\ndensity=9\nfolder=x\ncolumns=@ByteArray(zz)\n\xff\x00")
    program = Rehearsal(profile, link)
    qtbot.waitUntil(lambda: program.session is not None)
    assert program.window.folder is not None
    assert not [command for command in link.sent if isinstance(command, commands.MoveMessages)]
    program.window.close()
    program.end()
