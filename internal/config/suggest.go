package config

import (
	"strings"

	"github.com/vektah/gqlparser/v2/validator/core"
)

// maxSuggested is how long a name may be for which one that was meant is looked for: far longer than any setting's. The time that it
// takes grows with the length.
const maxSuggested = 100

// unknown is the problem of a name that no setting has, with the one of names that was probably meant. write turns a setting's
// name into what somebody has to write in the source.
func unknown(source Source, name string, names []string, remove string, write func(name string) string) Problem {
	problem := Problem{Setting: name, Source: source, Problem: "there is no such setting", Remedy: remove}
	if len(name) > maxSuggested {
		return problem
	}
	asSetting := strings.Trim(strings.NewReplacer("_", "-", ".", "-", " ", "-").Replace(strings.ToLower(name)), "-")
	if near := core.SuggestionList(asSetting, names); len(near) > 0 {
		problem.Remedy += ", or write " + write(near[0])
	}
	return problem
}
