"""A list of folders that cannot be read to its end proves of no folder that it is gone."""

from pathlib import Path

from tests.engine.modelled import begun, fill
from tests.servers.model import ModelServer


class Mumbling(ModelServer):
    garbled = b""

    def list_lines(self) -> list[bytes]:
        return [
            b'* LIST (\\HasNoChildren) "/" "Wor' + b"\x00" + b"k" if self.garbled and self.garbled in line else line
            for line in super().list_lines()
        ]


async def test_a_folder_whose_line_cannot_be_read_keeps_its_mail(tmp_path: Path) -> None:
    server = Mumbling()
    for path in ("Work", "Old"):
        server.create(path)
        fill(server, path, 3)
    async with begun(tmp_path, server) as engine:
        before = engine.ids("Work")
        server.garbled = b"Work"
        del server.folders["Old"]
        await engine.try_sync()
        assert engine.ids("Work") == before
        server.garbled = b""
        await engine.sync()
        assert engine.ids("Work") == before
        assert [one.path for one in engine.reader.folders()] == ["INBOX", "Work"]
