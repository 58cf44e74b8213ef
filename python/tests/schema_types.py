"""Writes `ossmock/schema.py`, the types of the control plane, from its description."""

from __future__ import annotations

from keyword import iskeyword
from textwrap import fill
from typing import Any

HEAD = '''"""The types of the control plane, written from its description by `tests/test_schema.py`; do not edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired
'''

SCALARS = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict[str, Any]",
    "null": "None",
}


def module(document: dict[str, Any]) -> str:
    """Returns the text of the module."""
    classes: list[str] = []
    for name, schema in document["components"]["schemas"].items():
        written = type_of(name, schema, classes)
        if "enum" in schema:
            classes.append(alias(name, schema, written))
    return "\n\n".join([HEAD, *classes])


def alias(name: str, schema: dict[str, Any], written: str) -> str:
    """Returns a name for a type, with many of its values on a line."""
    values = fill(written[len("Literal[") : -1].replace("'", '"'), 120, initial_indent="    ", subsequent_indent="    ")
    return f'{name} = Literal[\n{values},\n]\n"""{text(schema)}"""\n'


def type_of(name: str, schema: dict[str, Any], classes: list[str]) -> str:
    """Returns the type of a schema, and appends the classes it needs. An object becomes a class of this name."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in schema:
        return " | ".join(type_of(name, one, classes) for one in schema["anyOf"])
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = [one_of(kind, name, schema, classes) for kind in kinds]
    return " | ".join(types)


def one_of(kind: str, name: str, schema: dict[str, Any], classes: list[str]) -> str:
    if kind == "array":
        return f"list[{type_of(name, schema['items'], classes)}]"
    if kind == "object" and schema.get("properties"):
        classes.append(class_of(name, schema, classes))
        return name
    return SCALARS[kind]


def class_of(name: str, schema: dict[str, Any], classes: list[str]) -> str:
    required = schema.get("required", [])
    fields = {}
    for field, inner in schema["properties"].items():
        of_field = type_of(name + field.title().replace("_", ""), inner, classes)
        fields[field] = of_field if field in required else f"NotRequired[{of_field}]"
    if any(map(iskeyword, fields)):  # no names for attributes
        pairs = "".join(f'        "{field}": "{of_field}",\n' for field, of_field in fields.items())
        return f'{name} = TypedDict(\n    "{name}",\n    {{\n{pairs}    }},\n)\n'
    body = "".join(f"    {field}: {of_field}\n" for field, of_field in fields.items())
    return f'class {name}(TypedDict):\n    """{text(schema)}"""\n\n{body}'


def text(schema: dict[str, Any]) -> str:
    return str(schema.get("description", "An object of the control plane."))
