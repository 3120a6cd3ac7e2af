package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// reading is what was found on the command line and in the environment.
type reading struct {
	subcommand Subcommand
	given      map[string]bool // names of the settings that somebody gave a value that can be used
	problems   []error         // nil ones among them
}

// read gives every setting its value. The error is a *HelpError.
func read(groups []group, args, environ []string) (reading, error) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	fromFlags := map[string]string{}
	for s := range all(groups) {
		flags.Var(flagValue{setting: s, values: fromFlags}, s.name, "")
	}
	subcommand, problem := parseArguments(flags, args)
	if errors.Is(problem, flag.ErrHelp) {
		return reading{}, &HelpError{Text: help(groups)}
	}
	variables := programVariables(environ)
	found := reading{subcommand: subcommand, given: map[string]bool{}, problems: append([]error{problem}, unknownVariables(groups, variables)...)}
	for s := range all(groups) {
		found.given[s.name], problem = s.readFrom(fromFlags, variables)
		found.problems = append(found.problems, problem)
	}
	return found, nil
}

// readFrom parses the setting's value: its flag's, else its variable's, else its default. An error names the source. An empty
// value is an error: it is what a variable leaves behind that isn't set where it should be, and would mean something that
// nobody asked for.
func (s setting) readFrom(flags, variables map[string]string) (given bool, err error) {
	value, source := s.fallback, "the default of "+s.name
	if variable, ok := variables[s.variable()]; ok && !s.isFlagOnly() {
		value, source, given = variable, s.variable(), true
	}
	if flagged, ok := flags[s.name]; ok {
		value, source, given = flagged, "--"+s.name, true
	}
	switch {
	case given && strings.Trim(value, ", \t") == "":
		err = errors.New("it is empty; leave it out, or give it a value")
	case value != "":
		err = s.parse(value)
	}
	if err != nil {
		return false, errors.Join(fmt.Errorf("%s: %w", source, err), s.useDefault())
	}
	return given, nil
}

// useDefault takes the place of a value that can't be used, so that no other problem is reported that only follows from it.
func (s setting) useDefault() error {
	if s.fallback == "" {
		return nil
	}
	return s.parse(s.fallback)
}

// flagValue collects the texts of the flags. They are parsed later: package flag would stop at the first that is wrong.
type flagValue struct {
	setting

	values map[string]string
}

var _ flag.Value = flagValue{}

// String implements flag.Value.
func (flagValue) String() string { return "" }

// Set implements flag.Value. The flag of a list may be repeated.
func (f flagValue) Set(value string) error {
	earlier, repeated := f.values[f.name]
	if repeated && !f.isList() {
		return errors.New("it is given more than once")
	}
	if repeated {
		value = earlier + "," + value
	}
	f.values[f.name] = value
	return nil
}

// IsBoolFlag lets package flag take --name for --name=true.
func (f flagValue) IsBoolFlag() bool { return f.value == "" }

// variablePrefix begins the name of every environment variable of the program.
const variablePrefix = "ZITADEL_GRAPHQL_"

// variable is the name of the setting's environment variable, such as ZITADEL_GRAPHQL_LOG_LEVEL of log-level.
func (s setting) variable() string {
	return variablePrefix + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
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

// isServiceLink recognises the variables that Kubernetes puts into every container beside a service whose name begins with
// zitadel-graphql, in the manner of Docker's links. Nobody has set them, so nobody expects anything of them.
func isServiceLink(name, value string) bool {
	link := regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[A-Z0-9_]+)$`)
	address := regexp.MustCompile(`^(tcp|udp|sctp)://`)
	return link.MatchString(name) || strings.HasSuffix(name, "_PORT") && address.MatchString(value)
}

// unknownVariables reports the variables that no setting has. Who sets one expects an effect, as of a flag.
func unknownVariables(groups []group, variables map[string]string) []error {
	known := map[string]setting{}
	for s := range all(groups) {
		known[s.variable()] = s
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		switch s, ok := known[name]; {
		case !ok:
			problems = append(problems, fmt.Errorf("%s: there is no such setting; unset the variable, or correct its name", name))
		case s.isFlagOnly():
			problems = append(problems, fmt.Errorf("%s: --%s is a flag only; unset the variable", name, s.name))
		}
	}
	return problems
}
