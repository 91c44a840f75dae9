"""Phone numbers: read in all the ways people write them, and how much is shown to who need not call."""

import re

import phonenumbers

_SHOWN_FIRST, _SHOWN_LAST = 2, 3
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
# In 2018 mobile numbers of eleven digits lost one: the operators replaced these beginnings.
_RENEWED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_OLD_NUMBER = re.compile(r"(?:\+?84|0084)?0?(1[0-9]{2})([0-9]{7})")
_BETWEEN_DIGITS = re.compile(r"[^0-9+]")


def read_phone(text: str) -> str | None:
    """Return a mobile number in national digits, or None when it is none."""
    old = _OLD_NUMBER.fullmatch(_BETWEEN_DIGITS.sub("", text))
    if old and old[1] in _RENEWED:
        text = f"0{_RENEWED[old[1]]}{old[2]}"
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_valid_number(number):
        return None
    return f"0{number.national_number}" if phonenumbers.number_type(number) in _MOBILE else None


def mask(phone: str | None) -> str:
    """Hide all digits but the first two and the last three; a short number is hidden whole."""
    if not phone:
        return ""
    total = sum(sign.isdigit() for sign in phone)
    shown_first, shown_last = (_SHOWN_FIRST, _SHOWN_LAST) if total > 2 * _SHOWN_LAST else (0, 0)
    masked, seen = [], 0
    for sign in phone:
        seen += sign.isdigit()
        hidden = sign.isdigit() and shown_first < seen <= total - shown_last
        masked.append("*" if hidden else sign)
    return "".join(masked)
