"""Which approvals are drawn for a second look."""

from hashlib import sha256
from uuid import UUID

from portal.domain.second_looks import ONE_IN, is_drawn


def test_what_is_drawn_follows_from_the_id_alone():
    one = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    number = int(sha256(one.bytes).hexdigest()[:16], 16)

    assert is_drawn(one) is (number % 5 == 0)
    assert is_drawn(one) is is_drawn(UUID(str(one)))


def test_about_one_in_five_is_drawn():
    drawn = sum(is_drawn(UUID(int=number)) for number in range(5_000))

    # 1,000 are expected; three standard deviations are 3 · √(5,000 · 0.2 · 0.8) = 85.
    assert ONE_IN == 5
    assert 915 < drawn < 1_085
