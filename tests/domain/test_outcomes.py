"""How visits ended: what was not stated, and what a bar is made of."""

from portal.domain.outcomes import Bar, Outcome, add_up


def test_what_was_not_stated_is_what_remains():
    one = Outcome(visits=12, alone=5, together=3, shown=1)

    assert (one.stated, one.not_stated) == (9, 3)
    assert one.share("not_stated").percent.text == "25,0"
    # 5 of 9 is 55,55… %.
    assert one.habit.percent.text == "55,6"


def test_without_visits_there_is_no_percentage():
    assert Outcome().share("alone").percent is None
    assert Outcome(visits=3).habit.percent is None
    assert Outcome(visits=3).share("alone").percent.text == "0,0"


def test_a_gap_is_never_rounded_away():
    assert Outcome(visits=2000, alone=1999).share("alone").percent.text == "99,9"


def test_a_bar_has_a_part_for_each_ending_that_occurred():
    assert list(Outcome(visits=10, alone=4, shown=1).bars()) == [
        Bar("alone", 0, 4),
        Bar("shown", 4, 1),
        Bar("not_stated", 5, 5),
    ]


def test_months_add_up():
    assert add_up([Outcome(5, 1, 2, 0), Outcome(7, 0, 0, 3)]) == Outcome(12, 1, 2, 3)
