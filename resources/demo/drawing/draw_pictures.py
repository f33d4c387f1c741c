"""Draws the pictures and pages in ``resources/demo/files``: run it once, commit what it makes.

QT_QPA_PLATFORM=offscreen python resources/demo/drawing/draw_pictures.py
"""

# ruff: noqa: E501, S311  pages of HTML are read as they are; the same picture each time is the point

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QLinearGradient,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QPolygonF,
    QRadialGradient,
    QTextDocument,
)

FILES = Path(__file__).parents[1] / "files"
Draw = Callable[[QPainter, int, int], None]


def picture(name: str, width: int, height: int, draw: Draw, quality: int = 82) -> None:
    """A PNG or JPEG file of this size."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    draw(painter, width, height)
    painter.end()
    if name.endswith(".png"):
        image.save(str(FILES / name), "PNG", 10)
    else:
        image.save(str(FILES / name), "JPEG", quality)


def fill(painter: QPainter, width: int, height: int, *stops: tuple[float, str]) -> None:
    """A vertical gradient over everything."""
    gradient = QLinearGradient(0, 0, 0, height)
    for at, colour in stops:
        gradient.setColorAt(at, QColor(colour))
    painter.fillRect(0, 0, width, height, gradient)


def hills(
    painter: QPainter, width: int, height: int, base: float, swing: float, colour: str, seed: int, end: float = 9.0
) -> None:
    """A ridge of hills, ``base`` of the height from the top; from ``end`` of the width on it has sunk into the sea."""
    choose = random.Random(seed)
    waves = [(choose.uniform(0.6, 5.0), choose.uniform(0, 6.3), choose.uniform(0.2, 1.0)) for _ in range(6)]
    points = [QPointF(0, height)]
    for x in range(0, width + 4, 4):
        rise = sum(part / wave * math.sin(wave * 6.283 * x / width + phase) for wave, phase, part in waves)
        above = max(0.0, min(1.0, (end - x / width) / 0.3))
        sunk = (1 - above * above * (3 - 2 * above)) * 0.5
        points.append(QPointF(x, height * (base - swing * rise + sunk)))
    points.append(QPointF(width + 4, height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawPolygon(QPolygonF(points))


def stars(painter: QPainter, width: float, height: float, count: int, seed: int) -> None:
    """Small stars, most of them faint."""
    choose = random.Random(seed)
    painter.setPen(Qt.PenStyle.NoPen)
    for _ in range(count):
        brightness = choose.random() ** 3
        colour = QColor(choose.choice(["#ffffff", "#cfe0ff", "#fff1d6"]))
        colour.setAlphaF(0.25 + 0.75 * brightness)
        painter.setBrush(colour)
        radius = 0.4 + 1.3 * brightness
        painter.drawEllipse(QPointF(choose.random() * width, choose.random() * height), radius, radius)


def glow(painter: QPainter, x: float, y: float, radius: float, colour: str, strength: float) -> None:
    """A round light."""
    gradient = QRadialGradient(x, y, radius)
    inner, outer = QColor(colour), QColor(colour)
    inner.setAlphaF(strength)
    outer.setAlphaF(0)
    gradient.setColorAt(0, inner)
    gradient.setColorAt(1, outer)
    painter.fillRect(QRectF(x - radius, y - radius, 2 * radius, 2 * radius), gradient)


def text(painter: QPainter, x: float, y: float, words: str, size: int, colour: str, *, bold: bool = False) -> None:
    """One line; ``y`` is its base line. Korean falls back to a font that has it."""
    font = QFont(["Inter", "NanumSquareRound"])
    font.setPixelSize(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QPointF(x, y), words)


def aurora(painter: QPainter, width: int, height: int) -> None:
    """Northern lights over a lake."""
    fill(painter, width, height, (0, "#060b22"), (0.6, "#12305a"), (1, "#0c1c38"))
    stars(painter, width, height * 0.7, 220, 3)
    for band, colour in enumerate(("#3dffb0", "#47d6ff", "#a06bff")):
        for x in range(0, width, 3):
            sway = math.sin(x / 70 + band * 1.7) * 18 + math.sin(x / 23 + band) * 5
            top = height * (0.16 + 0.07 * band) + sway
            length = height * (0.32 + 0.1 * math.sin(x / 41 + band * 2))
            gradient = QLinearGradient(0, top, 0, top + length)
            for at, alpha in ((0.0, 0.0), (0.65, 0.20), (0.85, 0.30), (1.0, 0.0)):
                shade = QColor(colour)
                shade.setAlphaF(alpha)
                gradient.setColorAt(at, shade)
            painter.fillRect(QRectF(x, top, 3, length), gradient)
    hills(painter, width, height, 0.76, 0.035, "#0a1630", 5)
    hills(painter, width, height, 0.86, 0.03, "#050b1b", 9)


def coast(painter: QPainter, width: int, height: int) -> None:
    """Headlands in the evening."""
    fill(
        painter, width, height, (0, "#6d87b8"), (0.35, "#e9a98a"), (0.52, "#ffd9a0"), (0.53, "#b98a86"), (1, "#2c3c5c")
    )
    glow(painter, width * 0.63, height * 0.47, height * 0.5, "#fff3cf", 0.95)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#fff6dd"))
    painter.drawEllipse(QPointF(width * 0.63, height * 0.47), height * 0.035, height * 0.035)
    choose = random.Random(4)
    for _ in range(900):
        y = height * (0.53 + 0.47 * choose.random() ** 1.6)
        spread = (y / height - 0.5) * width * 0.5
        x = width * 0.63 + choose.gauss(0, 0.5) * spread
        shade = QColor("#ffe3b3")
        shade.setAlphaF(choose.uniform(0.05, 0.4))
        painter.fillRect(QRectF(x, y, choose.uniform(4, 40), choose.uniform(0.8, 2.4)), shade)
    hills(painter, width, height, 0.5, 0.05, "#8d7f97", 1, 0.62)
    hills(painter, width, height, 0.6, 0.07, "#5d5d7c", 12, 0.52)
    hills(painter, width, height, 0.86, 0.07, "#232c42", 21)
    choose = random.Random(8)
    for _ in range(7):
        x, y = width * choose.uniform(0.35, 0.9), height * choose.uniform(0.1, 0.3)
        wing = QPainterPath(QPointF(x - 12, y - 3))
        wing.quadTo(QPointF(x - 5, y - 8), QPointF(x, y))
        wing.quadTo(QPointF(x + 5, y - 8), QPointF(x + 12, y - 3))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor("#3b3f58"), 1.8))
        painter.drawPath(wing)


def milky_way(painter: QPainter, width: int, height: int) -> None:
    """The Milky Way above the observatory."""
    fill(painter, width, height, (0, "#05070f"), (0.75, "#14213d"), (1, "#2a3a55"))
    choose = random.Random(15)
    for _ in range(260):
        along = choose.random()
        x = width * (0.05 + 0.9 * along) + choose.gauss(0, width * 0.04)
        y = height * (0.95 - 0.95 * along) + choose.gauss(0, height * 0.07)
        colour = choose.choice(["#8fa8ff", "#ffd2b0", "#c7b6ff", "#5f7fd8"])
        glow(painter, x, y, choose.uniform(30, 110), colour, choose.uniform(0.02, 0.08))
    stars(painter, width, height, 1500, 16)
    for _ in range(1800):
        along = choose.random()
        x = width * (0.05 + 0.9 * along) + choose.gauss(0, width * 0.05)
        y = height * (0.95 - 0.95 * along) + choose.gauss(0, height * 0.06)
        shade = QColor("#ffffff")
        shade.setAlphaF(choose.uniform(0.1, 0.6))
        painter.fillRect(QRectF(x, y, 1, 1), shade)
    hills(painter, width, height, 0.9, 0.03, "#06080f", 30)
    painter.setBrush(QColor("#06080f"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawChord(QRectF(width * 0.2, height * 0.74, height * 0.22, height * 0.22), 0, 180 * 16)
    painter.drawRect(QRectF(width * 0.2, height * 0.85, height * 0.22, height * 0.1))
    painter.setBrush(QColor("#ffcf7a"))
    painter.drawRect(QRectF(width * 0.2 + height * 0.1, height * 0.9, height * 0.02, height * 0.03))


def bars(title: str, labels: tuple[str, ...], values: tuple[int, ...], unit: str, colour: str, highest: int) -> Draw:
    """A bar chart with a light grid and the last bar in full colour."""

    def draw(painter: QPainter, width: int, height: int) -> None:
        text(painter, 28, 44, title, 22, "#1b1f24", bold=True)
        text(painter, 28, 68, unit, 14, "#5b6470")
        left, right, top, bottom = 64, width - 24, 96, height - 48
        for step in range(5):
            y = bottom - (bottom - top) * step / 4
            painter.setPen(QPen(QColor("#e3e6eb"), 1))
            painter.drawLine(QPointF(left, y), QPointF(right, y))
            text(painter, 20, y + 5, f"{highest * step // 4:,}", 13, "#5b6470")
        slot = (right - left) / len(values)
        for position, (label, value) in enumerate(zip(labels, values, strict=True)):
            bar = QRectF(left + slot * position + slot * 0.2, 0, slot * 0.6, (bottom - top) * value / highest)
            bar.moveBottom(bottom)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour).lighter(100 if position == len(values) - 1 else 145))
            painter.drawRoundedRect(bar, 4, 4)
            text(painter, bar.left() + 2, bottom + 24, label, 14, "#1b1f24")
            text(painter, bar.left() + 2, bar.top() - 8, f"{value:,}", 13, "#1b1f24", bold=True)

    return draw


def dome_plan(painter: QPainter, width: int, height: int) -> None:
    """The plan of the dome, as a blueprint."""
    painter.fillRect(0, 0, width, height, QColor("#16386b"))
    for step in range(0, max(width, height), 24):
        painter.setPen(QPen(QColor("#23497f"), 1))
        painter.drawLine(step, 0, step, height)
        painter.drawLine(0, step, width, step)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = QPointF(width * 0.42, height * 0.54)
    for ring, radius in enumerate((215, 170, 128, 88, 26)):
        painter.setPen(QPen(QColor("#e8f1ff"), 3 if ring == 0 else 1.4))
        painter.drawEllipse(middle, radius, radius)
    painter.setPen(QPen(QColor("#9fc3ff"), 1.2))
    for seat in range(96):
        ring = 108 + 20 * (seat % 4)
        angle = math.radians(20 + seat * 320 / 96)
        painter.drawEllipse(middle + QPointF(math.sin(angle) * ring, -math.cos(angle) * ring), 4.5, 4.5)
    painter.setPen(QPen(QColor("#ffd479"), 2, Qt.PenStyle.DashLine))
    painter.drawLine(middle, middle + QPointF(0, -215))
    text(painter, middle.x() + 8, middle.y() - 190, "N", 18, "#ffd479", bold=True)
    text(painter, width * 0.71, 60, "AURORA DOME", 24, "#ffffff", bold=True)
    for row, line in enumerate(
        ("96 seats, 4 rings", "Ø 11.2 m, tilt 12°", "6 projectors, 4K", "ramp 1:20, two doors", "scale 1:75", "rev. F")
    ):
        text(painter, width * 0.71, 98 + row * 26, line, 17, "#cfe2ff")


def loaf(painter: QPainter, width: int, height: int) -> None:
    """A loaf of bread, with steam."""
    painter.fillRect(0, 0, width, height, QColor("#fbeedb"))
    glow(painter, width / 2, height * 0.6, height * 0.7, "#ffcf8a", 0.7)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#d9c3a3"))
    painter.drawEllipse(QRectF(width * 0.2, height * 0.78, width * 0.6, height * 0.1))
    body = QPainterPath()
    body.addRoundedRect(QRectF(width * 0.27, height * 0.45, width * 0.46, height * 0.38), 60, 70)
    gradient = QLinearGradient(0, height * 0.45, 0, height * 0.83)
    gradient.setColorAt(0, QColor("#c9762f"))
    gradient.setColorAt(1, QColor("#8a4a1c"))
    painter.fillPath(body, gradient)
    painter.setPen(QPen(QColor("#f3c88e"), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    for cut in range(4):
        x = width * (0.34 + 0.09 * cut)
        painter.drawLine(QPointF(x, height * 0.66), QPointF(x + 30, height * 0.53))
    painter.setPen(QPen(QColor(255, 255, 255, 190), 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for wisp in range(3):
        x = width * (0.42 + 0.08 * wisp)
        path = QPainterPath(QPointF(x, height * 0.38))
        path.cubicTo(QPointF(x - 22, height * 0.3), QPointF(x + 22, height * 0.22), QPointF(x, height * 0.13))
        painter.drawPath(path)


def logo_tideline(painter: QPainter, width: int, height: int) -> None:
    """Three waves in a circle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#0f5c6e"))
    painter.drawEllipse(QRectF(2, 2, width - 4, height - 4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for wave in range(3):
        painter.setPen(QPen(QColor("#e9f7f5"), height * 0.055, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        y = height * (0.38 + 0.14 * wave)
        path = QPainterPath(QPointF(width * 0.24, y))
        for crest in range(3):
            x = width * (0.24 + 0.175 * crest)
            path.cubicTo(
                QPointF(x + width * 0.06, y - height * 0.09),
                QPointF(x + width * 0.11, y + height * 0.09),
                QPointF(x + width * 0.175, y),
            )
        painter.drawPath(path)


def poster(painter: QPainter, width: int, height: int) -> None:
    """The choir's winter poster."""
    fill(painter, width, height, (0, "#14273d"), (1, "#3d2b4f"))
    stars(painter, width, height * 0.6, 130, 40)
    glow(painter, width * 0.5, height * 0.72, width * 0.6, "#ffb86b", 0.55)
    hills(painter, width, height, 0.82, 0.02, "#0b1524", 41)
    text(painter, 40, 96, "Songs for the", 46, "#f7efe2")
    text(painter, 40, 152, "Longest Night", 54, "#ffd08a", bold=True)
    text(painter, 40, height - 96, "Port Ellery Community Choir", 24, "#f7efe2", bold=True)
    text(painter, 40, height - 62, "St Brannock's Hall, the winter solstice, 7 pm", 20, "#e4d9c9")
    text(painter, 40, height - 34, "Mince pies from six. Pay what you can.", 18, "#c9bda9")
    painter.setPen(Qt.PenStyle.NoPen)
    choose = random.Random(6)
    for lamp in range(9):
        x, y = width * (0.1 + 0.1 * lamp), height * (0.6 + 0.05 * choose.random())
        glow(painter, x, y, 60, "#ffcc80", 0.6)
        painter.setBrush(QColor("#fff2d0"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(x - 9, y - 14, 18, 28), 6, 6)


def page(name: str, html: str) -> None:
    """A PDF of one or two A4 pages."""
    writer = QPdfWriter(str(FILES / name))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20))
    writer.setResolution(96)
    writer.setCreator("")
    document = QTextDocument()
    document.setDefaultFont(QFont(["Inter", "NanumSquareRound"], 11))
    document.setDefaultStyleSheet("h1 { color: #14315c } td { padding: 4px 10px } .sum td { background: #eef3fb }")
    document.setHtml(html)
    document.setPageSize(QRectF(0, 0, writer.width(), writer.height()).size())
    document.print_(writer)


REPORT = """<h1>Aurora: dome test, week 6</h1><p><i>Harbour Studio, for the steering group</i></p>
<p>Forty-one visitors sat under the dome on three evenings. We asked them one question afterwards: <b>what will you tell
somebody tomorrow?</b> Thirty-four spoke of the moment when the city lights go out, five of the seats, two of the soup.</p>
<h2>What we learnt</h2><ul><li>The dark lasts nine seconds before anyone whispers. We can afford twelve.</li>
<li>Children look straight up; adults look at the children. The narration may wait.</li>
<li>The third projector drifts by 0.4° as it warms. The supplier's new mount cures it.</li></ul>
<h2>Figures</h2><table border="1" cellspacing="0"><tr><td><b>Evening</b></td><td><b>Visitors</b></td><td><b>Would come again</b></td></tr>
<tr><td>Tuesday</td><td>11</td><td>10</td></tr><tr><td>Thursday</td><td>14</td><td>14</td></tr>
<tr><td>Saturday</td><td>16</td><td>15</td></tr><tr class="sum"><td>All</td><td>41</td><td>39</td></tr></table>
<p>Next: the full run with sound, and the Korean narration by Haneul Observatory.</p>"""

INVOICE = """<h1>Invoice 2026-0417</h1><p>Kettle &amp; Crane, 4 Ropewalk, Port Ellery<br>For: Alice Hartley</p>
<table border="1" cellspacing="0"><tr><td><b>Thing</b></td><td><b>Number</b></td><td><b>Price</b></td></tr>
<tr><td>Enamel kettle, moss green, 1.2 l</td><td>1</td><td>38.00</td></tr>
<tr><td>Tea towel "Shipping forecast"</td><td>2</td><td>17.00</td></tr><tr><td>Postage</td><td></td><td>3.90</td></tr>
<tr class="sum"><td>Sum</td><td></td><td><b>58.90</b></td></tr></table><p>Paid by card. Thank you!</p>"""

TICKET = """<h1>Northline</h1><h2>Port Ellery → Carrow Junction</h2><p>Coach C, seat 41, forward, by the window (sea side)</p>
<p>Platform 2, 08:12. Reference <b>QX7 RLM</b></p><p>This ticket is an example and opens no gate.</p>"""

KOREAN = """<h1>겨울 별 축제 운영 계획</h1><p>하늘천문대 교육팀</p><h2>1. 프로그램</h2><ul><li>돔 상영: 오로라의 밤 (하루 네 번)</li>
<li>망원경 관측: 목성, 플레이아데스, 오리온 대성운</li><li>별자리 손전등 만들기 (어린이)</li></ul><h2>2. 예산</h2>
<table border="1" cellspacing="0"><tr><td>항목</td><td>금액 (만원)</td></tr><tr><td>상영 장비 임차</td><td>420</td></tr>
<tr><td>체험 재료</td><td>85</td></tr><tr><td>안내 인력</td><td>240</td></tr><tr class="sum"><td><b>합계</b></td><td><b>745</b></td></tr></table>
<p>흐린 날에는 관측 대신 돔에서 '구름 위의 하늘'을 상영합니다.</p>"""


def main() -> None:
    """Draw everything."""
    application = QGuiApplication(sys.argv)
    FILES.mkdir(exist_ok=True)
    picture("aurora.jpg", 1200, 480, aurora)
    picture("coast.jpg", 1200, 800, coast)
    picture("milky-way.jpg", 1200, 800, milky_way, 76)
    picture("loaf.jpg", 640, 360, loaf)
    picture("poster.jpg", 600, 840, poster)
    picture("dome-plan.png", 880, 560, dome_plan)
    picture("logo-tideline.png", 96, 96, logo_tideline)
    weeks = tuple(f"Week {number}" for number in range(1, 7))
    picture(
        "chart-visitors.png",
        720,
        420,
        bars("Test visitors by week", weeks, (12, 18, 24, 29, 35, 41), "people under the dome", "#2f6feb", 48),
    )
    weeks = tuple(f"{number}주" for number in range(1, 7))
    picture(
        "chart-reservations.png",
        720,
        420,
        bars("주별 관람 예약", weeks, (410, 520, 760, 590, 680, 872), "명", "#8a4fd0", 1000),
    )
    page("dome-test-week-6.pdf", REPORT)
    page("invoice-2026-0417.pdf", INVOICE)
    page("northline-ticket.pdf", TICKET)
    page("winter-festival.pdf", KOREAN)
    application.quit()


if __name__ == "__main__":
    main()
