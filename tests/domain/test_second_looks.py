"""Which approvals are drawn for a second look."""

import hmac
from uuid import UUID

from portal.domain.second_looks import ONE_IN, is_drawn

SECRET = bytes(range(32))
IDS = [UUID(int=number) for number in range(5_000)]


def test_what_is_drawn_follows_from_the_id_and_the_secret_alone():
    one = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    number = int(hmac.new(SECRET, one.bytes, "sha256").hexdigest()[:16], 16)

    assert is_drawn(one, SECRET) is (number % 5 == 0)
    assert is_drawn(one, SECRET) is is_drawn(UUID(str(one)), bytes(SECRET))


def test_about_one_in_five_is_drawn():
    drawn = sum(is_drawn(one, SECRET) for one in IDS)

    # 1,000 are expected; three standard deviations are 3 · √(5,000 · 0.2 · 0.8) = 85.
    assert ONE_IN == 5
    assert 915 < drawn < 1_085


def test_ids_that_one_secret_leaves_out_are_drawn_by_another_as_any_ids_are():
    chosen = [one for one in IDS if not is_drawn(one, SECRET)]

    drawn = sum(is_drawn(one, SECRET[::-1]) for one in chosen)

    # Of about 4,000 chosen ids 800 are expected, give or take three times √(4,000 · 0.2 · 0.8) = 25.
    assert len(chosen) / 5 - 76 < drawn < len(chosen) / 5 + 76
