package embedded

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"

	policyv1 "zitadel-graphql/internal/wire/zitadel/policy/v1"
)

// User is somebody with a token: a machine or a person. Users are given when the server opens, and nothing adds one later. What a
// person has set up is in the store, as that of people without tokens is.
type User struct {
	ID      string // the editor of what the user changes
	Token   string // what stands behind "Bearer " in the authorization; no two users share one
	HomeOrg string // the organization of calls that name none
	// Language is that of the user's profile, and comes before accept-language; empty or "und" leaves it to that.
	Language string
	// DisplayName and LoginName are the user's names in histories, which have the id alone where these are empty.
	DisplayName string
	LoginName   string
	Memberships []Membership
	// Person is nil for a machine. ZITADEL never asks a machine for a second factor.
	Person *Person
}

// Membership gives roles in one resource: an organization, or the instance and with it every organization.
type Membership struct {
	Resource string // an organization's id, or InstanceID
	Roles    []string
}

// Person is what a person could log in with at the start, and how the person did log in to get the token.
type Person struct {
	// Factors are the second factors that the person has set up and proved. Recovery codes are among them, but no list has
	// them, as in ZITADEL.
	Factors []policyv1.SecondFactorType
	// Unproved are the second factors that the person has begun to set up.
	Unproved []policyv1.SecondFactorType
	// Passkeys is how many passkeys the person has set up.
	Passkeys int
	Login    Login
}

// Login is how a person logged in to get a token.
type Login int

// The ways to log in.
const (
	LoginPassword         Login = iota // by a password alone
	LoginSecondFactor                  // with a second factor, or by a passkey
	LoginIdentityProvider              // through an identity provider, without a second factor here
)

func (p *Person) clone() *Person {
	if p == nil {
		return nil
	}
	c := *p
	c.Factors, c.Unproved = slices.Clone(p.Factors), slices.Clone(p.Unproved)
	return &c
}

var (
	errUserField    = errors.New("id, token or home organization is empty, has blanks or is not UTF-8")
	errUserName     = errors.New("display name or login name is not UTF-8")
	errUserTwice    = errors.New("another user has this id or token")
	errUserRole     = errors.New("unknown role")
	errUserLanguage = errors.New("unreadable language")
)

// usersByToken checks the users and copies them, so that the caller may change its own afterwards.
func usersByToken(users []User) (map[string]User, error) {
	byToken, ids := map[string]User{}, map[string]bool{}
	for _, user := range users {
		if err := user.check(); err != nil {
			return nil, fmt.Errorf("user %q: %w", user.ID, err)
		}
		if _, taken := byToken[user.Token]; taken || ids[user.ID] {
			return nil, fmt.Errorf("user %q: %w", user.ID, errUserTwice)
		}
		user.Memberships, user.Person = slices.Clone(user.Memberships), user.Person.clone()
		byToken[user.Token], ids[user.ID] = user, true
	}
	return byToken, nil
}

func (u User) check() error {
	for _, field := range []string{u.ID, u.Token, u.HomeOrg} {
		if field == "" || strings.ContainsAny(field, " \t\r\n") || !utf8.ValidString(field) {
			return errUserField
		}
	}
	if !utf8.ValidString(u.DisplayName + u.LoginName) {
		return errUserName
	}
	if _, err := language.Parse(u.Language); u.Language != "" && err != nil {
		return fmt.Errorf("%w %q: %w", errUserLanguage, u.Language, err)
	}
	for _, m := range u.Memberships {
		if err := m.check(); err != nil {
			return err
		}
	}
	return nil
}

func (m Membership) check() error {
	for _, role := range m.Roles {
		if _, known := permissionsOf(role); !known {
			return fmt.Errorf("%w %q", errUserRole, role)
		}
	}
	return nil
}
