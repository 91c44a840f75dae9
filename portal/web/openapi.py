"""How the JSON interface is described in OpenAPI 3.1: the document is made of one row an operation."""

from collections.abc import Iterable
from dataclasses import dataclass, field

CONVENTIONS = (
    "Days are local days of Vietnam, moments carry their distance from UTC. Counts that nobody stated are"
    " null, never 0. Every unsafe method needs the header X-CSRF-Token with the value that `/api/me` gives."
)

PROBLEMS = {
    400: "The request could not be read, or its token is missing or out of date.",
    401: "Nobody is signed in. Never a redirect.",
    403: "The role of who is signed in does not allow this.",
    404: "There is nothing here that the caller may see; an id of somebody else looks the same.",
    409: "What is stored does not allow this, or the queue belongs to somebody else. Nothing was changed.",
    410: "The entry was withdrawn, or the photo removed, and is never stored again.",
    413: "The body is too large.",
    415: "The body is of a type that is not taken here.",
    422: "What was sent is not right; where there are fields, `errors` names each with a sentence.",
    429: "Too many tries; wait as long as Retry-After says.",
    503: "Briefly unavailable; wait as long as Retry-After says.",
}


@dataclass(frozen=True)
class Parameter:
    """A value in the address or in a header."""

    name: str
    text: str
    schema: dict[str, object] = field(default_factory=lambda: {"type": "string"})
    place: str = "query"
    is_required: bool = False

    def described(self) -> dict[str, object]:
        """Return the parameter as OpenAPI has it."""
        return {
            "name": self.name,
            "in": self.place,
            "required": self.is_required,
            "description": self.text,
            "schema": self.schema,
        }


@dataclass(frozen=True)
class Operation:
    """What one method of one address does; `answers` maps each status of success to its schema's name.

    `body` names the schema of the JSON that is sent, `files` the types of a file that is sent as it is.
    """

    method: str
    path: str
    name: str
    summary: str
    answers: dict[int, str]
    problems: tuple[int, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: str | None = None
    files: tuple[str, ...] = ()
    is_public: bool = False

    def described(self) -> dict[str, object]:
        """Return the operation as OpenAPI has it."""
        answers = {str(status): _answer(schema) for status, schema in self.answers.items()}
        refusals = {str(status): _problem(status) for status in self.problems}
        described = {
            "operationId": self.name,
            "summary": self.summary,
            "parameters": [parameter.described() for parameter in self.parameters],
            "responses": answers | refusals,
        }
        if self.is_public:
            described["security"] = []
        if self.body:
            described["requestBody"] = {"required": True, "content": _content(self.body)}
        if self.files:
            described["requestBody"] = {"required": True, "content": {kind: {} for kind in self.files}}
        return described


def describe(operations: Iterable[Operation], schemas: dict[str, object], *, cookie_name: str) -> dict:
    """Return the OpenAPI document of the operations."""
    paths: dict[str, dict[str, object]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = operation.described()
    session = {"type": "apiKey", "in": "cookie", "name": cookie_name}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Portal of the community digital-technology teams",
            "version": "1.0.0",
            "description": CONVENTIONS,
        },
        "security": [{"session": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"session": session}},
    }


def reference(schema: str) -> dict[str, str]:
    """Return the reference to a schema by its name."""
    return {"$ref": f"#/components/schemas/{schema}"}


def record(required: dict[str, object], optional: dict[str, object] | None = None) -> dict[str, object]:
    """Return the schema of an object with exactly these properties."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def list_of(schema: dict[str, object]) -> dict[str, object]:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def or_null(schema: dict[str, object]) -> dict[str, object]:
    """Return the schema of a value that may be unknown."""
    return {"anyOf": [schema, {"type": "null"}]}


def _content(schema: str, media_type: str = "application/json") -> dict[str, object]:
    return {media_type: {"schema": reference(schema)}}


def _answer(schema: str) -> dict[str, object]:
    return {"description": "Done.", "content": _content(schema)}


def _problem(status: int) -> dict[str, object]:
    return {"description": PROBLEMS[status], "content": _content("Problem", "application/problem+json")}
