package config

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"zitadel-graphql/internal/invalid"
	"zitadel-graphql/internal/telemetry"
)

// Problem is one thing that is wrong with the settings. It is an error; Load returns all of them, joined: see Problems.
type Problem struct { //nolint:errname // a value that is listed and printed, and an error only on its way
	// Setting is the name of the flag without dashes in front, also where no setting has that name. It is empty for what is wrong
	// with the command line or the file as a whole.
	Setting string
	// Source is where the value came from.
	Source Source
	// Value is the value as it may be shown to anybody. It may be empty.
	Value string
	// Problem says what is wrong.
	Problem string
	// Remedy says in the imperative what to do.
	Remedy string
}

var _ error = Problem{}

// Error implements error: one line with the source, the problem, the remedy and the value, unless the problem quotes it.
func (p Problem) Error() string {
	text := p.where() + p.Problem
	if p.Remedy != "" {
		text += "; " + p.Remedy
	}
	if p.Value != "" && !strings.Contains(p.Problem, p.Value) {
		text += " (it is " + strconv.Quote(p.Value) + ")"
	}
	return text
}

func (p Problem) where() string {
	switch {
	case p.Source.Kind == Default:
		return "the default of " + p.Setting + ": "
	case p.Source.Kind == File && p.Setting != "":
		return p.Source.String() + ": " + p.Setting + ": "
	case p.Source.Kind != "":
		return p.Source.String() + ": "
	case p.Setting != "":
		return p.Setting + ": "
	default:
		return ""
	}
}

// attributes returns the attributes of the problem's line in the log, without empty ones.
func (p Problem) attributes() []slog.Attr {
	found := []slog.Attr{slog.String("setting", p.Setting), slog.String("value", p.Value), slog.String("problem", p.Problem), slog.String("remedy", p.Remedy)}
	if p.Source.Kind != "" {
		found = append(found, slog.String("source", p.Source.String()))
	}
	return slices.DeleteFunc(found, func(a slog.Attr) bool { return a.Value.String() == "" })
}

// Problems returns the problems that an error of Load or Reload joins. It is empty for other errors, such as a *HelpError.
func Problems(err error) []Problem {
	var found []Problem
	switch e := err.(type) { //nolint:errorlint // walks the tree that errors.Join made
	case Problem:
		found = append(found, e)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			found = append(found, Problems(part)...)
		}
	}
	return found
}

// locate makes Problems of the errors that the packages' Validate returned.
func locate(err error, values []Value) []Problem {
	if err == nil {
		return nil
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var found []Problem
		for _, part := range joined.Unwrap() {
			found = append(found, locate(part, values)...)
		}
		return found
	}
	setting, ok := errors.AsType[invalid.Setting](err)
	if !ok {
		return []Problem{{Problem: err.Error()}}
	}
	return []Problem{located(setting.Name, setting.Problem, setting.Remedy, values)}
}

// located is a problem of a setting, with its value and where that came from.
func located(setting, problem, remedy string, values []Value) Problem {
	found := Problem{Setting: setting, Problem: problem, Remedy: remedy}
	if i := slices.IndexFunc(values, func(v Value) bool { return v.Setting == setting }); i >= 0 {
		found.Source, found.Value = values[i].Source, values[i].Shown()
	}
	return found
}

// Explain prints an error of Load: a help text to out, and problems to problems, as text or, if log's format is JSON, as one line of the
// log for each. log is that of the Config that Load returned with the error. Explain returns the program's exit code: 0 after a help
// text, and 2 for settings that can't be used, as package flag does.
func Explain(err error, log telemetry.Config, out, problems io.Writer) int {
	if help, ok := errors.AsType[*HelpError](err); ok {
		fmt.Fprint(out, help.Text)
		return 0
	}
	if found := Problems(err); log.Format == telemetry.JSON && len(found) > 0 {
		logger := telemetry.NewLogger(problems, log, log.Level)
		for _, problem := range found {
			logger.LogAttrs(context.Background(), slog.LevelError, "a setting can't be used", problem.attributes()...)
		}
		return 2
	}
	fmt.Fprintf(problems, "%v\nzitadel-graphql --help lists the settings and commands.\n", err)
	return 2
}
