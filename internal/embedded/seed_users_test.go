package embedded

import (
	"errors"
	"hash/fnv"
	"strconv"
	"testing"
	"time"

	"zitadel-graphql/internal/embedded/domain"
	authv1 "zitadel-graphql/internal/wire/zitadel/auth/v1"
	featurev2 "zitadel-graphql/internal/wire/zitadel/feature/v2"
	managementv1 "zitadel-graphql/internal/wire/zitadel/management/v1"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

// Scripts and measurements name these people: their ids, names, dates and factors are the same with every start, every version of
// Go, and however many there are.
func TestSeedUsersNeverChange(t *testing.T) {
	sum := func(more int) (string, int) {
		hash, events := fnv.New64a(), 0
		for e := range seedUsers(more, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)) {
			data, err := domain.EncodeEvent(e)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = hash.Write(data)
			events++
		}
		return strconv.FormatUint(hash.Sum64(), 16), events
	}
	few, _ := sum(0)
	more, events := sum(1000)
	if few != "24562dad6e6eb881" || more != "ff65d35ff18489dd" {
		t.Errorf("got %s and %s", few, more)
	}
	if first := seedMoreUser(999)[0]; first.AggregateID != "320000000000001000" || events < 3000 {
		t.Errorf("the last one is %s, and there are %d events", first.AggregateID, events)
	}
}

// More people have everything that there is, and nobody has what can't be.
func TestMoreUsersAreDiverse(t *testing.T) {
	seen := map[string]int{}
	count := func(name string, has bool) {
		if has {
			seen[name]++
		}
	}
	const people = 2000
	for n := range people {
		u := domain.ApplyUser(domain.User{}, seedMoreUser(n)...)
		count("app", u.TOTP == domain.FactorReady)
		count("unproved app", u.TOTP == domain.FactorUnfinished)
		count("key", u.HasReadyKey(false))
		count("passkey", u.HasReadyKey(true))
		count("text messages", u.OTPSMS == domain.FactorReady)
		count("e-mail", u.OTPEmail == domain.FactorReady)
		count("codes", u.RecoveryCodes)
		count("no factor", len(readyFactors(u)) == 0)
		count("only one", len(readyFactors(u)) == 1)
		count("no password", !u.HasPassword)
		count("account", u.ProviderAccounts > 0)
		count("inactive", u.State == domain.UserInactive)
		count("locked", u.State == domain.UserLocked)
		count("unproved address", !u.EmailVerified)
		if u.OTPSMS == domain.FactorReady && !u.PhoneVerified || !u.HasPassword && u.ProviderAccounts == 0 {
			t.Errorf("%s can't be: %+v", u.ID, u)
		}
	}
	for _, name := range []string{
		"app", "unproved app", "key", "passkey", "text messages", "e-mail", "codes", "no factor", "only one", "no password", "account",
		"inactive", "locked", "unproved address",
	} {
		if seen[name] == 0 || seen[name] > people*9/10 {
			t.Errorf("%s: %d of %d", name, seen[name], people)
		}
	}
}

// Impossible numbers, and logins that nobody knows, end the start.
func TestSettingsOfPeopleAreChecked(t *testing.T) {
	for want, cfg := range map[error]Config{errNegativeUsers: {MoreUsers: -1}, errUnknownLogin: {Login: "v3"}} {
		if _, err := Open(cfg, discard()); !errors.Is(err, want) {
			t.Errorf("%+v: got %v, want %v", cfg, err, want)
		}
	}
}

// The instance's features say which login it requires, or nothing where the server is too old to.
func TestInstanceFeatures(t *testing.T) {
	for login, want := range map[string]string{"": "required", LoginV2: "required", LoginEach: "not required", LoginV1: "absent"} {
		client := featurev2.NewFeatureServiceClient(dial(t, open(t, Config{Login: login}), "localhost"))
		got, err := client.GetInstanceFeatures(as(t, NobodyToken), &featurev2.GetInstanceFeaturesRequest{})
		if err != nil {
			t.Fatal(err)
		}
		is := "absent"
		if flag := got.GetLoginV2(); flag.GetRequired() {
			is = "required"
		} else if flag != nil {
			is = "not required"
		}
		if is != want {
			t.Errorf("%q: got %s, want %s", login, is, want)
		}
	}
}

// A person with a token is one of the people: what one's own lists say is what the others say, and a configured user comes to a
// file that doesn't have it.
func TestUsersWithTokensArePeople(t *testing.T) {
	configured := User{ID: "300000000000000031", Token: "t", HomeOrg: HomeOrgID, DisplayName: "Configured", Person: &Person{
		Factors: factorTypes(otp, u2f), Unproved: factorTypes(), Passkeys: 2, Login: LoginSecondFactor,
	}}
	file := logFile(t)
	first, err := Open(Config{File: file}, discard())
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	s := open(t, Config{File: file, Users: []User{configured}})
	own, users := authv1.NewAuthServiceClient(dial(t, s, "localhost")), connectUsers(t, s)
	mine, err := own.ListMyAuthFactors(as(t, "t"), &authv1.ListMyAuthFactorsRequest{})
	if err != nil || len(mine.GetResult()) != 2 {
		t.Errorf("got %v, %v", mine, err)
	}
	keys, err := own.ListMyPasswordless(as(t, "t"), &authv1.ListMyPasswordlessRequest{})
	if err != nil || len(keys.GetResult()) != 2 {
		t.Errorf("got %v, %v", keys, err)
	}
	if got := methods(as(t, OrgOwnerToken), t, users, configured.ID); got != "TOTP U2F PASSKEY PASSWORD" {
		t.Errorf("got %q", got)
	}
	me, err := own.GetMyUser(as(t, "t"), &authv1.GetMyUserRequest{})
	if err != nil || me.GetUser().GetId() != configured.ID || me.GetUser().GetHuman().GetProfile().GetDisplayName() != "Configured" || me.GetUser().GetDetails().GetResourceOwner() != HomeOrgID {
		t.Errorf("got %v, %v", me, err)
	}
}

// A person who is deleted while somebody looks is in no list any more, and nothing is left to remove.
func TestDeletedUser(t *testing.T) {
	s := open(t, Config{})
	users, ctx := connectUsers(t, s), as(t, OrgOwnerToken)
	if err := s.DeleteUser(t.Context(), MemberID(4)); err != nil {
		t.Fatal(err)
	}
	if ids, _ := listedUsers(ctx, t, users, &userv2.ListUsersRequest{Queries: []*userv2.SearchQuery{withIDs(MemberID(4))}}); len(ids) != 0 {
		t.Errorf("got %v", ids)
	}
	if got := methods(ctx, t, users, MemberID(4)) + factors(ctx, t, users, MemberID(4)); got != "" {
		t.Errorf("got %q", got)
	}
	_, err := users.RemoveTOTP(ctx, &userv2.RemoveTOTPRequest{UserId: MemberID(4)})
	if id, _ := detailOf(t, err); id != "COMMAND-Hd9sd" {
		t.Errorf("got %v", err)
	}
	if err := s.DeleteUser(t.Context(), MemberID(4)); !errors.Is(err, domain.ErrNoUser) {
		t.Errorf("again: got %v", err)
	}
}

// People don't move what others know of the organizations: an addition to Acme Labs is still number 6 after a removal from a
// person there.
func TestPeopleDontCountForTheirOrganization(t *testing.T) {
	s := open(t, Config{MoreUsers: 3})
	ctx := as(t, InstanceOwnerToken, "x-zitadel-orgid", InheritingOrgID)
	if _, err := connectUsers(t, s).RemoveTOTP(ctx, &userv2.RemoveTOTPRequest{UserId: LabsMemberID(0)}); err != nil {
		t.Fatal(err)
	}
	added, err := connect(t, s, "localhost").AddSecondFactorToLoginPolicy(ctx, &managementv1.AddSecondFactorToLoginPolicyRequest{Type: sms})
	if err != nil || added.GetDetails().GetSequence() != 6 {
		t.Errorf("got %v, %v", added, err)
	}
}

// Requests that break the contract's rules are refused in the validator's words, before anybody is looked for.
func TestUserRequestsAreValidated(t *testing.T) {
	client := connectUsers(t, open(t, Config{}))
	_, noUser := client.RemoveTOTP(as(t, NobodyToken), &userv2.RemoveTOTPRequest{})
	_, noKey := client.RemoveU2F(as(t, NobodyToken), &userv2.RemoveU2FRequest{UserId: "1"})
	_, noOrganization := client.ListUsers(as(t, NobodyToken), &userv2.ListUsersRequest{Queries: []*userv2.SearchQuery{inOrganization("")}})
	_, noState := client.ListUsers(as(t, NobodyToken), &userv2.ListUsersRequest{Queries: []*userv2.SearchQuery{withIDs("1"), inState(99)}})
	for want, err := range map[string]error{
		"invalid RemoveTOTPRequest.UserId: value length must be between 1 and 200 runes, inclusive": noUser,
		"invalid RemoveU2FRequest.U2FId: value length must be between 1 and 200 runes, inclusive":   noKey,
		"invalid ListUsersRequest.Queries[0]: embedded message failed validation | caused by: invalid SearchQuery.OrganizationIdQuery: " +
			"embedded message failed validation | caused by: invalid OrganizationIdQuery.OrganizationId: value length must be between 1 and 200 runes, inclusive": noOrganization,
		"invalid ListUsersRequest.Queries[1]: embedded message failed validation | caused by: invalid SearchQuery.StateQuery: " +
			"embedded message failed validation | caused by: invalid StateQuery.State: value must be one of the defined enum values": noState,
	} {
		if got := messageOf(err); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
