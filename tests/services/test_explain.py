from errors import RefusedError
from services.explain import explain


def test_a_plain_failure():
    assert explain(RefusedError("ingest.no_file", file="a.csv")) == "找不到文件 a.csv。"


def test_failures_inside_follow_line_by_line():
    inner = (RefusedError("ingest.entry.unknown", key="x"), RefusedError("ingest.entry.no_datum"))
    text = explain(RefusedError("ingest.profile", file="p.toml", faults=inner))
    assert text.splitlines()[0] == "导入配置 p.toml 有 2 处问题，请改正后重试："
    assert text.splitlines()[1] == "- 没有“x”这一项，请删去或改正拼写"
    assert len(text.splitlines()) == 3
