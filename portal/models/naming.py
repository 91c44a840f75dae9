"""A name with the two forms that make it searchable and sortable alike on every database."""

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.domain.text import fold, nfc, sort_key
from portal.models.columns import ByteOrdered


class Named:
    """Mix in `name` with `name_fold` (searched) and `name_sort` (ordered), kept in step."""

    name: Mapped[str] = mapped_column(Text)
    name_fold: Mapped[str] = mapped_column(ByteOrdered, index=True)
    name_sort: Mapped[str] = mapped_column(ByteOrdered)

    @validates("name")
    def _keep_forms_in_step(self, _key: str, value: str) -> str:
        forms = name_forms(value)
        self.name_fold, self.name_sort = forms["name_fold"], forms["name_sort"]
        return forms["name"]


def name_forms(value: str) -> dict[str, str]:
    """Return the three columns of a name, for rows that are written in bulk."""
    name = nfc(value)
    return {"name": name, "name_fold": fold(name), "name_sort": sort_key(name)}
