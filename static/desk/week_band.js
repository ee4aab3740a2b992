// The band of weeks under the map: a bar per week as high as its red grids, a play button, and a
// choice of how many weeks. A step is told once; the next one waits until the page has answered.

const STEP_MS = 1200;

function made(tag, attributes, text) {
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  if (text !== undefined) one.textContent = text;
  return one;
}

function bar(week, most, words) {
  const [day, label, reds, provisional] = week;
  const told = words.bar.replace("{span}", label).replace("{count}", reds);
  const button = made("button", {
    type: "button", value: day, title: told, "aria-label": told, tabindex: "-1",
    class: provisional ? "ws-provisional" : "",
  });
  button.append(made("b", {}, reds), made("i", { style: `height:${Math.max(Math.round((30 * reds) / most), 1)}px` }));
  return button;
}

function build(root, { weeks, words, spans }) {
  const most = Math.max(1, ...weeks.map((week) => week[2]));
  const bars = made("div", { class: "ws-bars", role: "group", tabindex: "0", "aria-label": words.label });
  if (weeks.length > 26) bars.classList.add("ws-many");
  bars.append(...weeks.map((week) => bar(week, most, words)));
  const play = made("button", { type: "button", class: "ws-play" });
  const ends = made("p", { class: "ws-band-ends" });
  ends.append(made("span", {}, weeks[0][1]), made("span", {}, words.title), made("span", {}, weeks[weeks.length - 1][1]));
  const middle = made("div", { class: "ws-band-middle" });
  middle.append(bars, ends);
  const choice = made("div", { class: "ws-spans", role: "group", "aria-label": words.spans });
  choice.append(...spans.map((span) => made("button", { type: "button", value: span }, words.span.replace("{count}", span))));
  root.replaceChildren(play, middle, choice);
}

function mark(root, { current, span, words }) {
  for (const button of root.querySelectorAll(".ws-bars button")) {
    if (button.value === current) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  for (const button of root.querySelectorAll(".ws-spans button")) {
    button.setAttribute("aria-pressed", String(Number(button.value) === span));
  }
  const isPlaying = root.wsPlays === true;
  const play = root.querySelector(".ws-play");
  play.textContent = isPlaying ? "❚❚" : "▶";
  play.title = isPlaying ? words.pause : words.play;
  play.setAttribute("aria-label", play.title);
  play.setAttribute("aria-pressed", String(isPlaying));
}

function go(root, step) {
  const days = root.wsData.weeks.map((week) => week[0]);
  const at = days.indexOf(root.wsAsked || root.wsData.current) + step;
  if (at < 0 || at >= days.length) return false;
  ask(root, days[at]);
  return true;
}

function ask(root, day) {
  root.wsAsked = day;
  root.wsTell("week", day);
}

function stop(root) {
  root.wsPlays = false;
  clearTimeout(root.wsTimer);
  mark(root, root.wsData);
}

function wait(root) {
  clearTimeout(root.wsTimer);
  root.wsTimer = setTimeout(() => {
    if (!root.isConnected || !root.wsPlays) return;
    if (!go(root, 1)) stop(root);
  }, STEP_MS);
}

function toggle(root) {
  if (root.wsPlays) { stop(root); return; }
  root.wsPlays = true;
  mark(root, root.wsData);
  const days = root.wsData.weeks.map((week) => week[0]);
  // From the newest week on there is nothing to play: begin at the oldest.
  if (root.wsData.current === days[days.length - 1]) ask(root, days[0]);
  else if (!go(root, 1)) stop(root);
}

function listen(root) {
  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.classList.contains("ws-play")) { toggle(root); return; }
    if (root.wsPlays) stop(root);
    if (button.closest(".ws-spans")) root.wsTell("span", Number(button.value));
    else if (button.value !== root.wsData.current) ask(root, button.value);
  };
  root.onkeydown = (event) => {
    if (!event.target.closest(".ws-bars")) return;
    const days = root.wsData.weeks.map((week) => week[0]);
    const ways = { ArrowLeft: () => go(root, -1), ArrowRight: () => go(root, 1), " ": () => toggle(root),
      Home: () => ask(root, days[0]), End: () => ask(root, days[days.length - 1]) };
    if (!ways[event.key] || event.altKey) return;
    event.preventDefault();
    if (event.key !== " " && root.wsPlays) stop(root);
    ways[event.key]();
  };
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ws-band");
  root.wsTell = setTriggerValue;
  const told = JSON.parse(new TextDecoder().decode(data));
  const shape = JSON.stringify([told.weeks, told.words]);
  root.wsData = told;
  if (root.wsShape !== shape) {
    build(root, told);
    listen(root);
    root.wsShape = shape;
  }
  const hasMoved = root.wsCurrent !== told.current;
  root.wsCurrent = told.current;
  if (hasMoved) root.wsAsked = null;
  mark(root, told);
  if (root.wsPlays && hasMoved) wait(root);
}
