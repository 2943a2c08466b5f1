// @ts-check
/* A form from the data of an action: every input by its sort, read back as plain data. */
import { fill, h, select } from "./dom.js";

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [help]
 * @property {string} sort text, lines, tick, whole, amount, day, moment, one, many, list or pairs
 * @property {boolean} [required]
 * @property {boolean} [secret]
 * @property {boolean} [again] the form is to be asked for again when it changes
 * @property {string} [within] name of the field whose part it is
 * @property {any} [value]
 * @property {string} [fixed] words for a value that is clear already
 * @property {number} [longest]
 * @property {{ value: string, label: string }[]} [choices]
 */

/**
 * @typedef {object} Form
 * @property {HTMLFormElement} element
 * @property {() => Record<string, any>} values
 * @property {(digits: string) => void} offerCode
 */

/**
 * @param {any} data what the bridge says of the form
 * @param {Record<string, string>} words
 * @param {string} prefix for ids
 * @param {{ submit: () => void, cancel: () => void, code: () => void, again: (values: Record<string, any>) => void,
 *           reasons: (reasons: any[]) => Node | null, who: string }} hooks
 * @returns {Form}
 */
export function makeForm(data, words, prefix, hooks) {
  /** @type {{ field: Field, read: () => any }[]} */
  const inputs = [];
  const rows = /** @type {Field[]} */ (data.fields).map((field) => {
    const made = input(field, `${prefix}${field.within ?? "f"}-${field.name}`, words);
    inputs.push({ field, read: made.read });
    if (field.again) made.element.addEventListener("change", () => hooks.again(values()));
    return row(field, made, words);
  });
  const values = () => collect(inputs);
  const code = data.code ? codeInput(data.code, `${prefix}code`, words, hooks.code) : null;
  const element = h(
    "form",
    {
      class: "pc-live-form",
      novalidate: true,
      "aria-labelledby": `${prefix}title`,
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        hooks.submit();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Escape") hooks.cancel();
      },
    },
    h("p", { class: "pc-live-form-title", id: `${prefix}title`, tabindex: "-1" }, h("strong", null, data.title), " ", h("span", { class: "pc-quiet" }, fill(words.as_who, { who: hooks.who }))),
    data.menu.length ? h("p", { class: "pc-menu" }, data.menu[0]) : null,
    hooks.reasons(data.reasons),
    ...rows,
    code?.element,
    h(
      "p",
      { class: "pc-live-buttons" },
      h("button", { type: "submit", class: "pc-live-main", "data-key": "submit" }, words.submit),
      h("button", { type: "button", onclick: hooks.cancel, "data-key": "cancel" }, words.cancel),
    ),
  );
  return {
    element,
    values: () => (code ? { ...values(), ...code.read() } : values()),
    offerCode: (digits) => code?.offer(digits),
  };
}

/** @param {{ field: Field, read: () => any }[]} inputs */
function collect(inputs) {
  /** @type {Record<string, any>} */
  const found = {};
  for (const { field, read } of inputs) {
    const value = read();
    if (field.within) {
      found[field.within] ??= {};
      if (value !== undefined && JSON.stringify(value) !== JSON.stringify(field.value)) found[field.within][field.name] = value;
    } else if (value !== undefined) {
      found[field.name] = value;
    }
  }
  return found;
}

/**
 * @param {Field} field
 * @param {{ element: HTMLElement, id: string }} made
 * @param {Record<string, string>} words
 */
function row(field, made, words) {
  const help = field.help ? h("small", { class: "pc-quiet", id: `${made.id}-help` }, field.help) : null;
  if (help) made.element.setAttribute("aria-describedby", help.id);
  const need = field.required && !field.fixed ? h("small", { class: "pc-quiet" }, words.required) : null;
  if (field.sort === "tick") return h("p", { class: "pc-live-row pc-live-tick" }, h("label", null, made.element, " ", field.label), help);
  if (field.sort === "many" && field.choices) {
    return h("fieldset", { class: "pc-live-row" }, h("legend", null, field.label, " ", need), made.element, help);
  }
  return h("p", { class: "pc-live-row" }, h("label", { for: made.id }, field.label, " ", need), made.element, help);
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {Record<string, string>} words
 * @returns {{ element: HTMLElement, id: string, read: () => any }}
 */
function input(field, id, words) {
  const key = { id, "data-key": id, "data-name": field.name };
  if (field.sort === "one") return choice(field, id, key, words);
  if (field.sort === "many" && field.choices) return ticks(field, id);
  if (field.sort === "tick") {
    const element = h("input", { ...key, type: "checkbox", checked: Boolean(field.value) });
    return { element, id, read: () => element.checked };
  }
  if (field.sort === "lines") {
    const element = h("textarea", { ...key, rows: "3", maxlength: field.longest });
    element.value = String(field.value ?? "");
    return { element, id, read: () => element.value };
  }
  if (field.sort === "list" || field.sort === "pairs") return written(field, id, key);
  const types = { whole: "number", day: "date", moment: "datetime-local" };
  const element = h("input", {
    ...key,
    type: types[/** @type {keyof typeof types} */ (field.sort)] ?? "text",
    inputmode: field.sort === "amount" ? "decimal" : null,
    maxlength: field.longest,
    autocomplete: "off",
    value: String(field.value ?? ""),
  });
  return { element, id, read: () => read(field, element.value) };
}

/**
 * @param {Field} field
 * @param {string} text
 */
function read(field, text) {
  if (field.sort === "text") return text;
  if (text.trim() === "") return undefined;
  return field.sort === "whole" ? Number(text) : text.trim();
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {Record<string, any>} key
 * @param {Record<string, string>} words
 */
function choice(field, id, key, words) {
  const options = [{ value: "", label: words.choose }, ...(field.choices ?? [])];
  const element = select(key, options, String(field.value ?? ""));
  return { element, id, read: () => (element.value === "" ? undefined : element.value) };
}

/**
 * @param {Field} field
 * @param {string} id
 */
function ticks(field, id) {
  const chosen = new Set(field.value ?? []);
  const boxes = (field.choices ?? []).map((option, number) =>
    h("input", { type: "checkbox", value: option.value, checked: chosen.has(option.value), "data-key": `${id}-${number}`, "data-name": field.name }),
  );
  const labels = boxes.map((box, number) => h("label", null, box, " ", /** @type {any} */ (field.choices)[number].label));
  const element = h("div", { class: "pc-live-ticks", id }, ...labels);
  return { element, id, read: () => boxes.filter((box) => box.checked).map((box) => box.value) };
}

/**
 * A list, one to a line, or pairs as `name: value`.
 * @param {Field} field
 * @param {string} id
 * @param {Record<string, any>} key
 */
function written(field, id, key) {
  const element = h("textarea", { ...key, rows: "3" });
  const lines = () => element.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if (field.sort === "list") {
    element.value = (field.value ?? []).join("\n");
    return { element, id, read: lines };
  }
  const pair = (/** @type {string} */ line) => {
    const [name, ...rest] = line.split(/[:：]/);
    return [name.trim(), rest.join(":").trim()];
  };
  return { element, id, read: () => Object.fromEntries(lines().map(pair)) };
}

/**
 * @param {string} label
 * @param {string} id
 * @param {Record<string, string>} words
 * @param {() => void} ask
 */
function codeInput(label, id, words, ask) {
  const field = h("input", { id, type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12", "data-key": id, "data-name": "code" });
  const offer = h("span", { role: "status" });
  const get = h("button", { type: "button", onclick: ask, "data-key": `${id}-get` }, words.get_code);
  return {
    element: h("p", { class: "pc-live-row" }, h("label", { for: id }, label), h("span", { class: "pc-live-code" }, field, get, offer)),
    read: () => (field.value.trim() ? { code: field.value.trim() } : {}),
    /** @param {string} digits */
    offer: (digits) => {
      const put = () => {
        field.value = digits;
        field.focus();
      };
      offer.replaceChildren(h("button", { type: "button", onclick: put, "data-key": `${id}-fill` }, fill(words.fill_code, { code: digits })));
    },
  };
}
