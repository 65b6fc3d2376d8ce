"""Configuration files into models; whatever is wrong becomes one line that names file, key, found and allowed."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from adwatch.errors import ConfigFault
from adwatch.specs.faults import NOTHING, first_fault, shown

SpecT = TypeVar("SpecT", bound=BaseModel)

_MERGE = "tag:yaml.org,2002:merge"

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _OneKeyOnce(_SafeLoader):  # type: ignore[misc]  # the C loader exists only where libyaml does
    """The safe YAML loader, which moreover refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Build the mapping of `node`; `yaml.constructor.ConstructorError` where a key is repeated."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"{key.value} stands twice", problem_mark=key.start_mark
                    )
                seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


# A date stays text until the model reads it: 2026-13-01 is then a fault at its key, not one of the YAML reader.
_OneKeyOnce.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, model: type[SpecT]) -> SpecT:
    """Read the YAML file at `path` as a `model`; raises `ConfigFault`."""
    return parse_yaml(_read(path, "YAML"), model, path)


def load_toml(path: Path, model: type[SpecT]) -> SpecT:
    """Read the TOML file at `path` as a `model`; raises `ConfigFault`."""
    return parse_toml(_read(path, "TOML"), model, path)


def parse_yaml(text: str, model: type[SpecT], file: Path | str) -> SpecT:
    """Read YAML `text` as a `model`, calling its source `file` in faults; raises `ConfigFault`."""
    try:
        # The loader derives from the safe one: it builds plain values only.
        raw = yaml.load(text, _OneKeyOnce)  # noqa: S506 - see above
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _broken(file, "YAML", mark.line + 1 if mark else 1, text, error.problem or "unreadable")
    except (yaml.YAMLError, ValueError) as error:
        _broken(file, "YAML", 1, text, " ".join(str(error).split()))
    return _validated({} if raw is None else raw, model, file)


def parse_toml(text: str, model: type[SpecT], file: Path | str) -> SpecT:
    """Read TOML `text` as a `model`, calling its source `file` in faults; raises `ConfigFault`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _broken(file, "TOML", toml_line(error, text), text, str(error))
    return _validated(raw, model, file)


def toml_line(error: tomllib.TOMLDecodeError, text: str) -> int:
    """The line, from 1, at which a TOML `text` breaks; Python 3.11 tells it in the message alone."""
    _, found, after = str(error).partition("(at line ")
    return int(after.split(",")[0]) if found else text.count("\n") + 1


def _read(path: Path, language: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigFault(path, "file", NOTHING, f"a {language} file") from None
    except OSError as error:
        raise ConfigFault(path, "file", error.strerror, f"a {language} file that can be read") from None
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x}"
        raise ConfigFault(path, "file", found, f"a {language} file in UTF-8") from None


def _broken(file: Path | str, language: str, line: int, text: str, problem: str) -> NoReturn:
    lines = text.splitlines()
    found = lines[line - 1].strip() if 0 < line <= len(lines) else "the end of the file"
    raise ConfigFault(file, f"line {line}", shown(found), f"valid {language}", problem) from None


def _validated(raw: object, model: type[SpecT], file: Path | str) -> SpecT:
    validate: Callable[[object], SpecT] = model.model_validate
    try:
        return validate(raw)
    except ValidationError as error:
        fault = first_fault(error, raw, model)
    raise ConfigFault(file, fault.key, fault.found, fault.allowed, fault.hint)
