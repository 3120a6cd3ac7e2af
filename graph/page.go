package graph

import (
	"encoding/base64"
	"math"
	"strconv"
	"strings"

	"zitadel-graphql/graph/model"
	"zitadel-graphql/graph/problem"
)

const maxPage = 100

// page is a part of a list: at most first entries, after the first offset ones. A cursor is the offset behind its entry,
// opaque to clients.
type page struct {
	first  int
	offset uint64
}

func readPage(first int, after *string) (page, error) {
	if err := checkFirst(first); err != nil {
		return page{}, err
	}
	offset, err := readCursor(offsetCursor, after)
	return page{first: first, offset: offset}, err
}

func checkFirst(first int) error {
	if first < 1 || first > maxPage {
		return pageInvalid("The argument first is " + strconv.Itoa(first) + ". Give a number from 1 to 100.")
	}
	return nil
}

// What a cursor counts stands in it, so that one list's cursor isn't taken for another's.
const (
	offsetCursor       = "offset:"
	sequenceCursor     = "sequence:"
	organizationCursor = "organization:"

	ownOrganizationCursor = "own organization:"
)

func writeCursor(prefix string, n uint64) string {
	return base64.RawURLEncoding.EncodeToString([]byte(prefix + strconv.FormatUint(n, 10)))
}

// readCursor returns 0 where there is no cursor.
func readCursor(prefix string, cursor *string) (uint64, error) {
	if cursor == nil {
		return 0, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(*cursor)
	if digits, ok := strings.CutPrefix(string(text), prefix); ok && err == nil {
		if n, err := strconv.ParseUint(digits, 10, 63); err == nil {
			return n, nil
		}
	}
	return 0, pageInvalid("The argument after isn't a cursor of this list. Give one that this list has returned.")
}

func pageInvalid(message string) error {
	return &problem.Problem{Code: problem.CodeBadUserInput, Reason: problem.ReasonPageInvalid, Message: message}
}

// oneMore is the limit that shows whether there is a next page.
func (p page) oneMore() uint32 { return uint32(p.first) + 1 } //nolint:gosec // at most maxPage

func (p page) cursor(i int) string { return writeCursor(offsetCursor, p.offset+uint64(i)+1) } //nolint:gosec // an index

// cut says how many of the entries that were found belong to the page, and where it lies.
func (p page) cut(found int) (int, model.PageInfo) {
	shown := min(found, p.first)
	info := model.PageInfo{HasNextPage: found > shown, HasPreviousPage: p.offset > 0}
	if shown > 0 {
		start, end := p.cursor(0), p.cursor(shown-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return shown, info
}

// count is a total for GraphQL's Int, which ends at 2^31-1.
func count(total uint64) int { return int(min(total, math.MaxInt32)) }

func convertAll[Wire, Model any](list []Wire, convert func(Wire) Model) []Model {
	converted := make([]Model, 0, len(list))
	for _, element := range list {
		converted = append(converted, convert(element))
	}
	return converted
}
