package people

import "context"

// Page is a part of the people whom a filter chooses.
type Page struct {
	People []Found
	// Look says how people were looked at for the page. Of a full page it is whole: everybody up to its end was looked at.
	Look Look
	// More is true where others may follow. A page over a filter may end early, even without anybody on it.
	More bool
	// End is where to go on. It is nil where nobody was looked at.
	End *Position
}

// Found is somebody who was looked at.
type Found struct {
	Person Person
	// At is the position behind the person.
	At Position
}

// Page returns up to first people, at least 1, of an organization whom the filter chooses, behind after. Without a filter it looks
// at people one by one, since the event log of a whole organization isn't worth reading for a page. ctx and the errors are as for
// Visit, and the filter's.
func (c *Client) Page(ctx context.Context, organization string, filter Filter, needs Needs, first int, after *Position) (Page, error) {
	if err := filter.Check(); err != nil {
		return Page{}, err
	}
	var page Page
	r := request{scope: Scope{Organization: organization}, after: after, needs: needs, mayUseEvents: !filter.isEmpty()}
	if filter.isEmpty() {
		r.most = first
	}
	r.visit = func(found Found) bool {
		page.End = &found.At
		if filter.Matches(found.Person) {
			page.People = append(page.People, found)
		}
		return len(page.People) < first
	}
	look, err := c.look(ctx, r)
	page.Look, page.More = look, look.Next != nil
	if look.Next != nil {
		page.End = look.Next
	}
	return page, err
}
