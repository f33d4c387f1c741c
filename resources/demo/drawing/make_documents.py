"""Makes the small office files in ``resources/demo/files``: real ones, of the fewest parts that open.

python resources/demo/drawing/make_documents.py
"""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

FILES = Path(__file__).parents[1] / "files"
_OFFICE = "http://schemas.openxmlformats.org"
_TYPES = f"{_OFFICE}/package/2006/content-types"
_RELATIONS = f"{_OFFICE}/package/2006/relationships"
_DOCUMENT = f"{_OFFICE}/officeDocument/2006/relationships/officeDocument"
_WORD = f"{_OFFICE}/wordprocessingml/2006/main"
_SHEET = f"{_OFFICE}/spreadsheetml/2006/main"
_MIME = "application/vnd.openxmlformats-officedocument"


def package(name: str, main: str, content_type: str, parts: dict[str, str]) -> None:
    """A zip with the parts, the same bytes each time."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    overrides = "".join(f'<Override PartName="/{part}" ContentType="{content_type}"/>' for part in [main])
    if "xl/worksheets/sheet1.xml" in parts:
        overrides += (
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MIME}.spreadsheetml.worksheet+xml"/>'
        )
    common = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_DOCUMENT}" '
        f'Target="{main}"/></Relationships>',
    }
    archive(name, {part: head + text for part, text in {**common, **parts}.items()})


def archive(name: str, parts: dict[str, str]) -> None:
    """A zip of text files."""
    with zipfile.ZipFile(FILES / name, "w", zipfile.ZIP_DEFLATED) as out:
        for part, text in parts.items():
            out.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), text.encode("utf-8"), zipfile.ZIP_DEFLATED)


def document(name: str, paragraphs: list[str]) -> None:
    """A .docx."""
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in paragraphs)
    text = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    package(name, "word/document.xml", f"{_MIME}.wordprocessingml.document.main+xml", {"word/document.xml": text})


def sheet(name: str, rows: list[list[str | int]]) -> None:
    """An .xlsx with one sheet."""
    lines = []
    for row in rows:
        cells = "".join(
            f"<c><v>{cell}</v></c>" if isinstance(cell, int) else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for cell in row
        )
        lines.append(f"<row>{cells}</row>")
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument/2006/relationships/worksheet" '
        f'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    }
    package(name, "xl/workbook.xml", f"{_MIME}.spreadsheetml.sheet.main+xml", parts)


def main() -> None:
    """Make them all."""
    document(
        "narration-script.docx",
        [
            "AURORA: narration, fourth draft",
            "(The city lights go out, one street after another. Nine seconds of dark.)",
            "VOICE: You can put your phones away now. There is nothing to look at yet.",
            "VOICE: That is the point. Give your eyes a minute; they have waited all day for this.",
            "(First green, low in the north.)",
            "VOICE: There. Do not say anything. It is shy.",
        ],
    )
    sheet(
        "aurora-budget.xlsx",
        [
            ["Item", "Planned", "Spent"],
            ["Dome hire and rigging", 18400, 17950],
            ["Projector mounts", 5200, 6110],
            ["Sound", 7400, 5900],
            ["Narration, three languages", 4800, 3200],
            ["Soup for test visitors", 300, 412],
        ],
    )
    sheet(
        "festival-staff.xlsx",
        [
            ["이름", "시간", "자리"],
            ["이준호", "17:00-21:00", "주망원경"],
            ["정다은", "16:30-20:00", "안내소"],
            ["박민지", "17:00-21:00", "돔"],
        ],
    )
    archive(
        "sound-stems.zip",
        {
            "README.txt": "Stems for the north wall, take 3. 48 kHz. The wind is real; the wolves are Oskar.\n",
            "cues.csv": "cue,seconds,level\nwind,0,-18\nice,42,-12\nchoir,118,-9\nsilence,171,-90\n",
        },
    )


if __name__ == "__main__":
    main()
