"""Who gets what: every endpoint, every person, written by hand from the design and requested cell by cell.

The objects in each address belong to the member's own commune. `other_*` are people of another commune.

| cell    | means                                                                                        |
|---------|----------------------------------------------------------------------------------------------|
| yes     | the page, or the act done                                                                    |
| no      | 403: the role has no such page, or may read the thing but not do this to it                  |
| 404     | the thing lies outside the person's area, and looks exactly as if it did not exist           |
| 422     | the team or owner is named in what is sent, not in the address, and answered like an unknown |
| sign-in | sent to the sign-in page; 401 for JSON                                                       |
"""

from dataclasses import dataclass

WHO = (
    "nobody", "member", "leader", "other_member", "coordinator", "other_coordinator", "district_coordinator",
    "province_staff", "admin",
)  # fmt: skip

TABLE = """
endpoint                  method nobody  member  leader  other_m coord   other_c district prov_st admin

home.index                GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
health.healthz            GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
health.readyz             GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
assets.file               GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
offline.worker            GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
offline.manifest          GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
offline.log               GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
offline.activities        GET    yes     yes     yes     yes     yes     yes     yes     yes     yes

accounts.sign_in          GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
accounts.sign_in          POST   yes     yes     yes     yes     yes     yes     yes     yes     yes
accounts.join             GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
accounts.join             POST   yes     yes     yes     yes     yes     yes     yes     yes     yes
accounts.sign_out         POST   sign-in yes     yes     yes     yes     yes     yes     yes     yes
accounts.show             GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
accounts.change_password  POST   sign-in yes     yes     yes     yes     yes     yes     yes     yes
accounts.choose_locale    POST   sign-in yes     yes     yes     yes     yes     yes     yes     yes

activities.new            GET    sign-in yes     yes     yes     yes     yes     yes     no      no
activities.create         POST   sign-in yes     yes     422     yes     422     422     no      no
activities.index          GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
activities.show           GET    sign-in yes     yes     404     yes     404     yes     yes     yes
activities.correct        GET    sign-in yes     no      404     no      404     no      no      no
activities.correct        POST   sign-in yes     no      404     no      404     no      no      no
activities.withdraw       GET    sign-in yes     no      404     no      404     no      no      no
activities.withdraw       POST   sign-in yes     no      404     no      404     no      no      no
confirmations.show        GET    sign-in yes     yes     404     no      404     no      no      no
confirmations.issue       POST   sign-in yes     yes     404     no      404     no      no      no
confirmations.print_      POST   sign-in yes     yes     404     no      404     no      no      no
citizens.answer           GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
citizens.answer           POST   yes     yes     yes     yes     yes     yes     yes     yes     yes
citizens.find             GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
citizens.find             POST   yes     yes     yes     yes     yes     yes     yes     yes     yes
citizens.thanks           GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
hamlet_pages.show         GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
hamlet_pages.by_month     GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
hamlet_pages.notice       GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
public_pages.index        GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
public_pages.show         GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
community_sessions.index  GET    sign-in yes     yes     yes     yes     yes     yes     no      no
community_sessions.show   GET    sign-in yes     yes     404     yes     404     yes     yes     yes
community_sessions.new    GET    sign-in yes     yes     404     yes     404     no      no      no
community_sessions.new    POST   sign-in yes     yes     404     yes     404     no      no      no
community_sessions.edit   GET    sign-in yes     yes     404     yes     404     no      no      no
community_sessions.edit   POST   sign-in yes     yes     404     yes     404     no      no      no
community_sessions.cancel GET    sign-in yes     yes     404     yes     404     no      no      no
community_sessions.cancel POST   sign-in yes     yes     404     yes     404     no      no      no
community_sessions.log    POST   sign-in yes     yes     404     yes     404     no      no      no
community_sessions.contact POST  sign-in no      yes     404     no      404     no      no      no
practices.index           GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
practices.show            GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
practices.new             GET    sign-in no      yes     404     yes     404     no      no      no
practices.new             POST   sign-in no      yes     404     yes     404     no      no      no
practices.edit            GET    sign-in 404     yes     404     yes     404     404     no      no
practices.edit            POST   sign-in 404     yes     404     yes     404     404     no      no
practices.publish         POST   sign-in 404     no      404     yes     404     404     yes     yes
practices.return_         POST   sign-in 404     no      404     yes     404     404     yes     yes
practices.withdraw        POST   sign-in 404     yes     404     yes     404     404     yes     yes
my_work.show              GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes

paper_sheets.print_       GET    sign-in no      yes     404     yes     404     no      no      no
paper_sheets.new          GET    sign-in no      yes     404     yes     404     no      no      no
paper_sheets.new          POST   sign-in no      yes     404     yes     404     no      no      no
paper_sheets.show         GET    sign-in 404     404     404     yes     404     404     no      no
paper_sheets.undo         POST   sign-in 404     404     404     yes     404     404     no      no
photos.show               GET    sign-in yes     yes     404     yes     404     yes     yes     yes
photos.create             POST   sign-in yes     no      404     no      404     no      no      no
photos.remove             POST   sign-in yes     no      404     no      404     no      no      no

reviews.index             GET    sign-in no      no      no      yes     yes     yes     yes     yes
reviews.show              GET    sign-in no      no      no      yes     404     yes     yes     yes
reviews.undecided         GET    sign-in no      no      no      yes     404     yes     yes     yes
reviews.approve           POST   sign-in no      no      no      yes     404     no      no      no
reviews.return_           POST   sign-in no      no      no      yes     404     no      no      no
reviews.reopen            POST   sign-in no      no      no      yes     404     no      no      no
bulk_reviews.create       POST   sign-in no      no      no      yes     422     422     no      no
bulk_reviews.show         GET    sign-in no      no      no      yes     404     404     404     404
bulk_reviews.approve      POST   sign-in no      no      no      yes     404     404     no      no
bulk_reviews.correct      POST   sign-in no      no      no      yes     404     404     no      no
return_templates.index    GET    sign-in no      no      no      yes     yes     no      no      no
return_templates.index    POST   sign-in no      no      no      yes     yes     no      no      no
return_templates.edit     GET    sign-in no      no      no      yes     404     no      no      no
return_templates.edit     POST   sign-in no      no      no      yes     404     no      no      no
return_templates.archive  POST   sign-in no      no      no      yes     404     no      no      no
reminders.show            GET    sign-in no      no      no      yes     yes     yes     no      no
hand_overs.index          GET    sign-in no      no      no      yes     yes     yes     no      no
hand_overs.index          POST   sign-in no      no      no      yes     422     no      no      no
hand_overs.end            POST   sign-in no      no      no      yes     404     yes     no      no

reviewers.index           GET    sign-in no      no      no      yes     yes     yes     yes     yes
second_looks.index        GET    sign-in no      no      no      yes     yes     yes     yes     yes
second_looks.show         GET    sign-in no      no      no      yes     404     yes     yes     yes
second_looks.show         POST   sign-in no      no      no      no      404     yes     yes     yes
difficulties.index        GET    sign-in no      no      no      yes     yes     yes     yes     yes
difficulties.answer       GET    sign-in no      no      no      yes     404     yes     yes     yes
difficulties.answer       POST   sign-in no      no      no      yes     404     no      yes     yes

audit.activity            GET    sign-in no      no      no      yes     404     yes     yes     yes
audit.team                GET    sign-in no      no      no      yes     404     yes     yes     yes
audit.training            GET    sign-in no      no      no      yes     404     yes     yes     yes
audit.figure              GET    sign-in no      no      no      yes     404     yes     yes     yes

teams.index               GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
teams.show                GET    sign-in yes     yes     404     yes     404     yes     yes     yes
teams.new                 GET    sign-in no      no      no      yes     404     no      no      no
teams.new                 POST   sign-in no      no      no      yes     404     no      no      no
teams.edit                GET    sign-in no      no      no      yes     404     no      no      no
teams.edit                POST   sign-in no      no      no      yes     404     no      no      no
teams.change_status       GET    sign-in no      no      no      yes     404     no      no      no
teams.change_status       POST   sign-in no      no      no      yes     404     no      no      no
teams.change_hamlets      GET    sign-in no      no      no      yes     404     no      no      no
teams.change_hamlets      POST   sign-in no      no      no      yes     404     no      no      no
decisions.new             GET    sign-in no      no      no      yes     404     no      no      no
decisions.new             POST   sign-in no      no      no      yes     404     no      no      no
decisions.edit            GET    sign-in no      no      no      yes     404     no      no      no
decisions.edit            POST   sign-in no      no      no      yes     404     no      no      no
decisions.undo            POST   sign-in no      no      no      yes     404     no      no      no
reforms.new               GET    sign-in no      no      no      yes     404     no      no      no
reforms.new               POST   sign-in no      no      no      yes     404     no      no      no
mergers.new               GET    sign-in no      no      no      yes     404     no      no      no
mergers.new               POST   sign-in no      no      no      yes     404     no      no      no
memberships.new           GET    sign-in no      no      no      yes     404     no      no      no
memberships.new           POST   sign-in no      no      no      yes     404     no      no      no
memberships.edit          GET    sign-in no      no      no      yes     404     no      no      no
memberships.edit          POST   sign-in no      no      no      yes     404     no      no      no
memberships.end           POST   sign-in no      no      no      yes     404     no      no      no
memberships.correct       POST   sign-in no      no      no      yes     404     no      no      no
memberships.invite        POST   sign-in no      no      no      yes     404     no      no      no
memberships.rebind        POST   sign-in no      no      no      yes     404     no      no      no
memberships.wake          POST   sign-in no      no      no      yes     404     no      no      no
invitations.new           GET    sign-in no      no      no      yes     404     no      no      no
invitations.new           POST   sign-in no      no      no      yes     404     no      no      no
trainings.new             GET    sign-in no      no      no      yes     404     no      no      no
trainings.new             POST   sign-in no      no      no      yes     404     no      no      no

trainings.index           GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
trainings.show            GET    sign-in yes     yes     404     yes     404     yes     yes     yes
trainings.calendar        GET    sign-in yes     yes     404     yes     404     yes     yes     yes
trainings.answer          POST   sign-in yes     yes     404     404     404     404     404     404
trainings.plan            GET    sign-in no      no      no      yes     404     no      yes     yes
trainings.plan            POST   sign-in no      no      no      yes     404     no      yes     yes
trainings.edit            GET    sign-in no      no      no      yes     404     no      yes     yes
trainings.edit            POST   sign-in no      no      no      yes     404     no      yes     yes
trainings.invite          POST   sign-in no      no      no      yes     404     no      yes     yes
trainings.cancel          GET    sign-in no      no      no      yes     404     no      yes     yes
trainings.cancel          POST   sign-in no      no      no      yes     404     no      yes     yes
attendance.qr             GET    sign-in no      no      404     yes     404     no      yes     yes
attendance.attend         GET    sign-in yes     yes     404     404     404     404     404     404
attendance.attend         POST   sign-in yes     yes     404     404     404     404     404     404
attendance.tick           GET    sign-in no      no      404     yes     404     no      yes     yes
attendance.tick           POST   sign-in no      no      404     yes     404     no      yes     yes
attendance.sheet          GET    sign-in no      no      404     yes     404     no      yes     yes
attendance.complete       GET    sign-in no      no      no      yes     404     no      yes     yes
attendance.complete       POST   sign-in no      no      no      yes     404     no      yes     yes
attendance.correct        GET    sign-in no      no      no      yes     404     no      yes     yes
attendance.correct        POST   sign-in no      no      no      yes     404     no      yes     yes
training_materials.show   GET    sign-in yes     yes     404     yes     404     yes     yes     yes
training_materials.create POST   sign-in no      no      no      yes     404     no      yes     yes
training_materials.remove POST   sign-in no      no      no      yes     404     no      yes     yes

search.index              GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes

units.index               GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
units.show                GET    sign-in yes     yes     404     yes     404     yes     yes     yes
units.add_hamlet          POST   sign-in no      no      no      yes     404     no      no      no
units.rename_hamlet       POST   sign-in no      no      no      yes     404     no      no      no
units.end_hamlet          POST   sign-in no      no      no      yes     404     no      no      no
units.merge_hamlet        POST   sign-in no      no      no      yes     404     no      no      no
units.count_households    POST   sign-in no      no      no      yes     404     no      no      no
units.confirm_hamlets     POST   sign-in no      no      no      yes     404     no      no      no
units.withdraw_hamlets    POST   sign-in no      no      no      yes     404     no      no      no

imports.index             GET    sign-in no      no      no      yes     yes     no      yes     yes
imports.new               GET    sign-in no      no      no      yes     yes     no      yes     yes
imports.new               POST   sign-in no      no      no      yes     yes     no      yes     yes
imports.template          GET    sign-in no      no      no      yes     yes     no      yes     yes
imports.show              GET    sign-in no      no      no      yes     404     no      yes     yes
imports.marked            GET    sign-in no      no      no      yes     404     no      yes     yes
imports.confirm           POST   sign-in no      no      no      yes     404     no      yes     yes
imports.undo              POST   sign-in no      no      no      yes     404     no      yes     yes
imports.drop              POST   sign-in no      no      no      yes     404     no      yes     yes

days_of_work.index        GET    sign-in no      no      no      yes     404     yes     yes     yes
days_of_work.person       GET    sign-in no      no      no      yes     404     yes     yes     yes
days_of_work.print_       GET    sign-in no      no      no      yes     404     yes     yes     yes
days_of_work.xlsx         GET    sign-in no      no      no      yes     404     yes     yes     yes
training_needs.index      GET    sign-in no      no      no      yes     404     yes     yes     yes
training_needs.csv        GET    sign-in no      no      no      yes     404     yes     yes     yes
training_needs.plan       GET    sign-in no      no      no      yes     404     yes     yes     yes
outcome.index             GET    sign-in no      no      no      yes     404     yes     yes     yes
outcome.csv               GET    sign-in no      no      no      yes     404     yes     yes     yes
needs.index               GET    sign-in no      no      no      yes     yes     yes     yes     yes
needs.csv                 GET    sign-in no      no      no      yes     yes     yes     yes     yes
needs.follow_up           GET    sign-in no      no      no      yes     404     yes     yes     yes
needs.follow_up           POST   sign-in no      no      no      yes     404     no      yes     yes

queues.index              GET    sign-in yes     yes     yes     yes     yes     yes     no      no
queues.settle             GET    sign-in yes     no      404     yes     404     no      no      no
queues.settle             POST   sign-in yes     no      404     yes     404     no      no      no
queue_files.new           GET    sign-in no      no      no      yes     yes     no      no      no
queue_files.new           POST   sign-in no      no      no      yes     422     no      no      no
queue_files.show          GET    sign-in no      no      no      yes     404     no      no      no
queue_files.confirm       POST   sign-in no      no      no      yes     404     no      no      no

spot_checks.index         GET    sign-in no      no      no      yes     yes     yes     yes     yes
spot_checks.new           GET    sign-in no      no      no      no      no      no      yes     yes
spot_checks.new           POST   sign-in no      no      no      no      no      no      yes     yes
spot_checks.draw          GET    sign-in no      no      no      yes     404     yes     yes     yes
spot_checks.show          GET    sign-in no      no      no      yes     404     yes     yes     yes
spot_checks.record        POST   sign-in no      no      no      yes     404     no      yes     yes
spot_checks.correct       POST   sign-in no      no      no      yes     404     no      yes     yes
spot_checks.assign        POST   sign-in no      no      no      yes     404     no      yes     yes

coverage.index            GET    sign-in no      no      no      yes     404     yes     yes     yes
coverage.map              GET    sign-in no      no      no      yes     404     yes     yes     yes
coverage.csv              GET    sign-in no      no      no      yes     404     yes     yes     yes
coverage.team             GET    sign-in no      no      no      yes     404     yes     yes     yes
meetings.show             GET    sign-in no      no      no      no      404     yes     yes     yes
meetings.keep             POST   sign-in no      no      no      no      404     yes     yes     yes
meetings.kept             GET    sign-in no      no      no      404     404     yes     yes     yes
meetings.index            GET    sign-in no      no      no      yes     yes     yes     yes     yes
scoreboard.index          GET    sign-in no      no      no      yes     404     yes     yes     yes
scoreboard.csv            GET    sign-in no      no      no      yes     404     yes     yes     yes
scoreboard_charts.index   GET    sign-in no      no      no      yes     404     yes     yes     yes
closings.index            GET    sign-in no      no      no      yes     yes     yes     yes     yes
closings.show             GET    sign-in no      no      no      yes     404     yes     yes     yes
closings.close            POST   sign-in no      no      no      yes     404     no      no      no
closings.reopen           POST   sign-in no      no      no      no      no      no      yes     yes
ledger.index              GET    sign-in no      no      no      yes     404     yes     yes     yes
ledger.csv                GET    sign-in no      no      no      yes     404     yes     yes     yes
reports.index             GET    sign-in no      no      no      yes     yes     yes     yes     yes
reports.create            POST   sign-in no      no      no      yes     422     yes     yes     yes
reports.show              GET    sign-in no      no      no      yes     404     yes     yes     yes
reports.preview           GET    sign-in no      no      no      yes     404     yes     yes     yes
reports.see               POST   sign-in no      no      no      yes     404     yes     yes     yes
reports.schedule          GET    sign-in no      no      no      yes     yes     yes     yes     yes
reports.schedule          POST   sign-in no      no      no      yes     422     yes     yes     yes
reports.end               POST   sign-in no      no      no      yes     404     yes     yes     yes
reports.settings          GET    sign-in no      no      no      yes     404     no      yes     yes
reports.settings          POST   sign-in no      no      no      yes     404     no      yes     yes
report_files.docx         GET    sign-in no      no      no      yes     404     yes     yes     yes
report_files.draft        GET    sign-in no      no      no      yes     404     yes     yes     yes
report_files.xlsx         GET    sign-in no      no      no      yes     404     yes     yes     yes
report_files.entries      GET    sign-in no      no      no      yes     404     yes     yes     yes
gris.index                GET    sign-in no      no      no      yes     404     no      yes     yes
gris.index                POST   sign-in no      no      no      yes     404     no      yes     yes
gris.csv                  GET    sign-in no      no      no      yes     404     yes     yes     yes
gris.xlsx                 GET    sign-in no      no      no      yes     404     yes     yes     yes
campaigns.index           GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
campaigns.show            GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
figures.index             GET    sign-in no      no      no      yes     yes     yes     yes     yes
figures.csv               GET    sign-in no      no      no      404     404     404     yes     yes
figure_lives.show         GET    sign-in no      no      no      yes     404     yes     yes     yes
figures.new               GET    sign-in no      no      no      no      no      no      yes     yes
figures.new               POST   sign-in no      no      no      no      no      no      yes     yes
figures.take_back         POST   sign-in no      no      no      no      no      no      yes     yes
departments.index         GET    sign-in no      no      no      no      no      no      yes     yes
departments.index         POST   sign-in no      no      no      no      no      no      yes     yes
departments.edit          GET    sign-in no      no      no      no      no      no      yes     yes
departments.edit          POST   sign-in no      no      no      no      no      no      yes     yes
campaigns.new             GET    sign-in no      no      no      no      no      no      yes     yes
campaigns.new             POST   sign-in no      no      no      no      no      no      yes     yes
campaigns.edit            GET    sign-in no      no      no      no      no      no      yes     yes
campaigns.edit            POST   sign-in no      no      no      no      no      no      yes     yes
definitions.index         GET    sign-in no      no      no      yes     yes     yes     yes     yes
definitions.show          GET    sign-in no      no      no      yes     yes     yes     yes     yes
definitions.new           GET    sign-in no      no      no      no      no      no      yes     yes
definitions.new           POST   sign-in no      no      no      no      no      no      yes     yes
definitions.compare       GET    sign-in no      no      no      no      no      no      yes     yes
definitions.csv           GET    sign-in no      no      no      no      no      no      yes     yes
definitions.approve       POST   sign-in no      no      no      no      no      no      yes     yes
definitions.put           POST   sign-in no      no      no      no      no      no      yes     yes
movements.plans           GET    sign-in no      no      no      yes     yes     yes     yes     yes
movements.csv             GET    sign-in no      no      no      yes     yes     yes     yes     yes
movements.file            GET    sign-in no      no      no      yes     404     yes     yes     yes
movements.record          POST   sign-in no      no      no      yes     422     no      yes     yes
movements.remove          POST   sign-in no      no      no      yes     404     no      yes     yes
targets.index             GET    sign-in no      no      no      yes     yes     yes     yes     yes
targets.set_              POST   sign-in no      no      no      no      no      no      yes     yes
targets.undo              POST   sign-in no      no      no      no      no      no      yes     yes
campaigns.switch_public   POST   sign-in no      no      no      no      no      no      yes     yes
confirmations.switch      POST   sign-in no      no      no      no      no      no      yes     yes

admin.users               GET    sign-in no      no      no      no      no      no      no      yes
admin.new_user            GET    sign-in no      no      no      no      no      no      no      yes
admin.new_user            POST   sign-in no      no      no      no      no      no      no      yes
admin.user                GET    sign-in no      no      no      no      no      no      no      yes
admin.grant_role          GET    sign-in no      no      no      no      no      no      no      yes
admin.grant_role          POST   sign-in no      no      no      no      no      no      no      yes
admin.end_role            POST   sign-in no      no      no      no      no      no      no      yes
admin.change_role_end     POST   sign-in no      no      no      no      no      no      no      yes
admin.invite              POST   sign-in no      no      no      no      no      no      no      yes
admin.disable             POST   sign-in no      no      no      no      no      no      no      yes
admin.enable              POST   sign-in no      no      no      no      no      no      no      yes

outlines.index            GET    sign-in no      no      no      no      no      no      no      yes
outlines.index            POST   sign-in no      no      no      no      no      no      no      yes
outlines.show             GET    sign-in no      no      no      no      no      no      no      yes
outlines.publish          POST   sign-in no      no      no      no      no      no      no      yes
outlines.remove           POST   sign-in no      no      no      no      no      no      no      yes

reorganisations.index     GET    sign-in no      no      no      no      no      no      no      yes
reorganisations.new       GET    sign-in no      no      no      no      no      no      no      yes
reorganisations.new       POST   sign-in no      no      no      no      no      no      no      yes
reorganisations.show      GET    sign-in no      no      no      no      no      no      no      yes
reorganisations.undo      POST   sign-in no      no      no      no      no      no      no      yes

api_me.show               GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
api_activities.index      GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
api_activities.submit     PUT    sign-in yes     yes     422     yes     422     422     422     422
api_queues.report         PUT    sign-in yes     yes     yes     yes     yes     yes     yes     yes
api_photos.submit         PUT    sign-in yes     404     404     404     404     404     404     404
api_coverage.index        GET    sign-in no      no      no      yes     404     yes     yes     yes
api_coverage.indicator    GET    sign-in no      no      no      yes     404     yes     yes     yes
api_coverage.scoreboard   GET    sign-in no      no      no      yes     404     yes     yes     yes
api_units.index           GET    sign-in yes     yes     yes     yes     yes     yes     yes     yes
api_openapi.show          GET    yes     yes     yes     yes     yes     yes     yes     yes     yes
"""


@dataclass(frozen=True)
class Row:
    """An endpoint with one method, and what each person is answered."""

    endpoint: str
    method: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.endpoint} {self.method}"

    @property
    def is_unsafe(self) -> bool:
        """Tell whether the request may change something."""
        return self.method != "GET"

    def people(self, *answers: str) -> list[str]:
        """Return who is answered so."""
        return [who for who in WHO if self.answers[who] in answers]


def read_table(text: str) -> list[Row]:
    """Return the rows of the table."""
    _, *lines = (line.split() for line in text.splitlines() if line.strip())
    return [Row(endpoint, method, dict(zip(WHO, cells, strict=True))) for endpoint, method, *cells in lines]


ROWS = read_table(TABLE)
