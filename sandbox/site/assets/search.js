// @ts-check
/* The theme asks for the search index, the largest file of the site, as soon as a page is open. Here that
   request waits until the reader touches the search, or comes from one: the weight of a page then does not
   grow with the number of rules. A plain script, because it must run before the theme's. */
{
  const asked = new URLSearchParams(location.search);
  const field = document.querySelector("[data-md-component=search]");
  const toggle = document.getElementById("__search");
  /** @type {Promise<unknown>} */
  const touched = new Promise((touch) => {
    if (asked.has("q") || asked.has("h")) touch(null);
    field?.addEventListener("focusin", touch, { once: true });
    field?.addEventListener("pointerenter", touch, { once: true });
    toggle?.addEventListener("change", touch, { once: true });
  });

  globalThis.XMLHttpRequest = class extends XMLHttpRequest {
    /** @type {Promise<unknown> | null} */
    #wait = null;

    /** @param {string} method @param {string | URL} url @param {boolean} [async] @param {string | null} [user] @param {string | null} [password] */
    open(method, url, async = true, user, password) {
      this.#wait = new URL(url, location.href).pathname.endsWith("/search_index.json") ? touched : null;
      super.open(method, url, async, user, password);
    }

    /** @param {Document | XMLHttpRequestBodyInit | null} [body] */
    send(body) {
      if (this.#wait) this.#wait.then(() => super.send(body));
      else super.send(body);
    }
  };
}
