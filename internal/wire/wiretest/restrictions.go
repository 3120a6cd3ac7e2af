package wiretest

import (
	"errors"
	"fmt"
	"slices"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// restrictionRows are about the instance's restrictions. Whether they count among the events of the instance isn't known,
// so their sequence is compared with nothing.
func restrictionRows() []row {
	return []row{
		{
			name:  "the restrictions can be read",
			spec:  "o.restrictions",
			steps: []step{getRestrictions().must(isReadable)},
		},
		{
			name:     "each restriction is set apart, and what isn't given stays",
			spec:     "o.restrictions",
			instance: true,
			steps: []step{
				getRestrictions().eventually(restricts(false)),
				setRestrictions(disallowing(true)).must(answersForInstance),
				getRestrictions().eventually(restricts(true)),
				setRestrictions(allowing("en", "de")).must(answersForInstance),
				getRestrictions().eventually(restricts(true, "en", "de")),
				setRestrictions(disallowing(false)).must(answersForInstance),
				getRestrictions().eventually(restricts(false, "en", "de")),
				setRestrictions(allowing()).must(answersForInstance),
				getRestrictions().eventually(restricts(false)),
			},
		},
		{
			name:     "restrictions leave the policy alone",
			spec:     "o.restrictions",
			instance: true,
			steps: []step{
				setRestrictions(disallowing(true)).must(answersForInstance),
				getPolicy().must(inheritsPolicy()),
			},
		},
	}
}

func disallowing(registration bool) *adminv1.SetRestrictionsRequest {
	return &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: new(registration)}
}

// allowing allows these languages only, or all where none is given.
func allowing(languages ...string) *adminv1.SetRestrictionsRequest {
	return &adminv1.SetRestrictionsRequest{AllowedLanguages: &adminv1.SelectLanguages{List: languages}}
}

func restrictionsReply(r reply) (*adminv1.GetRestrictionsResponse, error) {
	if r.err != nil {
		return nil, fmt.Errorf("failed: %w", r.err)
	}
	m := r.message.(*adminv1.GetRestrictionsResponse)
	if m.GetDetails() == nil {
		return nil, errors.New("the restrictions' details are missing")
	}
	return m, nil
}

func isReadable(_ *scene, r reply) error {
	_, err := restrictionsReply(r)
	return err
}

func restricts(registration bool, languages ...string) want {
	return func(_ *scene, r reply) error {
		m, err := restrictionsReply(r)
		if err != nil {
			return err
		}
		got := slices.Sorted(slices.Values(m.GetAllowedLanguages()))
		wanted := slices.Sorted(slices.Values(languages))
		if m.GetDisallowPublicOrgRegistration() != registration || !slices.Equal(got, wanted) {
			return fmt.Errorf("the restrictions are %v, want registration disallowed: %t, and the languages %v", m, registration, languages)
		}
		return nil
	}
}

// answersForInstance demands the details of a change at the instance.
func answersForInstance(s *scene, r reply) error {
	d, err := writeDetails(r)
	switch {
	case err != nil:
		return err
	case d.GetCreationDate() != nil:
		return fmt.Errorf("a change has a creation date: %v", d)
	case d.GetResourceOwner() != s.owner(ofInstance):
		return fmt.Errorf("wrote in %q, want %q", d.GetResourceOwner(), s.owner(ofInstance))
	case d.GetSequence() == 0:
		return fmt.Errorf("answered without a sequence: %v", d)
	}
	return checkDate(d.GetChangeDate())
}
