package embedded

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/text/language"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/types/known/timestamppb"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// defaultLanguage is the instance's: whatever else is allowed, it must be too.
const defaultLanguage = "en"

var errPayloadLanguage = errors.New("unsupported or doubled language, or not as it is stored")

// restrictions are what the instance forbids. Its zero value, at sequence 0, is that of an instance where nobody has set
// any.
type restrictions struct {
	noOrgRegistration bool
	languages         []string // empty: all
	change            time.Time
	creation          time.Time
	sequence          uint64
}

// restrictionsPayload is the difference that an event makes: nil is what stays.
type restrictionsPayload struct {
	DisallowPublicOrgRegistration *bool     `json:"disallowPublicOrgRegistration,omitempty"`
	AllowedLanguages              *[]string `json:"allowedLanguages,omitempty"`
}

func (p *restrictionsPayload) check() error {
	if *p == (restrictionsPayload{}) {
		return errPayloadNoChange
	}
	if p.AllowedLanguages == nil {
		return nil
	}
	if list, refused := allowedLanguages(*p.AllowedLanguages); refused != nil || !slices.Equal(list, *p.AllowedLanguages) {
		return errPayloadLanguage
	}
	return nil
}

func (r restrictions) after(p restrictionsPayload, e event) restrictions {
	replace(&r.noOrgRegistration, p.DisallowPublicOrgRegistration)
	replace(&r.languages, p.AllowedLanguages)
	if r.sequence == 0 {
		r.creation = e.CreatedAt
	}
	r.change, r.sequence = e.CreatedAt, e.Sequence
	return r
}

// supportedLanguages are those that a ZITADEL's own pages come in; the texts of this package come in fewer.
func supportedLanguages() []string {
	return []string{
		"ar", "bg", "cs", "de", "en", "es", "fr", "hu", "id", "it", "ja", "ko", "mk", "nl", "pl", "pt", "ro", "ru", "sv", "tr",
		"uk", "zh",
	}
}

// setRestrictions is the only command that makes no event, and no error either, where nothing changes. Its ids are those
// that a real server was seen to answer.
func setRestrictions(r restrictions, wanted restrictionsPayload) ([]change, error) {
	if wanted == (restrictionsPayload{}) {
		return nil, refuse(codes.InvalidArgument, "COMMAND-oASwj", textRestrictionsNone)
	}
	if wanted.AllowedLanguages != nil {
		list, refused := allowedLanguages(*wanted.AllowedLanguages)
		if refused != nil {
			return nil, refused
		}
		wanted.AllowedLanguages = &list
	}
	if off := wanted.DisallowPublicOrgRegistration; off != nil && *off == r.noOrgRegistration {
		wanted.DisallowPublicOrgRegistration = nil
	}
	if list := wanted.AllowedLanguages; list != nil && sameLanguages(*list, r.languages) {
		wanted.AllowedLanguages = nil
	}
	if wanted == (restrictionsPayload{}) {
		return nil, nil
	}
	return []change{{topicRestrictionsSet, &wanted}}, nil
}

// sameLanguages doesn't look at the order, as ZITADEL doesn't: the languages in another order are no change.
func sameLanguages(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// unsupported stands for each language that no page comes in, so that a second one is refused as a doubled one.
const unsupported = "und"

// allowedLanguages gives the languages as they are stored, "EN" as "en", if they may be the allowed ones. No language at
// all allows all.
func allowedLanguages(tags []string) ([]string, *refusal) {
	list := make([]string, len(tags)) // never nil: it is JSON's [] in the log
	for i, tag := range tags {
		parsed, err := language.Parse(tag)
		if err != nil {
			return nil, refuse(codes.InvalidArgument, "LANG-jc8Sq", textLanguageUnreadable)
		}
		list[i] = parsed.String()
		if !slices.Contains(supportedLanguages(), list[i]) {
			list[i] = unsupported
		}
		if slices.Contains(list[:i], list[i]) {
			return nil, refuse(codes.InvalidArgument, "LANG-XHiK5", textLanguageTwice)
		}
	}
	if slices.Contains(list, unsupported) {
		return nil, refuse(codes.InvalidArgument, "LANG-lg4DP", textLanguageUnsupported)
	}
	if len(list) > 0 && !slices.Contains(list, defaultLanguage) {
		return nil, refuse(codes.FailedPrecondition, "COMMAND-L0m2u", textLanguageDefault)
	}
	return list, nil
}

func restrictionsOf(req *adminv1.SetRestrictionsRequest) restrictionsPayload {
	p := restrictionsPayload{DisallowPublicOrgRegistration: req.DisallowPublicOrgRegistration}
	if req.GetAllowedLanguages() != nil {
		list := req.GetAllowedLanguages().GetList()
		p.AllowedLanguages = &list
	}
	return p
}

// details have no dates while nobody has set a restriction.
func (r restrictions) details() *zitadelv1.ObjectDetails {
	d := &zitadelv1.ObjectDetails{Sequence: r.sequence, ResourceOwner: InstanceID}
	if r.sequence > 0 {
		d.CreationDate, d.ChangeDate = timestamppb.New(r.creation), timestamppb.New(r.change)
	}
	return d
}
