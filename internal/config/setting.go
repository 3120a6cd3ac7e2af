package config

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting is one thing that can be set, or where group is given, the title above those that follow.
type setting struct {
	group string

	name     string
	value    string // how the value is called in the help text; empty for one that is just switched on
	fallback string // the default, as it would be written; empty for none
	help     string
	parse    func(string) error
	flagOnly bool // has no environment variable
	isList   bool // may be given more than once
}

// HelpError carries the help text that was asked for instead of a server.
type HelpError struct{ Text string }

var _ error = (*HelpError)(nil)

// Error implements error.
func (e *HelpError) Error() string { return "help was asked for" }

// read gives every setting its value: from args, else from the environment, else its fallback. It returns the subcommand
// among args, the names of the settings that somebody gave a value, what can't be read as problems, and only a request for
// help as an error.
func read(settings []setting, args, environ []string) (subcommand Subcommand, given map[string]bool, problems []error, err error) {
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	values := map[string]string{}
	for _, s := range settings {
		if s.group == "" {
			flags.Var(textFlag{setting: s, given: values}, s.name, "")
		}
	}
	subcommand, problem := parseArguments(flags, args)
	if errors.Is(problem, flag.ErrHelp) {
		return subcommand, nil, nil, &HelpError{Text: help(settings)}
	}
	variables := ours(environ)
	problems, given = append([]error{problem}, strays(settings, variables)...), map[string]bool{}
	for _, s := range settings {
		if s.group == "" {
			given[s.name], problem = s.take(values, variables)
			problems = append(problems, problem)
		}
	}
	return subcommand, given, problems, nil
}

// take parses the setting's value, and names where it came from when that fails. An empty one is refused: it is what a
// variable that isn't set leaves behind, and would stand for something that nobody has asked for.
func (s setting) take(flags, variables map[string]string) (given bool, err error) {
	value, source := s.fallback, "the default of "+s.name
	if inherited, ok := variables[s.environment()]; ok && !s.flagOnly {
		value, source, given = inherited, s.environment(), true
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
		return false, errors.Join(fmt.Errorf("%s: %w", source, err), s.reset())
	}
	return given, nil
}

// reset gives the setting its default in place of a value that can't be used, so that nothing else is said of it.
func (s setting) reset() error {
	if s.fallback == "" {
		return nil
	}
	return s.parse(s.fallback)
}

// textFlag collects what stands on the command line, so that all of it can be judged at once.
type textFlag struct {
	setting

	given map[string]string
}

var _ flag.Value = textFlag{}

// String implements flag.Value.
func (textFlag) String() string { return "" }

// Set implements flag.Value. A flag that is repeated makes a list, where a list is wanted.
func (f textFlag) Set(value string) error {
	earlier, repeated := f.given[f.name]
	if repeated && !f.isList {
		return errors.New("it is given more than once")
	}
	if repeated {
		value = earlier + "," + value
	}
	f.given[f.name] = value
	return nil
}

// IsBoolFlag lets package flag take --name for --name=true.
func (f textFlag) IsBoolFlag() bool { return f.value == "" }

func help(settings []setting) string {
	var b strings.Builder
	b.WriteString("zitadel-graphql serves GraphQL for the login settings of a ZITADEL organization.\n\n" +
		usage() + "\n" +
		"Every flag but --version can be set by an environment variable too: --log-level by " + environmentPrefix + "LOG_LEVEL.\n" +
		"A variable of that prefix that no setting has is an error, and so is an empty value; Kubernetes' service links are ignored.\n")
	for _, s := range settings {
		if s.group != "" {
			fmt.Fprintf(&b, "\n%s\n", s.group)
			continue
		}
		fmt.Fprintf(&b, "  %s\n      %s", strings.TrimSpace("--"+s.name+" "+s.value), s.help)
		if s.fallback != "" {
			fmt.Fprintf(&b, " (default %s)", s.fallback)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func text(target *string) func(string) error {
	return func(value string) error {
		*target = value
		return nil
	}
}

func list(target *[]string) func(string) error {
	return func(value string) error {
		for element := range strings.SplitSeq(value, ",") {
			if element = strings.TrimSpace(element); element != "" {
				*target = append(*target, element)
			}
		}
		return nil
	}
}

// prefixes takes ranges of addresses, such as 10.0.0.0/8, and single ones.
func prefixes(target *[]netip.Prefix) func(string) error {
	return func(value string) error {
		var texts []string
		if err := list(&texts)(value); err != nil {
			return err
		}
		for _, text := range texts {
			prefix, err := netip.ParsePrefix(text)
			if address, single := netip.ParseAddr(text); single == nil {
				prefix, err = address.Prefix(address.BitLen())
			}
			if err != nil {
				return fmt.Errorf("%q is no range such as 10.0.0.0/8", text)
			}
			*target = append(*target, prefix.Masked())
		}
		return nil
	}
}

func choice(target *string, allowed ...string) func(string) error {
	return func(value string) error {
		if !slices.Contains(allowed, value) {
			return fmt.Errorf("%q is none of %s", value, strings.Join(allowed, ", "))
		}
		*target = value
		return nil
	}
}

func onOff(target *bool) func(string) error {
	return func(value string) error {
		if value != "on" && value != "off" {
			return fmt.Errorf("%q is neither on nor off", value)
		}
		*target = value == "on"
		return nil
	}
}

func boolean(target *bool) func(string) error {
	return func(value string) error {
		parsed, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		*target = parsed
		return nil
	}
}

// version is the flag that means the same as a subcommand.
func version(target *Subcommand) func(string) error {
	return func(value string) error {
		var wanted bool
		if err := boolean(&wanted)(value); err != nil || !wanted {
			return err
		}
		*target = PrintVersion
		return nil
	}
}

func duration(target *time.Duration) func(string) error {
	return func(value string) error {
		parsed, err := time.ParseDuration(value)
		if err != nil || parsed <= 0 {
			return fmt.Errorf("%q is no positive duration such as 10s or 1m30s", value)
		}
		*target = parsed
		return nil
	}
}

func positive(target *int) func(string) error {
	return func(value string) error {
		var wide int64
		if err := positive64(&wide)(value); err != nil {
			return err
		}
		*target = int(wide)
		return nil
	}
}

// fromZero is for what 0 switches off.
func fromZero(target *int) func(string) error {
	return func(value string) error {
		parsed, err := strconv.ParseInt(value, 10, 32)
		if err != nil || parsed < 0 {
			return fmt.Errorf("%q is no whole number from 0 to 2147483647", value)
		}
		*target = int(parsed)
		return nil
	}
}

func positive64(target *int64) func(string) error {
	return func(value string) error {
		parsed, err := strconv.ParseInt(value, 10, 32) // large enough for every limit, and an int everywhere
		if err != nil || parsed <= 0 {
			return fmt.Errorf("%q is no whole number from 1 to 2147483647", value)
		}
		*target = parsed
		return nil
	}
}

func level(target *slog.Level) func(string) error {
	return func(value string) error {
		if err := target.UnmarshalText([]byte(value)); err != nil {
			return fmt.Errorf("%q is none of debug, info, warn, error", value)
		}
		return nil
	}
}

func number(n int) string { return strconv.Itoa(n) }
