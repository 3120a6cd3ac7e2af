package problem

import (
	"slices"
	"strings"
	"unicode"

	"zitadel-graphql/internal/wire"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// refusalText is the message for a call that the backend refused: the backend's own text where that may be shown, and
// otherwise ours for the code. It is never blank. Nothing of the text of a failure that isn't a refusal is shown.
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

// hasKey reports whether a text is the key of a translation, such as Errors.Token.Invalid, or has one of an error in it.
func hasKey(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, word := range words {
		if isKey(word) && (strings.HasPrefix(word, "Errors.") || len(words) == 1) {
			return true
		}
	}
	return false
}

// isKey reports whether a word has parts with dots between them.
func isKey(word string) bool {
	parts := strings.Split(strings.TrimRight(word, "."), ".")
	return len(parts) > 1 && !slices.Contains(parts, "")
}

// defaultText is our message for a refusal without a text that may be shown.
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

// maxID bounds what is shown as ZITADEL's id, which has about ten characters.
const maxID = 100

// shownID is ZITADEL's id of a failure. It is empty where there is none, or where it can't be one.
func shownID(detail *zitadelv1.ErrorDetail) string {
	if id := detail.GetId(); len(id) <= maxID && strings.Map(oneLine, id) == id {
		return id
	}
	return ""
}

// MaxMessage is how many bytes of a text are shown to the caller where it repeats something of any length, such as a value
// in the request.
const MaxMessage = 500

// Shorten cuts a text after so many bytes, at a whole character, and marks the cut.
func Shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// Detail is one of the details of a status, as far as it may be shown.
type Detail struct {
	// Type is the type's URL.
	Type string
	// ID and Message are those of a zitadel.v1.ErrorDetail. They are empty for other types, which this package doesn't know.
	ID, Message string
}

// maxDetails is how many details of a status are shown; ZITADEL has one.
const maxDetails = 5

// Details returns the first details of the call's status. There are none where the contract hides the backend's texts. They
// may contain the caller's token, as every text of the backend's may.
func (p *Problem) Details() []Detail {
	if p.Call == nil || p.Code == CodeBadGateway {
		return nil
	}
	if _, masked := backendFailure(p.Code); masked != "" {
		return nil
	}
	var shown []Detail
	for _, detail := range p.Call.Status.Proto().GetDetails() {
		if len(shown) == maxDetails {
			break
		}
		one := Detail{Type: Shorten(detail.GetTypeUrl(), MaxMessage)}
		var own zitadelv1.ErrorDetail
		if detail.MessageIs(&own) && detail.UnmarshalTo(&own) == nil {
			one.ID, one.Message = shownID(&own), shownText(own.GetMessage(), own.GetId())
		}
		shown = append(shown, one)
	}
	return shown
}

// ZITADELID is ZITADEL's own id of the failure, for its support. It is empty where the backend gave none.
func (p *Problem) ZITADELID() string {
	if p.Call == nil {
		return ""
	}
	return shownID(p.Call.Detail())
}
