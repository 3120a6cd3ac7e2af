package policy_test

import (
	"context"
	"encoding/base64"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"zitadel-graphql/internal/policy"
	adminv1 "zitadel-graphql/internal/wire/zitadel/admin/v1"
	eventv1 "zitadel-graphql/internal/wire/zitadel/event/v1"
	zitadelv1 "zitadel-graphql/internal/wire/zitadel/v1"
)

// restrictionsAt answers for restrictions that show one sequence and whose newest event has another; 0 is for none. Without events
// the caller may not read them. The answer to a write has the sequence setAs.
func restrictionsAt(shown uint64, newest *uint64, setAs uint64) *zitadel {
	z := &zitadel{writtenBy: &zitadelv1.ObjectDetails{ResourceOwner: "100", Sequence: setAs}}
	z.answer = func(c call) (proto.Message, error) {
		switch c.method {
		case adminv1.AdminService_GetRestrictions_FullMethodName:
			return &adminv1.GetRestrictionsResponse{Details: &zitadelv1.ObjectDetails{Sequence: shown}}, nil
		case listEvents:
			return eventsOfRestrictions(c, newest)
		}
		return nil, nil
	}
	return z
}

func eventsOfRestrictions(c call, newest *uint64) (proto.Message, error) {
	switch request, _ := c.request.(*adminv1.ListEventsRequest); {
	case newest == nil:
		return nil, refused(c.method, codes.PermissionDenied, "AUTH-5mWD2")
	case *newest == 0 || request.GetEventTypes()[0] != "restrictions.set":
		return &adminv1.ListEventsResponse{}, nil
	}
	return &adminv1.ListEventsResponse{Events: []*eventv1.Event{{Sequence: *newest}}}, nil
}

// restrictionsVersion is the version of restrictions with this number.
func restrictionsVersion(t *testing.T, number string) policy.Version {
	t.Helper()
	found, err := policy.ParseRestrictionsVersion(base64.RawURLEncoding.EncodeToString([]byte("restrictions " + number + " ")))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Ensures that restrictions have the version of their newest event, and none where they lack it or nobody may tell.
func TestVersionOfRestrictions(t *testing.T) {
	t.Parallel()
	three, four, none := uint64(3), uint64(4), uint64(0)
	for name, c := range map[string]struct {
		newest *uint64
		want   string
	}{
		"up to date":             {&three, "restrictions 3 "},
		"behind":                 {&four, ""},
		"no event is kept":       {&none, "restrictions 3 "},
		"events may not be read": {nil, ""},
	} {
		z := restrictionsAt(3, c.newest, 0)
		got, err := policy.NewClient(z, policy.Config{}).RestrictionsVersion(asCaller(t.Context()), 3)
		if err != nil || content(got) != c.want {
			t.Errorf("%s: %q, %v", name, content(got), err)
		}
	}
}

// Prevents that restrictions which somebody else has changed are changed, also where they are read as they were before, and also by a
// patch that names none; and ensures that the version in the answer stands for this change alone.
func TestSetRestrictionsOfAVersion(t *testing.T) {
	t.Parallel()
	off := true
	named, naming := &adminv1.SetRestrictionsRequest{DisallowPublicOrgRegistration: &off}, &adminv1.SetRestrictionsRequest{}
	three, four, none := uint64(3), uint64(4), uint64(0)
	const changed, unknown = "CONFLICT RESTRICTIONS_CHANGED NOT_EXECUTED", "FAILED_PRECONDITION VERSION_NOT_KNOWN NOT_EXECUTED"
	for name, c := range map[string]struct {
		newest   *uint64
		request  *adminv1.SetRestrictionsRequest
		setAs    uint64
		expected policy.Version
		want     string
	}{
		"expected":               {&three, named, 4, restrictionsVersion(t, "3"), "restrictions 4 "},
		"no change":              {&three, named, 3, restrictionsVersion(t, "3"), "restrictions 3 "},
		"somebody beside it":     {&three, named, 5, restrictionsVersion(t, "3"), ""},
		"nothing expected":       {&three, named, 5, policy.Version{}, "restrictions 5 "},
		"changed, and not shown": {&four, named, 5, restrictionsVersion(t, "3"), changed},
		"no event is kept":       {&none, named, 4, restrictionsVersion(t, "3"), "restrictions 4 "},
		"no event, changed":      {&none, named, 4, restrictionsVersion(t, "2"), changed},
		"not to be read":         {nil, named, 4, restrictionsVersion(t, "3"), unknown},
		"names none":             {&three, naming, 0, restrictionsVersion(t, "3"), "restrictions 3 "},
		"names none, changed":    {&four, naming, 0, restrictionsVersion(t, "3"), changed},
	} {
		z := restrictionsAt(3, c.newest, c.setAs)
		got := written(t, z, func(ctx context.Context, client *policy.Client) (policy.Result, error) {
			return client.SetRestrictions(ctx, c.request, policy.Options{ExpectedVersion: c.expected})
		})
		if got != c.want || (c.want == changed || c.want == unknown) && len(z.writes()) > 0 {
			t.Errorf("%s: %q, wrote %v; want %q", name, got, z.writes(), c.want)
		}
	}
}
