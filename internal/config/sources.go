package config

import (
	"errors"
	"slices"
	"strings"

	"zitadel-graphql/graph"
	"zitadel-graphql/graph/endpoint"
	"zitadel-graphql/internal/invalid"
)

// fileSetting names the file, so it is read before the others.
const fileSetting = "config"

// reading has what was read from the sources.
type reading struct {
	subcommand Subcommand
	values     []Value // one for each setting, its default where the value that was given can't be used
	problems   []Problem
	// partial is true where values are missing, since a source couldn't be read to its end.
	partial bool
}

// read finds every setting's value. The error is a *HelpError.
func read(args, environ []string) (reading, error) {
	groups := settings(&Config{Graph: graph.DefaultConfig(), Endpoint: endpoint.DefaultConfig()}, &automatic{})
	line := readCommandLine(groups, args)
	if line.help || slices.Contains(line.words, string(printHelp)) {
		return reading{}, &HelpError{Text: help(groups)}
	}
	subcommand, problem := subcommandOf(line.words)
	variables := programVariables(environ)
	named := sources{flags: line.values, variables: variables}.value(settingNamed(groups, fileSetting))
	file := readFile(named, groups, subcommand == Serve)
	found := reading{
		subcommand: subcommand, partial: file.unread,
		problems: slices.Concat(line.problems, problem, unknownVariables(groups, variables), file.problems),
	}
	from := sources{line.values, variables, file.values}
	for s := range all(groups) {
		value := from.value(s)
		if problem := s.check(value); problem != nil {
			found.problems = append(found.problems, *problem)
			value = s.defaultValue() // so that no other problem is reported that only follows from this one
		}
		found.values = append(found.values, value)
	}
	return found, nil
}

func settingNamed(groups []group, name string) setting {
	for s := range all(groups) {
		if s.name == name {
			return s
		}
	}
	return setting{}
}

// sources have the values that somebody gave.
type sources struct {
	flags, variables map[string]string // by flag's and by variable's name
	file             map[string]Value
}

// value is the setting's value: its flag's, else its variable's, else the file's, else its default.
func (from sources) value(s setting) Value {
	value := s.defaultValue()
	if inFile, ok := from.file[s.name]; ok {
		value = inFile
	}
	if text, ok := from.variables[s.variable()]; ok && !s.isFlagOnly() {
		value.Text, value.Source = text, Source{Kind: Variable, Name: s.variable()}
	}
	if text, ok := from.flags[s.name]; ok {
		value.Text, value.Source = text, Source{Kind: Flag, Name: "--" + s.name}
	}
	return value
}

func (s setting) defaultValue() Value {
	return Value{Setting: s.name, Text: s.fallback, Source: Source{Kind: Default}, Reloads: s.reloads}
}

// check returns the problem of a value that can't be used, or nil. An empty value can't be used: it mostly comes from a variable that
// wasn't set where it should have been, and would have an effect that nobody asked for.
func (s setting) check(value Value) *Problem {
	problem := Problem{Setting: s.name, Source: value.Source, Value: value.Shown()}
	if strings.Trim(value.Text, ", \t") == "" {
		if value.Source.Kind == Default {
			return nil
		}
		problem.Value, problem.Problem, problem.Remedy = "", "it is empty", "leave it out, or give it a value"
		return &problem
	}
	wrong, ok := errors.AsType[invalid.Setting](s.parse.parse(value.Text))
	if !ok {
		return nil
	}
	problem.Problem, problem.Remedy = wrong.Problem, wrong.Remedy
	if s.fallback != "" {
		problem.Remedy += ", or leave it out for the default, " + s.fallback
	}
	return &problem
}
