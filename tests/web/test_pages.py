import html
import re
from dataclasses import dataclass

import pytest

from web import pages


@dataclass(frozen=True)
class Somebody:
    person: str
    title: str
    role: str


PEOPLE = [Somebody("analyst", "镇分析员", "analyst"), Somebody("auditor", "审计员", "auditor")]


def test_every_demo_person_has_one_form_to_the_session():
    text = pages.sign_in(PEOPLE, None, demo=True)
    assert text.count('<form method="post" action="/session">') == 2
    assert re.findall(r'name="person" value="(\w+)"', text) == ["analyst", "auditor"]
    assert "镇分析员" in text
    assert "演示数据" in text


def test_real_data_offers_nobody():
    text = pages.sign_in([], None, demo=False)
    assert "<form" not in text
    assert "演示数据" not in text
    assert "操作员给的链接" in text


def test_an_error_is_said_in_words():
    assert "重新选择" in pages.sign_in(PEOPLE, "登录没有成功，请重新选择人员。", demo=True)
    assert 'class="error"' not in pages.sign_in(PEOPLE, None, demo=True)


def test_values_are_escaped():
    evil = '"><script>alert(1)</script>'
    text = pages.sign_in([Somebody(evil, evil, "analyst")], evil, demo=True)
    assert "<script" not in text
    assert html.escape(evil) in text


@pytest.mark.parametrize(
    "text", [pages.sign_in(PEOPLE, None, demo=True), pages.not_found(), pages.old_browser()]
)
def test_a_page_is_whole_and_asks_only_this_server(text):
    assert text.startswith("<!DOCTYPE html>")
    assert 'lang="zh-CN"' in text
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"|url\(([^)]*)\)', text)
    assert all((a or b).startswith("/") and not (a or b).startswith("//") for a, b in addresses)
    assert text.count("{") == text.count("}")


def test_sentence_pages_lead_home():
    assert 'href="/"' in pages.not_found()
    assert "Chrome" in pages.old_browser()
