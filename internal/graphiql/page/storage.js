// What GraphiQL may keep in the browser.

import { prefix } from "./settings.js";

// openStorage returns the browser's local storage under this page's prefix, without request headers: GraphiQL's history stores
// them even where it is told not to. Where the browser allows no storage it returns null, with which GraphiQL works too.
// cleared is called when a person has all of it removed.
export function openStorage(cleared) {
  let local;
  try {
    local = window.localStorage;
  } catch {
    return null;
  }
  let closed = false;
  const ownKeys = () => Object.keys(local).filter((key) => key.startsWith(prefix));
  return {
    get length() { return ownKeys().length; },
    getItem: (key) => local.getItem(prefix + key),
    setItem: (key, value) => closed || local.setItem(prefix + key, withoutHeaders(key, value)),
    removeItem: (key) => local.removeItem(prefix + key),
    // GraphiQL goes on storing its editors' content afterwards, which would take the examples' place. So nothing is stored
    // until the next visit.
    clear: () => {
      closed = true;
      ownKeys().forEach((key) => local.removeItem(key));
      cleared();
    },
  };
}

// withoutHeaders sets the request headers to null in what GraphiQL stores as JSON, its tabs and its history. The field stays:
// GraphiQL forgets all tabs where one lacks it. A person's own variables, which may have such a name, aren't changed.
function withoutHeaders(key, value) {
  if (key === "graphiql:variables") {
    return value;
  }
  try {
    return JSON.stringify(JSON.parse(value, (name, part) => (name === "headers" ? null : part)));
  } catch {
    return value; // a plain text, such as the query
  }
}
