package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"

	"zitadel-graphql/graph/problem"
)

// request is a GraphQL request as it came: with a document, or with what stands for one.
type request struct {
	graphql.RawParams

	// documentID names a document that the server has, by any of the names that clients have for it.
	documentID string
}

// documentIDs are the parameters that name a document: the first is that of a proposal for GraphQL over HTTP, the others
// are those of Relay's documentation and of its older clients.
func documentIDs() []string { return []string{"documentId", "id", "doc_id"} }

// read takes the GraphQL request out of the HTTP request.
func (h *Handler) read(w http.ResponseWriter, r *http.Request) (*request, error) {
	var request *request
	var err error
	switch r.Method {
	case http.MethodGet:
		request, err = readURL(r.URL, h.variableValues)
	case http.MethodPost:
		request, err = readBody(r, h.variableValues)
	default:
		w.Header().Set("Allow", "GET, POST")
		return nil, methodNotAllowed("GET and POST")
	}
	if err != nil {
		return nil, err
	}
	request.Headers = r.Header
	return request, h.persisted.resolve(r.Context(), request)
}

func readURL(u *url.URL, values int) (*request, error) {
	parameters, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, badURL("The URL's query string can't be read. Percent-encode its parameters.")
	}
	members := map[string]any{}
	for _, name := range append(documentIDs(), "query", "operationName", "variables", "extensions") {
		given := parameters[name]
		switch {
		case len(given) > 1:
			return nil, badURL("The parameter " + name + " is given more than once. Give it once.")
		case len(given) == 0 || given[0] == "":
			continue
		case !utf8.ValidString(given[0]):
			return nil, badURL("The parameter " + name + " isn't UTF-8. Encode it as UTF-8, and then percent-encode it.")
		case name != "variables" && name != "extensions":
			members[name] = given[0]
			continue
		}
		object, err := parseJSON([]byte(given[0]), 1, values)
		if tooLarge, ok := errors.AsType[*problem.Problem](err); ok && tooLarge.Code == problem.CodeLimitExceeded {
			return nil, tooLarge
		}
		if _, ok := object.(map[string]any); err != nil || !ok && object != nil {
			return nil, &problem.Problem{Code: problem.CodeBadRequest, Unreadable: unreadable(err),
				Message: "The parameter " + name + " isn't a JSON object. Send exactly one, percent-encoded."}
		}
		members[name] = object
	}
	return fromMembers(members)
}

func badURL(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Message: message}
}

func readBody(r *http.Request, values int) (*request, error) {
	mediaType, parameters, err := mime.ParseMediaType(strings.Join(r.Header.Values("Content-Type"), ","))
	if err != nil || mediaType != plainJSON || !utf8Charset(parameters["charset"]) {
		return nil, unsupported("The header content-type doesn't say that the body is JSON in UTF-8. Send the body so, with content-type: application/json.")
	}
	if encoding := strings.Join(r.Header.Values("Content-Encoding"), ","); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return nil, unsupported("The body has a content encoding, such as gzip. Send it without one.")
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, &problem.Problem{Code: problem.CodeLimitExceeded, Reason: problem.ReasonBodyTooLarge,
			HTTPStatus: http.StatusRequestEntityTooLarge,
			Message:    fmt.Sprintf("The request is too large: its body may have at most %d bytes (--max-body). Send less.", tooLarge.Limit)}
	}
	if err != nil {
		return nil, &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
			Message: "The body didn't arrive in full. Send the request again.", Cause: err}
	}
	return parseBody(body, values)
}

func utf8Charset(charset string) bool {
	return charset == "" || strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

func unsupported(message string) error {
	return &problem.Problem{Code: problem.CodeUnsupportedMediaType, Message: message}
}

// parseBody never repeats any of the body in an error: it may hold a secret.
func parseBody(body []byte, values int) (*request, error) {
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBatchNotSupported,
			Message: "The body is a list. Send one operation in each request."}
	}
	value, err := parseJSON(body, 0, values)
	if err != nil {
		return nil, err
	}
	members, ok := value.(map[string]any)
	if !ok {
		return nil, bodyInvalid("The body isn't a JSON object. Send exactly one, with the GraphQL document as its \"query\".")
	}
	return fromMembers(members)
}

func bodyInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Message: message}
}

// fromMembers reads the members of a request, whose names are exact. Others are left to future versions of GraphQL over
// HTTP, and not looked at; null is as good as absent.
func fromMembers(members map[string]any) (*request, error) {
	request := &request{}
	for _, err := range []error{
		take(members, "query", &request.Query),
		take(members, "operationName", &request.OperationName),
		take(members, "variables", &request.Variables),
		take(members, "extensions", &request.Extensions),
	} {
		if err != nil {
			return nil, err
		}
	}
	for _, name := range documentIDs() {
		var id string
		if err := take(members, name, &id); err != nil {
			return nil, err
		}
		if id == "" {
			continue
		}
		if request.documentID != "" && request.documentID != id {
			return nil, bodyInvalid("The request names two different documents. Name one.")
		}
		request.documentID = id
	}
	return request, nil
}

// take moves the member of that name to target, where there is one.
func take[T any](members map[string]any, name string, target *T) error {
	value, ok := members[name]
	if !ok || value == nil {
		return nil
	}
	if *target, ok = value.(T); !ok {
		return bodyInvalid(fmt.Sprintf("The body's %q is of the wrong type. Send %s there.", name, wantedFor(*target)))
	}
	return nil
}

// wantedFor names what a member of the request has to be in JSON.
func wantedFor(member any) string {
	if _, ok := member.(string); ok {
		return "a string"
	}
	return "an object"
}

// maxNesting is how deep the lists and objects of a body may be in each other; the schema's inputs need three levels.
const maxNesting = 64

// parseJSON reads exactly one JSON value, which stands on the given level of the request: the request itself is on 0, its
// variables are on 1, and at most so many values may be on the levels below. Numbers stay as they are written. What could
// be read in two ways is refused, since whoever else looks at the request, such as a firewall, may take the other one: a
// name that an object has twice, and half a character. The first thing that is wrong is reported.
func parseJSON(text []byte, level, values int) (any, error) {
	if !utf8.Valid(text) {
		return nil, &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
			Message: "The body isn't UTF-8. Encode it as UTF-8."}
	}
	parser := jsonParser{text: text, tokens: jsontext.NewDecoder(bytes.NewBuffer(text)), values: values}
	value, err := parser.value(level)
	if err != nil {
		return nil, err
	}
	if _, err := parser.tokens.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, notJSON(err)
	}
	return value, nil
}

// notJSON leaves out of the log where in the JSON the error is: that would be told by the names on the way there.
func notJSON(cause error) error {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](cause); ok {
		cause = syntactic.Err
	}
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
		Message: "The body isn't a JSON object. Send exactly one, with the GraphQL document as its \"query\".", Cause: cause}
}

// jsonParser reads JSON token by token, so that it stops at a limit and not at the end of what is over it.
type jsonParser struct {
	text   []byte
	tokens *jsontext.Decoder
	read   int
	values int // that may be read
}

// token reads the next token, whose kind is exact: jsontext refuses what encoding/json would make U+FFFD of.
func (p *jsonParser) token() (jsontext.Token, error) {
	token, err := p.tokens.ReadToken()
	switch {
	case err == nil:
		return token, nil
	case errors.Is(err, jsontext.ErrDuplicateName):
		return token, bodyInvalid("An object in the body has the same name twice. Give each name once.")
	case jsontext.Value(p.text).IsValid(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)):
		return token, bodyInvalid("A string in the body has half of a surrogate pair, such as \\ud83d alone. Send whole characters.")
	default:
		return token, notJSON(err)
	}
}

// more says that the list or object that is being read goes on. What is no token at all is reported by whoever reads it.
func (p *jsonParser) more() bool {
	kind := p.tokens.PeekKind()
	return kind != '}' && kind != ']'
}

func (p *jsonParser) value(level int) (any, error) {
	if level > 1 {
		p.read++
	}
	switch {
	case p.read > p.values:
		return nil, problem.LimitExceeded(problem.ReasonVariablesTooLarge, "its variables and extensions", p.values, "values (--max-variable-values)")
	case level > maxNesting:
		return nil, problem.LimitExceeded(problem.ReasonVariablesTooLarge, "its variables and extensions", maxNesting, "levels")
	}
	token, err := p.token()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return p.object(level)
	case '[':
		return p.list(level)
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 'n':
		return nil, nil
	default:
		return token.Bool(), nil
	}
}

// maxMembers is how many members the request itself may have. GraphQL over HTTP has four; a megabyte of others would be read
// for a third of a second, and not looked at.
const maxMembers = 100

func (p *jsonParser) object(level int) (any, error) {
	object := map[string]any{}
	for p.more() {
		if level == 0 && len(object) == maxMembers {
			return nil, bodyInvalid(fmt.Sprintf("The body has more than %d members. Send only those of a GraphQL request.", maxMembers))
		}
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		name := token.String() // the decoder lets nothing but a string through here
		if object[name], err = p.value(level + 1); err != nil {
			return nil, err
		}
	}
	_, err := p.token()
	return object, err
}

func (p *jsonParser) list(level int) (any, error) {
	list := []any{}
	for p.more() {
		element, err := p.value(level + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, element)
	}
	_, err := p.token()
	return list, err
}
