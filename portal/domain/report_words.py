"""The Vietnamese of official reports: names of figures, and how numbers, days and differences are written."""

from datetime import date
from fractions import Fraction

from portal.domain.campaign_periods import CUMULATIVE, IN_PERIOD

INDICATOR_NAMES = {
    "1": "Dịch vụ công trực tuyến phát sinh hồ sơ",
    "2": "Hồ sơ được xử lý trực tuyến",
    "3": "Số hóa hồ sơ, kết quả giải quyết thủ tục hành chính",
    "4": "Triển khai báo cáo trên Hệ thống thông tin báo cáo của Chính phủ (GRIS)",
    "5": "Giải quyết hồ sơ thủ tục hành chính",
    "6": "Xử lý hồ sơ giấy",
    "7": "Thanh toán trực tuyến",
    "8": "Triển khai tổ công nghệ số cộng đồng",
}
LINE_NAMES = {
    "8.1": "Xã, phường, thị trấn có tổ",
    "8.2": "Thôn, ấp, khu phố có tổ phục vụ",
    "8.3": "Thành viên tổ đã qua tập huấn",
    "8.4": "Thôn, ấp, khu phố có tổ hoạt động",
    "8.5": "Lượt người được hướng dẫn",
    "8.6": "Hộ được hướng dẫn",
    "8.7": "Thành viên tổ trên 100 dân",
}
LINE_MEANINGS = {
    "8.1": "số xã, phường, thị trấn có ít nhất một tổ đủ điều kiện, chia cho tổng số xã, phường, thị trấn",
    "8.2": "số thôn, ấp, khu phố có ít nhất một tổ đủ điều kiện phục vụ, chia cho tổng số thôn, ấp, khu phố"
    " của các xã, phường, thị trấn đã xác nhận danh sách",
    "8.3": "số thành viên đương nhiệm đã hoàn thành ít nhất một lớp tập huấn tính đến cuối kỳ, chia cho tổng"
    " số thành viên; một người tham gia hai tổ chỉ tính một lần",
    "8.4": "số thôn, ấp, khu phố có tổ đủ điều kiện với ít nhất {k} hoạt động đã được duyệt trong những ngày"
    " tính số liệu, chia cho tổng số thôn, ấp, khu phố của các xã, phường, thị trấn đã xác nhận danh sách",
    "8.5": "tổng số lượt người trong các bản ghi đã duyệt; một người được hướng dẫn hai lần là hai lượt",
    "8.6": "tổng số hộ ghi trong các bản ghi đã duyệt, chia cho tổng số hộ của địa bàn; một hộ được hướng dẫn"
    " nhiều lần được tính nhiều lần",
    "8.7": "số thành viên đương nhiệm trên 100 người dân của địa bàn",
}
LEVEL_NAMES = {
    "province": "tỉnh",
    "department": "sở, ban, ngành",
    "district": "huyện, thị xã, thành phố",
    "commune": "xã, phường, thị trấn",
}
# What is published of all departments, districts or communes together.
TOGETHER_NAMES = {
    "department": "Toàn bộ sở, ban, ngành",
    "district": "Toàn bộ cấp huyện",
    "commune": "Toàn bộ cấp xã",
}
MODE_NAMES = {IN_PERIOD: "trong kỳ", CUMULATIVE: "lũy kế"}
REPORT_KINDS = ("interim", "final", "weekly", "monthly", "quarterly")
KIND_TITLES = {
    "interim": "Sơ kết",
    "final": "Tổng kết",
    "weekly": "Kết quả hằng tuần thực hiện",
    "monthly": "Kết quả hằng tháng thực hiện",
    "quarterly": "Kết quả hằng quý thực hiện",
}


def count_words(number: int) -> str:
    """Write a count within a sentence as offices do: "03", "12", "1.234"; tables hold plain numbers."""
    return f"{number:02}" if 0 < number < 10 else whole(number)


def whole(number: int) -> str:
    """Write a whole number with points between the thousands."""
    return f"{number:,}".replace(",", ".")


def day_words(day: date) -> str:
    """Write a day within a sentence: "01/6/2022", with a zero before single days and the first two months."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"{day.day:02}/{month}/{day.year}"


def signing_words(day: date | None) -> str:
    """Write the day of a document; what is left open is filled in by hand."""
    if day is None:
        return "ngày      tháng      năm 20…"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def span_words(first: date | None, last: date) -> str:
    """Write days from the first to the last, both included."""
    if first is None:
        return f"tính đến ngày {day_words(last)}"
    if first == last:
        return f"ngày {day_words(last)}"
    return f"từ ngày {day_words(first)} đến ngày {day_words(last)}"


def points_words(points: Fraction) -> str:
    """Write a distance in points in words, whichever way it goes."""
    return f"{points_number(points)} điểm phần trăm"


def points_number(points: Fraction) -> str:
    """Write the size of a distance in points: exact up to three decimals, else rounded, never to nothing."""
    size = abs(points)
    if 1000 % size.denominator == 0:
        text = f"{size.numerator * 1000 // size.denominator:04}"
        decimals = text[-3:].rstrip("0")
        return f"{whole(int(text[:-3]))}{',' + decimals if decimals else ''}"
    tenths = int(size * 10 + Fraction(1, 2))
    return f"{whole(tenths // 10)},{tenths % 10}" if tenths else "dưới 0,1"


def percent_words(text: str) -> str:
    """Write a percentage with a comma and without decimals that say nothing: "80%", "83,5%"."""
    number, _comma, decimals = text.replace(".", ",").partition(",")
    return f"{number},{decimals}%" if decimals.strip("0") else f"{number}%"


def listed(names: list[str]) -> str:
    """Write names one after the other, with "và" before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"
