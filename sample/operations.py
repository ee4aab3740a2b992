"""Operations (专项行动) of the demo, as the town would register them."""

from __future__ import annotations

from pathlib import Path

from sample import events, risk
from sample.world import World

NAME = "禁渔专项行动"


def text(world: World) -> str:
    """The operation against illegal fishing in the grids of the river bank; "" without any."""
    codes = world.sets[-1].micro_grids["code"].iloc[world.truth.operation_grids].tolist()
    if not codes:
        return ""
    areas = ", ".join(f'"{code}"' for code in codes)
    return (
        "# 演示数据\n"
        "[[operation]]\n"
        f'name = "{NAME}"\n'
        'indicator = "alert"\n'
        f'category = "{events.kinds()["alert"]["operation_category"]}"\n'
        f"first_day = {risk.OPERATION_FIRST}\n"
        f"last_day = {risk.OPERATION_LAST}\n"
        f"areas = [{areas}]\n"
        'note = "演示数据"\n'
    )


def write(world: World, folder: Path) -> None:
    """Write operations.toml into the folder, where there is an operation."""
    if told := text(world):
        (folder / "operations.toml").write_text(told, encoding="utf-8")
