// Markup of the page, and what is done with its controls: what may be used carries data-do (what
// it does), a value, and where one name is not enough data-code, which is told behind data-do.

// The control that had the focus gets it back: a change draws all of them anew.
function again(root, held) {
  const is = (one) =>
    one.dataset.do === held.dataset.do &&
    one.dataset.code === held.dataset.code &&
    (one.tagName !== "BUTTON" || one.value === held.value);
  const found = [...root.querySelectorAll("[data-do]")].find(is);
  if (found) found.focus({ preventScroll: true });
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ws-root");
  const text = new TextDecoder().decode(data);
  // A picture that is the same stays as it is.
  if (root.wsShown !== text) {
    const held = root.contains(document.activeElement) ? document.activeElement : null;
    root.innerHTML = text;
    root.wsShown = text;
    if (held && held.dataset.do) again(root, held);
  }
  const tell = (event) => {
    const one = event.target.closest("[data-do]");
    if (!one || (one.tagName === "BUTTON") !== (event.type === "click")) return;
    const what = one.dataset.code ? `${one.dataset.do} ${one.dataset.code}` : one.dataset.do;
    setTriggerValue("act", { do: what, value: one.value || "" });
  };
  root.onchange = tell;
  root.onclick = tell;
}
