"""Words come from several files, and none may hide another's."""

import ast
from collections import Counter
from pathlib import Path

from portal.audit_labels import AUDIT_LABELS
from portal.closing_labels import CLOSING_LABELS
from portal.confirmation_labels import CONFIRMATION_LABELS
from portal.flag_labels import FLAG_LABELS
from portal.import_labels import IMPORT_LABELS
from portal.indicator_labels import INDICATOR_LABELS
from portal.need_labels import NEED_LABELS
from portal.place_labels import PLACE_LABELS
from portal.queue_labels import QUEUE_LABELS
from portal.review_labels import REVIEW_LABELS
from portal.sentences import SENTENCES
from portal.sheet_labels import SHEET_LABELS
from portal.spot_check_labels import SPOT_CHECK_LABELS
from portal.training_labels import TRAINING_LABELS

FILES = (
    AUDIT_LABELS, CLOSING_LABELS, CONFIRMATION_LABELS, FLAG_LABELS, IMPORT_LABELS, INDICATOR_LABELS,
    NEED_LABELS, PLACE_LABELS, QUEUE_LABELS, REVIEW_LABELS, SHEET_LABELS, SPOT_CHECK_LABELS, TRAINING_LABELS,
)  # fmt: skip


def test_no_refusal_has_two_sentences():
    source = ast.parse(Path("portal/sentences.py").read_text(encoding="utf-8"))
    [told] = [node for node in ast.walk(source) if isinstance(node, ast.Dict)]
    counted = Counter(key.value for key in told.keys)

    assert [code for code, many in counted.items() if many > 1] == []
    assert set(counted) == set(SENTENCES)


def test_no_register_has_its_words_in_two_files():
    counted = Counter(register for words in FILES for register in words)

    assert [register for register, many in counted.items() if many > 1] == []
