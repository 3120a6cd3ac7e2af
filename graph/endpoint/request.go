package endpoint

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"zitadel-graphql/graph/problem"
)

// request is a GraphQL request with its document, or until persisted.setDocument with the name of one.
type request struct {
	graphql.RawParams

	// documentID is the id of a document that the server has. It is empty where the client sent none.
	documentID string
	// quoted is the document in JSON, for quotedDocuments to keep. It is nil where that has it already, and where the request has none.
	quoted []byte
}

// hasDocument reports whether the request has a document itself.
func (r *request) hasDocument() bool { return strings.TrimSpace(r.Query) != "" }

// readRequest reads the GraphQL request of an HTTP request, and finds its document where it only names one.
func (h *Handler) readRequest(w http.ResponseWriter, r *http.Request) (*request, error) {
	var read *request
	var err error
	switch r.Method {
	case http.MethodGet:
		read, err = readURL(r.URL, h.parsers)
	case http.MethodPost:
		read, err = readBody(r, h.parsers, h.quoted)
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use GET or POST."}
	}
	if err != nil {
		return nil, err
	}
	read.Headers = r.Header
	return read, h.persisted.setDocument(r.Context(), read)
}

// readURL reads a request from a URL's query string. Parameters that GraphQL over HTTP doesn't have are ignored.
func readURL(u *url.URL, parsers *jsonParsers) (*request, error) {
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, invalidURL("The URL's query string can't be read. Percent-encode its parameters.")
	}
	var found members
	for of, name := range memberNames() {
		given := parameters[name]
		if len(given) > 1 {
			return nil, invalidURL("The parameter " + name + " is given more than once. Give it once.")
		}
		if len(given) == 0 || given[0] == "" {
			continue
		}
		if found[of], err = readParameter(of, given[0], parsers); err != nil {
			return nil, err
		}
	}
	return requestOf(&found)
}

// readParameter reads one parameter of a URL: a string, or for two of them a JSON object, which may be null.
func readParameter(of int, text string, parsers *jsonParsers) (member, error) {
	name := memberNames()[of]
	if !utf8.ValidString(text) {
		return member{}, invalidURL("The parameter " + name + " isn't UTF-8. Encode it as UTF-8, and then percent-encode it.")
	}
	if of != variablesMember && of != extensionsMember {
		return member{kind: '"', text: text}, nil
	}
	value, err := parsers.parse([]byte(text), 1)
	if tooLarge, ok := errors.AsType[*problem.Problem](err); ok && tooLarge.Code == problem.CodeLimitExceeded {
		return member{}, tooLarge
	}
	if _, ok := value.(map[string]any); err != nil || !ok && value != nil {
		return member{}, &problem.Problem{Code: problem.CodeBadRequest, Unreadable: unreadable(err),
			Message: "The parameter " + name + " isn't a JSON object. Send exactly one, percent-encoded."}
	}
	return memberOf(value), nil
}

func invalidURL(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Message: message}
}

// readBody reads a request from a body that says that it is JSON. It is strict about that, since a page of another site can have
// a browser send any other type without asking first.
func readBody(r *http.Request, parsers *jsonParsers, known *quotedDocuments) (*request, error) {
	if !isJSONInUTF8(strings.Join(r.Header["Content-Type"], ",")) {
		return nil, unsupportedMediaType("The header content-type doesn't say that the body is JSON in UTF-8. " +
			"Send the body so, with content-type: application/json.")
	}
	if encoding := strings.Join(r.Header["Content-Encoding"], ","); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, unsupportedMediaType("The body has a content encoding, such as gzip. Send it without one.")
	}
	body, err := readAll(r.Body, r.ContentLength)
	if err != nil {
		return nil, problem.BodyNotRead(err)
	}
	return parseBody(body, parsers, known)
}

// isJSONInUTF8 reads a content type. The usual one needn't be parsed.
func isJSONInUTF8(contentType string) bool {
	if contentType == plainJSON {
		return true
	}
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == plainJSON && isUTF8(parameters["charset"])
}

// isUTF8 reports whether a charset parameter, or none, stands for UTF-8, which JSON is in.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// maxExpectedBytes is how much room a body gets at once that is said to be large: whoever says so need not send it.
const maxExpectedBytes = 64 << 10

// readAll is io.ReadAll for a body of which the length is known: it makes room once. length is -1 if it isn't known. A body that is
// longer than that is read all the same.
func readAll(body io.Reader, length int64) ([]byte, error) {
	if length < 0 {
		return io.ReadAll(body)
	}
	content := make([]byte, 0, min(length, maxExpectedBytes)+1) // one byte more: the end may take another read
	for {
		n, err := body.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		switch {
		case errors.Is(err, io.EOF):
			return content, nil
		case err != nil:
			return nil, err
		case len(content) == cap(content):
			content = slices.Grow(content, len(content))
		}
	}
}

func unsupportedMediaType(message string) error {
	return &problem.Problem{Code: problem.CodeUnsupportedMediaType, Message: message}
}

// parseBody reads a request from its JSON. No error repeats any of it: it may hold a secret.
func parseBody(body []byte, parsers *jsonParsers, known *quotedDocuments) (*request, error) {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, newBatchError(body)
	}
	found, err := parsers.parseMembers(body)
	if err != nil {
		return nil, err
	}
	quoted := found[queryMember].quoted
	if text, ok := known.text(quoted); ok {
		found[queryMember], quoted = member{kind: '"', text: text}, nil
	}
	read, err := requestOf(&found)
	if err == nil && read.hasDocument() { // else the one that it names would be kept as the text of ""
		read.quoted = quoted
	}
	return read, err
}

func invalidBody(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Message: message}
}

// requestOf makes a request of its members.
func requestOf(found *members) (*request, error) {
	made := &request{}
	for _, err := range [...]error{
		found.takeText(queryMember, &made.Query),
		found.takeText(operationNameMember, &made.OperationName),
		found.takeObject(variablesMember, &made.Variables),
		found.takeObject(extensionsMember, &made.Extensions),
	} {
		if err != nil {
			return nil, err
		}
	}
	for i := firstIDMember; i < knownMembers; i++ {
		var id string
		if err := found.takeText(i, &id); err != nil {
			return nil, err
		}
		if id == "" {
			continue
		}
		if made.documentID != "" && made.documentID != id {
			return nil, invalidBody("The request names two different documents. Name one.")
		}
		made.documentID = id
	}
	return made, nil
}
