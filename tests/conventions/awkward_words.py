"""Names and texts as people type them: long, repeated, and in either form of Unicode."""

import unicodedata

# Two communes of one name are common, so are names of many words; people type in either form of Unicode.
REPEATED = "Tân Tiến"
LONG_TEAM = "Tổ công nghệ số cộng đồng thôn " + "Bù Xăng Bù Gia Phúc Lộc Thọ Đăng Lang " * 4
LONG_PERSON = "K’Liêu Thị Nguyễn Hoàng " + "Phượng Quỳnh Uyển " * 3
LONG_HAMLET = "Sóc Bù Ghe Bù Núi A và Sóc Bom Bo cũ nhập lại"


def decomposed(text: str) -> str:
    """Return the text as some keyboards type it: letters and their accents apart."""
    return unicodedata.normalize("NFD", text)
