"""The kit of the pages (部件): pure functions that give escaped HTML or SVG as text.

Every function takes plain values, escapes what it is given, and returns a string for ``st.html``.
SVG colours come from a ``Palette`` (``layers.theme.palette(ground, twin=…)``), HTML colours from
the CSS variables that ``stylesheet.css`` brings, so a page calls ``st.html(css(twin=…))`` first.

    stylesheet  css(twin=) -> <style> with variables, header bar, widgets, parts.
                Containers with key="card", "card_…", "panel", "panel_…" become white cards.
    sheet       TitleBlock, title_block(block): header with brand, cut-off, run, rule, 演示数据.
                page_title, block_title, facts, sums, figures, stages, table, faults, progress,
                demo_tag.
    chips       chip(level, state, colours, big=), numeral_chip, hatch_swatch, plain (text for
                dataframes), colour_word, level_word, state_word, confidence_key, confidence,
                neighbours.
    ruler       ruler(index, previous, cuts), steps(reference, contributions, total, level),
                steps_sentence, bar_legend.
    course      course(periods, index, levels, cuts), bars(periods, counts, name), spark(values).
    legend      ladder(levels, states), change_row, changes, map_sentence.
    states      empty(headline, note, steps), error(headline, sentences, rows), no_permission,
                notice.
    icons       icon(name), brand_mark, brand.
    format      whole, decimal, signed, percent, count, change, day, short_day, cut_off, span,
                moment: the one way numbers and days are printed.
    markup      esc, svg, rect, line, text: the only doors to HTML.
"""
