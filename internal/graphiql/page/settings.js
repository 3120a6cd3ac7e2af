// What the server has put on the page, and where the page is.

export const settings = JSON.parse(document.getElementById("settings").textContent);

// Relative to the page, which may stand below a prefix that a proxy takes off.
export const endpoint = new URL(settings.endpoint, document.baseURI);

// pageAddress is the page's own address, without what it was opened with. The provider sends people back to it. It isn't
// resolved as a relative one: a path that begins with two slashes would name another host.
export const pageAddress = location.origin + location.pathname;

// prefix begins the name of everything that this page stores. The browser shares its storage with other pages of the same
// host: those that stand there at other times, and those below other paths, with another ZITADEL behind them. No page's prefix
// begins with another page's.
export const prefix = storagePrefix();

function storagePrefix() {
  const folder = new URL(".", document.baseURI).pathname;
  return folder === "/" ? "zitadel-graphql:" : `zitadel-graphql@${encodeURIComponent(folder)}:`;
}

// inSession reads or changes the session storage, which is gone when the browser's tab is closed. It returns null where the
// browser allows the page none.
export function inSession(step) {
  try {
    return step(window.sessionStorage);
  } catch {
    return null;
  }
}
