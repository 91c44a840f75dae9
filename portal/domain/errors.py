"""The refusals that the core and the services raise; labels.py turns their codes into sentences."""


class RuleBroken(Exception):
    """A rule of the subject forbids the act; `code` names the rule and `details` fill in its sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class NotAllowed(Exception):
    """The viewer may see the thing but may not do this with it."""


class Missing(Exception):
    """The thing does not exist or lies outside the viewer's area: both look the same."""
