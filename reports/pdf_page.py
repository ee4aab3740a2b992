"""版式 The pages of an official document as Typst text; it reads ``document.json``."""

PAGES = r"""
#let d = json("document.json")
#let o = d.official
#let red = rgb(o.red)
#let face(name) = (font: o.faces.at(name).families, weight: o.faces.at(name).weight)
#set document(title: d.title, author: d.organ, keywords: d.keywords, date: auto)
#let half = (o.pitch - o.body) / 2
#set page(width: o.page.at(0) * 1mm, height: o.page.at(1) * 1mm,
  margin: (top: o.top * 1mm + half * 1pt, left: o.left * 1mm, right: o.right * 1mm,
    bottom: o.bottom * 1mm),
  footer-descent: o.number_mm * 1mm,
  footer: context {
    let n = counter(page).get().first()
    set text(..face("number"), size: o.number * 1pt, tracking: 0pt)
    set align(if calc.odd(n) { right } else { left })
    box(inset: (x: o.number * 1pt))[— #n —]
  })
#set text(..face("body"), size: o.body * 1pt, lang: "zh", region: "cn", tracking: o.squeeze * 1pt,
  top-edge: 0.88em, bottom-edge: -0.12em, cjk-latin-spacing: none, overhang: false)
#let gap = (o.pitch - o.body) * 1pt
#set par(leading: gap, spacing: gap, first-line-indent: (amount: 2em, all: true), justify: true)

#show heading: it => block(above: gap, below: gap, sticky: true, {
  set text(size: o.body * 1pt, ..face(if it.level == 1 { "hei" } else if it.level == 2 { "kai" }
    else { "body" }))
  h(2em)
  it.body
})
#set figure(numbering: none, supplement: none, gap: 6pt)
#show figure: set block(above: gap, below: gap)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: it => block(sticky: true, {
  set text(..face("hei"), size: o.table * 1pt, weight: 500)
  set par(first-line-indent: 0pt)
  align(center, it.body)
})
#let small(columns, body) = {
  set text(size: if columns > 7 { o.narrow * 1pt } else { o.table * 1pt }, tracking: 0pt)
  set par(leading: 5pt, spacing: 5pt, first-line-indent: 0pt, justify: false)
  body
}

#let swatch(level) = box(width: 9pt, height: 9pt, baseline: 1pt, fill: rgb(d.fills.at(level - 1)),
  stroke: 0.4pt + black)
#let cells(b) = {
  for (r, row) in b.rows.enumerate() {
    for (c, words) in row.enumerate() {
      let side = if b.columns.at(c).align == "left" { left } else { center }
      (table.cell(align: side + horizon, {
        if b.colours.len() > 0 and c == b.swatch and b.colours.at(r) > 0 {
          swatch(b.colours.at(r)); h(3pt)
        }
        words
      }),)
    }
  }
}
#let tabled(b) = {
  show figure: set block(breakable: b.rows.len() > d.kept)
  figure(kind: table, alt: b.caption, caption: b.caption, small(b.columns.len(), table(
  columns: b.columns.map(c => c.share * 1fr), stroke: 0.5pt + black,
  inset: (x: 2pt, y: 4.5pt),
  table.header(repeat: true, ..b.columns.map(c => table.cell(align: center + horizon,
    text(..face("hei"), weight: 600, c.title)))),
  ..cells(b))))
}
#let figured(b, body) = figure(kind: image, alt: b.alt, caption: b.caption, body)
#let noted(words) = {
  set text(size: o.note * 1pt, tracking: 0pt)
  set par(leading: 6pt, spacing: 6pt, first-line-indent: 0pt, hanging-indent: 2em)
  block(above: 8pt, below: gap, words)
}
#let annexed(words) = {
  set text(size: o.note * 1pt, tracking: 0pt)
  set par(leading: 7pt, spacing: 7pt, first-line-indent: (amount: 2em, all: true), justify: false)
  par(words)
}

// 版头
#let mast = {
  set par(first-line-indent: 0pt, justify: false)
  grid(columns: (1fr, auto), align: (left + horizon, right + horizon),
    text(..face("hei"), d.internal),
    if d.demo != "" {
      box(stroke: 1pt + black, inset: (x: 6pt, y: 4pt), text(..face("hei"), d.demo))
    })
  v(gap * 1.2)
  align(center, text(..face("title"), size: d.sign_pt * 1pt, fill: red, tracking: d.spread * 1em,
    top-edge: 0.88em, bottom-edge: -0.12em, d.sign))
  v(gap * 0.9)
  align(center, d.issue)
  v(gap * 0.5)
  grid(columns: (1fr, auto), h(1em) + d.left, d.day + h(1em))
  v(4pt)
  line(length: 100%, stroke: 2pt + red)
  v(gap * 1.2)
  align(center, {
    set par(leading: 12pt)
    text(..face("title"), size: o.title * 1pt, tracking: 0pt, d.title)
  })
  if d.span != "" {
    v(4pt)
    align(center, text(..face("kai"), d.span))
  }
}
#mast
#if d.facts.len() > 0 {
  v(6pt)
  small(4, grid(columns: (auto, 1.3fr, auto, 1fr), column-gutter: 8pt, row-gutter: 7pt,
    ..for (label, words) in d.facts { (text(..face("hei"), weight: 600, label), words) }))
  v(gap * 0.6)
}
#for c in d.chapters {
  if c.title != "" { heading(level: 1, c.title) }
  for b in c.blocks {
    if b.kind == "heading" { heading(level: b.level, b.text) }
    else if b.kind == "told" or b.kind == "written" { par(b.text) }
    else if b.kind == "note" { if c.key == "annex" { annexed(b.text) } else { noted(b.text) } }
    else if b.kind == "table" { tabled(b) }
    else if b.kind == "map" { figured(b, plate(b)) }
    else { figured(b, course(b)) }
  }
}
#if d.foot.len() > 0 {
  v(gap)
  block(breakable: false, {
    set par(first-line-indent: 0pt)
    for words in d.foot { par(words) }
  })
}
"""
