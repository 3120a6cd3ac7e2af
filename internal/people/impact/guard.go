package impact

// Guard is a reason not to make a change.
type Guard int

// The guards, in the schema's order.
const (
	LocksOutSomebody Guard = iota
	// LocksOutTheCaller is for the caller alone: for the caller's logins and for the sessions and tokens.
	LocksOutTheCaller
	LeavesPasswordAlone
	// LeavesNoFactorWhileForced is of the policy alone, whoever the people are; see Change.LeavesNoFactor.
	LeavesNoFactorWhileForced
	TakesFactorInUse
	TakesOnlyFactor
	RequiresSetUp
	EndsSessions
	guardCount
)

// Guards returns all guards, in the schema's order.
func Guards() []Guard {
	return []Guard{LocksOutSomebody, LocksOutTheCaller, LeavesPasswordAlone, LeavesNoFactorWhileForced, TakesFactorInUse,
		TakesOnlyFactor, RequiresSetUp, EndsSessions}
}

// Categories returns the categories of which a guard counts whoever is in one of them. It is empty for a guard of the policy alone.
func (g Guard) Categories() []Category {
	switch g {
	case LocksOutSomebody:
		return []Category{LockedOut}
	case LocksOutTheCaller:
		return []Category{LockedOut, LosesSessions}
	case LeavesPasswordAlone:
		return []Category{FallsBackToPassword}
	case TakesFactorInUse:
		return []Category{LosesFactor}
	case TakesOnlyFactor:
		return []Category{LosesOnlyFactor}
	case RequiresSetUp:
		return []Category{MustSetUp}
	case EndsSessions:
		return []Category{LosesSessions}
	default:
		return nil
	}
}

// Of returns a guard's answer for one person: that of the category which is most certain.
func (g Guard) Of(answers Answers) Answer {
	greatest := No
	for _, category := range g.Categories() {
		greatest = max(greatest, answers[category])
	}
	return greatest
}

// LeavesNoFactor reports whether the policy forces a second factor after the change, on anybody, and lists none that a login
// could offer to be set up, which it didn't do before.
func (c Change) LeavesNoFactor() bool { return c.after.leavesNoFactor() && !c.before.leavesNoFactor() }

func (p policy) leavesNoFactor() bool {
	return (p.forced || p.forcedLocally) && p.listed&secondFactors == 0
}

// Figure is how many people a guard counts.
type Figure struct {
	Guard             Guard
	Certain, Possible int
}

// String returns the guard's name in the schema.
func (g Guard) String() string {
	switch g {
	case LocksOutSomebody:
		return "LOCKS_OUT_SOMEBODY"
	case LocksOutTheCaller:
		return "LOCKS_OUT_THE_CALLER"
	case LeavesPasswordAlone:
		return "LEAVES_PASSWORD_ALONE"
	case LeavesNoFactorWhileForced:
		return "LEAVES_NO_FACTOR_WHILE_FORCED"
	case TakesFactorInUse:
		return "TAKES_FACTOR_IN_USE"
	case TakesOnlyFactor:
		return "TAKES_ONLY_FACTOR"
	case RequiresSetUp:
		return "REQUIRES_SET_UP"
	case EndsSessions:
		return "ENDS_SESSIONS"
	default:
		return "UNKNOWN"
	}
}
