package config

import (
	"maps"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// variablePrefix begins the name of every environment variable of the program.
const variablePrefix = "ZITADEL_GRAPHQL_"

// variable is the name of the setting's environment variable, such as ZITADEL_GRAPHQL_LOG_LEVEL of log-level.
func (s setting) variable() string { return variableOf(s.name) }

func variableOf(setting string) string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(setting, "-", "_"))
}

// settingOf is the name of the setting that a variable would be of.
func settingOf(variable string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(variable, variablePrefix), "_", "-"))
}

// programVariables returns the variables with the program's prefix, without those that Kubernetes sets for services.
func programVariables(environ []string) map[string]string {
	variables := map[string]string{}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, variablePrefix) && !isServiceLink(name, value) {
			variables[name] = value
		}
	}
	return variables
}

// isServiceLink recognises the variables that Kubernetes sets in every container for a Service whose name begins with zitadel-graphql: its
// host and ports, and the same again in the style of Docker's links. They are ignored, since nobody has set them on purpose. A name
// that ends in _PORT might also be a mistyped setting, so it is ignored only with a value as Kubernetes sets it.
func isServiceLink(name, value string) bool {
	return hasNameOfServiceLink(name) || strings.HasSuffix(name, "_PORT") && isServiceAddress(value)
}

// hasNameOfServiceLink matches the names that no setting may have.
var hasNameOfServiceLink = regexp.MustCompile(
	`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?)$`).MatchString

// isServiceAddress accepts tcp://10.0.0.1:4000 and the like.
func isServiceAddress(value string) bool {
	protocol, address, _ := strings.Cut(value, "://")
	host, port, err := net.SplitHostPort(address)
	_, noAddress := netip.ParseAddr(host)
	return slices.Contains([]string{"tcp", "udp", "sctp"}, protocol) && err == nil && noAddress == nil && isDigits(port)
}

var isDigits = regexp.MustCompile(`^[0-9]+$`).MatchString

// unknownVariables reports the variables with the program's prefix that no setting has: whoever sets one expects an effect.
func unknownVariables(groups []group, variables map[string]string) []Problem {
	known := map[string]setting{}
	var names []string
	for s := range all(groups) {
		known[s.variable()] = s
		if !s.isFlagOnly() {
			names = append(names, s.name)
		}
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		source := Source{Kind: Variable, Name: name}
		switch s, ok := known[name]; {
		case !ok:
			problems = append(problems, unknown(source, settingOf(name), names, "unset it", variableOf))
		case s.isFlagOnly():
			problems = append(problems, Problem{Setting: s.name, Source: source, Problem: "--" + s.name + " is a flag only", Remedy: "unset the variable"})
		}
	}
	return problems
}
