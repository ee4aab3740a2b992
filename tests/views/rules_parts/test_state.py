"""The address of the page: what can be read is taken, the rest is left at its default."""

import pytest
from streamlit.testing.v1 import AppTest

from views.rules_parts.state import Part


def page():
    import streamlit as st

    from views.rules_parts.state import Part, RulesState, go

    st.button("go", on_click=go, args=(Part.COMPARE, "ab" * 32))
    state = RulesState.from_address()
    st.text(f"{state.part} {state.rule}")


def shown(**query):
    app = AppTest.from_function(page)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


@pytest.mark.parametrize("part", list(Part))
def test_every_part_has_its_address(part):
    assert shown(part=part.value).text[0].value.split()[0] == part.value


@pytest.mark.parametrize("rule", ("", "zz" * 6, "ab", "AB" * 6, "<script>abc"))
def test_what_is_no_hash_is_no_rule(rule):
    assert shown(part="x", rule=rule).text[0].value.strip() == "now"


def test_going_writes_the_beginning_of_the_hash():
    app = shown()
    app.button[0].click().run()
    assert app.text[0].value == f"compare {'ab' * 6}"
