"""Values that break careless programs, and the sign-in that fuzz tests use."""

from portal.services import accounts

HUGE = 2**63
LONG = "x" * 70_000

# What a form may be sent in any of its fields.
FORM_VALUES = (
    "",
    " ",
    "0",
    "-1",
    str(HUGE),
    "9" * 5_000,
    "1e309",
    "NaN",
    "²",
    "٣",
    "on",
    "2022-02-30",
    "0001-01-01",
    "9999-12-31",
    "31/12/99999",
    "\x1b[2J\x7f",
    "\u202eabc\ufeff",
    "e\u0301" * 500,
    "🙂" * 300,
    "%s%n{{7*7}}${7*7}",
    "' OR 1=1 --",
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "//evil.example/",
    LONG,
)

# What no database could store: refused at the door, before any form is read.
MALFORMED_VALUES = ("\x00", "a\x00b")

# What JSON may hold where an entry, or a field of one, is expected.
JSON_VALUES = (
    None, True, False, 0, -1, 1, 5, 999, 1000, 2**31, HUGE, -HUGE, 10**30, 0.5, -0.0, 1e308,
    "", " ", "5", "\x00", "\ud800", "\udfff\ud800", "e\u0301", "x" * 1001, "🙂" * 600, "\u202e",
    "2022-06-16", "2022-02-30", "0000-00-00", "9999-12-31", "2022-06-16T08:15:00+99:99",
    [], [[]], [None], ["payment"], ["payment", "payment"], ["\ud800"], [1], {}, {"a": {}}, [["payment"]],
)  # fmt: skip


def sign_in(http, user) -> None:
    """Sign a person in without the form, so that many can be in little time."""
    token = accounts.sign_in(user, device="fuzz")
    with http.session_transaction() as session:
        session.clear()
        session["_user_id"] = token
