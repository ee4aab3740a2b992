"""错误清单 The faults of an import as sentences and as a spreadsheet to hand back."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping

import pandas as pd
import xlsxwriter

from words import say

_WIDTHS = {"file": 28, "sheet": 14, "row": 8, "column": 16, "value": 28}
_WIDTHS |= {"effect": 12, "name": 18, "reason": 52, "remedy": 60}


def describe(faults: pd.DataFrame) -> pd.DataFrame:
    """The faults with ``name``, ``reason`` and ``remedy`` in the reader's language.

    Args:
        faults: file, sheet, row, column, value, rule, values and, where known, effect
            (quarantined when absent, as rows from the quarantine are).
    """
    texts = [_sentences(fault) for fault in faults.to_dict("records")]
    said = pd.DataFrame(texts, columns=["name", "reason", "remedy", "effect"], index=faults.index)
    return pd.concat([faults.drop(columns="effect", errors="ignore"), said], axis=1)


def _sentences(fault: Mapping[str, object]) -> tuple[str, str, str, str]:
    filled = {name: str(fault[name]) for name in ("file", "sheet", "row", "column", "value")}
    values = fault["values"]
    if isinstance(values, Mapping):
        filled |= {str(key): str(value) for key, value in values.items()}
    rule, effect = fault["rule"], fault.get("effect") or "quarantined"
    return (
        say(f"rule.{rule}.name"),
        say(f"rule.{rule}.reason", **filled),
        say(f"rule.{rule}.remedy", **filled),
        say(f"rule.effect.{effect}"),
    )


def faults_xlsx(faults: pd.DataFrame, made_at: dt.datetime | None = None) -> bytes:
    """The faults as an XLSX file: header frozen, filter on, every cell but the row as text.

    Args:
        faults: as ``describe`` takes them.
        made_at: written into the document's properties; equal input gives equal bytes.
    """
    said = describe(faults)
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": made_at or dt.datetime(2000, 1, 1)})
    sheet = book.add_worksheet(say("rule.sheet"))
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    # "@" keeps codes as text when somebody mends them in the sheet.
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    plain = book.add_format({"valign": "top"})
    for place, (name, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, say(f"rule.header.{name}"), head)
        for line, cell in enumerate(said[name].tolist(), start=1):
            if name == "row":
                sheet.write_number(line, place, int(cell), plain)
            else:
                sheet.write_string(line, place, str(cell), text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(said), len(_WIDTHS) - 1)
    book.close()
    return file.getvalue()
