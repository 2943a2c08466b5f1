"""Actions: what somebody does. The fields of an action are the inputs of its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from sandbox.engine.text import Text


@dataclass(frozen=True, slots=True)
class Persona:
    """Who is acting: a role holder in an organisation.

    Attributes:
        id: id of the member (or of the customer account) that is signed in.
        roles: role names held now.
        organisation: id of the partner, reseller or customer they act for.
        name: what a reader calls them.
        code_channel: where verification codes reach them.
    """

    id: str
    roles: frozenset[str]
    organisation: str = ""
    name: str = ""
    code_channel: str = "sms"


@dataclass(frozen=True, slots=True)
class Input:
    """Annotation of an action field: its label, and what it refers to.

    Attributes:
        label: what the form shows.
        entity: kind of entity the value is the id of; the form offers a choice of these.
        many: the value is a tuple of ids (a batch).
        multiline: a text area.
        secret: not repeated on screen (a code).
        help: one more sentence under the field.
    """

    label: Text
    entity: str = ""
    many: bool = False
    multiline: bool = False
    secret: bool = False
    help: Text | None = None

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Add the label and the reference to the JSON Schema of the field."""
        json_schema = handler.resolve_ref_schema(handler(schema))
        json_schema["x-label"] = self.label.model_dump()
        if self.entity:
            json_schema["x-entity"] = self.entity
        if self.multiline:
            json_schema["x-multiline"] = True
        if self.secret:
            json_schema["x-secret"] = True
        if self.help:
            json_schema["x-help"] = self.help.model_dump()
        return json_schema


class Action(BaseModel):
    """What somebody does. Frozen; the fields are what they type.

    Class attributes:
        id: stable name, ``lifecycle.verb_phrase``.
        title: the button.
        roles: who may do it, as role names.
        menu: where it is found, as paths.
        on: the field that holds the id of the row it is done on; "" for an action of a page.
        asks_code: whether the form may ask for a verification code (a field ``code``).
        code_channel: where that code goes, if not where the person usually gets codes.
        each: for a batch, the action done on every row.
    """

    # A number for a text is taken as typed: a file may write a telephone number or a code without quotes.
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    id: ClassVar[str]
    title: ClassVar[Text]
    roles: ClassVar[frozenset[str]] = frozenset()
    menu: ClassVar[tuple[Text, ...]] = ()
    on: ClassVar[str] = ""
    asks_code: ClassVar[bool] = False
    code_channel: ClassVar[str] = ""
    each: ClassVar[type[Action] | None] = None
    references: ClassVar[tuple[tuple[str, str, bool], ...]] = ()
    inputs: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Collect the names of the fields, and which of them refer to entities."""
        super().__pydantic_init_subclass__(**kwargs)
        cls.inputs = frozenset(cls.model_fields)
        cls.references = tuple(
            (name, mark.entity, mark.many)
            for name, info in cls.model_fields.items()
            for mark in marks(info)
            if mark.entity
        )

    def __getattr__(self, name: str) -> Any:
        """Say at once that there is no such field; rules shared by several actions ask for some."""
        raise AttributeError(f"{type(self).__name__} has no field {name}")

    def rows(self) -> Iterable[Action]:
        """For a batch: the single actions, one to a row."""
        return ()

    @classmethod
    def tried(cls, values: Mapping[str, Any]) -> Action:
        """An unvalidated action with only some fields filled, to ask what would block it."""
        filled = {
            name: values.get(
                name, None if info.is_required() else info.get_default(call_default_factory=True)
            )
            for name, info in cls.model_fields.items()
        }
        return cls.model_construct(**filled)


def marks(info: FieldInfo) -> list[Input]:
    """The :class:`Input` annotations of a field."""
    return [mark for mark in info.metadata if isinstance(mark, Input)]
