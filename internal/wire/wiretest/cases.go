package wiretest

// testCase is one case.
type testCase struct {
	// name is what the case ensures.
	name string
	// spec has the labels of the specification's rows that the case shows (spec.go), with blanks between.
	spec string
	// instance is true for a case that rewrites the instance's settings. They are brought to a known state before it.
	instance bool
	// person is true for a case that takes factors from a person: it gets one of its own.
	person bool
	steps  []step
}

// group is the cases of one file.
type group struct {
	name  string
	cases []testCase
}

// groups are the whole suite.
func groups() []group {
	return []group{
		{"test vectors", vectorCases()},
		{"reads", readCases()},
		{"second factors", secondCases()},
		{"multi factors", multiCases()},
		{"phantoms", phantomCases()},
		{"create", createCases()},
		{"update", updateCases()},
		{"reset", resetCases()},
		{"validation", validationCases()},
		{"tokens", tokenCases()},
		{"organizations", orgCases()},
		{"permissions", permissionCases()},
		{"order of checks", orderCases()},
		{"language", languageCases()},
		{"response metadata", metadataCases()},
		{"at once", onceCases()},
		{"races", raceCases()},
		{"links", linkCases()},
		{"providers", providerCases()},
		{"organization", myOrgCases()},
		{"organizations to choose from", listOrgCases()},
		{"own permissions", ownPermissionCases()},
		{"oneself", myselfCases()},
		{"users", userCases()},
		{"methods of users", userMethodCases()},
		{"removals from users", userRemovalCases()},
		{"changes", changeCases()},
		{"events", eventCases()},
		{"events of users", userEventCases()},
		{"features", featureCases()},
		{"admin access", adminAccessCases()},
		{"admin reads", adminReadCases()},
		{"admin factors", adminFactorCases()},
		{"admin update", adminUpdateCases()},
		{"admin links", adminLinkCases()},
		{"restrictions", restrictionCases()},
	}
}

// lacks names the values that the target would have to have for the case to run.
func (c testCase) lacks(target Target) []string {
	var lacks []string
	seen := map[string]bool{}
	for _, n := range c.needs() {
		if !n.given(target) && !seen[n.name] {
			lacks = append(lacks, n.name)
			seen[n.name] = true
		}
	}
	return lacks
}

func (c testCase) needs() []need {
	var needs []need
	if c.instance {
		needs = append(needs, writableInstance())
	}
	if c.person {
		needs = append(needs, completeOnes())
	}
	for _, st := range c.steps {
		needs = append(needs, st.needs...)
	}
	return needs
}
