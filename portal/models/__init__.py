"""All tables, so that one import makes them known."""

from portal.models.activities import Activity
from portal.models.acts import Act, ActRow
from portal.models.audit import AuditHead, AuditRow
from portal.models.bulk_reviews import BulkReview
from portal.models.campaigns import Campaign, CampaignWindow, IndicatorDefinition
from portal.models.hand_overs import HandOver
from portal.models.imports import Import
from portal.models.outlines import OutlineFile, UnitOutline
from portal.models.photos import Photo
from portal.models.queues import Queue, QueueSettlement
from portal.models.reorganisations import Reorganisation, UnitReach
from portal.models.return_templates import ReturnTemplate
from portal.models.reviews import Review
from portal.models.settings import Setting
from portal.models.tallies import Tally
from portal.models.team_changes import TeamFlag, TeamFormerName, TeamSuccession
from portal.models.teams import (
    Membership,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
    TrainingCompletion,
)
from portal.models.units import HamletList, Unit, UnitCensus, UnitPoint, UnitSuccession, UnitVersion
from portal.models.users import ActivationLink, RoleGrant, SignIn, Throttle, User

__all__ = [
    "Act",
    "ActRow",
    "ActivationLink",
    "Activity",
    "AuditHead",
    "AuditRow",
    "BulkReview",
    "Campaign",
    "CampaignWindow",
    "HamletList",
    "HandOver",
    "Import",
    "IndicatorDefinition",
    "Membership",
    "OutlineFile",
    "Photo",
    "Queue",
    "QueueSettlement",
    "Reorganisation",
    "ReturnTemplate",
    "Review",
    "RoleGrant",
    "Setting",
    "SignIn",
    "Tally",
    "Team",
    "TeamDecision",
    "TeamFlag",
    "TeamFormerName",
    "TeamHamlet",
    "TeamStatusChange",
    "TeamSuccession",
    "Throttle",
    "TrainingCompletion",
    "Unit",
    "UnitCensus",
    "UnitOutline",
    "UnitPoint",
    "UnitReach",
    "UnitSuccession",
    "UnitVersion",
    "User",
]
