package embedded

import (
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
)

func allowing(tags ...string) *adminv1.SetRestrictionsRequest {
	return &adminv1.SetRestrictionsRequest{AllowedLanguages: &adminv1.SelectLanguages{List: tags}}
}

// What a call leaves out stays; what changes nothing succeeds, writes nothing and tells the details as they are. The
// sequence is the restrictions' own, and nothing else moves it.
func TestRestrictionsArePartial(t *testing.T) {
	clock := newClock()
	client := connectAdmin(t, openWith(t, Config{}, discard(), clock.now))
	ctx := as(t, InstanceOwnerToken)
	yes, no := true, false
	steps := []struct {
		name      string
		req       *adminv1.SetRestrictionsRequest
		sequence  uint64
		disallow  bool
		languages []string
	}{
		{"nothing new, before anything was set", &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: &no}, 0, false, nil},
		{"one", &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: &yes}, 1, true, nil},
		{"the other", allowing("DE", "en"), 2, true, []string{"de", "en"}},
		{"the same again", allowing("de", "en"), 2, true, []string{"de", "en"}},
		{"in another order", allowing("en", "de"), 2, true, []string{"de", "en"}},
		{"in capitals", allowing("EN", "De"), 2, true, []string{"de", "en"}},
		{"off again", &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: &no}, 3, false, []string{"de", "en"}},
		{"all languages", allowing(), 4, false, nil},
		{"all languages again", allowing(), 4, false, nil},
	}
	for _, step := range steps {
		clock.advance(time.Minute)
		if _, err := client.AddIDPToLoginPolicy(ctx, &adminv1.AddIDPToLoginPolicyRequest{IdpId: GitHubID}); err != nil && status.Code(err) != codes.AlreadyExists {
			t.Fatal(err)
		}
		set, err := client.SetRestrictions(ctx, step.req)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if d := set.GetDetails(); d.GetSequence() != step.sequence || d.GetResourceOwner() != InstanceID || d.GetCreationDate() != nil {
			t.Errorf("%s: answered %v", step.name, d)
		}
		got, err := client.GetRestrictions(ctx, &adminv1.GetRestrictionsRequest{})
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got.GetDisallowPublicOrgRegistration() != step.disallow || !slices.Equal(got.GetAllowedLanguages(), step.languages) || got.GetDetails().GetSequence() != step.sequence {
			t.Errorf("%s: got %v", step.name, got)
		}
	}
}

// A list that would lock the instance's own language out, or name one that no page comes in, is refused whole.
func TestRestrictionsRefuseLanguages(t *testing.T) {
	client := connectAdmin(t, open(t, Config{}))
	tests := []struct {
		name string
		req  *adminv1.SetRestrictionsRequest
		code codes.Code
		id   string
	}{
		{"nothing given", &adminv1.SetRestrictionsRequest{}, codes.InvalidArgument, "COMMAND-oASwj"},
		{"unreadable", allowing("en", "not a language"), codes.InvalidArgument, "LANG-jc8Sq"},
		{"empty tag", allowing("en", ""), codes.InvalidArgument, "LANG-jc8Sq"},
		{"twice", allowing("en", "de", "en"), codes.InvalidArgument, "LANG-XHiK5"},
		{"twice in different capitals", allowing("en", "EN"), codes.InvalidArgument, "LANG-XHiK5"},
		{"two unsupported", allowing("en", "la", "tlh"), codes.InvalidArgument, "LANG-XHiK5"},
		{"unsupported", allowing("en", "la"), codes.InvalidArgument, "LANG-lg4DP"},
		{"a region", allowing("en", "de-CH"), codes.InvalidArgument, "LANG-lg4DP"},
		{"without the default", allowing("de", "fr"), codes.FailedPrecondition, "COMMAND-L0m2u"},
		{"too many", allowing(strings.Split(strings.Repeat("en,", maxListed), ",")...), codes.InvalidArgument, ""},
	}
	for _, test := range tests {
		_, err := client.SetRestrictions(as(t, InstanceOwnerToken), test.req)
		if id, _ := detailOf(t, err); status.Code(err) != test.code || id != test.id {
			t.Errorf("%s: got %v, want %s %s", test.name, err, test.code, test.id)
		}
	}
	got, err := client.GetRestrictions(as(t, InstanceOwnerToken), &adminv1.GetRestrictionsRequest{})
	if err != nil || got.GetDetails().GetSequence() != 0 || got.GetDetails().GetCreationDate() != nil {
		t.Errorf("got %v, %v, want what nobody has set", got, err)
	}
}
