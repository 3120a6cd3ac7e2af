package embedded

import (
	"math/bits"
	"strconv"
	"strings"
	"time"

	"zitadel-graphql/internal/embedded/domain"
)

// MoreUserID gives the id of one of Config.MoreUsers, counted from 0.
func MoreUserID(n int) string { return strconv.FormatInt(320_000_000_000_000_001+int64(n), 10) }

// moreUserStep is the time between the creations of two of Config.MoreUsers, longer than anybody takes to set up everything.
const moreUserStep = 20 * time.Second

// seedMoreUser gives the events of one of Config.MoreUsers. Acme is home to all.
func seedMoreUser(n int) []domain.Event {
	created := time.Date(2025, 6, 2, 8, 0, 0, 0, time.UTC).Add(time.Duration(n) * moreUserStep)
	return moreUser(n).events(MoreUserID(n), HomeOrgID, created)
}

// moreUser describes one of Config.MoreUsers, always the same.
func moreUser(n int) portrait {
	random := scrambled(uint64(n)) //nolint:gosec // a number from 0
	first, last := firstNames(), lastNames()
	p := portrait{human: domain.Human{FirstName: first[n%len(first)], LastName: last[n/len(first)%len(last)]}, traits: moreTraits(^random)}
	p.human.DisplayName = p.human.FirstName + " " + p.human.LastName
	p.human.UserName = strings.ToLower(p.human.FirstName+"."+p.human.LastName) + "." + strconv.Itoa(n+1) + "@acme.localhost"
	if oneIn(10, &random) {
		p.keys = []string{"Security key"}
	}
	if oneIn(50, &random) {
		p.keys = append(p.keys, "Spare key")
	}
	if oneIn(12, &random) {
		p.passkeys = []string{"Phone"}
	}
	return p.reachable(n)
}

// moreTraits draws what somebody has: about as often as it is found in the world.
func moreTraits(random uint64) traits {
	chance := random
	drawn := verifiedEmail | password
	for _, trait := range []struct {
		oneIn uint64
		add   traits
	}{
		{3, totp}, {8, textMessages | verifiedPhone}, {12, emailCodes}, {6, recoveryCodes}, {10, identity},
		{40, unfinishedKey}, {60, unfinishedPasskey}, {40, inactive}, {90, locked}, {10, phone}, {50, selfRegistered},
	} {
		if oneIn(trait.oneIn, &chance) {
			drawn |= trait.add
		}
	}
	return corrected(drawn, &chance)
}

// corrected takes out what can't be together, or leaves some without a password, a proved address or a finished app.
func corrected(drawn traits, chance *uint64) traits {
	if drawn.have(verifiedPhone) {
		drawn &^= phone
	}
	if drawn.have(inactive) {
		drawn &^= locked
	}
	if drawn.have(identity) && oneIn(2, chance) {
		drawn &^= password
	}
	if oneIn(15, chance) {
		drawn &^= verifiedEmail
	}
	if !drawn.have(totp) && oneIn(25, chance) {
		drawn |= unfinishedTOTP
	}
	return drawn
}

// oneIn is true for one of n numbers, and goes on to the next.
func oneIn(n uint64, random *uint64) bool {
	*random = scrambled(*random)
	high, _ := bits.Mul64(*random, n)
	return high == 0
}

// scrambled is SplitMix64's next number: its results look random, and never change with a version of Go.
func scrambled(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func firstNames() []string {
	return []string{
		"Aisha", "Bruno", "Chloe", "Dmitri", "Emma", "Felix", "Gloria", "Hassan", "Ivy", "Jan", "Keiko", "Lukas", "Mia", "Nils",
		"Olivia", "Petra", "Rosa", "Samuel", "Tom", "Ulla", "Victor", "Wanda", "Yara", "Zain",
	}
}

func lastNames() []string {
	return []string{
		"Abbott", "Bauer", "Costa", "Diaz", "Eriksen", "Ferrari", "Garcia", "Huber", "Ito", "Jones", "Kaya", "Lopez", "Moreau",
		"Nagy", "Olsen", "Patel", "Ricci", "Schmidt", "Torres", "Usman", "Vogel", "Weber", "Young",
	}
}
