package people

import (
	"context"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// Usage is how many people of an organization have what. What isn't ready counts for nothing.
type Usage struct {
	Look Look
	// Counts has each second factor, in the order of the wire's enum.
	Counts []Count
	// WithNone have no second factor, whatever else they have. WithPasskey have a passkey.
	WithNone, WithPasskey int
	// WithPasswordAlone have a password, and neither a second factor nor a passkey. It is nil without Needs.LoginMethods.
	WithPasswordAlone *int
}

// Count is how many people have a second factor.
type Count struct {
	Type policyv1.SecondFactorType
	// People have the factor, and Only have no other.
	People, Only int
}

// Progress is how far a look is.
type Progress struct {
	LookedAt int
	Total    *int
	// Found is how many of those looked at are what is looked for.
	Found int
}

// Usage looks at all people of an organization. Where the look isn't whole, the figures are those of the people who were looked at.
// progress may be nil; what it has found are people with a second factor. ctx and the errors are as for Visit.
func (c *Client) Usage(ctx context.Context, organization string, needs Needs, progress func(Progress)) (Usage, error) {
	usage := newUsage(needs)
	r := request{scope: Scope{Organization: organization}, needs: needs, mayUseEvents: true,
		visit: func(found Found) bool { usage.add(found.Person); return true }}
	if progress != nil {
		r.progress = func(soFar Look) {
			progress(Progress{soFar.LookedAt, soFar.Total, soFar.LookedAt - usage.WithNone})
		}
	}
	var err error
	usage.Look, err = c.look(ctx, r)
	return usage, err
}

func newUsage(needs Needs) Usage {
	var usage Usage
	for _, factor := range secondFactorList() {
		usage.Counts = append(usage.Counts, Count{Type: factor.Type()})
	}
	if needs.LoginMethods {
		usage.WithPasswordAlone = new(int)
	}
	return usage
}

// add counts a person.
func (u *Usage) add(person Person) {
	factors := person.Ready & SecondFactors
	for i, factor := range secondFactorList() {
		if factors.Has(factor) {
			u.Counts[i].People++
		}
		if factors == factor {
			u.Counts[i].Only++
		}
	}
	if factors == 0 {
		u.WithNone++
	}
	if person.Ready.Has(Passkey) {
		u.WithPasskey++
	}
	if u.WithPasswordAlone != nil && factors == 0 && person.Ready.Has(Password) && !person.Ready.Has(Passkey) {
		*u.WithPasswordAlone++
	}
}
