/* The exported map: draws what the page carries, asks nobody for anything. */
function wusetuMap(map, given) {
  "use strict";
  const box = (id) => document.getElementById(id);
  const text = (words) => {
    const one = document.createElement("span");
    one.textContent = words;
    return one.innerHTML;
  };

  map.setView(given.centre, given.zoom, { animate: false });
  map.attributionControl.setPrefix("");
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  given.layers.forEach((layer, at) => {
    ["layer", "words"].forEach((kind, step) => {
      const pane = map.createPane(kind + at);
      // All writing lies above all drawing.
      pane.style.zIndex = 410 + at + 60 * step;
      pane.style.pointerEvents = layer.base && !step ? "" : "none";
      pane.style.opacity = layer.opacity;
    });
  });
  map.createPane("chosen").style.zIndex = 590;
  map.getPane("chosen").style.pointerEvents = "none";

  const digit = (layer, row) => (layer.digits ? layer.digits[row.i] : String(row.k));
  const markOf = (layer, row) => layer.marks[digit(layer, row)];

  function written(at, words, px, ink, halo, dy, pane) {
    const edge = halo
      ? `text-shadow:${[-1, 0, 1].flatMap((x) => [-1, 0, 1].map((y) =>
          `${1.4 * x}px ${1.4 * y}px 1px ${halo}`)).join(",")};`
      : "";
    const style = `font-size:${px}px;color:${ink};top:${dy}px;${edge}`;
    const html = `<span class="text" style="${style}">${text(words)}</span>`;
    return L.marker(at, { pane, interactive: false, keyboard: false,
      icon: L.divIcon({ html, className: "", iconSize: [0, 0] }) });
  }

  const here = (feature) => L.latLng(feature.geometry.coordinates[1],
    feature.geometry.coordinates[0]);

  function hatched(digits, row) {
    const found = given.hatches[digits[row.i]];
    return found ? `url(#${found})` : null;
  }

  function base(layer, pane) {
    const group = L.layerGroup();
    const plain = { pane, stroke: true, color: given.seam, weight: 0.8, fillOpacity: 1 };
    const outer = layer.outer || layer.digits;
    const cells = L.geoJSON(layer.rows, {
      pane,
      style: (f) => ({ ...plain,
        fillColor: hatched(layer.hatch, f.properties) || layer.fills[outer[f.properties.i]]
          || given.panel }),
      onEachFeature: (f, one) => {
        const p = f.properties;
        const state = layer.words[layer.digits[p.i]] || "";
        one.bindTooltip(`<b>${text(p.name)}</b><br>${text(p.code)}<br>${text(state)}`,
          { sticky: true, direction: "top" });
        one.on("click", () => choose(one));
        places.push({ name: p.name, code: p.code, one });
      },
    });
    group.addLayer(cells);
    if (layer.insets) {
      group.addLayer(L.geoJSON(layer.insets, { pane, interactive: false,
        filter: (f) => layer.fills[layer.digits[f.properties.i]]
          && layer.inner[f.properties.i] !== outer[f.properties.i],
        style: (f) => ({ pane, stroke: false, fillOpacity: 1,
          fillColor: layer.fills[layer.inner[f.properties.i]] || given.panel }) }));
    }
    (layer.points ? layer.points.features : []).forEach((f) => {
      const sign = layer.numerals[f.properties.i];
      const on = layer.inner[f.properties.i];
      if (sign && sign !== " ") {
        group.addLayer(written(here(f), sign, 13, layer.inks[on] || given.t1, "", 0, pane));
      }
    });
    return group;
  }

  function lines(layer, pane) {
    const group = L.layerGroup();
    const draw = (wide) => L.geoJSON(layer.rows, { pane, interactive: false, style: (f) => {
      const mark = markOf(layer, f.properties);
      if (!mark || !mark.width || (wide && !mark.halo)) return { stroke: false, fill: false };
      return { pane, fill: false, lineCap: "round", lineJoin: "round", opacity: 1,
        color: wide ? mark.halo : mark.line, weight: mark.width + (wide ? 3 : 0),
        dashArray: wide ? null : mark.dash };
    } });
    if (layer.marks.some((mark) => mark.halo && mark.width)) group.addLayer(draw(true));
    group.addLayer(draw(false));
    return group;
  }

  function symbols(layer, pane) {
    const group = L.layerGroup();
    layer.rows.features.forEach((f) => {
      const mark = markOf(layer, f.properties);
      if (mark && mark.symbol) {
        group.addLayer(written(here(f), mark.symbol, mark.size, mark.ink, mark.halo, 0, pane));
      }
    });
    return group;
  }

  function ink(layer, pane) {
    const group = layer.shape === "point" ? symbols(layer, pane) : lines(layer, pane);
    const names = L.layerGroup();
    (layer.labels ? layer.labels.features : []).forEach((f) => {
      const words = layer.texts ? layer.texts[f.properties.i] : f.properties.label;
      names.addLayer(written(here(f), words, layer.label.px, layer.label.ink, layer.label.halo,
        layer.label.dy, pane.replace("layer", "words")));
    });
    // Small writing waits until there is room for it.
    const fits = () => {
      const metres = 40075016.7 * Math.cos((map.getCenter().lat * Math.PI) / 180)
        / (256 * 2 ** map.getZoom());
      const isWide = !layer.label || !layer.label.m || layer.label.m / metres >= 11;
      if (isWide) group.addLayer(names); else group.removeLayer(names);
    };
    map.on("zoomend", fits);
    fits();
    return group;
  }

  let chosen = null;
  function choose(one) {
    if (chosen) map.removeLayer(chosen);
    const shape = one.toGeoJSON();
    const ring = (color, weight) => L.geoJSON(shape, { pane: "chosen", interactive: false,
      style: { fill: false, color, weight, opacity: 1 } });
    chosen = L.layerGroup([ring(given.panel, 7), ring(given.t1, 3)]).addTo(map);
  }

  const places = [];
  given.layers.forEach((layer, at) => {
    const pane = "layer" + at;
    const group = layer.base ? base(layer, pane) : ink(layer, pane);
    group.addTo(map);
    const control = box("switch-" + layer.code);
    if (control) control.addEventListener("change", () => {
      if (control.checked) map.addLayer(group); else map.removeLayer(group);
    });
  });

  const field = box("search");
  const found = box("found");
  field.addEventListener("input", () => {
    found.replaceChildren();
    const wanted = field.value.trim().toLowerCase();
    if (!wanted) return;
    const hits = places.filter((p) =>
      p.name.toLowerCase().includes(wanted) || p.code.toLowerCase().includes(wanted));
    if (!hits.length) {
      const none = document.createElement("p");
      none.textContent = given.words.none.replace("{text}", field.value.trim());
      found.append(none);
    }
    hits.slice(0, 12).forEach((hit) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.textContent = `${hit.name}　${hit.code}`;
      button.addEventListener("click", () => {
        map.fitBounds(hit.one.getBounds(), { maxZoom: 16, padding: [80, 80], animate: false });
        choose(hit.one);
        hit.one.openTooltip(hit.one.getBounds().getCenter());
      });
      row.append(button);
      found.append(row);
    });
  });
}
