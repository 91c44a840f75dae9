import pytest


@pytest.fixture
def show(app, world):
    """Run the command in a province with a campaign."""
    world.campaign(world.province())
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["indicator", "show", *words])


def test_lines_are_printed_with_the_headline_marked(show):
    result = show("--campaign", "kh170-2022", "--unit", "70", "--period", "2022-06")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Tỉnh Bình Phước")
    assert [line[:5] for line in lines[1:]] == ["  8.1", "  8.2", "  8.3", "* 8.4", "  8.5", "  8.6", "  8.7"]


@pytest.mark.parametrize(
    "words",
    [
        ("--campaign", "nope", "--unit", "70"),
        ("--campaign", "kh170-2022", "--unit", "99"),
        ("--campaign", "kh170-2022", "--unit", "70", "--period", "June"),
        ("--campaign", "kh170-2022"),
    ],
)
def test_bad_usage_ends_with_2_and_says_what_to_do(show, words):
    result = show(*words)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()
