package endpoint

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"zitadel-graphql/graph/problem"
)

// maxNesting is how deep the lists and objects of a body may be in each other. The schema's inputs need three levels.
const maxNesting = 64

// jsonParsers reads JSON with parsers that are used again and again: what a parser needs is more than what most requests have in it. It
// is safe for concurrent use.
type jsonParsers struct {
	values int       // that a text may have
	idle   sync.Pool // of *jsonParser, each of which keeps its last text until it is used again or collected
}

// newJSONParsers returns parsers that read texts of so many values below the first level.
func newJSONParsers(values int) *jsonParsers {
	return &jsonParsers{values: values, idle: sync.Pool{New: func() any { return &jsonParser{} }}}
}

// parse reads exactly one JSON value. The value is on the given level of the request: the request itself is on level 0, and
// its variables are on level 1. The levels below may have so many values. Numbers are json.Number, as they are written.
//
// What could be read in two ways is refused, since something else that reads the request, such as a firewall, may take the
// other one: two members of one name, and half of a surrogate pair. Of several things that are wrong one is reported: that
// the text isn't JSON at all comes before half of a pair.
func (j *jsonParsers) parse(text []byte, level int) (any, error) {
	parser, err := j.begin(text)
	if err != nil {
		return nil, err
	}
	defer j.idle.Put(parser)
	value, err := parser.value(level)
	if err != nil {
		return nil, err
	}
	return value, parser.end()
}

// notJSON reports a syntax error. The log gets the error without its place in the JSON, which jsontext gives as the names of the
// members around it: they may be somebody's secrets.
func notJSON(cause error) error {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](cause); ok {
		cause = syntactic.Err
	}
	return &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
		Message: "The body isn't a JSON object. Send exactly one, with the GraphQL document as its \"query\".", Cause: cause}
}

// jsonParser reads JSON token by token, so that it stops at a limit instead of at the end of what is over it.
type jsonParser struct {
	text   []byte
	buffer bytes.Buffer // of text, which tokens reads where it is
	tokens jsontext.Decoder
	read   int // values, so far
	values int // that may be read
}

// begin returns a parser for a text. It goes back to j.idle once the text is read.
func (j *jsonParsers) begin(text []byte) (*jsonParser, error) {
	if !utf8.Valid(text) {
		return nil, &problem.Problem{Code: problem.CodeBadRequest, Reason: problem.ReasonBodyInvalid, Unreadable: true,
			Message: "The body isn't UTF-8. Encode it as UTF-8."}
	}
	p := j.idle.Get().(*jsonParser) //nolint:forcetypeassert // it has nothing else
	p.text, p.buffer, p.read, p.values = text, *bytes.NewBuffer(text), 0, j.values
	p.tokens.Reset(&p.buffer, jsontext.AllowDuplicateNames(true)) // object and memberSet find them in what they keep anyway
	return p, nil
}

// end makes sure that nothing follows.
func (p *jsonParser) end() error {
	if _, err := p.tokens.ReadToken(); !errors.Is(err, io.EOF) {
		return notJSON(err)
	}
	return nil
}

func sameNameTwice() error {
	return invalidBody("An object in the body has the same name twice. Give each name once.")
}

func (p *jsonParser) token() (jsontext.Token, error) {
	token, err := p.tokens.ReadToken()
	if err != nil {
		return token, p.failure(err)
	}
	return token, nil
}

// failure is the error for one of the decoder's. jsontext has none of its own for half of a surrogate pair, which therefore is the error
// of a text that is JSON but for that.
func (p *jsonParser) failure(err error) error {
	if jsontext.Value(p.text).IsValid(jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true)) {
		return invalidBody("A string in the body has half of a surrogate pair, such as \\ud83d alone. Send whole characters.")
	}
	return notJSON(err)
}

// more reports whether the list or object that is being read goes on. It does so too where no token follows: reading that is an
// error. It doesn't at the end of the text, where PeekKind would: what is cut off there isn't over a limit.
func (p *jsonParser) more() bool {
	rest := bytes.TrimLeft(p.text[p.tokens.InputOffset():], " \t\r\n")
	return len(rest) > 0 && rest[0] != '}' && rest[0] != ']'
}

// value reads the next value with everything in it.
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

func (p *jsonParser) object(level int) (any, error) {
	object := map[string]any{}
	for p.more() {
		token, err := p.token()
		if err != nil {
			return nil, err
		}
		name := token.String() // the decoder lets nothing but a string through here
		if _, twice := object[name]; twice {
			return nil, sameNameTwice()
		}
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
