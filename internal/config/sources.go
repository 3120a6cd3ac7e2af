package config

import (
	"errors"
	"flag"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/invalid"
)

// reading is what was found in the sources.
type reading struct {
	subcommand Subcommand
	values     []Value // one for each setting, its default where the value that was given can't be used
	problems   []Problem
}

// read finds every setting's value. The error is a *HelpError.
func read(args, environ []string) (reading, error) {
	groups := settings(&Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig()}, &automatic{})
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
	found := reading{subcommand: subcommand, problems: unknownVariables(groups, variables)}
	if problem != nil {
		found.problems = append(found.problems, Problem{Problem: problem.Error()})
	}
	for s := range all(groups) {
		value := s.valueFrom(fromFlags, variables)
		if problem := s.check(value); problem != nil {
			found.problems = append(found.problems, *problem)
			value = s.defaultValue() // so that no other problem is reported that only follows from this one
		}
		found.values = append(found.values, value)
	}
	return found, nil
}

// valueFrom is the setting's value: its flag's, else its variable's, else its default.
func (s setting) valueFrom(flags, variables map[string]string) Value {
	value := s.defaultValue()
	if text, ok := variables[s.variable()]; ok && !s.isFlagOnly() {
		value.Text, value.Source = text, Source{Kind: Variable, Name: s.variable()}
	}
	if text, ok := flags[s.name]; ok {
		value.Text, value.Source = text, Source{Kind: Flag, Name: "--" + s.name}
	}
	return value
}

func (s setting) defaultValue() Value {
	return Value{Setting: s.name, Text: s.fallback, Source: Source{Kind: Default}, Reloads: s.reloads}
}

// check reports a value that can't be used. An empty one can't: it is what a variable leaves behind that isn't set where it
// should be, and would mean something that nobody asked for.
func (s setting) check(value Value) *Problem {
	problem := Problem{Setting: s.name, Source: value.Source, Value: value.Shown()}
	if strings.Trim(value.Text, ", \t") == "" {
		if value.Source.Kind == Default {
			return nil
		}
		problem.Problem, problem.Remedy = "it is empty", "leave it out, or give it a value"
		return &problem
	}
	if err := s.parse(value.Text); err != nil {
		problem.Problem = err.Error()
		if wrong, ok := errors.AsType[invalid.Setting](err); ok {
			problem.Problem, problem.Remedy = wrong.Problem, wrong.Remedy
		}
		return &problem
	}
	return nil
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

// isServiceLink recognises the variables that Kubernetes puts into every container beside a service whose name begins with
// zitadel-graphql, in the manner of Docker's links. Nobody has set them, so nobody expects anything of them.
func isServiceLink(name, value string) bool {
	link := regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[A-Z0-9_]+)$`)
	address := regexp.MustCompile(`^(tcp|udp|sctp)://`)
	return link.MatchString(name) || strings.HasSuffix(name, "_PORT") && address.MatchString(value)
}

// unknownVariables reports the variables that no setting has. Who sets one expects an effect, as of a flag.
func unknownVariables(groups []group, variables map[string]string) []Problem {
	known := map[string]setting{}
	for s := range all(groups) {
		known[s.variable()] = s
	}
	var problems []Problem
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		problem := Problem{Setting: settingOf(name), Source: Source{Kind: Variable, Name: name}}
		switch s, ok := known[name]; {
		case !ok:
			problem.Problem, problem.Remedy = "there is no such setting", "unset the variable, or correct its name"
		case s.isFlagOnly():
			problem.Problem, problem.Remedy = "--"+s.name+" is a flag only", "unset the variable"
		default:
			continue
		}
		problems = append(problems, problem)
	}
	return problems
}
