// The field for an access token, where nobody can log in on the page. Its functions are those that the fetcher needs of any
// source of a token; account.js has them too.

import { inSession, prefix, settings } from "./settings.js";

// openTokenField shows the field, and returns the one token of all of GraphiQL's tabs. It survives a reload but not the
// browser's tab: it is in the session storage, or where the browser allows none, in memory alone.
export function openTokenField() {
  const key = `${prefix}token`;
  const field = document.getElementById("token");
  const show = document.getElementById("token-show");
  const hint = document.getElementById("token-hint");
  let current = inSession((storage) => storage.getItem(key)) ?? settings.token;

  field.value = current;
  field.addEventListener("input", () => {
    // People paste the whole header too.
    current = field.value.trim().replace(/^(authorization:\s*)?bearer\s+/i, "");
    inSession((storage) => storage.setItem(key, current));
    showHint(false);
  });
  // The token that the page came with is no secret.
  reveal(current !== "" && current === settings.token);
  show.addEventListener("click", () => reveal(field.type === "password"));
  showHint(false);

  return {
    // headers are what to send with a request beside a tab's own headers, of which replaced says that they have a token.
    // problem, if there is one, says why nothing can be sent.
    headers: async (replaced) => {
      showHint(replaced);
      if (replaced || current === "") return { headers: {} };
      if (!sendable()) return { problem: `Nothing was sent. Correct the access token at the top of the page. ${unsendable}` };
      return { headers: { authorization: `Bearer ${current}` } };
    },
    // renew can't get another token.
    renew: async () => false,
    forget: () => {
      current = settings.token;
      inSession((storage) => storage.removeItem(key));
      field.value = current;
      showHint(false);
    },
    focus: () => field.focus(),
    isMissing: () => current === "",
  };

  // The characters of RFC 6750. With others a browser refuses to send the header, which would look like an outage.
  function sendable() {
    return /^([\w.~+/-]+=*)?$/.test(current);
  }

  function reveal(shown) {
    field.type = shown ? "text" : "password";
    show.textContent = shown ? "Hide" : "Show";
    show.setAttribute("aria-label", `${show.textContent} the access token`);
  }

  // showHint tells which token is sent. replaced is true where the current tab's headers have an Authorization.
  function showHint(replaced) {
    field.setAttribute("aria-invalid", String(!sendable()));
    let text = "Sent with every request from this page, whichever tab. Kept until you close this browser tab.";
    if (replaced) text = "This tab’s own Authorization, under Headers, was sent in place of this token.";
    if (!sendable()) text = unsendable;
    if (hint.textContent !== text) hint.textContent = text;
  }
}

const unsendable = "This is no token: a token has letters, digits and the characters . _ ~ + / - = only.";
