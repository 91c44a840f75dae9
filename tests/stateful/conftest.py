"""Lets the comparisons with the reference say what differs, as those written in tests do."""

import pytest

pytest.register_assert_rewrite("tests.stateful.agreement", "tests.stateful.desk_machine")
