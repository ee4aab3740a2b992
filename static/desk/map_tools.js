// Tools over the map of the desk: a scale bar that follows the zoom, a box, a drawn shape, and one
// window for two maps. The page's chart tells nobody its window; it is read, each frame, from the
// library's own object, which hangs in the tree of the page. Where that is not found the tools
// stay hidden and the map goes on as it is.

const CHART = '[data-testid="stDeckGlJsonChart"]';
const DEGREES = 100000;
const BAR_PX = 130;
const NEAR_PX = 10;
const STEP_PX = 5;
const LEAST_PX2 = 120;
const MOST_CORNERS = 60;
const HELD_CORNERS = 8;
// The ellipsoid of CGCS2000.
const AXIS_M = 6378137;
const E2 = 0.00669438002290;

function deckIn(fiber, depth) {
  for (let one = fiber; one; one = one.sibling) {
    for (let hook = one.memoizedState, n = 0; hook && n < 40; hook = hook.next, n += 1) {
      const held = hook.memoizedState && hook.memoizedState.current;
      const deck = held && held.deck;
      if (deck && typeof deck.getViewports === "function") return deck;
    }
    const below = depth > 0 ? deckIn(one.child, depth - 1) : null;
    if (below) return below;
  }
  return null;
}

function deckOf(chart) {
  if (chart.wsDeck && chart.contains(chart.wsDeck.getCanvas())) return chart.wsDeck;
  const name = Object.keys(chart).find((key) => key.startsWith("__reactFiber$"));
  const fiber = name && chart[name];
  const found = fiber && (deckIn(fiber.child, 12) || (fiber.alternate && deckIn(fiber.alternate.child, 12)));
  chart.wsDeck = found || null;
  return chart.wsDeck;
}

function viewportOf(chart) {
  const deck = chart && deckOf(chart);
  if (!deck || !deck.isInitialized) return null;
  const one = deck.getViewports()[0];
  return one && Number.isFinite(one.zoom) && typeof one.unproject === "function" ? one : null;
}

function charts() {
  return [...document.querySelectorAll(CHART)];
}

// --- one window for all maps of the page ---------------------------------------------------

const same = (a, b) =>
  Math.abs(a.longitude - b.longitude) < 1e-9 &&
  Math.abs(a.latitude - b.latitude) < 1e-9 &&
  Math.abs(a.zoom - b.zoom) < 1e-9;

// A map is the one that moved when its window is neither where it was nor where all should be:
// one that was told to follow needs a frame or two, and must not pull the others back.
function link(root) {
  const shown = charts().map((chart) => [chart, viewportOf(chart)]).filter(([, view]) => view);
  if (shown.length < 2) { root.wsGoal = null; return; }
  const moved = shown.find(([chart, view]) =>
    (!chart.wsSeen || !same(view, chart.wsSeen)) && (!root.wsGoal || !same(view, root.wsGoal)));
  for (const [chart, { longitude, latitude, zoom }] of shown) chart.wsSeen = { longitude, latitude, zoom };
  if (moved) root.wsGoal = moved[0].wsSeen;
  for (const [chart, view] of shown) {
    if (!root.wsGoal || same(view, root.wsGoal) || chart.wsTold === root.wsGoal) continue;
    const deck = deckOf(chart);
    const viewState = { ...deck.props.viewState, ...root.wsGoal, transitionDuration: 0 };
    chart.wsTold = root.wsGoal;
    deck.props.onViewStateChange({ viewId: view.id, viewState, interactionState: {} });
  }
}

// --- the whole area on this very screen ----------------------------------------------------

const mercator = (latitude) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));

// The page is drawn for one size of map; where it has another, the first look is fitted to it.
// A reader who has moved the map already is left alone.
function fit(root, view) {
  const { bounds, window: asked, stamp } = root.wsWhole;
  const turn = `${stamp} ${view.width} ${view.height}`;
  if (!bounds || root.wsFitted === turn || !view.width || !view.height) return;
  const [longitude, latitude, zoom] = asked;
  const isThere = Math.abs(view.longitude - longitude) < 1e-6 && Math.abs(view.latitude - latitude) < 1e-6
    && Math.abs(view.zoom - zoom) < 1e-4;
  if (!isThere) return;
  root.wsFitted = turn;
  const [west, south, east, north] = bounds;
  const across = (Math.max(east - west, 1e-7) / 360) * 1.08;
  const upward = (Math.max(mercator(north) - mercator(south), 1e-9) / (2 * Math.PI)) * 1.08;
  const wanted = Math.log2(Math.min(view.width / (512 * across), view.height / (512 * upward)));
  if (Math.abs(wanted - zoom) < 0.05) return;
  const deck = deckOf(root.wsChart());
  const viewState = { ...deck.props.viewState, zoom: wanted, minZoom: Math.min(wanted - 1.5, zoom - 1.5) };
  deck.props.onViewStateChange({ viewId: view.id, viewState, interactionState: {} });
}

// --- scale ---------------------------------------------------------------------------------

function metresPerPixel(view, y) {
  const [west, latitude] = view.unproject([0, y]);
  const [east] = view.unproject([100, y]);
  const sine = Math.sin((latitude * Math.PI) / 180);
  const radius = (AXIS_M * Math.cos((latitude * Math.PI) / 180)) / Math.sqrt(1 - E2 * sine * sine);
  return (((east - west) * Math.PI) / 180) * radius / 100;
}

function round(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].find((one) => one * power <= most) * power;
}

function scale(root, view) {
  const bar = root.querySelector(".ws-scale");
  const perPixel = metresPerPixel(view, view.height - 24);
  if (!(perPixel > 0)) return;
  const metres = round(perPixel * BAR_PX);
  bar.querySelector("i").style.width = `${metres / perPixel}px`;
  bar.querySelector("span").textContent =
    metres >= 1000 ? `${metres / 1000} ${bar.dataset.km}` : `${metres} ${bar.dataset.m}`;
  bar.dataset.metres = metres;
}

// --- shapes --------------------------------------------------------------------------------

function decode(text) {
  let x = 0, y = 0;
  const corners = text.split("_").filter(Boolean).map((part) => {
    const [dx, dy] = part.split(".").map(Number);
    x += dx;
    y += dy;
    return [x / DEGREES, y / DEGREES];
  });
  if (corners.length !== 2) return corners;
  const [[west, south], [east, north]] = corners;
  return [[west, south], [east, south], [east, north], [west, north]];
}

const path = (points, closed) =>
  points.length ? `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}${closed ? "Z" : ""}` : "";

function area(points) {
  let sum = 0;
  points.forEach(([x, y], at) => {
    const [nextX, nextY] = points[(at + 1) % points.length];
    sum += x * nextY - nextX * y;
  });
  return Math.abs(sum) / 2;
}

function away([x, y], [ax, ay], [bx, by]) {
  const dx = bx - ax, dy = by - ay, length = Math.hypot(dx, dy);
  return length ? Math.abs(dx * (ay - y) - (ax - x) * dy) / length : Math.hypot(x - ax, y - ay);
}

function thinned(points, tolerance) {
  if (points.length < 3) return points;
  const first = points[0], last = points[points.length - 1];
  let far = 0, at = 0;
  points.forEach((point, k) => {
    const distance = k && k < points.length - 1 ? away(point, first, last) : 0;
    if (distance > far) { far = distance; at = k; }
  });
  if (far <= tolerance) return [first, last];
  return [...thinned(points.slice(0, at + 1), tolerance).slice(0, -1), ...thinned(points.slice(at), tolerance)];
}

function corners(points) {
  let kept = points;
  for (let tolerance = 2; tolerance === 2 || kept.length > MOST_CORNERS; tolerance *= 1.5) {
    kept = thinned(points, tolerance);
  }
  return kept;
}

function draw(root, view) {
  const { pen } = root;
  const kept = decode(root.wsShape).map((point) => view.project(point));
  root.querySelector(".ws-drawn").setAttribute("d", path(kept, true));
  const points = pen.mode === "box" && pen.points.length ? box(pen.points[0], pen.at) : pen.points;
  const open = pen.mode === "draw" && points.length ? [...points, pen.at] : points;
  root.querySelector(".ws-pen").setAttribute("d", path(open, pen.mode === "box"));
  root.querySelector(".ws-corners").setAttribute(
    "d", points.map(([x, y]) => `M${x - 3} ${y - 3}h6v6h-6Z`).join(""));
  const [x, y] = pen.at;
  const cross = pen.mode !== "pick" && pen.keys;
  root.querySelector(".ws-cross").setAttribute("d", cross ? `M${x - 12} ${y}h24M${x} ${y - 12}v24` : "");
}

const box = ([ax, ay], [bx, by]) => [[ax, ay], [bx, ay], [bx, by], [ax, by]];

// --- the pen -------------------------------------------------------------------------------

function choose(root, mode) {
  root.pen = { mode, points: [], at: [root.clientWidth / 2, root.clientHeight / 2], held: 0, keys: false, isFree: false };
  root.dataset.mode = mode;
  for (const button of root.querySelectorAll(".ws-modes button")) {
    button.setAttribute("aria-pressed", String(button.value === mode));
  }
  const note = root.querySelector(".ws-tools-note");
  note.textContent = note.dataset[mode] || "";
  root.wsStale = true;
  if (mode !== "pick") root.querySelector("svg").focus({ preventScroll: true });
}

function finish(root) {
  const { pen } = root, view = viewportOf(root.wsChart());
  if (!view) return;
  // Corners set one by one are meant as they are; of a line drawn with the button held few do.
  const drawn = pen.isFree ? corners(pen.points) : pen.points;
  const whole = pen.mode === "box" ? [pen.points[0], pen.at] : drawn;
  const ring = pen.mode === "box" && pen.points.length ? box(...whole) : whole;
  if (!pen.points.length || ring.length < 3 || area(ring) < LEAST_PX2) {
    const note = root.querySelector(".ws-tools-note"), { mode } = pen;
    choose(root, mode);
    note.textContent = note.dataset.small;
    return;
  }
  const points = whole.map((point) => view.unproject(point).slice(0, 2));
  if (pen.mode === "box") {
    const [lons, lats] = [0, 1].map((axis) => points.map((point) => point[axis]).sort((a, b) => a - b));
    points.splice(0, 2, [lons[0], lats[0]], [lons[1], lats[1]]);
  }
  choose(root, "pick");
  root.wsTell("drawn", points);
}

function place(root, event) {
  const frame = root.getBoundingClientRect();
  // An enlarged page counts its own pixels larger than the pointer's.
  const times = root.offsetWidth / frame.width || 1;
  return [(event.clientX - frame.left) * times, (event.clientY - frame.top) * times];
}

const apart = ([ax, ay], [bx, by]) => Math.hypot(ax - bx, ay - by);

function pressed(root, event) {
  const { pen } = root, point = place(root, event);
  if (event.button !== 0) return;
  event.currentTarget.setPointerCapture(event.pointerId);
  pen.keys = false;
  pen.held = 1;
  pen.at = point;
  const { points } = pen;
  const closes = points.length >= 3 && apart(points[0], point) < NEAR_PX;
  const twice = points.length >= 3 && apart(points[points.length - 1], point) < NEAR_PX / 2;
  if (pen.mode === "box" && points.length === 1) finish(root);
  else if (pen.mode === "draw" && (closes || twice)) finish(root);
  else points.push(point);
  root.wsStale = true;
}

function moved(root, event) {
  const { pen } = root, point = place(root, event);
  pen.at = point;
  root.wsStale = true;
  if (!pen.held || pen.mode !== "draw" || !pen.points.length) return;
  if (apart(pen.points[pen.points.length - 1], point) >= STEP_PX) {
    pen.points.push(point);
    pen.held += 1;
    pen.isFree = true;
  }
}

function released(root) {
  const { pen } = root;
  const held = pen.held;
  pen.held = 0;
  if (pen.mode === "box" && pen.points.length && apart(pen.points[0], pen.at) > NEAR_PX) finish(root);
  else if (pen.mode === "draw" && held > HELD_CORNERS) finish(root);
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keyed(root, event) {
  const { pen } = root, way = WAYS[event.key];
  if (pen.mode === "pick") return;
  if (event.key === "Escape") choose(root, "pick");
  else if (event.key === "Backspace") pen.points.pop();
  else if (way) {
    const step = event.shiftKey ? 2 : 16;
    pen.keys = true;
    pen.at = [
      Math.min(Math.max(pen.at[0] + way[0] * step, 0), root.clientWidth),
      Math.min(Math.max(pen.at[1] + way[1] * step, 0), root.clientHeight),
    ];
  } else if (event.key === " " || event.key === "Enter") {
    const closes = event.key === "Enter" && pen.points.length >= (pen.mode === "box" ? 1 : 3);
    if (closes) finish(root);
    else if (pen.mode === "draw" || !pen.points.length) pen.points.push([...pen.at]);
  } else return;
  event.preventDefault();
  event.stopPropagation();
  root.wsStale = true;
}

function listen(root) {
  const sheet = root.querySelector("svg");
  sheet.onpointerdown = (event) => pressed(root, event);
  sheet.onpointermove = (event) => moved(root, event);
  sheet.onpointerup = () => released(root);
  sheet.onpointercancel = () => choose(root, "pick");
  sheet.onkeydown = (event) => keyed(root, event);
  sheet.onwheel = (event) => {
    const canvas = root.wsChart().querySelector("canvas");
    event.preventDefault();
    canvas.dispatchEvent(new WheelEvent("wheel", event));
  };
  root.querySelector(".ws-modes").onclick = (event) => {
    const button = event.target.closest("button");
    if (button) choose(root, button.value);
  };
  // The map listens to the wheel only; what is sent is what a wheel sends, at the map's middle.
  root.querySelector(".ws-zoom").onclick = (event) => {
    const button = event.target.closest("button");
    const canvas = root.wsChart().querySelector("canvas");
    if (!button || !canvas) return;
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new WheelEvent("wheel", {
      deltaY: Number(button.value), bubbles: true, cancelable: true,
      clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
    }));
  };
}

// --- the frame -----------------------------------------------------------------------------

function frame(root) {
  if (!root.isConnected) { root.wsRuns = false; return; }
  requestAnimationFrame(() => frame(root));
  link(root);
  const view = viewportOf(root.wsChart());
  root.dataset.found = view ? "yes" : "no";
  if (!view) return;
  const now = [view.longitude, view.latitude, view.zoom, view.width, view.height].join();
  if (now === root.wsNow && !root.wsStale) return;
  if (root.wsNow && now !== root.wsNow && root.pen.points.length) root.pen.points = [];
  root.wsNow = now;
  root.wsStale = false;
  fit(root, view);
  scale(root, view);
  draw(root, view);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ws-tools");
  const [shape, whole, html] = new TextDecoder().decode(data).split("\n");
  root.wsTell = setTriggerValue;
  root.wsShape = shape;
  root.wsWhole = whole ? { ...JSON.parse(whole), stamp: whole } : {};
  root.wsStale = true;
  root.wsChart = () => root.closest('[class*="st-key-map_box"]')?.querySelector(CHART) || charts()[0];
  if (root.dataset.shown !== html) {
    root.innerHTML = html;
    root.dataset.shown = html;
    choose(root, "pick");
    listen(root);
  }
  if (!root.wsRuns) {
    root.wsRuns = true;
    frame(root);
  }
}
