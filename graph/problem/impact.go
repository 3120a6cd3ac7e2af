package problem

// GuardFigure says to how many people a change of a login policy would do what one guard refuses: a value of the schema's type
// ImpactGuardFigure. It belongs to a Problem with one of the reasons WOULD_…, or with IMPACT_NOT_KNOWN or IMPACT_CHANGED.
type GuardFigure struct {
	// Guard is the name of the guard, a value of the schema's enum ImpactGuard.
	Guard string `json:"guard"`
	// Certain is the number of people to whom it would certainly happen.
	Certain int `json:"certain"`
	// Possible is the number of further people to whom it may happen.
	Possible int `json:"possible"`
	// LookedAt is how many people were looked at. It is 0 for a guard that is a matter of the policy alone.
	LookedAt int `json:"lookedAt"`
	// Total is how many people there are, by ZITADEL's list. It is nil where that isn't known.
	Total *int `json:"total,omitempty"`
	// Complete reports that everybody was looked at. Otherwise there may be more people to whom it happens.
	Complete bool `json:"complete"`
}
