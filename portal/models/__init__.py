"""All tables, so that one import makes them known."""

from portal.models.activities import Activity
from portal.models.acts import Act, ActRow
from portal.models.audit import AuditHead, AuditRow
from portal.models.bulk_reviews import BulkReview
from portal.models.campaigns import Campaign, CampaignDefinition, CampaignWindow, IndicatorDefinition
from portal.models.closings import Closing, LedgerEntry, PublishedValue
from portal.models.community_sessions import CommunitySession, PublicContact, SessionClaim
from portal.models.confirmations import Confirmation, ConfirmationSlip
from portal.models.difficulties import DifficultyAnswer
from portal.models.flags import EntryPrint, Flag
from portal.models.follow_ups import FollowUp
from portal.models.hand_overs import HandOver
from portal.models.imports import Import
from portal.models.meetings import MeetingSnapshot
from portal.models.movements import IssuedPlan, Milestone
from portal.models.outlines import OutlineFile, UnitOutline
from portal.models.photos import Photo
from portal.models.practices import Practice
from portal.models.queues import Queue, QueueSettlement
from portal.models.reorganisations import Reorganisation, UnitReach
from portal.models.reported_figures import CampaignTarget, Department, ReportedFigure
from portal.models.reports import GrisColumn, Report, ReportSettings, ScheduledReport
from portal.models.return_templates import ReturnTemplate
from portal.models.reviewer_days import ReviewerDay
from portal.models.reviews import Review
from portal.models.second_looks import SecondLook
from portal.models.settings import Setting
from portal.models.spot_checks import SpotCheck, SpotCheckCorrection, SpotCheckDraw
from portal.models.tallies import Tally
from portal.models.team_changes import TeamFlag, TeamFormerName, TeamSuccession
from portal.models.teams import (
    Membership,
    Team,
    TeamDecision,
    TeamHamlet,
    TeamStatusChange,
)
from portal.models.trainings import (
    Training,
    TrainingCompletion,
    TrainingInvitation,
    TrainingMaterial,
    TrainingTeam,
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
    "CampaignDefinition",
    "CampaignTarget",
    "CampaignWindow",
    "Closing",
    "CommunitySession",
    "Confirmation",
    "ConfirmationSlip",
    "Department",
    "DifficultyAnswer",
    "EntryPrint",
    "Flag",
    "FollowUp",
    "GrisColumn",
    "HamletList",
    "HandOver",
    "Import",
    "IndicatorDefinition",
    "IssuedPlan",
    "LedgerEntry",
    "MeetingSnapshot",
    "Membership",
    "Milestone",
    "OutlineFile",
    "Photo",
    "Practice",
    "PublicContact",
    "PublishedValue",
    "Queue",
    "QueueSettlement",
    "Reorganisation",
    "Report",
    "ReportSettings",
    "ReportedFigure",
    "ReturnTemplate",
    "Review",
    "ReviewerDay",
    "RoleGrant",
    "ScheduledReport",
    "SecondLook",
    "SessionClaim",
    "Setting",
    "SignIn",
    "SpotCheck",
    "SpotCheckCorrection",
    "SpotCheckDraw",
    "Tally",
    "Team",
    "TeamDecision",
    "TeamFlag",
    "TeamFormerName",
    "TeamHamlet",
    "TeamStatusChange",
    "TeamSuccession",
    "Throttle",
    "Training",
    "TrainingCompletion",
    "TrainingInvitation",
    "TrainingMaterial",
    "TrainingTeam",
    "Unit",
    "UnitCensus",
    "UnitOutline",
    "UnitPoint",
    "UnitReach",
    "UnitSuccession",
    "UnitVersion",
    "User",
]
