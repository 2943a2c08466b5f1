// @ts-check
/* What pages do beyond being read. Nothing here is needed to read them. */

/**
 * A link to the sandbox works only where pcsandbox serves these pages. Asked on the reader's click, never before.
 * @param {HTMLAnchorElement} link
 */
function guardSandboxLink(link) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const target = new URL(link.href);
    const health = new URL("_stcore/health", new URL(".", target));
    let alive = false;
    try {
      alive = (await fetch(health, { method: "GET", cache: "no-store" })).ok;
    } catch {
      alive = false;
    }
    if (alive) {
      location.assign(target);
    } else {
      explain(link);
    }
  });
}

/** @param {HTMLAnchorElement} link */
function explain(link) {
  const place = link.parentElement?.querySelector(".pc-needs");
  if (place instanceof HTMLElement) {
    place.textContent = link.dataset.pcMissing ?? place.textContent;
    place.setAttribute("role", "status");
    place.classList.add("pc-missing");
  }
}

/**
 * The filter above the table of rules. The choices stay in the address, so that a filtered list can be sent.
 * @param {HTMLFormElement} form
 */
function filterRules(form) {
  const rows = /** @type {HTMLTableRowElement[]} */ ([...document.querySelectorAll(".pc-rule-table tbody tr")]);
  const output = form.querySelector("output");
  const asked = new URLSearchParams(location.search);
  for (const field of fields(form)) {
    field.value = asked.get(field.name) ?? "";
    if (field instanceof HTMLSelectElement && field.selectedIndex < 0) field.selectedIndex = 0;
  }
  const apply = () => {
    const wanted = Object.fromEntries(fields(form).map((field) => [field.name, field.value.trim()]));
    const terms = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = `${row.textContent} ${row.dataset.words}`.toLowerCase();
      const fits =
        terms.every((term) => text.includes(term)) &&
        ["area", "kind", "tier", "sure"].every((key) => !wanted[key] || row.dataset[key] === wanted[key]);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const box of document.querySelectorAll(".pc-rule-table")) {
      const empty = !box.querySelector("tbody tr:not([hidden])");
      /** @type {HTMLElement} */ (box).hidden = empty;
      const heading = box.closest("div:not(.pc-rule-table)")?.previousElementSibling;
      if (heading instanceof HTMLHeadingElement) heading.hidden = empty;
    }
    if (output) {
      const template = shown ? output.dataset.template : output.dataset.none;
      output.textContent = (template ?? "").replace("{shown}", String(shown)).replace("{total}", String(rows.length));
    }
    const kept = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${kept.size ? `?${kept}` : ""}${location.hash}`);
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}

/**
 * @param {HTMLFormElement} form
 * @returns {(HTMLInputElement | HTMLSelectElement)[]}
 */
function fields(form) {
  return [...form.querySelectorAll("input, select")].map(
    (field) => /** @type {HTMLInputElement | HTMLSelectElement} */ (field),
  );
}

for (const link of document.querySelectorAll("a[data-pc-sandbox]")) {
  guardSandboxLink(/** @type {HTMLAnchorElement} */ (link));
}
for (const form of document.querySelectorAll("form.pc-filter")) {
  filterRules(/** @type {HTMLFormElement} */ (form));
}
