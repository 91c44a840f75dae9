"""The columns of a file of trainings that members completed online, with the words that communes use."""

from portal.domain.sheet_columns import ColumnKind, SheetColumn

SKILL_WORDS = {
    "Dịch vụ công trực tuyến": "public_services",
    "Mua sắm trực tuyến": "shopping",
    "Thanh toán trực tuyến": "payment",
    "Tự bảo vệ trên mạng": "safety",
    "Nền tảng địa phương khác": "local_platform",
    "Dịch vụ công": "public_services",
    "Mua sắm": "shopping",
    "Thanh toán": "payment",
    "An toàn trên mạng": "safety",
}

COMPLETIONS = (
    SheetColumn(
        "phone",
        "Số điện thoại",
        ColumnKind.phone,
        aliases=("Điện thoại", "SĐT", "Di động"),
        example="0912 345 678",
        width=16,
        hint="Số của tổ viên trên cổng. Người không có số thì ghi mã tổ và họ tên.",
    ),
    SheetColumn(
        "team_code",
        "Mã tổ",
        ColumnKind.code,
        example="25399-01",
        width=12,
        hint="Chỉ cần khi không có số điện thoại.",
    ),
    SheetColumn(
        "name",
        "Họ và tên",
        aliases=("Họ tên", "Tên học viên", "Học viên"),
        required=True,
        longest=100,
        example="Điểu Thị Lan",
        width=26,
        hint="Để đối chiếu với số điện thoại hoặc mã tổ.",
    ),
    SheetColumn(
        "title",
        "Nội dung",
        aliases=("Khóa học", "Tên khóa học", "Chủ đề", "Kỹ năng"),
        required=True,
        choices=SKILL_WORDS,
        example="Dịch vụ công trực tuyến",
        width=34,
        hint="Chọn một kỹ năng, hoặc ghi tên khóa học khác.",
    ),
    SheetColumn(
        "completed_on",
        "Ngày hoàn thành",
        ColumnKind.date,
        aliases=("Hoàn thành ngày", "Ngày cấp"),
        required=True,
        example="20/05/2022",
        width=16,
    ),
    SheetColumn(
        "provider",
        "Nơi tổ chức",
        aliases=("Nền tảng", "Nền tảng học", "Đơn vị tổ chức"),
        longest=200,
        example="onetouch.mic.gov.vn",
        width=26,
    ),
    SheetColumn(
        "certificate",
        "Số chứng nhận",
        aliases=("Số giấy chứng nhận", "Chứng nhận số", "Mã chứng nhận"),
        longest=100,
        example="CN-000123",
        width=18,
    ),
)
