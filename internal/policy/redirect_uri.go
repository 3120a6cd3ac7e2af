package policy

import (
	"net/url"
	"slices"

	"zitadel-graphql/graph/problem"
)

// CheckRedirectURI refuses a URI that a caller wants to set and that isn't safe as the place where a login ends. It is never
// applied to one that is stored already. ZITADEL itself takes an empty text, or a URI with a scheme and, for http and https, with
// a host. Beyond that this refuses what harms the person whose login ends there: a scheme that a browser runs, and a user name
// before the host. url.Parse refuses blanks before the scheme and control characters anywhere, which a browser would leave out
// and so read another scheme.
func CheckRedirectURI(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return redirectURIInvalid("it isn't a URI")
	case u.Scheme == "":
		return redirectURIInvalid("it has no scheme")
	case slices.Contains(schemesOfBrowsers(), u.Scheme): // which url.Parse has put into lower case
		return redirectURIInvalid("its scheme is " + u.Scheme + ", which a browser would run or open by itself")
	case u.User != nil:
		return redirectURIInvalid("it has a user name or a password before the host")
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host == "":
		return redirectURIInvalid("it has no host")
	}
	return nil
}

// schemesOfBrowsers returns those that a browser doesn't fetch from a host or hand to an application, but runs, shows with the
// rights of a page, or opens on the machine itself; some only older ones know. Whoever may set where a login ends mustn't
// run scripts in the page that it ends on.
func schemesOfBrowsers() []string {
	return []string{
		"javascript", "livescript", "mocha", "vbscript", // run
		"data", "blob", "filesystem", "mhtml", "jar", "cid", "mid", "about", // hold or make their page themselves
		"file", "res", "resource", // open what is on the machine
		"view-source", "feed", "pcast", "wyciwyg", // have another URI inside
		"chrome", "chrome-extension", "chrome-untrusted", "devtools", "edge", "opera", "brave", "vivaldi",
		"moz-extension", "safari-extension", "safari-web-extension", "extension", "isolated-app", // the browser's own pages
	}
}

// redirectURIInvalid refuses a redirect URI for this reason.
func redirectURIInvalid(why string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonRedirectURIInvalid,
		Message: "defaultRedirectUri can't be used: " + why + ". Give an address such as https://app.example.com, or an empty text for none."}
}
