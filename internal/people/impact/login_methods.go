package impact

// DependsOnLoginMethods reports whether one of the categories can have a more certain answer, for some person, where it is known
// whether the person has a password and a link to a provider: whether asking for that is worth its calls.
func (c Change) DependsOnLoginMethods(versions []Login, categories []Category) bool {
	for person := range everybody() {
		for _, version := range versions {
			if c.LoginMethodsMatter(version, categories, person) {
				return true
			}
		}
	}
	return false
}

// LoginMethodsMatter is DependsOnLoginMethods for one person, of whom it may not be known yet whether there is a password or a link
// to a provider.
func (c Change) LoginMethodsMatter(version Login, categories []Category, person Person) bool {
	person.MethodsKnown = false
	unknown := c.Of(version, person)
	person.MethodsKnown = true
	for _, methods := range possibleLoginMethods() {
		known := person
		known.Ready |= methods
		answers := c.Of(version, known)
		for _, category := range categories {
			if unknown[category] == Possibly && answers[category] != Possibly {
				return true
			}
		}
	}
	return false
}

func possibleLoginMethods() []Methods {
	return []Methods{0, Password, IdentityProvider, Password | IdentityProvider}
}

// everybody yields every person whose login methods aren't known.
func everybody() func(func(Person) bool) {
	return func(yield func(Person) bool) {
		for ready := range Password { // every set of the methods below it
			for _, verified := range [][2]bool{{}, {true, false}, {false, true}, {true, true}} {
				if !yield(Person{Ready: ready, EmailVerified: verified[0], PhoneVerified: verified[1]}) {
					return
				}
			}
		}
	}
}
