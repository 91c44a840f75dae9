"""How a report speaks of its own place, and of all communes at once."""

from types import SimpleNamespace

import pytest

from portal.domain.report_places import counted_communes, hamlets_of


def figures_of(name: str, level: str, communes: int = 0):
    """Return what is read of a report's figures."""
    board = SimpleNamespace(communes=[object()] * communes, rows=())
    return SimpleNamespace(place={"full_name": name, "level": level}, in_period=board)


@pytest.mark.parametrize(
    ("name", "level", "words"),
    [
        ("Phường Tân Phú", "commune", "khu phố"),
        ("Thị trấn Đức Phong", "commune", "khu phố"),
        ("Xã Đak Ơ", "commune", "thôn, ấp"),
        ("Tỉnh Bình Phước", "province", "thôn, ấp, khu phố"),
    ],
)
def test_a_ward_has_no_villages(name, level, words):
    assert hamlets_of(figures_of(name, level)) == words


def test_of_all_communes_no_names_are_written_and_a_commune_speaks_of_itself():
    names, what = ["Xã A", "Xã B"], "chưa chốt số liệu kỳ này"

    assert counted_communes(figures_of("Tỉnh Bình Phước", "province", 2), names, what) == (
        "Toàn bộ 02 xã, phường, thị trấn chưa chốt số liệu kỳ này."
    )
    assert counted_communes(figures_of("Tỉnh Bình Phước", "province", 3), names, what) == (
        "02 xã, phường, thị trấn chưa chốt số liệu kỳ này: Xã A và Xã B."
    )
    assert counted_communes(figures_of("Phường Tân Phú", "commune"), ["Phường Tân Phú"], what) == (
        "Phường Tân Phú chưa chốt số liệu kỳ này."
    )
