package endpoint

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
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
}

// documentIDMembers are the names of the parameter with a document's id: the first is that of a proposal for GraphQL over HTTP,
// the others are those of Relay's documentation and of its older clients.
func documentIDMembers() []string { return []string{"documentId", "id", "doc_id"} }

// readRequest reads the GraphQL request of an HTTP request, and finds its document where it only names one.
func (h *Handler) readRequest(w http.ResponseWriter, r *http.Request) (*request, error) {
	var read *request
	var err error
	switch r.Method {
	case http.MethodGet:
		read, err = readURL(r.URL, h.variableValues)
	case http.MethodPost:
		read, err = readBody(r, h.variableValues)
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, &problem.Problem{Code: problem.CodeMethodNotAllowed, Message: "This path doesn't take this method. Use GET and POST."}
	}
	if err != nil {
		return nil, err
	}
	read.Headers = r.Header
	return read, h.persisted.setDocument(r.Context(), read)
}

// readURL reads a request from a URL's query string. Parameters that GraphQL over HTTP doesn't have are ignored.
func readURL(u *url.URL, values int) (*request, error) {
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, invalidURL("The URL's query string can't be read. Percent-encode its parameters.")
	}
	members := map[string]any{}
	for _, name := range append(documentIDMembers(), "query", "operationName", "variables", "extensions") {
		given := parameters[name]
		if len(given) > 1 {
			return nil, invalidURL("The parameter " + name + " is given more than once. Give it once.")
		}
		if len(given) == 0 || given[0] == "" {
			continue
		}
		if members[name], err = readParameter(name, given[0], values); err != nil {
			return nil, err
		}
	}
	return requestOf(members)
}

// readParameter reads one parameter of a URL: a string, or for two of them a JSON object, which may be null.
func readParameter(name, text string, values int) (any, error) {
	if !utf8.ValidString(text) {
		return nil, invalidURL("The parameter " + name + " isn't UTF-8. Encode it as UTF-8, and then percent-encode it.")
	}
	if name != "variables" && name != "extensions" {
		return text, nil
	}
	object, err := parseJSON([]byte(text), 1, values)
	if tooLarge, ok := errors.AsType[*problem.Problem](err); ok && tooLarge.Code == problem.CodeLimitExceeded {
		return nil, tooLarge
	}
	if _, ok := object.(map[string]any); err != nil || !ok && object != nil {
		return nil, &problem.Problem{Code: problem.CodeBadRequest, Unreadable: unreadable(err),
			Message: "The parameter " + name + " isn't a JSON object. Send exactly one, percent-encoded."}
	}
	return object, nil
}

func invalidURL(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Message: message}
}

// readBody reads a request from a body that says that it is JSON. It is strict about that, since a page of another site can have
// a browser send any other type without asking first.
func readBody(r *http.Request, values int) (*request, error) {
	mediaType, parameters, err := mime.ParseMediaType(strings.Join(r.Header.Values("Content-Type"), ","))
	if err != nil || mediaType != plainJSON || !isUTF8(parameters["charset"]) {
		return nil, unsupportedMediaType("The header content-type doesn't say that the body is JSON in UTF-8. " +
			"Send the body so, with content-type: application/json.")
	}
	if encoding := strings.Join(r.Header.Values("Content-Encoding"), ","); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, unsupportedMediaType("The body has a content encoding, such as gzip. Send it without one.")
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, problem.BodyNotRead(err)
	}
	return parseBody(body, values)
}

// isUTF8 reports whether a charset parameter, or none, stands for UTF-8, which JSON is in.
func isUTF8(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func unsupportedMediaType(message string) error {
	return &problem.Problem{Code: problem.CodeUnsupportedMediaType, Message: message}
}

// parseBody reads a request from its JSON. No error repeats any of it: it may hold a secret.
func parseBody(body []byte, values int) (*request, error) {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, newBatchError(body)
	}
	value, err := parseJSON(body, 0, values)
	if err != nil {
		return nil, err
	}
	members, ok := value.(map[string]any)
	if !ok {
		return nil, invalidBody("The body isn't a JSON object. Send exactly one, with the GraphQL document as its \"query\".")
	}
	return requestOf(members)
}

func invalidBody(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Message: message}
}

// requestOf makes a request of its members, whose names are exact. Members of other names are ignored, since they may be those
// of a later version of GraphQL over HTTP. Null is as good as absent.
func requestOf(members map[string]any) (*request, error) {
	made := &request{}
	for _, err := range []error{
		takeMember(members, "query", &made.Query),
		takeMember(members, "operationName", &made.OperationName),
		takeMember(members, "variables", &made.Variables),
		takeMember(members, "extensions", &made.Extensions),
	} {
		if err != nil {
			return nil, err
		}
	}
	for _, name := range documentIDMembers() {
		var id string
		if err := takeMember(members, name, &id); err != nil {
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

// takeMember sets target to the member of that name. It leaves target alone where there is none.
func takeMember[T any](members map[string]any, name string, target *T) error {
	value, ok := members[name]
	if !ok || value == nil {
		return nil
	}
	if *target, ok = value.(T); !ok {
		return invalidBody(fmt.Sprintf("The body's %q is of the wrong type. Send %s there.", name, jsonTypeOf(*target)))
	}
	return nil
}

// jsonTypeOf is the name of the JSON type that a member of a request has to have.
func jsonTypeOf(member any) string {
	if _, ok := member.(string); ok {
		return "a string"
	}
	return "an object"
}
