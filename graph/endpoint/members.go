package endpoint

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxMembers is how many members the request itself may have. GraphQL over HTTP has four; without a limit, a megabyte of others
// would be read for a tenth of a second, and ignored.
const maxMembers = 100

// The members that a request can have, by their places in members.
const (
	queryMember = iota
	operationNameMember
	variablesMember
	extensionsMember
	// What follows has the id of a document. The first is that of a proposal for GraphQL over HTTP, the others are those of Relay's
	// documentation and of its older clients.
	firstIDMember
	_
	_

	knownMembers
)

// memberNames returns the names of the known members, in their order.
func memberNames() [knownMembers]string {
	return [...]string{"query", "operationName", "variables", "extensions", "documentId", "id", "doc_id"}
}

// members are the known members of a request. They hold what the request has there, of whatever type, so that its JSON is read to its
// end before one of them is refused.
type members [knownMembers]member

// member is the value of a member. It is zero where there is none, or null, which is as good as absent.
type member struct {
	kind   jsontext.Kind
	quoted []byte         // of a string in a body: the JSON of it
	text   string         // of another string
	object map[string]any // of an object
}

// memberOf returns a value that jsonParsers.parse has read as a member.
func memberOf(value any) member {
	switch value := value.(type) {
	case nil:
		return member{}
	case string:
		return member{kind: '"', text: value}
	case map[string]any:
		return member{kind: '{', object: value}
	default:
		return member{kind: '['} // or any other one that no member may have
	}
}

// parseMembers reads the members of a request that is one JSON object. It ignores those of other names, since they may be those of a
// later version of GraphQL over HTTP.
func (j *jsonParsers) parseMembers(text []byte) (found members, err error) {
	parser, err := j.begin(text)
	if err != nil {
		return found, err
	}
	defer j.idle.Put(parser)
	isObject := parser.tokens.PeekKind() == '{'
	if isObject {
		err = parser.members(&found)
	} else {
		_, err = parser.value(0)
	}
	if err == nil {
		err = parser.end()
	}
	if err == nil && !isObject {
		err = invalidBody("The body isn't a JSON object. Send exactly one, with the GraphQL document as its \"query\".")
	}
	return found, err
}

func (p *jsonParser) members(found *members) error {
	if _, err := p.token(); err != nil { // the brace
		return err
	}
	var seen memberSet
	for p.more() {
		if seen.count == maxMembers {
			return invalidBody(fmt.Sprintf("The body has more than %d members. Send only those of a GraphQL request.", maxMembers))
		}
		token, err := p.token()
		if err != nil {
			return err
		}
		known, err := seen.add(token.String())
		if err != nil {
			return err
		}
		value, err := p.member()
		if err != nil {
			return err
		}
		if known >= 0 {
			found[known] = value
		}
	}
	_, err := p.token()
	return err
}

// member reads a member's value. A string stays as it is written: its text may be known already.
func (p *jsonParser) member() (member, error) {
	if p.tokens.PeekKind() != '"' {
		value, err := p.value(1)
		return memberOf(value), err
	}
	value, err := p.tokens.ReadValue()
	if err != nil {
		return member{}, p.failure(err)
	}
	end := int(p.tokens.InputOffset()) // value itself lasts until the next one is read
	return member{kind: '"', quoted: p.text[end-len(value) : end]}, nil
}

// unquote returns the text of a string that a jsonParser has read.
func (m member) unquote() string {
	switch {
	case m.quoted == nil:
		return m.text
	case !bytes.ContainsRune(m.quoted, '\\'):
		return string(m.quoted[1 : len(m.quoted)-1])
	}
	text, _ := jsontext.AppendUnquote(make([]byte, 0, len(m.quoted)), m.quoted) // it is valid
	return string(text)
}

// memberSet has the names that there have been so far.
type memberSet struct {
	count  int
	known  [knownMembers]bool
	others []string
}

// add returns the index of a known member, and -1 for others. It fails for a name that there has been.
func (s *memberSet) add(name string) (known int, err error) {
	s.count++
	names := memberNames()
	known = slices.Index(names[:], name)
	switch {
	case known >= 0 && s.known[known], slices.Contains(s.others, name):
		return 0, sameNameTwice()
	case known >= 0:
		s.known[known] = true
	default:
		s.others = append(s.others, strings.Clone(name))
	}
	return known, nil
}

// takeText sets target to a member that has to be a string. It leaves target alone where there is none.
func (m *members) takeText(of int, target *string) error {
	switch m[of].kind {
	case 0:
		return nil
	case '"':
		*target = m[of].unquote()
		return nil
	default:
		return wrongType(of, "a string")
	}
}

// takeObject is takeText for an object.
func (m *members) takeObject(of int, target *map[string]any) error {
	switch m[of].kind {
	case 0:
		return nil
	case '{':
		*target = m[of].object
		return nil
	default:
		return wrongType(of, "an object")
	}
}

func wrongType(of int, want string) error {
	return invalidBody(fmt.Sprintf("The body's %q is of the wrong type. Send %s there.", memberNames()[of], want))
}
