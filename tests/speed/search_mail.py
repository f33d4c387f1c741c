"""A million made-up messages to search in: Korean, English and Japanese, words as frequent as in real mail (Zipf).

The same seed gives the same mail. One message in five thousand has the word "needle".
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from mailclient.mail.account import AccountSettings, Security, Server
from mailclient.mail.address import Address
from mailclient.mail.body import Attachment, Body
from mailclient.mail.flag import Flag, Flags
from mailclient.mail.folder import FolderRole
from mailclient.mail.ids import FolderId, MessageId, PartPath, Uid
from mailclient.mail.message import Envelope
from mailclient.mail.part import Part
from mailclient.store import accounts, bodies, folders, messages, search_index
from mailclient.store.rows import NewMessage
from mailclient.store.transaction import Transaction
from mailclient.store.writer import Writer

NOW = 1_790_000_000
SECONDS_APART = 280
SLICE = 256
FOLDERS = (("INBOX", FolderRole.INBOX, 55), ("Archive", FolderRole.ARCHIVE, 30), ("Sent", FolderRole.SENT, 10))
SMALL = ("Projects/Apollo", FolderRole.NONE, 0.1)
_ENGLISH = """
the to and of in you is for re we on it be this have are your with please report meeting thanks from at will as can
regards review budget invoice update schedule project team time know let if any by next week new our not but attached
file question answer release draft plan travel lunch call order shipping account security notice weekly
"""
_KOREAN = """
회의 안녕하세요 감사합니다 이번 보고서 일정 관련 확인 부탁드립니다 있습니다 합니다 드립니다 내용 자료 첨부 검토 공지
예산 점심 출장 질문 답변 계획 초안 최종 회의록 이메일 이용 서비스 안내 주문 배송 결제 고객 다음주 오늘 내일 프로젝트
이사회
"""
_JAPANESE = """
会議 お世話になっております よろしくお願いいたします 報告書 資料 確認 予定 東京 オフィス 添付 請求書 ご連絡 打ち合わせ
"""
_SYLLABLES = (
    "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조구누두루무부수우주그느드르므브스으즈기니디리미비시이지치"
    "은을인간문신정진강김박최한영현성민준서연"
)


@dataclass(frozen=True)
class Vocabulary:
    """Words with falling frequency."""

    words: list[str]
    weights: list[float]

    def take(self, chance: random.Random, count: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.weights, k=count)


def vocabulary(common: list[str], rare: int, word: Iterator[str]) -> Vocabulary:
    words = [*common, *(next(word) for _ in range(rare))]
    return Vocabulary(words, list(accumulate(1 / (rank + 12) for rank in range(len(words)))))


def _english(chance: random.Random) -> Iterator[str]:
    parts = [a + b for a in "bcdfglmnprstvw" for b in ("a", "e", "i", "o", "u", "en", "er", "al", "on", "ti")]
    while True:
        yield "".join(chance.choices(parts, k=chance.choice((2, 2, 3, 3, 4))))


def _korean(chance: random.Random) -> Iterator[str]:
    endings = ["", "", "은", "이", "을", "에서", "으로", "의", "과", "입니다", "했습니다"]
    while True:
        yield "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3)))) + chance.choice(endings)


class Mail:
    """Makes messages and texts."""

    def __init__(self, seed: int = 1) -> None:
        self.chance = random.Random(seed)
        self.english = vocabulary(_ENGLISH.split(), 30_000, _english(self.chance))
        self.korean = vocabulary(_KOREAN.split(), 20_000, _korean(self.chance))
        self.japanese = vocabulary(_JAPANESE.split(), 0, iter(()))
        self.people = [self._person(number) for number in range(8_000)]

    def words(self, count: int) -> str:
        """A subject or a text, in one language most of the time."""
        roll = self.chance.random()
        language = self.korean if roll < 0.45 else self.english if roll < 0.92 else self.japanese
        taken = language.take(self.chance, count)
        if roll > 0.7:
            taken[: count // 4] = self.english.take(self.chance, count // 4)
        return " ".join(taken)

    def message(self, uid: int) -> NewMessage:
        """A message with a plausible header."""
        chance = self.chance
        subject = self.words(chance.randrange(3, 10)) + (" needle" if uid % 5000 == 0 else "")
        attached = chance.random() < 0.15
        structure = None
        if attached:
            name = f"{self.words(2)}.{chance.choice(('pdf', 'docx', 'xlsx', 'png'))}"
            structure = Part(PartPath("2"), "application/octet-stream", disposition="attachment", filename=name)
        return NewMessage(
            Uid(uid),
            Flags(Flag.NONE if chance.random() < 0.03 else Flag.SEEN, ("$label1",) if uid % 700 == 0 else ()),
            NOW - uid * SECONDS_APART,
            int(chance.paretovariate(1.2) * 3_000),
            Envelope(
                subject=subject,
                from_=(chance.choice(self.people),),
                to=tuple(chance.choices(self.people, k=chance.choice((1, 1, 1, 2, 5)))),
                cc=tuple(chance.choices(self.people, k=2)) if chance.random() < 0.2 else (),
                message_id=f"{uid}@example.org",
            ),
            structure=structure,
            has_attachment=attached,
            preview=self.words(20),
        )

    def body(self) -> Body:
        """A text of about two kilobytes."""
        name = f"{self.words(2)}.{self.chance.choice(('pdf', 'docx', 'xlsx', 'png'))}"
        attachment = Attachment(PartPath("2"), name, "application/octet-stream", 20_000)
        has_one = self.chance.random() < 0.15
        return Body(self.words(self.chance.choice((40, 120, 250, 600))), attachments=(attachment,) if has_one else ())

    def _person(self, number: int) -> Address:
        if number % 2:
            family, given = self.chance.choice("김이박최정강조윤장임"), "".join(self.chance.choices(_SYLLABLES, k=2))
            return Address(family + given, f"user{number}@corp{number % 90}.example.co.kr")
        first, last = self.english.take(self.chance, 2)
        return Address(f"{first.title()} {last.title()}", f"{first}.{last}{number}@mail{number % 70}.example.com")


async def fill(path: Path, count: int, with_text: int) -> None:
    """Write them as a first sync does, newest first, then the index, then the newest texts; prints what it takes."""
    mail = Mail()
    writer = await Writer.open(path)
    ids = await writer.transaction("prepare", _prepare)
    weights = [weight for *_, weight in (*FOLDERS, SMALL)]
    began = time.process_time()
    for first in range(1, count + 1, SLICE):
        folder_id = ids[mail.chance.choices(range(len(ids)), weights)[0]]
        batch = [mail.message(uid) for uid in range(first, min(first + SLICE, count + 1))]
        await writer.copying("headers", messages.insert, folder_id, batch)
    print(f"headers made and stored     {(time.process_time() - began) / count * 1e6:8.1f} µs each", flush=True)
    began = time.process_time()
    while await writer.copying("index", search_index.catch_up, lambda _data: None):
        pass
    print(f"headers taken into the index{(time.process_time() - began) / count * 1e6:8.1f} µs each", flush=True)
    began = time.process_time()
    for first in range(1, with_text + 1, 10):
        texts = {MessageId(id_): mail.body() for id_ in range(first, min(first + 10, with_text + 1))}
        await writer.copying("texts", _store, texts)
    if with_text:
        each = (time.process_time() - began) / with_text * 1e6
        print(f"texts made, stored, indexed {each:8.1f} µs each", flush=True)
    await writer.close()


def _prepare(tx: Transaction) -> list[FolderId]:
    server = Server("mail.example.org", 993, Security.TLS, "kim")
    account = accounts.add(tx, AccountSettings("kim@example.org", "Kim", server, server))
    return [
        folders.upsert(tx, account, path, delimiter="/", role=role, selectable=True)
        for path, role, _ in (*FOLDERS, SMALL)
    ]


def _store(tx: Transaction, texts: dict[MessageId, Body]) -> None:
    for id_, body in texts.items():
        bodies.store_body(tx, id_, body, b"Subject: x\r\n\r\n", body.text[:200])
