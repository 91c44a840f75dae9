"""What is wrong with a cell of a spreadsheet or with the whole file, and what to do about it."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

# Placeholders are filled by the problem's details, and by `shown`, what the cell says.
SHEET_LABELS: dict[str, dict[str, LazyString]] = {
    "cell_problem": {
        "required": _("This must be given."),
        "bad_text": _("Remove the invisible characters: type this cell anew."),
        "old_font": _("This is typed in an old font such as .VnTime. Type it again in Unicode."),
        "too_long": _("Shorten this to at most %(longest)s characters."),
        "not_text": _("Write this in words."),
        "day_not_text": _(
            "The spreadsheet turned this into a date (%(shown)s). Format the cell as Text and type it again."
        ),
        "not_a_code": _("Write the code in digits only, such as 25195."),
        "wrong_length": _("The code has at most %(digits)s digits. Check it."),
        "scientific_number": _(
            "The spreadsheet cut this number (%(shown)s). Format the cell as Text and type all its digits."
        ),
        "not_a_phone": _("Write a mobile number of ten digits, such as 0912 345 678."),
        "several_phones": _("Write only one phone number."),
        "not_a_day": _("Write the day like 16/06/2022."),
        "number_not_day": _("This is a number, not a date. Write the day like 16/06/2022."),
        "two_digit_year": _("Write the year with four digits, like 16/06/2022."),
        "month_first": _("Write the day first, then the month, like 16/06/2022."),
        "no_such_day": _("There is no such day. Check the day and the month."),
        "day_out_of_range": _("The day must lie between %(earliest)s and %(latest)s. Check the year."),
        "not_a_number": _("Write a whole number in digits, or leave it empty if it is not known."),
        "negative": _("A number cannot be below zero. Check it, or leave it empty if it is not known."),
        "fraction": _("Write a whole number, without a decimal part."),
        "ambiguous_number": _("Write the number without a comma, such as 1234."),
        "range_not_number": _(
            "Write one number, not from … to …. If it is only about right, write “khoảng 120”."
        ),
        "out_of_range": _("Write a number from %(lowest)s to %(highest)s."),
        "unknown_choice": _("Write one of: %(choices)s."),
        "merged_cell": _("The cells %(range)s are merged. Unmerge them and fill in every row."),
        "hidden_row": _(
            "This row is hidden, by hand or by a filter. Show it, or delete it, so that you see all you send."
        ),
        "total_row": _("This is a total. Delete the row: the portal adds up by itself."),
        "formula_without_value": _("This formula has no result. Write the value itself."),
        "error_value": _("The formula gives an error (%(shown)s). Write the value itself."),
        "unreadable": _("This cell cannot be read. Type it again."),
    },
    # How the template tells to fill in a column.
    "column_kind": {
        "text": _("Words."),
        "code": _("Digits as printed, zeros at the beginning too."),
        "phone": _("One mobile number of ten digits, such as 0912 345 678."),
        "date": _("Day, month and year with four digits, such as 16/06/2022."),
        "count": _(
            "A whole number. Leave it empty if it is not known; write “khoảng 120” if it is only about right."
        ),
        "choice": _("Choose one of the list."),
    },
    "sheet_refused": {
        "empty_file": _("The file is empty. Choose another file."),
        "file_too_large": _("The file is larger than %(megabytes)s MB. Split it into several files."),
        "not_a_spreadsheet": _("This is no spreadsheet. Choose an Excel (.xlsx) or CSV file."),
        "other_format": _(
            "This kind of spreadsheet cannot be read. Open it, save it as .xlsx, and send that."
        ),
        "encrypted": _("The file is locked with a password. Remove the password, save, and send it again."),
        "has_macros": _("The file holds macros. Save it as Excel Workbook (.xlsx) without them."),
        "unsafe_xml": _("The file holds parts that are not safe to open. Copy the rows into the template."),
        "broken_file": _("The file is damaged. Open it, save it as .xlsx again, and send that."),
        "broken_csv": _("Line %(line)s cannot be read: a quotation mark may be missing. Save it as .xlsx."),
        "unknown_encoding": _("The letters of the file cannot be read. Save it as “CSV UTF-8” or .xlsx."),
        "too_large_unzipped": _("The file holds far more than its rows. Copy the rows into the template."),
        "too_many_rows": _("The file has more than %(most)s rows. Split it into several files."),
        "too_many_columns": _(
            "The file has something beyond column %(most)s. Delete the columns that are not needed."
        ),
        "too_many_sheets": _("The file has more than %(most)s sheets. Leave only the one to be read."),
        "no_headings": _(
            "No headings were found in the first lines. Needed are: %(headings)s. Start from the template."
        ),
        "missing_heading": _("Line %(line)s has the headings, but lacks: %(headings)s. Add these columns."),
        "heading_twice": _("“%(heading)s” heads several columns (%(columns)s). Leave only one of them."),
        "hidden_column": _(
            "Column %(column)s, “%(heading)s”, is hidden. Show it, so that you see all you send."
        ),
        "hidden_sheet": _("The sheet with the headings is hidden. Show it, and send the file again."),
        "several_sheets": _("Several sheets have these headings: %(sheets)s. Leave only one of them."),
        "no_rows": _("There are no rows below the headings. Fill them in and send the file again."),
    },
}
