package graph

import (
	"encoding/base64"
	"strconv"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
	"zitadel-graphql/internal/people"
)

// maxPage is the most that a client may ask for at once.
const maxPage = 100

// page is the part of a list that a client asks for: at most first entries, after the first offset ones. An entry's cursor is
// the offset behind it, opaque to clients.
type page struct {
	first  int
	offset uint64
	// cursors is the prefix of the list's cursors.
	cursors string
}

// readPage reads the arguments first and after of a list whose cursors have offsetCursor. It refuses what they can't be.
func readPage(first int, after *string) (page, error) {
	if err := checkFirst(first); err != nil {
		return page{}, err
	}
	offset, err := readCursor(offsetCursor, after)
	return page{first: first, offset: offset, cursors: offsetCursor}, err
}

func checkFirst(first int) error {
	if first < 1 || first > maxPage {
		return pageInvalid("The argument first is " + strconv.Itoa(first) + ". Give a number from 1 to 100.")
	}
	return nil
}

// The prefixes of cursors. A cursor begins with what its number counts, so that one list's isn't taken for another's.
const (
	offsetCursor       = "offset:"
	sequenceCursor     = "sequence:"
	organizationCursor = "organization:"

	ownOrganizationCursor = "own organization:"

	instanceSequenceCursor = "instance sequence:"

	personCursor = "person:"
)

func writeCursor(prefix string, n uint64) string {
	return writeTextCursor(prefix, strconv.FormatUint(n, 10))
}

func writeTextCursor(prefix, text string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(prefix + text))
}

// readCursor returns the number of a cursor, and 0 where there is none. It refuses a cursor with another prefix.
func readCursor(prefix string, cursor *string) (uint64, error) {
	if cursor == nil {
		return 0, nil
	}
	if digits, ok := cutCursor(prefix, *cursor); ok {
		if n, err := strconv.ParseUint(digits, 10, 63); err == nil {
			return n, nil
		}
	}
	return 0, cursorInvalid()
}

// cutCursor returns what a cursor has behind its prefix. It is false for a cursor with another prefix.
func cutCursor(prefix, cursor string) (string, bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	rest, ok := strings.CutPrefix(string(text), prefix)
	return rest, ok && err == nil
}

func writePersonCursor(position people.Position) string {
	return writeTextCursor(personCursor, position.String())
}

// readPersonPage reads the arguments first and after of a list of people. It refuses what they can't be.
func readPersonPage(first int, after *string) (*people.Position, error) {
	if err := checkFirst(first); err != nil {
		return nil, err
	}
	return readPersonCursor(after)
}

// readPersonCursor returns the position of a cursor in a list of people, and nil where there is none.
func readPersonCursor(cursor *string) (*people.Position, error) {
	if cursor == nil {
		return nil, nil
	}
	text, ok := cutCursor(personCursor, *cursor)
	if !ok {
		return nil, cursorInvalid()
	}
	position, err := people.ParsePosition(text)
	return &position, err
}

func cursorInvalid() error {
	return pageInvalid("The argument after isn't a cursor of this list. Give one that this list has returned.")
}

func pageInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonPageInvalid, Message: message}
}

// limit asks the backend for one entry more than the page may have, which shows whether there is a next page.
func (p page) limit() uint32 { return uint32(p.first) + 1 } //nolint:gosec // at most maxPage

// cursor returns the cursor of the page's i-th entry, from 0.
func (p page) cursor(i int) string { return writeCursor(p.cursors, p.offset+uint64(i)+1) } //nolint:gosec // an index

// cut returns the page's entries, and what its connection says about it. rest are the list's entries behind the page's offset:
// all of them, or more than the page may have.
func cut[Entry any](rest []Entry, p page) ([]Entry, model.PageInfo) {
	entries := rest[:min(p.first, len(rest))]
	info := model.PageInfo{HasNextPage: len(rest) > len(entries), HasPreviousPage: p.offset > 0}
	if len(entries) > 0 {
		start, end := p.cursor(0), p.cursor(len(entries)-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return entries, info
}

// behind returns the entries of a list behind an offset, which may lie beyond its end.
func behind[Entry any](all []Entry, offset uint64) []Entry {
	return all[min(offset, uint64(len(all))):]
}
