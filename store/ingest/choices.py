"""当次选择 What a person chose for one file beside its profile, written into the profile's text."""

from __future__ import annotations

import json
from collections.abc import Mapping

from store.ingest.profile import Profile, parse


def with_choices(profile: Profile, choices: Mapping[str, str | int | None]) -> Profile:
    """The profile with some of its plain entries changed; its text says so too.

    Args:
        profile: as it was read.
        choices: entries before the first table (sheet, header_row, datum, source …) to their
            value; None or "" takes the entry out.

    Raises:
        RefusedError: the changed text is no profile any more.
    """
    if not choices:
        return profile
    lines = profile.toml.splitlines()
    first = next((i for i, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    head = [line for line in lines[:first] if line.partition("=")[0].strip() not in choices]
    given = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}"
        for key, value in choices.items()
        if value not in (None, "")
    ]
    return parse("\n".join([*head, *given, *lines[first:]]) + "\n", profile.name)
