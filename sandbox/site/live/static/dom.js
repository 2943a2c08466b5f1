// @ts-check
/* Building the page from data. Words are always text nodes, never markup. */

/** @typedef {Node | string | null | undefined | false} Child */

/**
 * An element. `on…` are listeners, `data-…` and others attributes; false and null are left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, any> | null} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") /** @type {any} */ (element).value = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * Put words into the places of a template.
 * @param {string} template
 * @param {Record<string, string | number>} values
 */
export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

/**
 * Replace what is in an element; what had the focus gets it back, if its like is still there.
 * @param {HTMLElement} place
 * @param {Child[]} children
 */
export function redraw(place, children) {
  const focused = document.activeElement;
  const key = focused instanceof HTMLElement && place.contains(focused) ? focused.dataset.key : undefined;
  const open = [...place.querySelectorAll("details[data-key]")].filter((d) => /** @type {HTMLDetailsElement} */ (d).open);
  const opened = new Set(open.map((d) => /** @type {HTMLElement} */ (d).dataset.key));
  place.replaceChildren(.../** @type {Node[]} */ (children.filter(Boolean)));
  for (const details of place.querySelectorAll("details[data-key]")) {
    const found = /** @type {HTMLDetailsElement} */ (details);
    if (opened.has(found.dataset.key)) found.open = true;
  }
  if (key) /** @type {HTMLElement | null} */ (place.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus();
}

/**
 * A choice. `options` are {value, label} or {group, options}.
 * @param {Record<string, any>} attributes
 * @param {any[]} options
 * @param {string} chosen
 */
export function select(attributes, options, chosen) {
  const one = (/** @type {{ value: string, label: string }} */ option) =>
    h("option", { value: option.value, selected: option.value === chosen }, option.label);
  return h(
    "select",
    attributes,
    ...options.map((option) => (option.options ? h("optgroup", { label: option.group }, ...option.options.map(one)) : one(option))),
  );
}
