"""The people of the sample mail. All of them are invented, and so are their domains."""

from dataclasses import dataclass, field

from mailclient.mail.address import Address

LONDON = 0
SEOUL = 9 * 60


@dataclass(frozen=True, slots=True)
class Person:
    """``zone_minutes`` is the offset from UTC in which they write; ``answers`` is what they reply to new mail."""

    name: str
    address: str
    zone_minutes: int = LONDON
    answers: tuple[str, ...] = field(default=(), repr=False)

    @property
    def mailbox(self) -> Address:
        """As it stands in an address field."""
        return Address(self.name, self.address)


_HOLD_ON = "Got it, thank you! I am in the workshop until four and will answer properly after that."

PEOPLE: dict[str, Person] = {
    # The readers.
    "alice": Person("Alice Hartley", "alice@harbour.example"),
    "minji": Person("박민지", "minji@haneul.example", SEOUL),
    # Harbour Studio.
    "tomas": Person(
        "Tomás Ferreira",
        "tomas@harbour.example",
        LONDON,
        (
            "Nice, that was quick. I will pull it into tonight's build and tell you in the morning what broke. :)",
            "Yes, let's do that. Two small questions, but they can wait for stand-up.",
        ),
    ),
    "priya": Person(
        "Priya Raman",
        "priya@harbour.example",
        LONDON,
        (
            "Love it. Give me an hour and I will send you three colour studies, one of them sensible.",
            "Thank you! The second paragraph made me laugh out loud in a silent carriage.",
        ),
    ),
    "oskar": Person("Oskar Lindqvist", "oskar@harbour.example", 60, ("Headphones on. Back to you in ten minutes!",)),
    "grace": Person(
        "Grace Okafor",
        "grace@harbour.example",
        LONDON,
        (
            "Thanks, Alice. Agreed on all points. Please go ahead.",
            "Good. Could you bring one printed page of this on Thursday?",
        ),
    ),
    "ben": Person("Ben Whitlock", "ben@harbour.example", LONDON, (_HOLD_ON,)),
    # Family and friends.
    "margaret": Person(
        "Margaret Hartley",
        "margaret@hartley.example",
        LONDON,
        ("Hello darling, your message arrived! I am replying straight away so that you know it works. Love, Mum x",),
    ),
    "sam": Person("Sam Hartley", "sam@hartley.example", LONDON, ("ha! ok. ring you after training",)),
    "jess": Person(
        "Jess Calder", "jess@calder.example", LONDON, ("YES. I am bringing the good thermos. See you there!",)
    ),
    # Partners abroad.
    "yuki": Person("田辺ゆき", "yuki@tenmon.example", SEOUL),
    "chen": Person("陈伟", "chen.wei@lanhai.example", 8 * 60),
    "irina": Person("Ирина Соколова", "irina@zvezda.example", 3 * 60),
    "helene": Person(
        "Hélène Moreau",
        "helene@atelier-moreau.example",
        60,
        ("Bien reçu, merci beaucoup ! Je vous réponds en détail demain matin.",),
    ),
    "layla": Person("ليلى حداد", "layla@qamar.example", 2 * 60),
    "noa": Person("נועה בן דוד", "noa@kochav.example", 2 * 60),
    # The observatory.
    "eunseo": Person(
        "최은서",
        "eunseo@haneul.example",
        SEOUL,
        ("네, 잘 받았습니다. 오후 회의 끝나고 자세히 답장드릴게요.", "좋습니다. 그대로 진행해 주세요!"),
    ),
    "junho": Person(
        "이준호",
        "junho@haneul.example",
        SEOUL,
        ("확인했습니다! 지금 망원경 앞이라 이따 내려가서 답할게요 🔭", "오, 좋은데요? 내일 아침에 같이 봐요."),
    ),
    "daeun": Person("정다은", "daeun@haneul.example", SEOUL, ("메일 잘 받았어요 :) 표 정리해서 다시 보내드릴게요.",)),
    "taeo": Person("강태오", "taeo@byeolbit.example", SEOUL, ("넵, 반영해서 저녁에 빌드 올리겠습니다.",)),
    "mother": Person("엄마", "younghee@namsan.example", SEOUL, ("우리 딸 메일 왔네~ 밥은 먹었니? 주말에 보자.",)),
    "minsu": Person("박민수", "minsu@namsan.example", SEOUL, ("ㅇㅋ 누나 이따 전화할게",)),
    "sora": Person("한소라", "sora@byeolbit.example", SEOUL, ("꺅 답장 빨라! 토요일에 봐 💛",)),
}

BY_ADDRESS: dict[str, Person] = {person.address: person for person in PEOPLE.values()}
