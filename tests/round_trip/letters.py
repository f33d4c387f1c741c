"""Messages with all that a composer can write, as drafts; the HTML is in the shape that the editor gives."""

import struct
import zlib

from mailclient.bridge.draft import DraftContent, DraftFile, Importance

_QUOTE = '<blockquote type="cite" style="margin:0 0 0 .8ex;border-left:2px solid #cdd2da;padding-left:1ex">'
_TABLE = '<table border="1" cellpadding="4" cellspacing="0" style="border-collapse:collapse">'

_RICH = f"""<p>Hello Bob,<br>the <b>figures</b> for <i>May</i> are in <a href="https://example.org/may?a=1&amp;b=2">our
report</a>, and here in short. From now on we send them on the 3rd (file_name_with_underscores.txt, 2 * 3 * 4).</p>
<h2>Sales</h2>
{_TABLE}
<tr>
<th>Item</th>
<th>Sold</th>
<th>Price</th>
</tr>
<tr>
<td>사과 (apples)</td>
<td>1,200</td>
<td>9.50</td>
</tr>
<tr>
<td>Pears</td>
<td>80</td>
<td>12.00</td>
</tr>
</table>
<ul>
<li>first
<ul>
<li>deeper, and long enough that it has to be wrapped when it stands in lines of seventy-two columns</li>
</ul></li>
<li>second 🎉</li>
</ul>
<pre>def total(rows):
    return sum(row.price for row in rows)</pre>
<p><img src="cid:chart@mail.test" alt="Chart of May"></p>
<p>On 20 November 2026 Bob Example wrote:</p>
{_QUOTE}
<p>Could you send the figures? I need them for the meeting, which is on Monday in the large room at the end.</p>
{_QUOTE}
<p>deeper quote<br>second line</p>
</blockquote>
</blockquote>
<p>-- <br>Alice Example<br>한국어 서명</p>"""

_KOREAN = f"""<p>김 과장님, 안녕하세요.<br>지난주 회의록을 보내 드립니다. 확인하시고
고칠 곳이 있으면 이번 주 금요일까지 알려 주시면 감사하겠습니다.</p>
<ol>
<li>예산: 3,200만 원</li>
<li>일정: 12월 1일(화) 오후 2시</li>
</ol>
<p>2026년 11월 20일 김철수 님이 작성:</p>
{_QUOTE}
<p>회의록 좀 부탁드립니다.</p>
</blockquote>
<p>-- <br>이영희</p>"""

_PLAIN = """Hello Bob,

this paragraph is one line as it was typed, and it is long enough that it goes out in several lines, which whoever \
knows format=flowed joins again to the width of the window.
From here on: a line that begins with "From ".
  An indented line.
> a quote that is also rather long, so that it has to be wrapped and joined again with its mark before each line
>> deeper
> back

東京都千代田区丸の内一丁目九番一号東京駅八重洲口北口改札外の喫茶店で午後三時にお会いしましょうと思います。
https://example.org/a/very/long/address/that/must/not/be/broken/because/then/nobody/could/click/it/any/more?x=1

"""
_PLAIN += "-- \nAlice\n"


def letters() -> dict[str, DraftContent]:
    """By name."""
    return {
        "rich": DraftContent(
            subject="Figures for May – 5월 실적 📊",
            html=_RICH,
            files=(
                DraftFile("chart.png", "image/png", data=picture(), content_id="chart@mail.test"),
                DraftFile("3월 회의록 (최종).txt", "text/plain", data="안녕하세요\n".encode()),
                DraftFile("تقرير مهم.pdf", "application/pdf", data=b"%PDF-1.4\n%%EOF\n"),
                DraftFile("party 🎉.bin", "application/octet-stream", data=bytes(range(256))),
            ),
            importance=Importance.HIGH,
        ),
        "korean": DraftContent(
            subject="[회의록] 11월 2주차 주간 회의 결과를 공유드립니다 (수정 사항 포함)", html=_KOREAN
        ),
        "plain": DraftContent(subject="Plain text", text=_PLAIN),
        "forwarded": DraftContent(
            subject="Fwd: attached",
            text="See the attached message.",
            files=(
                DraftFile(
                    "회의.eml",
                    "message/rfc822",
                    data=(
                        "From: =?utf-8?b?6rmA?= <kim@example.org>\r\nSubject: The one attached\r\nMIME-Version: 1.0\r\n"
                        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n안녕 Bob\r\n"
                    ).encode(),
                ),
            ),
        ),
    }


def picture(width: int = 240, height: int = 80) -> bytes:
    """A PNG with stripes."""
    row = b"\0" + b"".join(bytes((40 + x % 200, 120, 220 - x % 200)) for x in range(width))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )
