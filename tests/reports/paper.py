"""A small weekly view and document without any data folder, and how their files are read."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace

import docx

from layers import discover
from layers.drawn import drawn
from layers.map_view import Caption, MapView, Window
from reports import weekly
from reports.document import Masthead, Value
from reports.weekly_view import (
    AlarmLine,
    Borders,
    ColourLine,
    HotLine,
    IndicatorLine,
    KeyGrid,
    MatterLine,
    Move,
    Overview,
    SideLine,
    VenueLine,
    WeeklyView,
)
from tests.layers import world_of_frames as world

MADE = 1_763_434_800
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
LAYERS = {layer.code: layer for layer in discover()}
THEMES = ("大气质量", "河道水环境", "环境卫生", "交通秩序", "文明经营", "消防安全")
MAST = Masthead(
    sign="五色图周报",
    issue="2026年第45期",
    organ="清渚镇",
    day="2026年11月18日",
    title="清渚镇微网格五色风险周报",
    span="2026年11月4日至11月10日",
    facts=(
        ("数据截至", "2026年11月10日（周二）24:00"),
        ("快照", "0a1b2c3d4e5f"),
        ("方法版本", "1.0"),
    ),
    demo="演示数据",
    notice="内部工作用图　不得公开",
)


def v(number, text=""):
    return Value(text=text or f"{number:,}", number=float(number))


def hidden():
    return Value(text="—")


def colours():
    counts = ((1, "红", "高", 3, 2), (2, "橙", "较高", 14, 15), (3, "黄", "中", 13, 13))
    counts += ((4, "蓝", "较低", 15, 15), (5, "绿", "低", 10, 10))
    return tuple(
        ColourLine(level=level, name=name, word=word, now=v(now), before=v(before))
        for level, name, word, now, before in counts
    )


def overview(**changed):
    given = {
        "total": v(60),
        "colours": colours(),
        "states": (("样本不足", v(5)), ("无数据", v(0))),
        "risen": v(1),
        "fallen": v(0),
        "state_changed": v(0),
        "unchanged": v(59),
        "moves": (move("乐畈11"),),
        "has_previous": True,
        "notes": (),
    }
    return Overview(**(given | changed))


def move(name, side="risen"):
    return Move(
        side=side,
        name=name,
        level=1,
        before="橙",
        after="红",
        rule="连续两周",
        reason="主要看有效警情",
    )


def indicator(name="有效警情", **changed):
    given = {
        "code": "alert",
        "name": name,
        "unit": "件",
        "is_amount": False,
        "now": v(221),
        "before": v(201),
        "previous": v(10, "上升 10.0%"),
        "earlier": v(199),
        "yearly": v(11.1, "上升 11.1%"),
        "mean": v(242.6),
        "labels": tuple(f"{n}月1日" for n in range(1, 15)),
        "course": (*(v(200 + n) for n in range(13)), v(221)),
        "areas": (("上升", v(2), ("东村", "西村")), ("下降", v(0), ())),
        "areas_withheld": v(3),
        "note": "",
    }
    return IndicatorLine(**(given | changed))


def key_grid(rank):
    return KeyGrid(
        rank=v(rank),
        code=f"99000110120{rank:04}",
        name=f"乐畈{rank:02}",
        level=1,
        colour="红",
        before="橙" if rank == 1 else "",
        reason="有效警情、信访矛调比别处多",
        residents=v(135 + rank),
        counts=(hidden(), v(0), v(6)),
        confidence="较大",
    )


def matter(title="楼道堆物", **changed):
    given = {
        "title": title,
        "place": "全域",
        "owner": "综合执法队",
        "due": "11月17日",
        "state": "办理中",
        "is_closed": False,
        "is_overdue": False,
        "note": "清了两栋",
    }
    return MatterLine(**(given | changed))


def venue():
    return VenueLine(
        name="演示体育公园",
        radius=v(1000),
        grids=v(56),
        residents=v(10166),
        events=v(27),
        open=hidden(),
        themes=tuple((theme, v(9)) for theme in THEMES),
    )


def borders():
    side = SideLine(
        neighbour="邻镇", length_km=v(2.9), what="有效警情", events=v(20), per_km=v(6.7)
    )
    return Borders(
        width=v(1000),
        sides=(side,),
        cases=v(58),
        accepted=hidden(),
        closed=v(51),
        late=Value(text="少于 5"),
        late_days=v(7),
        themes=(("渣土偷倒", v(28)), ("流动设摊", v(18)), ("河道污染", hidden())),
    )


def hot():
    words = (("新出现", v(13), tuple(f"东村{n:02}" for n in range(13))), ("在变热", v(0), ()))
    return HotLine(
        name="有效警情", level="全域 221 件。", words=words, clusters=("东村比以往多。",)
    )


def alarm():
    return AlarmLine(
        name="有效警情", tested=v(557), found=v(2), false=v(0.2), grids=("东村02", "东村04")
    )


def picture():
    notice = Caption(lines=("审图号（未填）", "底图：无"), notice="内部工作用图　不得公开")
    return MapView(window=Window(longitude=120.2, latitude=30.0, zoom=12.0), caption=notice)


def layers(count=60):
    frames = world.frames(count)
    return tuple(drawn(LAYERS[code], frames) for code in ("risk", "villages", "towns"))


def view(**changed):
    given = {
        "kind": "week",
        "made_at": MADE,
        "snapshot": "0a" * 32,
        "policy": "1b" * 32,
        "masthead": MAST,
        "overview": overview(),
        "picture": picture(),
        "layers": layers(),
        "indicators": (indicator(),),
        "compared": "环比对上周，同比对去年。",
        "key_grids": tuple(key_grid(rank) for rank in range(1, 11)),
        "key_columns": ("处罚", "信访", "警情"),
        "venues": (venue(),),
        "venues_left_out": v(0),
        "borders": borders(),
        "meeting": "提交第3次周情分析会（11月11日）的事项",
        "matters": (matter(), matter("夜钓", is_closed=True, state="已办结")),
        "planned": (matter("联合夜查", note=""),),
        "hot": (hot(),),
        "alarms": (alarm(),),
        "definitions": ("统计时段：一周。", "小数保护：不足5件不列。"),
        "limit": v(5),
        "notes": {"overview": ("总体平稳。", "一处上升。"), "plan": ("先劝后罚。",)},
    }
    return WeeklyView(**(given | changed))


def empty():
    """A first week of a place where nobody met and nothing was counted."""
    return view(
        overview=overview(has_previous=False, moves=(), states=()),
        indicators=(),
        key_grids=(),
        venues=(),
        borders=None,
        matters=(),
        planned=(),
        hot=(),
        alarms=(),
        notes={},
    )


def document(**changed):
    return weekly.document(view(**changed))


def demoless(made):
    return replace(made, masthead=replace(made.masthead, demo=""))


# --- reading files ------------------------------------------------------------------------


def word_text(body):
    """All text of a Word file's body in order, one line per paragraph."""
    found = []
    for node in docx.Document(io.BytesIO(body)).element.body.iter():
        name = node.tag.rpartition("}")[2]
        if name == "p":
            found.append("\n")
        elif name == "t":
            found.append(node.text or "")
        elif name == "tab":
            found.append("\t")
    return "".join(found)


def part(body, name):
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return file.read(name).decode()


def pdf_text(body, folder):
    file = folder / "read.pdf"
    file.write_bytes(body)
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return done.stdout.decode()


def numbers(text):
    return NUMBER.findall(text)
