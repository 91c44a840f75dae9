"""Made-up names, awkward like real ones: long, with apostrophes and hyphens, in both Unicode forms."""

import random
import unicodedata

from portal.domain.return_reasons import MISSING_DETAIL, WRONG_COUNTS

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Lý", "Điểu", "Thị", "Lâm", "Nông", "Triệu", "Chu", "Mai", "Tôn Nữ",
)  # fmt: skip
MIDDLE = (
    "Văn",
    "Thị",
    "Hữu",
    "Đức",
    "Ngọc",
    "Thị Thanh",
    "Quang",
    "Minh",
    "Xuân",
    "Thị Bích",
    "Công",
    "Đình",
    "",
)
GIVEN = (
    "Đồng", "Phượng", "Quỳnh", "Thủy", "Hạnh", "Dũng", "Ưng", "Ẩn", "Yến", "K’Liêu", "K’Rung", "Lanh",
    "Hường", "Nghĩa", "Tuyết", "Khuyến", "Bé", "Út", "Sáu", "Ước", "Đăng", "Giang", "Hoè", "Oanh", "Vượng",
    "Mỹ Duyên",
)  # fmt: skip
LONG_NAMES = (
    "Công Tằng Tôn Nữ Hoàng Thị Phương Nguyệt Ánh",
    "Điểu K’Rênh Nguyễn-Trần Thị Như Quỳnh Hoa",
    "H’Biăp Êban Knul",
)
HAMLET_WORDS = (
    "Sơn Hà", "Bù Lư", "Đức Lập", "Tân Hòa", "Phú Nghĩa", "Suối Đôi", "Cây Da", "Bàu Sen", "K’Liêu",
    "Đắk Nhánh", "Bình Ninh", "Hưng Thịnh", "Thuận Bình", "Đồi Chè", "Ông Quý", "Thác Dài",
)  # fmt: skip
PLACES = (
    "Nhà văn hóa thôn",
    "Trụ sở thôn",
    "Tại nhà dân",
    "Trường tiểu học",
    "Quán nước đầu thôn",
    "Chợ xã",
    "",
)
NOTES = (
    "Hướng dẫn bà con nộp hồ sơ trên Cổng dịch vụ công, còn lúng túng bước xác thực.",
    "Cài ứng dụng định danh điện tử và nhắc không đưa mã OTP cho ai.",
    "Chỉ cách quét mã QR trả tiền điện.",
    "Giúp đưa hạt điều lên sàn thương mại điện tử.",
    "Nhắc bà con cảnh giác cuộc gọi giả danh công an.",
    "",
    "",
)
# Longer than what the checks let pass as a stock phrase.
LONG_NOTE = (
    "Buổi sáng ra nhà văn hóa hướng dẫn bà con tạo tài khoản định danh, đăng nhập Cổng dịch vụ công, nộp"
    " hồ sơ xin xác nhận cư trú và tra cứu kết quả trên điện thoại."
)
DIFFICULTIES = (
    "Sóng yếu, phải ra đầu thôn.",
    "Điện thoại đời cũ.",
    "Nhiều cụ không nhớ mật khẩu.",
    "",
    "",
    "",
    "",
)
ANSWERS = (
    "Đã báo nhà mạng, tuần tới họ xuống đo sóng.",
    "Xã có hai điện thoại cho mượn, tổ liên hệ văn phòng nhé.",
    "Tổ hẹn các cụ ra nhà văn hóa sáng thứ bảy, công an xã sẽ xuống giúp lấy lại mật khẩu.",
    "Cảm ơn tổ đã báo. Xã đã ghi nhận và sẽ bàn trong buổi giao ban.",
)
DISAGREEMENTS = (
    "Số lượt cao gấp nhiều lần ngày thường, nên hỏi lại tổ trước khi duyệt.",
    "Ghi chú không nói rõ đã hướng dẫn việc gì.",
)
FOLLOW_UPS = (
    "Đã gọi tổ trưởng: cả tổ bận mùa điều, hẹn tuần sau đi lại.",
    "Xuống thôn gặp bí thư chi bộ, sẽ đổi tổ trưởng trong tháng này.",
    "Tổ vẫn đi giúp bà con nhưng không ai biết ghi, đã hẹn đoàn thanh niên xuống chỉ.",
)
CLOSED_ALTHOUGH = "Đã nhắc các tổ bổ sung; phần còn lại sẽ sửa qua sổ đính chính."
PROVINCE_CLOSED_ALTHOUGH = "Đến hạn báo cáo; xã chưa chốt đã được nhắc."
CORRECTION = "Hậu kiểm: số lượt trợ giúp ghi trùng với tổ bạn."
CORRECTION_NOTE = "Nhờ tổ đếm lại số lượt rồi gửi lại."
RETURN_WORDS = (
    (WRONG_COUNTS, "Nhờ anh/chị đếm lại số lượt, có vẻ ghi dư."),
    (MISSING_DETAIL, "Anh/chị ghi thêm giúp đã hướng dẫn bà con việc gì."),
)


def person_name(source: random.Random) -> str:
    """Make up a person's name; some come decomposed, as some phones send them."""
    if source.random() < 0.01:
        return source.choice(LONG_NAMES)
    name = " ".join(
        part for part in (source.choice(FAMILY), source.choice(MIDDLE), source.choice(GIVEN)) if part
    )
    return unicodedata.normalize("NFD", name) if source.random() < 0.05 else name


def hamlet_names(source: random.Random, commune_type: str, count: int) -> list[tuple[str, str]]:
    """Return (type, name) of a commune's made-up hamlets, all different."""
    if commune_type in ("phường", "thị trấn"):
        kind = "khu phố"
    else:
        kind = source.choice(("thôn", "thôn", "ấp", "ấp", "sóc"))
    words = source.sample(HAMLET_WORDS, min(count // 3, len(HAMLET_WORDS)))
    numbers = [str(number) for number in range(1, count - len(words) + 1)]
    return [(kind, name) for name in numbers + words]
