package embedded

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// User is somebody with a token. Users are fixed when the server opens; no event adds or removes one.
type User struct {
	ID      string // the editor of what the user changes
	Token   string // the part of the authorization after "Bearer "; no two users share one
	HomeOrg string // the organization of calls that name none
	// Language is the one of the user's profile and beats accept-language; empty or "und" leaves it to that.
	Language string
	// DisplayName and LoginName are how a history names the user; empty leaves it at the id.
	DisplayName string
	LoginName   string
	Memberships []Membership
	// Person is nil for a machine, which a second factor is never asked of.
	Person *Person
}

// Membership gives roles on one resource: an organization, or the instance and with it every organization.
type Membership struct {
	Resource string // an organization's id, or InstanceID
	Roles    []string
}

var (
	errUserField    = errors.New("id, token or home organization is empty, has blanks or is not UTF-8")
	errUserName     = errors.New("display name or login name is not UTF-8")
	errUserTwice    = errors.New("another user has this id or token")
	errUserRole     = errors.New("unknown role")
	errUserLanguage = errors.New("unreadable language")
)

// usersByToken checks the users and copies them, so that the caller's slice is its own again.
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

func peopleOf(users map[string]User) map[string]User {
	byID := map[string]User{}
	for _, user := range users {
		byID[user.ID] = user
	}
	return byID
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
