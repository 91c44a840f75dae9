"""What acts on entries come to, told a second time in plain Python and without the portal's own code."""

from datetime import timedelta
from types import SimpleNamespace as Row

from tests.stateful.cast import PROVINCE, Cast, is_drawn
from tests.stateful.reference_figures import count_figures

DAYS_BACK, DECIDED, OPEN = timedelta(days=30), ("approved", "returned"), ("submitted", "returned")
STEPS = {("submitted", "approve"): "approved", ("submitted", "return"): "returned"}
STEPS |= {("approved", "reopen"): "submitted"} | {(status, "correct"): "submitted" for status in OPEN}
STEPS |= {(status, "withdraw"): "withdrawn" for status in OPEN}


class Refused(Exception):
    """An act that a rule forbids; the argument is its code, or what is wrong by field."""


def refuse(is_broken: object, rule: object) -> None:
    if is_broken:
        raise Refused(rule)


class ReferenceModel(Cast):
    """A province and all that its people did so far: an act changes it, or raises Refused."""

    def __init__(self):
        super().__init__()
        self.entries, self.closings, self.ledger, self.looks, self.log = {}, [], [], [], []

    def load(self, who, key, act):
        entry = self.entries.get(key)
        refuse(entry is None or not self.sees(who, entry), "missing")
        is_own = who in (entry.author, entry.logger)
        is_desk = not is_own and self.decides_in(who, entry.commune)
        refuse(not (is_own if act in ("correct", "withdraw") else is_desk), "not_allowed")
        return entry

    def closed_over(self, commune, day):
        covers = [one for one in self.closings if one.is_in_force and one.place in (commune, PROVINCE)]
        return [one for one in covers if one.first <= day < one.end]

    def faults(self, stated, may_be_late):
        team, day = self.teams[stated["team"]], stated["day"]
        faults = {
            "team_suspended": team.founded <= day and self.standing(stated["team"], day) == "suspended",
            "closed_period": self.closed_over(team.commune, day),
            "too_old": day < self.today - DAYS_BACK and not may_be_late,
            "before_founding": day < team.founded,
            "future": day > self.today,
        }
        found = [fault for fault, is_so in faults.items() if is_so]
        return {"occurred_on": found[-1]} if found else {}

    def submit(self, who, key, stated):
        stated = stated | {"for_whom": None if stated["for_whom"] == who else stated["for_whom"]}
        if key in self.entries:
            return self.send_again(who, self.entries[key], stated)
        team, author, commune = stated["team"], stated["for_whom"] or who, self.teams[stated["team"]].commune
        is_desk = self.coordinators.get(who) == commune
        refuse(not is_desk and not self.sits(who, team), {"team": "unknown_team"})
        wrong = self.faults(stated, is_desk)
        if author != who and not is_desk and not self.sits(who, team, leads=True):
            wrong["on_behalf_of"] = "not_for_others"
        elif not self.sits(author, team, stated["day"]):
            wrong["on_behalf_of"] = "not_a_member" if stated["for_whom"] else "whose_work"
        refuse(wrong, wrong)
        about = {"key": key, "commune": commune, "author": author, "logger": who, "received": self.today}
        about |= {"stated": stated, "status": "submitted", "version": 1, "sent": self.now, "judged": []}
        self.entries[key] = Row(**about)
        self.log.append((commune, who, "submit_activity", key))

    def send_again(self, who, entry, stated):
        refuse(who not in (entry.author, entry.logger), "missing")
        refuse(entry.status == "withdrawn", "entry_withdrawn")
        if stated != entry.stated:
            refuse(entry.status != "returned" or stated in entry.judged, "entry_conflict")
            self.correct(who, entry.key, stated, entry.version)

    def correct(self, who, key, stated, version):
        entry = self.load(who, key, "correct")
        if (entry.status, entry.stated) == ("submitted", stated):
            return
        refuse((entry.status, "correct") not in STEPS, "illegal_transition")
        fixed = {"team": "team", "on_behalf_of": "for_whom"}.items()
        wrong = {field: "fixed" for field, name in fixed if stated[name] != entry.stated[name]}
        since, is_desk = entry.received - DAYS_BACK, self.coordinators.get(who) == entry.commune
        wrong = wrong or self.faults(stated, is_desk or stated["day"] >= since or entry.stated["day"] < since)
        refuse(wrong, wrong)
        entry.sent = self.change(who, entry, "correct", version, stated=stated) or entry.sent

    def withdraw(self, who, key, version):
        entry = self.load(who, key, "withdraw")
        if entry.status != "withdrawn":
            refuse(entry.version != version, "changed_meanwhile")
            self.change(who, entry, "withdraw", version)

    def decide(self, who, key, act, version, reason="", note="", why=""):
        refuse(key not in self.entries or not self.sees(who, self.entries[key]), "missing")
        refuse(not note and (act == "reopen" or reason == "other"), "note_needed")
        entry = self.load(who, key, act)
        refuse((act, entry.status) == ("reopen", "submitted"), "changed_meanwhile")
        refuse(act != "reopen" and entry.status in DECIDED, "decided_meanwhile")
        self.change(who, entry, act, version, why)
        entry.judged.append(entry.stated)
        if act == "approve" and is_drawn(key) and self.ever_sat(who, entry.stated["team"]):
            self.looks.append(Row(key=key, reviewer=who, outcome=None))

    def change(self, who, entry, act, version, why="", stated=None):
        refuse((entry.status, act) not in STEPS, "illegal_transition")
        refuse(entry.version != version, "changed_meanwhile")
        closed = self.closed_over(entry.commune, entry.stated["day"])
        refuse(closed and not why, "closed_period")
        was, before = entry.status, [count_figures(self, one.place, one.first, one.end) for one in closed]
        entry.status, entry.stated, entry.version = STEPS[was, act], stated or entry.stated, version + 1
        for one, old in zip(closed, before, strict=True):
            new = count_figures(self, one.place, one.first, one.end)
            self.ledger.append((one.number, entry.key, act, who, self.now, why, was, old, entry.status, new))
        self.log.append((entry.commune, who, f"{act}_activity", entry.key))
        return self.now if (was, act) == ("returned", "correct") else None

    def close(self, who, place, first, end, note=""):
        is_province, rounds = place == PROVINCE, self.rounds(first, end)
        refuse(not (who in self.staff if is_province else self.coordinators.get(who) == place), "not_allowed")
        refuse(end > self.today, "period_not_over")
        held = {one.place for one in rounds if one.is_in_force}
        refuse(place in held, "already_closed")
        figures = count_figures(self, place, first, end)
        is_open = figures["8.4"][2] or any(one.status in OPEN for one in self.dated(place, first, end))
        refuse((is_open or (is_province and held != set(self.communes))) and not note, "closing_needs_reason")
        number, revision = len(self.closings), 1 + sum(one.place == place for one in rounds)
        one = Row(number=number, place=place, first=first, end=end, revision=revision, published=figures)
        one.is_in_force = True
        self.closings.append(one)
        self.log.append((place, who, "close_province" if is_province else "close_commune", number))

    def reopen_period(self, who, place, first, end):
        refuse(who not in self.staff, "not_allowed")
        held = {one.place: one for one in self.rounds(first, end) if one.is_in_force}
        refuse(place not in held, "not_closed")
        refuse(place != PROVINCE and PROVINCE in held, "province_closed")
        held[place].is_in_force = False
        self.log.append((place, who, "reopen_period", held[place].number))

    def rounds(self, first, end):
        return [one for one in self.closings if (one.first, one.end) == (first, end)]

    def dated(self, place, first, end):
        there = [one for one in self.entries.values() if place in (one.commune, PROVINCE)]
        return [one for one in there if first <= one.stated["day"] < end]
