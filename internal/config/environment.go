package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// environmentPrefix and the flag's name in capitals, hyphens as underscores, make a setting's environment variable.
const environmentPrefix = "ZITADEL_GRAPHQL_"

func (s setting) environment() string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

// ours are the variables with the program's prefix among NAME=VALUE pairs, by their names; the links that Kubernetes makes
// for services are left out.
func ours(environ []string) map[string]string {
	variables := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, environmentPrefix) && !isServiceLink(name, value) {
			variables[name] = value
		}
	}
	return variables
}

// isServiceLink says that Kubernetes puts such a variable into every container beside a service whose name begins with
// zitadel-graphql: nobody has set it. Its names are those of Docker's links.
func isServiceLink(name, value string) bool {
	link := regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[A-Z0-9_]+)$`)
	address := regexp.MustCompile(`^(tcp|udp|sctp)://`)
	return link.MatchString(name) || strings.HasSuffix(name, "_PORT") && address.MatchString(value)
}

// strays are the variables that no setting has: somebody who sets one expects it to do something, as with a flag.
func strays(settings []setting, variables map[string]string) []error {
	known := map[string]setting{}
	for _, s := range settings {
		if s.group == "" {
			known[s.environment()] = s
		}
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		switch s, ok := known[name]; {
		case !ok:
			problems = append(problems, fmt.Errorf("%s: there is no such setting; unset the variable, or correct its name", name))
		case s.flagOnly:
			problems = append(problems, fmt.Errorf("%s: --%s is a flag only; unset the variable", name, s.name))
		}
	}
	return problems
}
