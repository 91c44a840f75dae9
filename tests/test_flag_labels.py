"""Every check has a name, a reason and a sentence, in both languages, and each sentence has its figures."""

import re
from datetime import date

import pytest
from flask_babel import force_locale

from portal.domain.quality import CODES, find_signs
from portal.domain.quality_facts import Around, Census
from portal.flag_labels import FLAG_LABELS, FLAG_SENTENCES
from portal.labels import flag_sentence
from tests.quality_entries import LONG_NOTE, days_before, made


def test_every_check_has_its_words():
    assert set(FLAG_LABELS["flag"]) == set(FLAG_LABELS["flag_why"]) == set(CODES)
    assert {key.partition(".")[0] for key in FLAG_SENTENCES} == set(CODES)


def found_everything() -> dict:
    """Return details of every check and every case, as the checks make them."""
    census = Census(4, 3, date(2019, 4, 1))
    entry = made(9, visits=65, households=7, note=LONG_NOTE, photos=(1,))
    entry = entry._replace(written_on=date(2022, 8, 1), client_time=entry.received_at.replace(year=2021))
    around = Around(census=census, team_total=900, peer_totals=[1, 2, 4, 8, 9, 10, 11, 12, 900])
    details = {code: finding.details for code, finding in find_signs(entry, around).items()}
    ahead = made(9, client_time=made(9).received_at.replace(year=2023))
    details["clock_off.ahead"] = find_signs(ahead, Around())["clock_off"].details
    rounds = [made(number, visits=5 * number, occurred_on=days_before(number % 7)) for number in range(1, 13)]
    details["round_numbers"] = find_signs(rounds[0], Around(own=rounds[1:]))["round_numbers"].details
    moment = made(1).written_at
    burst = [made(place, occurred_on=days_before(place), written_at=moment) for place in range(8)]
    details["burst"] = find_signs(burst[0], Around(own=burst[1:]))["burst"].details
    end = [made(place, occurred_on=date(2022, 6, 30)) for place in range(10)]
    details["period_end"] = find_signs(end[0], Around(own=end[1:]))["period_end"].details
    return details | found_doubles()


def found_doubles() -> dict:
    """Return details of every case of the checks that find the same thing twice."""
    details = {}
    for author in (1, 2):
        for skills in (("payment",), ("payment", "safety")):
            other = made(1, visits=10, author_id=author, skills=skills)
            finding = find_signs(made(2, visits=10), Around(team_day=[other]))["likely_duplicate"]
            details[f"likely_duplicate.{finding.details['case']}"] = finding.details
    copy = made(2, photos=(0,), note=LONG_NOTE)
    team, commune = {"author_id": 2}, {"author_id": 2, "team_id": 2}
    for values in ({}, team, commune, commune | {"commune_id": 2}):
        for photo in (0, 1):
            other = made(1, photos=(photo,), note=LONG_NOTE, occurred_on=days_before(1), **values)
            for code, finding in find_signs(copy, Around(alike=[other])).items():
                details[f"{code}.{finding.details['case']}"] = finding.details
    own = [made(place, note=LONG_NOTE, occurred_on=days_before(place)) for place in range(3, 10)]
    finding = find_signs(made(2, note=LONG_NOTE), Around(own=own))["copied_note"]
    details["copied_note.own"] = finding.details
    return details


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_every_sentence_is_complete(app, locale):
    details = found_everything()
    cases = {
        f"{key.partition('.')[0]}.{value.get('case')}".removesuffix(".None") for key, value in details.items()
    }
    assert cases == set(FLAG_SENTENCES)

    with app.test_request_context(), force_locale(locale):
        for key, figures in details.items():
            text = flag_sentence(key.partition(".")[0], figures)
            assert text.endswith(".") and not re.search(r"%\(|None|\d{4}-\d\d", text), text


def test_figures_are_printed_as_people_read_them(app):
    other = made(1)
    finding = find_signs(made(2), Around(team_day=[other]))["likely_duplicate"]

    with app.test_request_context(), force_locale("vi"):
        text = flag_sentence("likely_duplicate", finding.details)
        many = flag_sentence(
            "team_outlier", {"visits": 12345, "median": 67, "teams": 90, "month": "2022-06-01"}
        )

    assert text == "Giống bản ghi ngày 16/06/2022 của chính người này: 5 lượt, cùng kỹ năng."
    assert "12.345 lượt trong tháng 06/2022" in many


def test_a_check_that_is_no_more_has_only_its_code_left(app):
    with app.test_request_context():
        assert flag_sentence("no_longer_known", {"visits": 3}) == "no_longer_known"
