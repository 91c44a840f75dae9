"""The open registers: codes that are fit to be stored, each once."""

import re

import pytest

from portal.domain import activity_kinds, affiliations, return_reasons, skills

REGISTERS = {
    "skills": skills.SKILLS,
    "kinds": activity_kinds.ACTIVITY_KINDS,
    "affiliations": affiliations.AFFILIATIONS,
    "return reasons": return_reasons.RETURN_REASONS,
    "reopen reasons": return_reasons.REOPEN_REASONS,
}


@pytest.mark.parametrize("codes", REGISTERS.values(), ids=REGISTERS.keys())
def test_a_register_holds_each_plain_code_once(codes):
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z][a-z_]*", code) for code in codes)


def test_there_are_the_five_skills_of_the_official_list():
    assert skills.SKILLS == ("public_services", "shopping", "payment", "safety", "local_platform")


def test_skills_are_put_in_the_order_of_the_register_each_once():
    assert skills.in_order(["safety", "shopping", "safety", "unheard_of"]) == ("shopping", "safety")


def test_every_choice_of_a_reason_ends_with_other():
    assert return_reasons.RETURN_REASONS[-1] == return_reasons.OTHER
    assert return_reasons.REOPEN_REASONS[-1] == return_reasons.OTHER
    assert affiliations.AFFILIATIONS[-1] == affiliations.OTHER
