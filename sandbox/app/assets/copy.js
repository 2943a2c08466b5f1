export default function (component) {
  const { root, d } = start(component);
  const link = location.origin + location.pathname + d.query;
  const field = h("input", { readonly: true, value: link, "aria-label": d.label, onfocus: (e) => e.target.select() });
  root.replaceChildren(h("div", { class: "line" }, field, h("button", { type: "button", class: "box", onclick: (e) => {
    field.select(); (navigator.clipboard ? navigator.clipboard.writeText(link) : Promise.reject()).catch(() => document.execCommand("copy")); e.target.textContent = "✓ " + d.copied;
  } }, d.copy)));
}
