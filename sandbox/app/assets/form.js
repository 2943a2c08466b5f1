// Keeps the form that is being filled in beside the session, for a server that is restarted meanwhile.
export default function (component) {
  const { root, d } = start(component);
  try {
    const name = "pcsandbox", kept = JSON.parse(sessionStorage.getItem(name) || "null");
    if (kept) sessionStorage.setItem(name, JSON.stringify({ ...kept, form: d.form || undefined }));
  } catch { /* without storage there is nothing to keep it in */ }
  if (root.listens) return;
  root.listens = true;
  // A field hands over what is typed when it is left: Escape closes the form, so it must leave the field first.
  const leave = (e) => {
    if (!root.isConnected) { document.removeEventListener("keydown", leave, true); return; }
    const field = document.activeElement;
    if (e.key === "Escape" && field && field.matches('[role="dialog"] :is(input, textarea)')) field.blur();
  };
  document.addEventListener("keydown", leave, true);
}
