"""Views that take larger files than a form otherwise may."""

from collections.abc import Callable

from flask import Flask, current_app, request

# A form with files, or a photo alone.
_FILES = ("multipart/form-data", "image/")
# What stands around the file: the other fields and the lines between the parts.
_AROUND = 64 * 1024


def takes_up_to(most_bytes: int) -> Callable[[Callable], Callable]:
    """Let a view be sent a file of so many bytes."""

    def mark(view: Callable) -> Callable:
        view.most_bytes = most_bytes + _AROUND
        return view

    return mark


def init_app(app: Flask) -> None:
    """Set the limit before anything reads the form; everywhere else MAX_CONTENT_LENGTH holds."""
    app.before_request(_set_limit)


def _set_limit() -> None:
    view = current_app.view_functions.get(request.endpoint)
    # Files of a form go to disk as they come; a field of that size would have to be held in memory.
    if request.mimetype.startswith(_FILES) and hasattr(view, "most_bytes"):
        request.max_content_length = view.most_bytes
