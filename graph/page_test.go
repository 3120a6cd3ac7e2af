package graph

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"zitadel-graphql/graph/problem"
)

// Ensures that going from page to page by their cursors shows every entry once, whatever the size of the pages, and that each page
// knows whether there is one before it and one after.
func TestPages(t *testing.T) {
	all := []int{0, 1, 2, 3, 4, 5, 6}
	for first := 1; first <= len(all)+1; first++ {
		var seen []int
		var after *string
		for {
			p, err := readPage(first, after)
			if err != nil {
				t.Fatal(err)
			}
			entries, info := cut(behind(all, p.offset), p)
			if info.HasPreviousPage != (len(seen) > 0) || info.HasNextPage != (len(seen)+len(entries) < len(all)) {
				t.Errorf("%d at once, behind %v: %+v", first, seen, info)
			}
			seen = append(seen, entries...)
			if after = info.EndCursor; !info.HasNextPage {
				break
			}
		}
		if !slices.Equal(seen, all) {
			t.Errorf("%d at once: %v", first, seen)
		}
	}
	end := writeCursor(offsetCursor, 100)
	p, err := readPage(1, &end)
	if entries, info := cut(behind(all, p.offset), p); err != nil || len(entries) > 0 || info.HasNextPage || info.EndCursor != nil {
		t.Errorf("beyond the end: %v, %+v, %v", entries, info, err)
	}
}

// Prevents that a cursor which was made up, or is another list's, is taken for a place in this one, and that a page has no bound.
func TestPagesThatCannotBe(t *testing.T) {
	for _, cursor := range []string{"", "x", writeCursor(sequenceCursor, 3), writeCursor(offsetCursor, 1<<63)} {
		if _, err := readPage(1, &cursor); !isPageInvalid(err) {
			t.Errorf("the cursor %q: %v", cursor, err)
		}
	}
	for first, fine := range map[int]bool{-1: false, 0: false, 1: true, 100: true, 101: false} {
		_, err := readPage(first, nil)
		if (err == nil) != fine || !fine && (!isPageInvalid(err) || !strings.Contains(err.Error(), strconv.Itoa(first))) {
			t.Errorf("%d at once: %v", first, err)
		}
	}
}

func isPageInvalid(err error) bool {
	found, ok := errors.AsType[*problem.Problem](err)
	return ok && found.Reason == problem.ReasonPageInvalid
}
