"""The part of the SARIF 2.1.0 schema (OASIS, 2020) that Evenbar's logs use, written by hand from the specification.

It is stricter than the whole schema: keys that Evenbar does not write are refused, so that a new one has to be looked
up here first. The whole schema is not committed, since nothing of others is; a log with findings, accepted ones and
an unreadable file was validated against it as published (2.1.0-rtm.5) on 24 November 2026.
"""

from typing import Any


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items}


TEXT = {"type": "string"}
FILLED = {"type": "string", "minLength": 1}
COUNTED = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
MESSAGE = _object(["text"], text=FILLED)
REGION = _object(["startLine"], startLine=COUNTED, startColumn=COUNTED, endLine=COUNTED, endColumn=COUNTED)
LOCATION = _object(
    ["physicalLocation"],
    physicalLocation=_object(
        ["artifactLocation"],
        artifactLocation=_object(["uri"], uri={"type": "string", "pattern": r"^[A-Za-z0-9._~:/%@+-]+$"}),
        region=REGION,
    ),
    logicalLocations=_list(_object([], fullyQualifiedName=FILLED)),
)
RULE = _object(
    ["id"],
    id=FILLED,
    name=FILLED,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    help=MESSAGE,
    defaultConfiguration=_object([], level=LEVEL),
    properties=_object([], tags={**_list(TEXT), "uniqueItems": True}, evidence=TEXT),
)
RESULT = _object(
    ["message", "ruleId", "level", "locations"],
    ruleId=FILLED,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=_list(_object(["kind"], kind={"enum": ["inSource", "external"]}, justification=FILLED)),
)
LOG = _object(
    ["version", "runs", "$schema"],
    version={"const": "2.1.0"},
    runs=_list(
        _object(
            ["tool"],
            tool=_object(["driver"], driver=_object(["name"], name=FILLED, version=TEXT, rules=_list(RULE))),
            columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
            invocations=_list(
                _object(
                    ["executionSuccessful"],
                    executionSuccessful={"type": "boolean"},
                    toolExecutionNotifications=_list(
                        _object(["message"], level=LEVEL, message=MESSAGE, locations=_list(LOCATION))
                    ),
                )
            ),
            results=_list(RESULT),
        )
    ),
)
LOG["properties"]["$schema"] = {"type": "string", "pattern": "^https://.*sarif-schema-2.1.0.json$"}
