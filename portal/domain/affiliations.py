"""The register of the bodies that team members come from."""

HAMLET_HEAD = "hamlet_head"
PARTY_CELL_SECRETARY = "party_cell_secretary"
YOUTH_UNION = "youth_union"
WOMENS_UNION = "womens_union"
FARMERS_UNION = "farmers_union"
VETERANS = "veterans"
FATHERLAND_FRONT = "fatherland_front"
POLICE = "police"
TEACHER = "teacher"
COMMUNE_OFFICER = "commune_officer"
TELECOM_POSTAL_IT = "telecom_postal_it"
OTHER = "other"

AFFILIATIONS = (
    HAMLET_HEAD,
    PARTY_CELL_SECRETARY,
    YOUTH_UNION,
    WOMENS_UNION,
    FARMERS_UNION,
    VETERANS,
    FATHERLAND_FRONT,
    POLICE,
    TEACHER,
    COMMUNE_OFFICER,
    TELECOM_POSTAL_IT,
    OTHER,
)
