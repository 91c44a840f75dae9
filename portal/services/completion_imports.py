"""Write what an import of completed trainings wishes, within its unit of work."""

from collections.abc import Sequence

from portal import clock
from portal.domain.completion_imports import CompletionWish
from portal.domain.roles import Viewer
from portal.domain.text import nfc
from portal.extensions import db
from portal.models import TrainingCompletion, User
from portal.services.import_turns import add_rows, take_turns


def write_completions(recorder: Viewer, wishes: Sequence[CompletionWish]) -> None:
    """Record completions, and fill in what was not known of those that are recorded."""
    take_turns(User, {wish.user_id for wish in wishes})
    known = {wish.completion_id: wish for wish in wishes if wish.completion_id is not None}
    for completion in take_turns(TrainingCompletion, known):
        wish = known[completion.id]
        completion.provider = wish.provider or completion.provider
        completion.certificate = wish.certificate or completion.certificate
    moment = clock.now()
    add_rows(
        [
            TrainingCompletion(
                user_id=wish.user_id,
                title=nfc(wish.title),
                completed_on=wish.completed_on,
                provider=wish.provider,
                certificate=wish.certificate,
                recorded_at=moment,
                recorded_by_id=recorder.id,
            )
            for wish in wishes
            if wish.completion_id is None
        ]
    )
    db.session.flush()
