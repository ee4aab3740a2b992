"""The page of a map sheet as Typst text; it reads ``page.json``, ``map.svg`` and ``key*.svg``."""

TEMPLATE = r"""
#let p = json("page.json")
#let k = p.size
#let ink(name) = rgb(p.inks.at(name))
#let (x0, y0, across, down) = p.frame
#let full = p.width - 2 * x0
#set page(width: p.width * 1mm, height: p.height * 1mm, margin: 0mm, fill: ink("panel"))
#set text(font: p.family, size: 9pt * k, fill: ink("t1"), lang: "zh", region: "cn",
  cjk-latin-spacing: none)
#set par(leading: 0.5em, spacing: 0.6em)
#set document(title: p.title, date: auto)

#let at(x, y, body) = place(top + left, dx: x * 1mm, dy: y * 1mm, body)

// Title block: what it is at the left, how old it is at the right.
#at(x0, x0, box(width: full * 1mm, height: 14mm * k)[
  #grid(columns: (1fr, auto), align: (left + bottom, right + bottom), column-gutter: 8mm * k,
    box(height: 12mm * k, align(bottom, text(size: 20pt * k, weight: 700, p.title))),
    box(height: 12mm * k, align(bottom, {
      for (n, words) in p.head.enumerate() {
        block(text(weight: if n == 0 { 600 } else { 400 },
          fill: if n == 0 { ink("t1") } else { ink("t2") }, words))
      }
    })),
  )
])
#at(x0, x0 + 14 * k, line(length: full * 1mm, stroke: 1.2pt * k + ink("t1")))

// The map: one drawing, and every text above it.
#let sign(t) = {
  let body(extra) = text(size: t.pt * 1pt, weight: t.weight, fill: rgb(t.ink),
    top-edge: "bounds", bottom-edge: "bounds", ..extra, t.text)
  let spot(inner) = place(top + left, dx: t.x * 1mm - 100mm, dy: t.y * 1mm - 20mm,
    block(width: 200mm, height: 40mm, align(center + horizon, inner)))
  if t.halo != "" {
    spot(body((stroke: (paint: rgb(t.halo), thickness: t.pt * 0.24pt, join: "round"))))
  }
  spot(body((:)))
}
#at(x0, y0, box(width: across * 1mm, height: down * 1mm, clip: true, {
  place(top + left, image("map.svg", width: across * 1mm, height: down * 1mm))
  for t in p.texts { sign(t) }
}))
#at(x0, y0, rect(width: across * 1mm, height: down * 1mm, stroke: 0.5pt * k + ink("edge")))

// Legend, scale and north.
#let q = k * p.tight
#let entry(line) = {
  if line.is_title {
    block(above: 2.8mm * q, below: 1.6mm * q, text(size: 8.5pt * q, weight: 600, line.words))
  } else {
    block(above: 1.2mm * q, below: 1.2mm * q, grid(
      columns: (8.5mm * q, 1fr, auto), align: (center + horizon, left + horizon, right + horizon),
      column-gutter: 1.6mm * q,
      box(width: 7mm * q, height: 4.2mm * q, {
        if line.drawing != "" {
          place(top + left, image(line.drawing, width: 7mm * q, height: 4.2mm * q))
        }
        if line.sign != "" {
          place(center + horizon, text(size: 8pt * q, weight: 600, fill: rgb(line.ink),
            top-edge: "bounds", bottom-edge: "bounds", line.sign))
        }
      }),
      text(size: 8.5pt * q, line.words),
      text(size: 8.5pt * q, weight: 600, number-type: "lining", number-width: "tabular",
        line.count),
    ))
  }
}
#let bar = box({
  stack(dir: ttb, spacing: 1mm * k,
    text(size: 8pt * k, p.bar_text),
    box(width: p.bar * 1mm, height: 1.6mm * k, stroke: (left: 0.9pt * k + ink("t1"),
      right: 0.9pt * k + ink("t1"), bottom: 0.9pt * k + ink("t1"))),
    text(size: 8pt * k, fill: ink("t2"), p.scale),
  )
})
#let north = box(stack(dir: ttb, spacing: 0.8mm * k,
  align(center, polygon(fill: ink("t1"), (2mm * k, 0mm), (4mm * k, 7mm * k), (2mm * k, 5.4mm * k),
    (0mm, 7mm * k))),
  align(center, text(size: 8pt * k, p.north)),
))
#let measures = block(above: 3mm * k, breakable: false, {
  grid(columns: (auto, auto), column-gutter: 6mm * k, align: bottom, bar, north)
  v(1.6mm * k, weak: true)
  text(size: 7.5pt * k, fill: ink("t2"), p.crs)
  if p.net != "" { linebreak(); text(size: 7.5pt * k, fill: ink("t2"), p.net) }
  if p.inset != none {
    v(3mm * k, weak: true)
    image("inset.svg", width: p.inset.width * 1mm * q, height: p.inset.height * 1mm * q)
    v(1.4mm * k, weak: true)
    text(size: 7.5pt * k, fill: ink("t2"), p.inset.title)
  }
})
#if p.is_wide {
  at(x0 + across + 6 * k, y0, box(width: 52mm * k, height: down * 1mm, {
    for line in p.legend { entry(line) }
    place(bottom + left, measures)
  }))
} else {
  let below = p.height - y0 - down - 24 * k
  at(x0, y0 + down + 3 * k, box(width: across * 1mm, height: below * 1mm,
    columns(3, gutter: 8mm * k, { for line in p.legend { entry(line) }; measures })))
}

// Foot: may it be published, and what it rests on.
#at(x0, p.height - 17 * k, line(length: full * 1mm, stroke: 1.2pt * k + ink("t1")))
#at(x0, p.height - 15 * k, box(width: full * 1mm,
  grid(columns: (1fr, auto), column-gutter: 6mm * k, align: (left + top, right + top),
    {
      if p.notice != "" { text(weight: 700, p.notice); h(5mm * k) }
      text(size: 7.5pt * k, fill: ink("t2"), p.foot.join("　"))
    },
    if p.demo != "" {
      box(stroke: 0.8pt * k + ink("t1"), inset: (x: 2mm * k, y: 1.2mm * k), radius: 1mm * k,
        text(weight: 700, p.demo))
    },
  )))
"""
