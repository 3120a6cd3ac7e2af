package problem

import (
	"slices"
	"strings"
	"unicode"

	"zitadel-graphql/internal/wire"
)

// refusalText returns the message for a call that the backend refused: the backend's own text where that may be shown, and
// otherwise defaultText. It is never blank. Of the text of a failure inside the backend, which isn't a refusal, nothing is shown.
func refusalText(code Code, call *wire.CallError) string {
	if _, fixed := backendFailure(code); fixed != "" {
		return fixed
	}
	if text := shownText(call.Status.Message(), call.Detail().GetId()); text != "" {
		return text
	}
	return defaultText(code)
}

// shownText returns the part of a refusal's text that may be shown. It is empty where there is none: the text is blank, or
// contains a key that ZITADEL has no translation for, or is about the backend's inside. The error behind ZITADEL's own is cut
// off, and so is everything over MaxMessage. id is the one that ZITADEL puts in brackets after its text.
func shownText(text, id string) string {
	text, _, _ = strings.Cut(strings.Map(oneLine, text), "Parent=(")
	if before, after, found := strings.Cut(text, "ID="); found && strings.Contains(after, "Message=") {
		if strings.TrimSpace(before) != "" { // it was wrapped where hosts and queries are known
			return ""
		}
		_, text, _ = strings.Cut(after, "Message=")
	}
	text = strings.TrimSpace(text)
	if id != "" {
		text = strings.TrimSpace(strings.TrimSuffix(text, "("+id+")"))
	}
	if hasKey(text) {
		return ""
	}
	return Shorten(text, MaxMessage)
}

// oneLine replaces what can't be printed, so that a text stays on one line.
func oneLine(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

// hasKey reports whether a text is the key of a translation, such as Errors.Token.Invalid, or contains the key of an error.
func hasKey(text string) bool {
	if !strings.Contains(text, ".") { // as in most texts, whose words needn't be looked at then
		return false
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		if isKey(word) && (strings.HasPrefix(word, "Errors.") || len(words) == 1) {
			return true
		}
	}
	return false
}

// isKey reports whether a word looks like a key: parts with dots between them.
func isKey(word string) bool {
	parts := strings.Split(strings.TrimRight(word, "."), ".")
	return len(parts) > 1 && !slices.Contains(parts, "")
}

// defaultText returns this server's message for a refusal without a text that may be shown.
func defaultText(code Code) string {
	switch code {
	case CodeUnauthenticated:
		return "The token wasn't accepted. Log in again."
	case CodeForbidden:
		return "You aren't allowed to do this. Ask an administrator for permission."
	case CodeNotFound:
		return "What the request names doesn't exist."
	case CodeAlreadyExists:
		return "What the request adds exists already."
	case CodeFailedPrecondition:
		return "This can't be done in the current state. Read what the state is, and decide again."
	case CodeConflict:
		return "Something was changed at the same time. Read what is there now, and decide again."
	case CodeBadUserInput:
		return "A value in the request was refused. Correct it and send the request again."
	case CodeRateLimited:
		return "Too many requests. Wait before you send the next one."
	case CodeBadGateway:
		return notZITADEL
	default:
		return internalMessage
	}
}

const notZITADEL = "What answered isn't ZITADEL, or has no instance under this host. Ask this server's operator to check --backend and --backend-authority."

// MaxMessage is how many bytes a message may have where it repeats something of any length, such as a value in the request.
const MaxMessage = 500

// Shorten returns a text that is longer than most bytes cut there, at a whole character, with "…" behind it.
func Shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// shortestToken is how many bytes a token has at least that is taken out of texts. A shorter one can't be a real token, and taking it
// out could garble them.
const shortestToken = 8

// WithoutToken takes the caller's token out of a text that may come from the backend. It takes nothing out for a token that is too
// short to be one.
func WithoutToken(text, token string) string {
	if len(token) < shortestToken {
		return text
	}
	return strings.ReplaceAll(text, token, "[token]")
}

// WithoutTokens takes the tokens of a request out of a text that its caller may have written, such as a name. authorization has the
// values of the request's header, whether they can be used or not.
func WithoutTokens(text string, authorization []string) string {
	for _, value := range authorization {
		_, token, found := strings.Cut(value, " ")
		if !found {
			token = value
		}
		text = WithoutToken(text, strings.TrimSpace(token))
	}
	return text
}
