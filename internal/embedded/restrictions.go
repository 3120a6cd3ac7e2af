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

var errPayloadLanguage = errors.New("unsupported or doubled language")

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
	if p.AllowedLanguages != nil && languagesRefusal(*p.AllowedLanguages) != nil {
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

// setRestrictions is the only command that makes no event, and no error either, where nothing changes. Its codes and ids
// are those in ZITADEL's source; no server was seen to answer them.
func setRestrictions(r restrictions, wanted restrictionsPayload) ([]change, error) {
	if wanted == (restrictionsPayload{}) {
		return nil, refuse(codes.InvalidArgument, "COMMAND-oASwj", textRestrictionsNone)
	}
	if wanted.AllowedLanguages != nil {
		if refused := languagesRefusal(*wanted.AllowedLanguages); refused != nil {
			return nil, refused
		}
	}
	if off := wanted.DisallowPublicOrgRegistration; off != nil && *off == r.noOrgRegistration {
		wanted.DisallowPublicOrgRegistration = nil
	}
	if list := wanted.AllowedLanguages; list != nil && slices.Equal(*list, r.languages) {
		wanted.AllowedLanguages = nil
	}
	if wanted == (restrictionsPayload{}) {
		return nil, nil
	}
	return []change{{topicRestrictionsSet, &wanted}}, nil
}

// languagesRefusal is nil if these languages may be the allowed ones. An empty list allows all.
func languagesRefusal(list []string) *refusal {
	for i, tag := range list {
		if _, err := language.Parse(tag); err != nil {
			return refuse(codes.InvalidArgument, "LANG-jc8Sq", textLanguageUnreadable)
		}
		if slices.Contains(list[:i], tag) {
			return refuse(codes.InvalidArgument, "LANG-XHiK5", textLanguageTwice)
		}
	}
	for _, tag := range list {
		if !slices.Contains(supportedLanguages(), tag) {
			return refuse(codes.InvalidArgument, "LANG-lg4DP", textLanguageUnsupported)
		}
	}
	if len(list) > 0 && !slices.Contains(list, defaultLanguage) {
		return refuse(codes.FailedPrecondition, "COMMAND-L0m2u", textLanguageDefault)
	}
	return nil
}

func restrictionsOf(req *adminv1.SetRestrictionsRequest) restrictionsPayload {
	p := restrictionsPayload{DisallowPublicOrgRegistration: req.DisallowPublicOrgRegistration}
	if req.GetAllowedLanguages() != nil {
		list := append([]string{}, req.GetAllowedLanguages().GetList()...) // never nil: it is JSON's [] in the log
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
