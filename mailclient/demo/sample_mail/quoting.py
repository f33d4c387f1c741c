"""The answered letter below an answer, in the manner of the language it is written in."""

from mailclient.demo.sample_mail.letter import Letter

_DAYS = "월화수목금토일"
_LINE_LIMIT = 60


def quoted(letter: Letter) -> str:
    """An attribution and the letter's text, each line behind ">"; long quotes are cut, as people do."""
    lines = letter.text.split("\n")[:_LINE_LIMIT]
    return f"\n\n{_attribution(letter)}\n" + "\n".join(f">{line}" if line[:1] == ">" else f"> {line}" for line in lines)


def _attribution(letter: Letter) -> str:
    name = letter.from_.name or letter.from_.address
    sent = letter.sent
    if any("가" <= character <= "힣" for character in letter.text):
        half = "오전" if sent.hour < 12 else "오후"
        day = f"{sent.year}년 {sent.month}월 {sent.day}일 ({_DAYS[sent.weekday()]})"
        return f"{day} {half} {sent.hour % 12 or 12}:{sent.minute:02d}, {name} 님이 작성:"
    return f"On {sent:%a}, {sent.day} {sent:%b %Y} at {sent:%H:%M}, {name} wrote:"
