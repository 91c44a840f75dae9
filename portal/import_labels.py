"""What is said of an import: its kind and state, why a row cannot be taken, and why a file was not."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

IMPORT_LABELS: dict[str, dict[str, LazyString]] = {
    "import_kind": {
        "hamlets": _("Hamlets"),
        "teams": _("Teams"),
        "members": _("Team members"),
        "staff": _("Staff"),
        "completions": _("Trainings completed online"),
        "figures": _("Figures of indicators 1 to 7"),
    },
    "import_hint": {
        "hamlets": _("The communes' lists of hamlets, with their households."),
        "teams": _("Teams with their founding decisions and the hamlets that they serve."),
        "members": _("Who sits in which team: name, phone number, role."),
        "staff": _("Accounts of coordinators, province staff and administrators."),
        "completions": _("Which members completed which course, when, and with which certificate."),
        "figures": _(
            "What other systems published: of the province, of departments, districts and communes."
        ),
    },
    "import_state": {
        "uploaded": _("Waiting to be checked"),
        "checking": _("Being checked"),
        "ready": _("Ready to be confirmed"),
        "has_problems": _("Has problems"),
        "confirmed": _("Being written"),
        "applied": _("Imported"),
        "undone": _("Undone"),
        "refused": _("Cannot be read"),
        "failed": _("Failed"),
        "dropped": _("Dropped"),
    },
    # The facts that a preview shows to change.
    "import_fact": {
        "households": _("Households"),
        "since": _("From which day"),
        "team": _("Team"),
        "role": _("Role"),
        "affiliation": _("Where they come from"),
        "phone": _("Phone number"),
        "level": _("Level"),
        "number": _("Founding decision"),
        "signer": _("Signed by"),
        "hamlets": _("Hamlets that the team serves"),
        "title": _("Topic"),
        "completed_on": _("Completed on"),
        "provider": _("Offered by"),
        "certificate": _("Certificate number"),
        "percent": _("Percentage"),
        "numerator": _("How many"),
        "denominator": _("Out of how many"),
        "published_label": _("Period as published"),
        "source": _("Source"),
    },
    "import_refused": {
        "file_gone": _("The file is no longer kept. Upload it again."),
        "no_longer_allowed": _("Whoever uploaded this may no longer import for the place."),
    },
}

# Why a row of an import cannot be taken, beside what is wrong with its cells themselves.
ROW_PROBLEMS: dict[str, LazyString] = {
    "no_place_given": _("Give the commune's code or its full name."),
    "no_place_with_code": _("No such place has the code %(place)s today. Check the code."),
    "no_place_with_name": _("No such place has this name today. Write “Xã …”, “Phường …”, or give the code."),
    "no_place_in_district": _("There is no such place in this district. It may be: %(places)s."),
    "place_ambiguous": _("Several places have this name: %(places)s. Give the code or the district."),
    "place_mismatch": _("Code and name do not fit: %(unit_code)s is %(place)s. Correct one of the two."),
    "district_mismatch": _("%(place)s lies in %(district)s. Correct the district or the code."),
    "not_your_commune": _("%(place)s is not yours to import for. Take this row out."),
    "rows_contradict": _("Row %(first)s is about the same and says something else. Leave one of the two."),
    "repeated_row": _("The same as row %(first)s; counted once."),
    "no_hamlet_type": _("Choose the type: thôn, ấp, khu phố …"),
    "hamlet_type_mismatch": _("The name begins with “%(words)s”. Correct the type or the name."),
    "hamlet_until": _("A hamlet of this name was there until %(day)s. Give that day or a later one."),
    "hamlet_since_differs": _(
        "The list has this hamlet since %(day)s. Leave the cell empty; days are corrected on its page."
    ),
    "no_team_given": _("Give the team's code or its name."),
    "no_team_with_code": _("None of your teams has the code %(team_code)s. Check the code."),
    "no_team_with_name": _("%(place)s has no team of this name. Check the name, or import the team first."),
    "team_ambiguous": _("Several teams have this name: %(codes)s. Give the code."),
    "team_mismatch": _("Code and name do not fit: %(team_code)s is %(team)s. Correct one of the two."),
    "team_elsewhere": _("%(team)s is no team of %(place)s. Correct the code or the commune."),
    "team_name_similar": _(
        "Only accents differ from %(team)s (%(team_code)s). Give its code, or register the other by hand."
    ),
    "similar_names_in_file": _(
        "Only accents differ from “%(name)s” in row %(first)s. Write both names alike."
    ),
    "team_needs_name": _("Give the name of the team or the hamlets that it serves."),
    "team_needs_level": _("Say whether this is a team of the commune or of hamlets."),
    "team_level_differs": _("This team has the other level. Leave the cell empty, or check the team."),
    "no_hamlet_with_name": _(
        "The commune's list has no hamlet “%(name)s”. Check it, or import hamlets first."
    ),
    "hamlet_ambiguous": _("This may be: %(names)s. Write the type along with the name."),
    "decision_needs_date": _("Enter the date of the decision."),
    "decision_needs_number": _("Enter the number of the decision."),
    "decision_differs": _(
        "The team was founded by %(decision)s. Correct the row, or the decision on its page."
    ),
    "signer_differs": _("The decision was signed by %(name)s. Correct the row, or the decision on its page."),
    "two_leaders": _("Row %(first)s names %(name)s as leader. A team has one leader."),
    "team_has_leader": _("%(name)s leads this team. Change the leader on the team's page first."),
    "phone_of_two_names": _("Row %(first)s gives this number to “%(name)s”. Correct one of the two."),
    "phone_of_other": _("This is the number of %(name)s. Correct the number or the name."),
    "phone_unclear": _(
        "A member of this name has no number yet, but not in all of these teams. Add it by hand first."
    ),
    "namesakes_in_file": _("Row %(first)s names somebody of this name, too. Give the phone number of each."),
    "namesakes_in_team": _("The team has several members of this name. Give the phone number."),
    "same_person_twice": _("Row %(first)s is about the same person. Leave one of the two."),
    "no_person_given": _("Give the member's phone number, or the code of the team beside the name."),
    "no_member_with_phone": _(
        "No member of your communes has or had this number. Check it, or take this row out."
    ),
    "no_member_with_name": _("%(team)s has and had no member of this name. Check the name or the code."),
    "completion_differs": _("Recorded is “%(was)s”. Correct the cell, or leave it empty."),
    "no_campaign_with_code": _("There is no campaign of yours with this code. Check it, or leave it empty."),
    "no_department_with_code": _("No department has this code. Check it, or add the department first."),
    "count_estimated": _("A published count is exact. Write the number alone, or leave both counts empty."),
    "percent_below_one": _(
        "This is less than 1 %%. If 94,5 was meant, format the cell as Text and write 94,5. "
        "If it is right, write it with the sign, such as 0,5%%."
    ),
    "since_differs": _(
        "This person has been in the team since %(day)s. Give that day or leave the cell empty."
    ),
    "role_before_seat": _("This person has their present role since %(day)s. Give that day or a later one."),
}
