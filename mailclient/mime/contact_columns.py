"""The names of columns in tables of contacts, as Outlook, Google and Thunderbird call them in English and Korean.

In lower case, with one blank for whatever stands between words (``contact_table``).
"""

NAMES: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "display name",
        "full name",
        "file as",
        "fn",
        "이름 전체",
        "표시 이름",
        "전체 이름",
        "성명",
        "이름",
    ),
    "given": ("first name", "given name", "given", "이름 첫번째", "명"),
    "additional": ("middle name", "additional name", "중간 이름"),
    "family": ("last name", "family name", "surname", "성"),
    "prefix": ("title prefix", "name prefix", "prefix", "호칭", "경칭"),
    "suffix": ("suffix", "name suffix", "접미사"),
    "phonetic_given": ("given yomi", "phonetic first name", "given name yomi", "이름 발음"),
    "phonetic_family": ("surname yomi", "phonetic last name", "family name yomi", "성 발음"),
    "nickname": ("nickname", "별명", "애칭", "닉네임"),
    "organisation": ("company", "organization", "organisation", "organization name", "회사", "회사명", "직장", "소속"),
    "unit": ("department", "organization department", "부서", "부서명"),
    "title": ("job title", "title", "organization title", "직책", "직위", "직함"),
    "note": ("notes", "note", "메모", "비고", "노트"),
    "birthday": ("birthday", "birth date", "생일", "생년월일"),
    "anniversary": ("anniversary", "기념일"),
    "categories": ("categories", "labels", "group membership", "groups", "범주", "그룹", "분류"),
}
ENTRIES: dict[str, dict[str, str]] = {
    "emails": {
        "e mail address": "", "email address": "", "email": "", "e mail": "", "primary email": "", "mail": "",
        "e mail 2 address": "", "e mail 3 address": "", "secondary email": "", "home email": "home",
        "work email": "work", "additional email": "", "전자 메일 주소": "", "전자메일 주소": "", "이메일": "",
        "이메일 주소": "", "메일": "", "메일 주소": "", "전자우편": "", "전자 메일 2 주소": "", "전자 메일 3 주소": "",
        "회사 이메일": "work", "개인 이메일": "home",
    },
    "phones": {
        "business phone": "work", "business phone 2": "work", "work phone": "work", "home phone": "home",
        "home phone 2": "home", "mobile phone": "mobile", "mobile number": "mobile", "mobile": "mobile", "phone": "",
        "primary phone": "", "other phone": "", "fax number": "fax", "business fax": "fax", "home fax": "fax",
        "pager": "pager", "pager number": "pager", "company main phone": "main", "car phone": "car",
        "휴대폰": "mobile", "휴대전화": "mobile", "핸드폰": "mobile", "휴대 전화": "mobile", "전화": "", "전화번호": "",
        "집 전화": "home", "집전화": "home", "회사 전화": "work", "근무처 전화": "work", "직장 전화": "work",
        "팩스": "fax",        "회사 팩스": "fax", "근무처 팩스": "fax",
    },
    "urls": {
        "web page": "", "website": "", "web page 1": "work", "web page 2": "home", "personal web page": "home",
        "business web page": "work", "웹 페이지": "", "홈페이지": "",
    },
}  # fmt: skip
PLACES = {
    "business": "work", "work": "work", "home": "home", "other": "", "근무지": "work", "회사": "work", "집": "home",
    "자택": "home", "address": "",
}  # fmt: skip
PLACE_PARTS = {
    "street": "street", "street 2": "street", "street 3": "street", "address": "street", "address 2": "street",
    "city": "locality", "state": "region", "region": "region", "postal code": "code", "zipcode": "code",
    "zip code": "code", "zip": "code", "country": "country", "country region": "country", "po box": "box",
    "extended address": "extended", "번지": "street", "주소": "street", "주소 2": "street", "구/군/시": "locality",
    "시": "locality", "구군시": "locality", "시/도": "region", "도": "region", "시도": "region", "우편 번호": "code",
    "우편번호": "code", "국가": "country",
}  # fmt: skip
KNOWN = {name: what for what, names in NAMES.items() for name in names}
IGNORED = ("gender", "priority", "sensitivity", "private", "initials", "e mail type", "e mail display name", "photo")

OUTLOOK = (
    *("First Name", "Middle Name", "Last Name", "Title", "Suffix", "Nickname", "E-mail Address", "E-mail 2 Address"),
    *("E-mail 3 Address", "Home Phone", "Business Phone", "Mobile Phone", "Other Phone", "Business Fax", "Company"),
    *("Department", "Job Title", "Home Street", "Home City", "Home State", "Home Postal Code", "Home Country"),
    *("Business Street", "Business City", "Business State", "Business Postal Code", "Business Country", "Web Page"),
    *("Birthday", "Anniversary", "Categories", "Notes", "Display Name"),
)
"""What is written."""
