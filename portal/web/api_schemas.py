"""The shapes of what the JSON interface takes and gives."""

from portal.domain.activity_content import LIMITS, json_schema
from portal.domain.activity_kinds import ACTIVITY_KINDS
from portal.domain.activity_status import ActivityStatus
from portal.domain.campaign_indicators import INDICATORS, FigureLevel
from portal.domain.campaign_periods import MODES
from portal.domain.indicators import DEFINITION_STATUSES, LINE_STATES, LINES
from portal.domain.queues import HIGHEST_SEQ, MOST_DISCARDED, MOST_PHOTOS, MOST_WAITING
from portal.domain.scoreboard import NOT_REPORTED
from portal.domain.skills import SKILLS
from portal.domain.team_status import TeamRole
from portal.domain.units import UnitLevel
from portal.web.openapi import list_of, or_null, record, reference

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}
COUNT = {"type": "integer", "minimum": 0}
KEY = {"type": "integer", "minimum": 1}
DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
UUID = {"type": "string", "format": "uuid"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
PERCENT = {"type": "string", "pattern": "^[0-9]+,[0-9]$"}
STATUS = {"type": "string", "enum": list(ActivityStatus)}
LEVEL = {"type": "string", "enum": list(UnitLevel)}
NAMED = record({"id": KEY, "name": TEXT})

_SEQ = KEY | {"maximum": HIGHEST_SEQ}


def _up_to(most: int) -> dict[str, object]:
    return COUNT | {"maximum": most}


_LINE = record(
    {
        "code": {"type": "string", "enum": list(LINES)},
        "numerator": or_null(COUNT),
        "denominator": or_null(COUNT),
        "unknown_units": COUNT,
        "percent": or_null(PERCENT),
        "gap": or_null(COUNT),
        "target": or_null(TEXT),
        "waiting": COUNT,
    }
)

_BASIS = {
    "campaign": TEXT,
    "unit": record({"code": or_null(TEXT), "name": TEXT}),
    "period": record({"from": DAY, "to": DAY | {"description": "The day after the last."}, "label": TEXT}),
    "mode": {"type": "string", "enum": list(MODES)},
    "units_on": DAY | {"description": "The day whose places are meant."},
    "teams_on": DAY | {"description": "The day as on which teams and members are counted."},
    "as_of": MOMENT,
    "definition": record({"version": KEY, "status": {"type": "string", "enum": list(DEFINITION_STATUSES)}}),
    "headline": {"type": "string", "enum": list(LINES)},
}

_FIGURES = _BASIS | {
    "lines": list_of(reference("Line")),
    "unplaced": list_of(record({"name": TEXT, "approved": COUNT})),
    "published": or_null(reference("Published")),
    "confirmed": or_null(reference("Confirmed")),
}

# Of a closed period: what was published beside what the figures are now, by the definition of then.
_FIGURE = {"numerator": COUNT, "denominator": or_null(COUNT), "percent": or_null(PERCENT)}
_PUBLISHED = record(
    {
        "revision": KEY,
        "closed_at": MOMENT,
        "definition_version": KEY,
        "is_changed": FLAG,
        "lines": list_of(
            record(
                {"code": {"type": "string", "enum": list(LINES)}, "skill": or_null(TEXT)}
                | _FIGURE
                | {"now": record(_FIGURE), "by_corrections": {"type": "integer"}}
            )
        ),
    }
)
# What visits drawn by lot found; the share is weighted and has a 95 % interval.
_CONFIRMED = record(
    dict.fromkeys(("confirmed", "partly", "not", "checked", "drawn"), COUNT)
    | dict.fromkeys(("share", "low", "high"), or_null(PERCENT))
)

_COUNTS = {
    "approved": COUNT,
    "visits": COUNT,
    "visits_by_skill": {
        "type": "object",
        "properties": dict.fromkeys(SKILLS, COUNT),
        "additionalProperties": False,
    },
    "households_reached": COUNT,
    "waiting": COUNT,
    "returned": COUNT,
}

_PLACE = record({"id": KEY, "code": or_null(TEXT), "name": TEXT, "level": LEVEL})

# A figure of others is printed with as many decimals as were published, at most three.
_PRINTED = {"type": "string", "pattern": "^[0-9]+(,[0-9]{1,3})?$"}
_STANDING = record(
    {
        "indicator": {"type": "string", "enum": list(INDICATORS)},
        "line": or_null({"type": "string", "enum": list(LINES)}),
        "state": {"type": "string", "enum": [*LINE_STATES, NOT_REPORTED]},
        "percent": or_null(_PRINTED),
        "numerator": or_null(COUNT),
        "denominator": or_null(COUNT),
        "target": or_null(_PRINTED),
        "reached": or_null(FLAG),
        "missing": or_null(COUNT) | {"description": "How many more are needed above the line."},
        "missing_points": or_null(_PRINTED) | {"description": "How far the target is, in points."},
        "unknown_units": COUNT,
        "change": or_null({"type": "string", "pattern": "^[+-]?[0-9]+,[0-9]{1,3}$"})
        | {"description": "In points since the value before; falls have a minus."},
        "window": or_null(record({"first": or_null(DAY), "last": DAY, "label": TEXT}))
        | {"description": "The days that a published figure speaks of, both included."},
        "source": TEXT,
    }
)
_STANDINGS = {"standings": list_of(reference("Standing"))}

_HABIT = record(
    {
        "kind": {"type": "string", "enum": list(ACTIVITY_KINDS)},
        "skills": list_of({"type": "string", "enum": list(SKILLS)}),
        "visits": COUNT,
        "hamlet": or_null(KEY),
    }
) | {"description": "A way of working that recurs in the latest entries, the most usual first."}

SCHEMAS: dict[str, object] = {
    "Problem": record(
        {"type": TEXT, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {"errors": {"type": "object", "additionalProperties": TEXT}},
    ),
    "ActivityContent": json_schema(),
    "Receipt": record(
        {"receipt": {"const": True}, "id": UUID, "sha256": SHA256, "server_time": MOMENT, "status": STATUS}
    ),
    "Activity": record(
        {
            "id": UUID,
            "status": STATUS,
            "reason": or_null(TEXT),
            "reason_label": or_null(TEXT),
            "reason_note": or_null(TEXT),
            "is_late": FLAG,
            "sha256": SHA256,
            "received_at": MOMENT,
            "submitted_at": MOMENT,
            "updated_at": MOMENT,
            "content": reference("ActivityContent"),
            "photos": list_of(SHA256) | {"description": "The hashes of what was sent."},
        }
    ),
    "PhotoReceipt": record({"receipt": {"const": True}, "id": UUID, "sha256": SHA256, "server_time": MOMENT}),
    "Activities": record(
        {"activities": list_of(reference("Activity")), "next": or_null(TEXT), "server_time": MOMENT}
    ),
    "QueueReport": record(
        {
            "last_seq": _up_to(HIGHEST_SEQ) | {"description": "The highest number given so far."},
            "waiting": list_of(record({"seq": _SEQ, "saved_at": MOMENT})) | {"maxItems": MOST_WAITING},
            "photos_waiting": _up_to(MOST_PHOTOS),
            "discarded": list_of(_SEQ) | {"maxItems": MOST_DISCARDED},
            "client_time": MOMENT,
        }
    ),
    "QueueAnswer": record(
        {
            "receipt": {"const": True},
            "device": TEXT,
            "missing": list_of(_SEQ)
            | {"description": "The numbers that are neither here, nor waiting, nor discarded."},
        }
    ),
    "Me": record(
        {
            "user": NAMED,
            "csrf": TEXT,
            "teams": list_of(
                record(
                    {
                        "code": TEXT,
                        "name": TEXT,
                        "role": {"type": "string", "enum": list(TeamRole)},
                        "hamlets": list_of(NAMED),
                        "members": list_of(NAMED),
                    }
                )
            ),
            "habits": list_of(_HABIT),
            "places": list_of(TEXT),
            "server_time": MOMENT,
            "min_client": KEY,
            "limits": record(dict.fromkeys(LIMITS, KEY)),
        }
    ),
    "Line": _LINE,
    "Published": _PUBLISHED,
    "Confirmed": _CONFIRMED,
    "Indicator": record(_FIGURES),
    "Coverage": record(
        _FIGURES
        | _COUNTS
        | {
            "unconfirmed": list_of(_PLACE),
            "rows": list_of(record({"unit": or_null(_PLACE), "lines": list_of(reference("Line"))} | _COUNTS)),
        }
    ),
    "Standing": _STANDING,
    "Scoreboard": record(
        _BASIS
        | _STANDINGS
        | {
            "levels": list_of(record({"level": {"type": "string", "enum": list(FigureLevel)}} | _STANDINGS)),
            "departments": list_of(record({"code": TEXT, "name": TEXT} | _STANDINGS)),
            "rows": list_of(record({"unit": _PLACE} | _STANDINGS)),
        }
    ),
    "Units": record(
        {
            "as_of": DAY,
            "units": list_of(
                record(
                    {
                        "id": KEY,
                        "code": or_null(TEXT),
                        "name": TEXT,
                        "full_name": TEXT,
                        "type": TEXT,
                        "level": LEVEL,
                        "parent_id": or_null(KEY),
                        "origin": or_null(TEXT)
                        | {"description": "The former commune of a hamlet whose name is not its alone."},
                    }
                )
            ),
        }
    ),
    "Description": {"type": "object"},
}
