// @ts-check
/**
 * Clicks and marks of a state diagram drawn by diagram.py. Plain ES module, no dependencies;
 * `repaint` does what `paint` does in Python.
 */

/**
 * @typedef {object} Marks
 * @property {string | null} [current] id of the state the entity is in
 * @property {Iterable<string>} [visited] ids of the states it has been in and of the edges it took
 * @property {Iterable<string>} [available] ids of the edges that can be taken now
 * @property {Iterable<string>} [blocked] ids of the edges that start here and that a rule refuses
 */

/**
 * Call `onEdge` when an available or blocked edge is clicked, or chosen with Enter or Space.
 *
 * @param {Element | ShadowRoot} root the picture, or anything it is in; listening outlives a
 *   picture that is replaced inside it
 * @param {(edgeId: string, blocked: boolean) => void} onEdge
 * @returns {() => void} stop listening
 */
export function activate(root, onEdge) {
  /** @param {Event} event */
  const listen = (event) => {
    const key = event instanceof KeyboardEvent ? event.key : null;
    if (key !== null && key !== "Enter" && key !== " ") return;
    const edge = event.target instanceof Element ? event.target.closest(".edge.available, .edge.blocked") : null;
    const id = edge?.getAttribute("data-edge");
    if (!edge || id == null) return;
    event.preventDefault();
    if (event instanceof KeyboardEvent && event.repeat) return;
    onEdge(id, edge.classList.contains("blocked"));
  };
  root.addEventListener("click", listen);
  root.addEventListener("keydown", listen);
  return () => {
    root.removeEventListener("click", listen);
    root.removeEventListener("keydown", listen);
  };
}

/**
 * Mark where an entity is and what can be done, without a new layout.
 *
 * @param {Element | ShadowRoot} root the picture, or anything it is in
 * @param {Marks} marks a mark left out is cleared
 */
export function repaint(root, { current = null, visited = [], available = [], blocked = [] }) {
  const been = new Set(visited);
  const open = new Set(available);
  const shut = new Set([...blocked].filter((id) => !open.has(id)));
  const picture = root instanceof Element && root.matches("svg.pc-diagram") ? root : root.querySelector("svg.pc-diagram");
  if (!picture) return;
  picture.setAttribute("role", open.size || shut.size ? "group" : "img");

  for (const state of picture.querySelectorAll("[data-state]")) {
    const id = state.getAttribute("data-state") ?? "";
    mark(state, { current: id === current, visited: been.has(id) });
    set(state, "aria-current", id === current ? "step" : null);
  }
  for (const edge of picture.querySelectorAll("[data-edge]")) {
    const id = edge.getAttribute("data-edge") ?? "";
    mark(edge, { visited: been.has(id), available: open.has(id), blocked: shut.has(id) });
    edge.setAttribute("tabindex", open.has(id) || shut.has(id) ? "0" : "-1");
    set(edge, "aria-disabled", open.has(id) || shut.has(id) ? null : "true");
    set(edge, "aria-description", shut.has(id) ? picture.getAttribute("data-blocked") : null);
  }
  for (const wire of picture.querySelectorAll("[data-edges]")) {
    const ids = (wire.getAttribute("data-edges") ?? "").split(" ");
    const some = (/** @type {Set<string>} */ set) => ids.some((id) => set.has(id));
    mark(wire, { visited: some(been), available: some(open), blocked: some(shut) && !some(open) });
  }
}

/**
 * @param {Element} element
 * @param {Record<string, boolean>} marks
 */
function mark(element, marks) {
  for (const [name, wanted] of Object.entries(marks)) element.classList.toggle(name, wanted);
}

/**
 * @param {Element} element
 * @param {string} attribute
 * @param {string | null} value
 */
function set(element, attribute, value) {
  if (value === null) element.removeAttribute(attribute);
  else element.setAttribute(attribute, value);
}
