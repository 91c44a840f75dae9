"""How much of a phone number is shown to people who need not call it."""

_SHOWN_FIRST, _SHOWN_LAST = 2, 3


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
