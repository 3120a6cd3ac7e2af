package wiretest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

// restrictionCases are about the instance's restrictions.
func restrictionCases() []testCase {
	return slices.Concat(setRestrictionCases(), countedRestrictionCases(), refusedRestrictionCases())
}

func setRestrictionCases() []testCase {
	return []testCase{
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
		{
			name:     "languages in capitals are stored as any other",
			spec:     "o.languages",
			instance: true,
			steps: []step{
				setRestrictions(allowing("EN", "de")).must(answersForInstance),
				getRestrictions().eventually(restricts(false, "en", "de")),
			},
		},
	}
}

func countedRestrictionCases() []testCase {
	return []testCase{
		{
			name:     "the sequence counts the changes of the restrictions alone, and the instance's doesn't count them",
			spec:     "o.restrictions-sequence",
			instance: true,
			steps: []step{
				addInstanceSecond(sms).must(added(1)),
				restrictionsCount(counted{disallowing(true), 0}, counted{allowing("en", "de"), 1}, counted{disallowing(false), 1}),
				removeInstanceSecond(sms).must(changed()),
			},
		},
		{
			name:     "the same languages in another order, or in capitals, are no change",
			spec:     "o.restrictions-sequence o.languages",
			instance: true,
			steps: []step{
				restrictionsCount(counted{allowing("en", "de", "fr"), 0}, counted{allowing("fr", "en", "de"), 0}, counted{allowing("EN", "de", "FR"), 0}),
			},
		},
	}
}

func refusedRestrictionCases() []testCase {
	return []testCase{
		{
			name:     "languages that are unreadable, doubled or unsupported are refused, two unsupported ones as doubled",
			spec:     "o.languages",
			instance: true,
			steps: []step{
				setRestrictions(allowing("en", "not a language")).must(languageUnreadable()),
				setRestrictions(allowing("en", "de", "en")).must(languageTwice()),
				setRestrictions(allowing("en", "la")).must(languageUnsupported()),
				setRestrictions(allowing("en", "la", "tlh")).must(languageTwice()),
				setRestrictions(allowing("de", "fr")).must(defaultLanguageLeftOut()),
				getRestrictions().eventually(restricts(false)),
			},
		},
		{
			name:     "a call that sets no restriction is refused",
			spec:     "o.restrictions",
			instance: true,
			steps:    []step{setRestrictions(&adminv1.SetRestrictionsRequest{}).must(nothingRestricted())},
		},
	}
}

// counted is a call and how far it moves the restrictions' sequence.
type counted struct {
	request *adminv1.SetRestrictionsRequest
	events  uint64
}

// restrictionsCount sends the calls, and demands how far each but the first moves the sequence.
func restrictionsCount(calls ...counted) step {
	first := setRestrictions(calls[0].request)
	return step{first.name + " and more", first.demands(), func(ctx context.Context, s *suite) error {
		var before uint64
		for i, one := range calls {
			r := s.send(ctx, setRestrictions(one.request))
			if err := answersForInstance(s, r); err != nil {
				return fmt.Errorf("call %d: %w", i+1, err)
			}
			if now := sequenceOf(r); i > 0 && now != before+one.events {
				return fmt.Errorf("call %d: the sequence went from %d to %d, want %d further", i+1, before, now, one.events)
			}
			before = sequenceOf(r)
		}
		return nil
	}}
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

func isReadable(_ *suite, r reply) error {
	_, err := restrictionsReply(r)
	return err
}

func restricts(registration bool, languages ...string) want {
	return func(_ *suite, r reply) error {
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
func answersForInstance(s *suite, r reply) error {
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
