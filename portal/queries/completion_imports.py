"""What is known of the members of communes and of the trainings that they completed, for a spreadsheet."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from portal.domain.completion_imports import CompletionRegister, KnownCompletion, find_people
from portal.domain.place_book import KnownPlace
from portal.domain.sheet_rows import SheetRow
from portal.domain.text import fold
from portal.extensions import db
from portal.models import TrainingCompletion
from portal.queries.batches import batches
from portal.queries.member_imports import load_member_register


def load_completion_register(
    rows: Sequence[SheetRow], communes: Collection[KnownPlace], phones: Collection[str]
) -> CompletionRegister:
    """Read the communes' members, present and former, and what those of the rows completed."""
    near = {place.id for place in communes}
    register = CompletionRegister(load_member_register(communes, phones, near_ids=near))
    completions = {}
    for batch in batches(sorted(find_people(rows, register))):
        found = select(
            TrainingCompletion.id,
            TrainingCompletion.user_id,
            TrainingCompletion.title,
            TrainingCompletion.completed_on,
            TrainingCompletion.provider,
            TrainingCompletion.certificate,
        ).where(TrainingCompletion.user_id.in_(batch))
        for known in db.session.execute(found.order_by(TrainingCompletion.id)):
            completions[known.user_id, fold(known.title), known.completed_on] = KnownCompletion(*known)
    register.completions = completions
    return register
