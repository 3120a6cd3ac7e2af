package people_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"zitadel-graphql/internal/people"
	userv2 "zitadel-graphql/internal/wire/zitadel/user/v2"
)

const (
	acme  = "200"
	other = "300"
)

// resident is somebody in the world, with everything that is true of them.
type resident struct {
	id, organization string
	created          time.Time
	isMachine        bool
	state            userv2.UserState
	verified         bool // the address and the number

	ready    people.Methods // what has no ids
	begun    bool           // an authenticator app that isn't proved
	keys     map[string]bool
	passkeys map[string]bool

	sequence uint64
	// isHidden keeps the resident out of every list, though the events are there.
	isHidden bool
	// shown is what the lists say in place of the truth.
	shown *people.Methods
}

// happening is an event of the world's log.
type happening struct {
	of       *resident
	kind     string
	token    string
	sequence uint64
	at       time.Time
}

// methods is what is true of a resident.
func (r *resident) methods() people.Methods {
	found := r.ready
	if slices.Contains(slices.Collect(maps.Values(r.keys)), true) {
		found |= people.U2F
	}
	if slices.Contains(slices.Collect(maps.Values(r.passkeys)), true) {
		found |= people.Passkey
	}
	return found
}

// unfinished is what was begun only.
func (r *resident) unfinished() people.Methods {
	var found people.Methods
	if r.begun {
		found |= people.TOTP
	}
	if slices.Contains(slices.Collect(maps.Values(r.keys)), false) {
		found |= people.U2F
	}
	return found &^ r.methods()
}

// listed is what the lists say of a resident.
func (r *resident) listed() people.Methods {
	if r.shown != nil {
		return *r.shown
	}
	return r.methods()
}

// add makes a resident of an organization, a second after the last event.
func (w *world) add(organization string) *resident {
	w.clock = w.clock.Add(time.Second)
	return w.addAtOnce(organization)
}

// addAtOnce makes a resident at the moment of the last event.
func (w *world) addAtOnce(organization string) *resident {
	w.lastID++
	r := &resident{id: strconv.Itoa(1000 + w.lastID), organization: organization, created: w.clock,
		state: userv2.UserState_USER_STATE_ACTIVE, keys: map[string]bool{}, passkeys: map[string]bool{}}
	w.residents = append(w.residents, r)
	w.happen(r, "user.human.added", "")
	return r
}

// addMachine makes a program's user.
func (w *world) addMachine(organization string) {
	w.add(organization).isMachine = true
	w.log[len(w.log)-1].kind = "user.machine.added"
}

func (w *world) happen(r *resident, kind, token string) {
	r.sequence++
	w.log = append(w.log, happening{r, kind, token, r.sequence, w.clock})
}

// setUp makes things ready, in the order of their bits.
func (w *world) setUp(r *resident, methods people.Methods) *resident {
	for method := people.TOTP; method <= people.IdentityProvider; method <<= 1 {
		if methods.Has(method) {
			w.do(r, method, "added")
			w.do(r, method, "verified")
		}
	}
	return r
}

// do has something happen to a method of a resident: added, verified or removed. Where a token is concerned it is the resident's
// newest.
func (w *world) do(r *resident, method people.Methods, verb string) {
	switch method {
	case people.U2F:
		w.doToToken(r, r.keys, "user.human.mfa.u2f.token.", verb)
	case people.Passkey:
		w.doToToken(r, r.passkeys, "user.human.passwordless.token.", verb)
	case people.TOTP:
		w.happen(r, "user.human.mfa.otp."+verb, "")
		r.begun, r.ready = verb == "added", r.ready&^people.TOTP
		if verb == "verified" {
			r.ready |= people.TOTP
		}
	default:
		w.doAtOnce(r, method, verb)
	}
}

// doAtOnce is do for what needs no proof. Passwords and links to identity providers make no events that anybody reads.
func (w *world) doAtOnce(r *resident, method people.Methods, verb string) {
	topics := map[people.Methods]string{people.OTPSMS: "user.human.mfa.otp.sms.", people.OTPEmail: "user.human.mfa.otp.email.",
		people.RecoveryCodes: "user.human.mfa.recoverycode."}
	if verb == "verified" {
		return
	}
	if topic := topics[method]; topic != "" {
		w.happen(r, topic+verb, "")
	}
	r.ready |= method
	if verb == "removed" {
		r.ready &^= method
	}
}

func (w *world) doToToken(r *resident, tokens map[string]bool, topic, verb string) {
	if verb == "added" {
		w.lastToken++
		tokens[fmt.Sprintf("%06d", w.lastToken)] = false
	}
	ids := slices.Sorted(maps.Keys(tokens))
	if len(ids) == 0 {
		return
	}
	newest := ids[len(ids)-1]
	w.happen(r, topic+verb, newest)
	switch verb {
	case "verified":
		tokens[newest] = true
	case "removed":
		delete(tokens, newest)
	}
}

// losePhone removes a number, and the codes by SMS with it.
func (w *world) losePhone(r *resident) {
	w.happen(r, "user.human.phone.removed", "")
	r.ready &^= people.OTPSMS
}

// remove removes somebody from the world, and leaves the log.
func (w *world) remove(r *resident) {
	w.happen(r, "user.removed", "")
	w.residents = slices.DeleteFunc(w.residents, func(one *resident) bool { return one == r })
}

// forget cuts the log as ZITADEL's retention does: what happened before is gone.
func (w *world) forget(before time.Time) {
	w.log = slices.DeleteFunc(w.log, func(h happening) bool { return h.at.Before(before) })
}

// people returns Acme's people who can be listed, in the order of their creation and ids.
func (w *world) people() []*resident {
	var found []*resident
	for _, r := range w.residents {
		if r.organization == acme && !r.isMachine && !r.isHidden {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *resident) int {
		if a.created.Equal(b.created) {
			return cmp.Compare(a.id, b.id)
		}
		return a.created.Compare(b.created)
	})
	return found
}
