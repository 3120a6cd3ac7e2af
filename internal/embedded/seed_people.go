package embedded

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// MemberID gives the id of one of the people who are there from the start in Acme, counted from 0.
func MemberID(n int) string { return strconv.FormatInt(310_000_000_000_000_001+int64(n), 10) }

// LabsMemberID gives the id of one of the people who are there from the start in Acme Labs, counted from 0.
func LabsMemberID(n int) string { return strconv.FormatInt(310_000_000_000_001_001+int64(n), 10) }

// usual is somebody with a password and a proved address.
const usual = password | verifiedEmail

// acmePeople are at home in Acme, whose policy allows authenticator apps, security keys and codes by e-mail, and forces a second
// factor. Nobody may be moved: ids follow from the order.
func acmePeople() []portrait {
	return []portrait{
		named("Anna", "Berger", usual|totp),
		named("Ben", "Okafor", usual|totp|recoveryCodes),
		named("Carla", "Rossi", usual|verifiedPhone|totp|textMessages),
		named("David", "Lindqvist", usual).withKeys("Blue YubiKey"),
		named("Elif", "Yilmaz", usual|totp).withKeys("YubiKey at home", "YubiKey on the key ring"),
		named("Farid", "Haddad", usual|verifiedPhone|textMessages),
		named("Grace", "Mbeki", usual|emailCodes),
		named("Hiro", "Tanaka", usual).withPasskeys("MacBook"),
		named("Ines", "Duarte", usual|totp|emailCodes|recoveryCodes).withPasskeys("Phone"),
		named("Jonas", "Meyer", usual),
		named("Katya", "Ivanova", usual|phone),
		named("Liam", "Murphy", usual|unfinishedTOTP),
		named("Maya", "Cohen", usual|unfinishedKey),
		named("Noah", "Dubois", verifiedEmail|identity),
		named("Olga", "Novak", usual|identity|totp),
		named("Pablo", "Fernandez", usual|totp|inactive),
		named("Quinn", "Taylor", usual|recoveryCodes|totp|locked),
		named("Rania", "Saleh", invited),
		named("Sven", "Larsen", password|emailCodes|selfRegistered),
		named("Tara", "Singh", usual|verifiedPhone|textMessages|emailCodes),
		named("Umar", "Farouk", usual|recoveryCodes),
		named("Vera", "Popescu", verifiedEmail).withPasskeys("Security key in the safe", "Tablet"),
		named("Wei", "Chen", usual|totp|unfinishedPasskey),
		named("Xenia", "Papadaki", usual|phone|totp).withKeys("Solo key"),
		named("Yusuf", "Demir", password|totp),
		named("Zoe", "Martin", usual|verifiedPhone|inactive|textMessages),
	}
}

// labsPeople are at home in Acme Labs, which inherits the instance's policy.
func labsPeople() []portrait {
	return []portrait{
		named("Amira", "Khalil", usual|totp),
		named("Bo", "Andersson", usual|verifiedPhone|textMessages),
		named("Chidi", "Eze", usual).withKeys("Titan key"),
		named("Dana", "Levy", usual|emailCodes|recoveryCodes),
		named("Emil", "Kowalski", usual),
		named("Fumi", "Sato", usual).withPasskeys("Laptop"),
		named("Gita", "Rao", usual|totp|verifiedPhone|textMessages),
		named("Hugo", "Silva", verifiedEmail|identity),
		named("Ida", "Jensen", usual|unfinishedTOTP|unfinishedKey),
		named("Jamal", "Brown", password|selfRegistered),
		named("Kim", "Nguyen", usual|totp|locked),
		named("Lena", "Fischer", usual|recoveryCodes).withKeys("Old key", "New key"),
	}
}

// named gives somebody whose address is in no domain yet.
func named(first, last string, traits traits) portrait {
	return portrait{human: domain.Human{FirstName: first, LastName: last, DisplayName: first + " " + last}, traits: traits}
}

func (p portrait) withKeys(names ...string) portrait {
	p.keys = names
	return p
}

func (p portrait) withPasskeys(names ...string) portrait {
	p.passkeys = names
	return p
}

// at gives the person a user name, which is also the address, and a number to those who have one.
func (p portrait) at(domainName string, number int) portrait {
	p.human.UserName = strings.ToLower(p.human.FirstName + "." + p.human.LastName + "@" + domainName)
	return p.reachable(number)
}

func (p portrait) reachable(number int) portrait {
	p.human.Email = p.human.UserName
	if p.traits.have(phone | verifiedPhone) {
		p.human.Phone = "+1555" + strconv.Itoa(1_000_000+number)
	}
	return p
}

// seedPeople gives the events of the few dozen, one of whom came each day.
func seedPeople() []domain.Event {
	created := time.Date(2025, 1, 7, 9, 0, 0, 0, time.UTC)
	var events []domain.Event
	add := func(people []portrait, org, domainName string, id func(int) string) {
		for i, p := range people {
			events = slices.Concat(events, p.at(domainName, i).events(id(i), org, created))
			created = created.AddDate(0, 0, 1)
		}
	}
	add(acmePeople(), HomeOrgID, "acme.localhost", MemberID)
	add(labsPeople(), InheritingOrgID, "acme-labs.localhost", LabsMemberID)
	return events
}
