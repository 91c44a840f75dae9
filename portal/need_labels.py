"""The words for what teams and hamlets may need help with."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

NEED_LABELS: dict[str, dict[str, LazyString]] = {
    "need": {
        "team_asleep": _("Teams asleep"),
        "hamlet_never_reached": _("Hamlets never reached"),
        "hamlet_without_team": _("Hamlets without any team"),
        "no_founding_decision": _("Founding decision missing"),
        "no_leader": _("Teams without a leader"),
        "untrained_members": _("Members without training"),
    },
    # What stands on each list, so that nobody reads more into it.
    "need_meaning": {
        "team_asleep": _(
            "Teams at work without a single approved entry of these days. A team that began only then is left"
            " out. Entries that wait are shown: then it is not the team that sleeps."
        ),
        "hamlet_never_reached": _(
            "Hamlets, with or without a team, that no approved entry names. Entries that name no hamlet count"
            " where their team serves only this one."
        ),
        "hamlet_without_team": _(
            "Hamlets for which no team is recorded, or only a dissolved one. Figures count more: hamlets"
            " without a valid team, because a team may lack its founding decision or its leader."
        ),
        "no_founding_decision": _(
            "Teams for which no founding decision with number and date is recorded. Until then they do not"
            " count in the figures."
        ),
        "no_leader": _("Teams in which nobody is the leader. Until then they do not count in the figures."),
        "untrained_members": _("Teams with members for whom no completed training is recorded."),
    },
    "need_praise": {
        "team_asleep": _("Every team is at work. Thank you to everybody who helps!"),
        "hamlet_never_reached": _("Every hamlet has been reached. Well done!"),
        "hamlet_without_team": _("Every hamlet has its team. Well done!"),
        "no_founding_decision": _("Every team has its founding decision. All is in order."),
        "no_leader": _("Every team has its leader."),
        "untrained_members": _("Every member has completed a training. Well done!"),
    },
    # How a message to the coordinator goes on after the greeting.
    "need_message": {
        "team_asleep": _("These teams have had no approved entry for a while. Could you ask how they are?"),
        "hamlet_never_reached": _(
            "These hamlets have not been reached yet. Could you see who can go there first?"
        ),
        "hamlet_without_team": _("These hamlets have no team yet. Could you see which team can serve them?"),
        "no_founding_decision": _(
            "For these teams the founding decision is not recorded yet. Could you enter its number and date?"
        ),
        "no_leader": _("These teams have no leader yet. Could you enter who leads them?"),
        "untrained_members": _(
            "In these teams some members are not trained yet. Could you arrange a training or record it?"
        ),
    },
    # To the teams themselves, from who coordinates them.
    "need_message_to_teams": {
        "team_asleep": _(
            "These teams have had no approved entry for a while. If you helped people, please log it."
        ),
        "hamlet_never_reached": _("These hamlets have not been reached yet. Which team can go there first?"),
        "hamlet_without_team": _("These hamlets have no team yet. Which team can serve them, too?"),
        "no_founding_decision": _(
            "For these teams the founding decision is not recorded yet. Please send its number and date."
        ),
        "no_leader": _("These teams have no leader yet. Please say who leads them."),
        "untrained_members": _(
            "In these teams some members are not trained yet. On which days could they come?"
        ),
    },
    "reach": {"ever": _("Since the beginning"), "campaign": _("In the campaign")},
}
