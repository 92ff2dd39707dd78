"""Where the editor shows a place of the text: the part of it, and the element to go to. Pure."""

from evenbar.panel.studio.typed import element_id, is_field

# What the forms show as a line of their own or not at all, though it is a value.
_UNSHOWN = ("id", "include", "criteria")
_PARTS = {
    "job": element_id("job/summary"),
    "stages": "new-stage",
    "decision": element_id("decision/rule"),
}


def element_of(where: str) -> str:
    """The id of the form's element at a path, or of the one nearest to it."""
    parts = where.split("/")
    if parts[0] == "suppress":
        return "accepted"
    for count in range(
        1, len(parts) + 1
    ):  # the shortest that is a field: a list of texts is one, not its items
        path = "/".join(parts[:count])
        if is_field(path) and parts[count - 1] not in _UNSHOWN:
            return element_id(path)
    for count in range(len(parts), 0, -1):
        if found := _landmark(parts[:count], "/".join(parts[:count])):
            return found
    return "piece-list"


def _landmark(parts: list[str], path: str) -> str:
    """What stands for a part that has no field of its own."""
    match parts:
        case [part]:
            return _PARTS.get(part, "")
        case ["criteria" | "stages", _]:
            return element_id(f"{path}/name")
        case ["stages", _, "criteria"]:
            return "who-rates-what"
        case ["criteria", _, "anchors"]:
            return element_id(f"{path}/1/summary")
        case ["criteria", _, "anchors", _]:
            return element_id(f"{path}/summary")
        case ["criteria", _, "questions"]:
            return "add-question"
        case ["criteria", _, "questions", question]:
            return f"summary-{question}"
        case ["criteria", _, "look_alikes"]:
            return "add-look-alike"
        case ["criteria", _, "look_alikes", _]:
            return element_id(f"{path}/says")
        case ["job", "tasks"]:
            return "add-task"
        case ["job", "tasks", _]:
            return element_id(f"{path}/does")
    return ""
