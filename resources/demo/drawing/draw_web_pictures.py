"""Draws the pictures in ``resources/demo/web``, which the sample mail names by its senders' web servers.

QT_QPA_PLATFORM=offscreen python resources/demo/drawing/draw_web_pictures.py
"""

# ruff: noqa: S311  the same picture each time is the point

import math
import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QPolygonF

WEB = Path(__file__).parents[1] / "web"
Draw = Callable[[QPainter, int, int], None]


def picture(name: str, width: int, height: int, draw: Draw) -> None:
    """A PNG or JPEG file of this size."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    draw(painter, width, height)
    painter.end()
    image.save(str(WEB / name), "JPEG" if name.endswith(".jpg") else "PNG", 82 if name.endswith(".jpg") else 10)


def ground(painter: QPainter, width: int, height: int, top: str, bottom: str) -> None:
    """A vertical gradient over everything."""
    gradient = QLinearGradient(0, 0, 0, height)
    gradient.setColorAt(0, QColor(top))
    gradient.setColorAt(1, QColor(bottom))
    painter.fillRect(0, 0, width, height, gradient)


def sea_glass(painter: QPainter, width: int, height: int) -> None:
    """Rounded pieces of glass on wet sand."""
    ground(painter, width, height, "#d8c9ac", "#b9a581")
    choose = random.Random(11)
    for _ in range(900):
        painter.setBrush(QColor(90, 70, 40, choose.randint(10, 40)))
        painter.drawEllipse(QPointF(choose.uniform(0, width), choose.uniform(0, height)), 1.4, 1.0)
    colours = ("#4f9d83", "#7dbfa6", "#3c7fa6", "#a9d3c2", "#6aa84f", "#d9863b", "#8fb7d6")
    for number in range(26):
        middle = QPointF(choose.uniform(0.08, 0.92) * width, choose.uniform(0.12, 0.88) * height)
        size, turn = choose.uniform(18, 42), choose.uniform(0, 6.3)
        corners = [
            middle + QPointF(math.cos(turn + step), 0.8 * math.sin(turn + step)) * (size * choose.uniform(0.7, 1.0))
            for step in (0.0, 1.3, 2.5, 3.8, 5.1)
        ]
        path = QPainterPath((corners[-1] + corners[0]) / 2)
        for at, corner in enumerate(corners):
            path.quadTo(corner, (corner + corners[(at + 1) % len(corners)]) / 2)
        painter.fillPath(path.translated(3, 4), QColor(60, 45, 20, 70))
        colour = QColor(colours[number % len(colours)])
        colour.setAlpha(225)
        painter.fillPath(path, colour)
        painter.setBrush(QColor(255, 255, 255, 70))
        painter.drawEllipse(middle - QPointF(size * 0.2, size * 0.2), size * 0.28, size * 0.16)


def bowline(painter: QPainter, width: int, height: int) -> None:
    """A loop of red rope."""
    ground(painter, width, height, "#eae4d8", "#d5cbb8")
    path = QPainterPath(QPointF(-10, height * 0.35))
    path.cubicTo(width * 0.25, height * 0.2, width * 0.42, height * 0.35, width * 0.5, height * 0.52)
    path.cubicTo(width * 0.6, height * 0.8, width * 0.9, height * 0.85, width * 0.88, height * 0.5)
    path.cubicTo(width * 0.86, height * 0.2, width * 0.62, height * 0.2, width * 0.5, height * 0.45)
    path.cubicTo(width * 0.42, height * 0.62, width * 0.36, height * 0.75, width * 0.3, height + 10)
    for colour, thickness in (("#6d1f1f", 30), ("#b3372f", 26), ("#c9564c", 12)):
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, QPen(QColor(colour), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setPen(QPen(QColor(90, 20, 20, 150), 2))
    for step in range(0, 100, 2):
        at, angle = path.pointAtPercent(step / 100), math.radians(path.angleAtPercent(step / 100) + 55)
        along = QPointF(math.cos(angle), -math.sin(angle)) * 12
        painter.drawLine(at - along, at + along)


def jupiter(painter: QPainter, width: int, height: int) -> None:
    """Bands and the red spot, cut to a disc by what shows it."""
    ground(painter, width, height, "#e7d3b5", "#c9a77c")
    for at, thick, colour in ((18, 9, "#b98a5e"), (36, 14, "#f3e6d0"), (60, 16, "#a8764b"), (92, 18, "#efdcc0")):
        painter.fillRect(QRectF(0, at * height / 160, width, thick * height / 160), QColor(colour))
    for at, thick, colour in ((116, 12, "#b48358"), (136, 10, "#d9bd96")):
        painter.fillRect(QRectF(0, at * height / 160, width, thick * height / 160), QColor(colour))
    painter.setBrush(QColor("#c2593a"))
    painter.drawEllipse(QPointF(width * 0.64, height * 0.66), width * 0.14, height * 0.08)


def kettle(painter: QPainter, width: int, height: int) -> None:
    """A moss-green kettle."""
    ground(painter, width, height, "#eef4f0", "#dfe9e3")
    unit = width / 64
    painter.setBrush(QColor("#5c7a52"))
    painter.drawRoundedRect(QRectF(16 * unit, 26 * unit, 32 * unit, 24 * unit), 10 * unit, 10 * unit)
    corners = (QPointF(46, 32), QPointF(57, 25), QPointF(59, 28), QPointF(47, 41))
    painter.drawPolygon(QPolygonF([corner * unit for corner in corners]))
    painter.setBrush(QColor("#46603e"))
    painter.drawEllipse(QPointF(32 * unit, 24 * unit), 4 * unit, 3 * unit)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor("#3a3026"), 3 * unit))
    painter.drawArc(QRectF(18 * unit, 9 * unit, 28 * unit, 34 * unit), 20 * 16, 140 * 16)


def towel(painter: QPainter, width: int, height: int) -> None:
    """A folded tea towel with blue stripes."""
    ground(painter, width, height, "#f7f5ef", "#e9e5da")
    unit = width / 64
    painter.setBrush(QColor("#ffffff"))
    painter.drawRect(QRectF(12 * unit, 10 * unit, 40 * unit, 46 * unit))
    for at in (16, 22, 42, 48):
        painter.fillRect(QRectF(12 * unit, at * unit, 40 * unit, 3 * unit), QColor("#2f5d8a"))
    painter.fillRect(QRectF(31 * unit, 10 * unit, 1.5 * unit, 46 * unit), QColor("#d9d4c7"))


def main() -> None:
    """All of them, at twice the size they are shown in."""
    application = QGuiApplication([])
    WEB.mkdir(exist_ok=True)
    picture("sea-glass.jpg", 520, 300, sea_glass)
    picture("knots.jpg", 520, 300, bowline)
    picture("jupiter.png", 160, 160, jupiter)
    picture("kettle-moss-64.png", 128, 128, kettle)
    picture("towel-64.png", 128, 128, towel)
    application.quit()


if __name__ == "__main__":
    main()
