package graph

import (
	"slices"
	"strings"
	"unicode"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// messageOf is the text of a call that the backend refused: the backend's own where that may be shown, and otherwise ours
// for the code. It is never blank. Of a failure that isn't a refusal, no text of the backend's is shown at all.
func messageOf(code model.ErrorCode, call *wire.CallError) string {
	if _, fixed := failure(code); fixed != "" {
		return fixed
	}
	if text := said(call.Status.Message(), call.Detail().GetId()); text != "" {
		return text
	}
	return inOwnWords(code)
}

// said is what may be shown of a text of the backend's about its refusal. It is empty where that is nothing: the text is
// blank, or has a key that ZITADEL has no translation for, or is about the backend's inside. What ZITADEL says of the error
// behind its own is cut off, and so is what is over maxMessage. id is what ZITADEL puts in brackets after its text.
func said(text, id string) string {
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
	return short(text, maxMessage)
}

// oneLine makes one line of a text.
func oneLine(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return ' '
}

// hasKey says that a text is the key of a translation, such as Errors.Token.Invalid, or has one of an error in it.
func hasKey(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		if isKey(word) && (strings.HasPrefix(word, "Errors.") || len(words) == 1) {
			return true
		}
	}
	return false
}

// isKey says that a word has parts with dots between them.
func isKey(word string) bool {
	parts := strings.Split(strings.TrimRight(word, "."), ".")
	return len(parts) > 1 && !slices.Contains(parts, "")
}

// inOwnWords is what is said of a refusal that came without a text that may be shown.
func inOwnWords(code model.ErrorCode) string {
	switch code {
	case model.ErrorCodeUnauthenticated:
		return "The token wasn't accepted. Log in again."
	case model.ErrorCodeForbidden:
		return "You aren't allowed to do this. Ask an administrator for permission."
	case model.ErrorCodeNotFound:
		return "What the request names doesn't exist."
	case model.ErrorCodeAlreadyExists:
		return "What the request adds exists already."
	case model.ErrorCodeFailedPrecondition:
		return "This can't be done in the current state. Read what the state is, and decide again."
	case model.ErrorCodeConflict:
		return "Something was changed at the same time. Read what is there now, and decide again."
	case model.ErrorCodeBadUserInput:
		return "A value in the request was refused. Correct it and send the request again."
	case model.ErrorCodeRateLimited:
		return "Too many requests. Wait before you send the next one."
	case model.ErrorCodeBadGateway:
		return notZitadel
	default:
		return internalMessage
	}
}

const notZitadel = "What answered isn't ZITADEL, or has no instance under this host. Ask this server's operator to check --backend and --backend-authority."

// maxID bounds what is shown as ZITADEL's id, which has about ten characters.
const maxID = 100

// idOf is ZITADEL's id of a failure, empty where there is none, or none that can be one.
func idOf(detail *zitadelv1.ErrorDetail) string {
	if id := detail.GetId(); len(id) <= maxID && strings.Map(oneLine, id) == id {
		return id
	}
	return ""
}
