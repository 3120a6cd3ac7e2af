package domain

import (
	"slices"
	"time"

	"golang.org/x/text/language"
	"google.golang.org/grpc/codes"
)

// defaultLanguage is the instance's own language. It has to be among the allowed ones.
const defaultLanguage = "en"

// Restrictions are the instance's. The zero value, at sequence 0, stands for those that nobody has set yet: nothing is
// restricted.
type Restrictions struct {
	DisallowPublicOrgRegistration bool
	AllowedLanguages              []string // empty: all
	ChangeDate                    time.Time
	CreationDate                  time.Time
	Sequence                      uint64
}

func (r Restrictions) apply(p RestrictionsChange, e Event) Restrictions {
	replace(&r.DisallowPublicOrgRegistration, p.DisallowPublicOrgRegistration)
	replace(&r.AllowedLanguages, p.AllowedLanguages)
	if r.Sequence == 0 {
		r.CreationDate = e.CreatedAt
	}
	r.ChangeDate, r.Sequence = e.CreatedAt, e.Sequence
	return r
}

// supportedLanguages lists the languages of ZITADEL's own pages, and no others can be allowed. The messages of the development
// ZITADEL come in fewer.
func supportedLanguages() []string {
	return []string{
		"ar", "bg", "cs", "de", "en", "es", "fr", "hu", "id", "it", "ja", "ko", "mk", "nl", "pl", "pt", "ro", "ru", "sv", "tr",
		"uk", "zh",
	}
}

// SetRestrictions changes what wanted has, and leaves the rest. It is the only decision that accepts a write which changes
// nothing. Its ids are those that a real server was seen to answer.
func SetRestrictions(wanted RestrictionsChange) Decision {
	return func(s State) ([]PendingEvent, error) {
		if wanted == (RestrictionsChange{}) {
			return nil, Refuse(codes.InvalidArgument, "COMMAND-oASwj", TextRestrictionsNone)
		}
		difference, err := s.Restrictions.differenceTo(wanted)
		if err != nil || difference == (RestrictionsChange{}) {
			return nil, err
		}
		return []PendingEvent{{TopicRestrictionsSet, &difference}}, nil
	}
}

// differenceTo leaves out of wanted the values that are in force already.
func (r Restrictions) differenceTo(wanted RestrictionsChange) (RestrictionsChange, error) {
	if wanted.AllowedLanguages != nil {
		list, err := normalizedLanguages(*wanted.AllowedLanguages)
		if err != nil {
			return RestrictionsChange{}, err
		}
		wanted.AllowedLanguages = &list
		if sameLanguages(list, r.AllowedLanguages) {
			wanted.AllowedLanguages = nil
		}
	}
	if off := wanted.DisallowPublicOrgRegistration; off != nil && *off == r.DisallowPublicOrgRegistration {
		wanted.DisallowPublicOrgRegistration = nil
	}
	return wanted, nil
}

// sameLanguages ignores the order, as ZITADEL does: the same languages in another order are no change.
func sameLanguages(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// unsupportedLanguage stands for every language that isn't supported, because a real server was seen to refuse the second of
// two as a duplicate.
const unsupportedLanguage = "und"

// normalizedLanguages gives the languages as they are stored ("EN" as "en"), or refuses them. An empty list, which allows
// every language, is never nil: it is stored as JSON's [].
func normalizedLanguages(tags []string) ([]string, error) {
	list := make([]string, len(tags))
	for i, tag := range tags {
		parsed, err := language.Parse(tag)
		if err != nil {
			return nil, Refuse(codes.InvalidArgument, "LANG-jc8Sq", TextLanguageUnreadable)
		}
		list[i] = parsed.String()
		if !slices.Contains(supportedLanguages(), list[i]) {
			list[i] = unsupportedLanguage
		}
		if slices.Contains(list[:i], list[i]) {
			return nil, Refuse(codes.InvalidArgument, "LANG-XHiK5", TextLanguageTwice)
		}
	}
	if slices.Contains(list, unsupportedLanguage) {
		return nil, Refuse(codes.InvalidArgument, "LANG-lg4DP", TextLanguageUnsupported)
	}
	if len(list) > 0 && !slices.Contains(list, defaultLanguage) {
		return nil, Refuse(codes.FailedPrecondition, "COMMAND-L0m2u", TextLanguageDefault)
	}
	return list, nil
}
