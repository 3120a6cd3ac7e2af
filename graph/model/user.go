package model

import "context"

// PersonRead reads, the first time that it is asked, what there is of users beyond their names: once for all fields of all users
// that stand side by side. It is safe for concurrent use.
type PersonRead interface {
	// Person returns the person with this id. It is nil where the caller may not read the user, and where the user is no person of
	// the organization that is asked about. ctx is that of a field of the user, to whose path a warning belongs.
	Person(ctx context.Context, id string) (*Person, error)
}

// Person has the fields of a User that only a person has whom the caller may read.
type Person struct {
	State *UserState
	// Factors are the second factors, ready and unfinished, in the order of the schema's enum.
	Factors                          []UserSecondFactor
	HasPasskey                       bool
	HasPassword, HasIdentityProvider *bool
	Source                           PeopleSource
	SourcesDisagree                  *bool
}

var _ PersonRead = (*Person)(nil)

// Person implements PersonRead for a person who was read before.
func (p *Person) Person(context.Context, string) (*Person, error) { return p, nil }
