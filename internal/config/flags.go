package config

import (
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
)

// commandLine is what stands on the command line.
type commandLine struct {
	words    []string          // those that are no flags
	values   map[string]string // by setting's name; of a list, joined by commas
	problems []Problem
}

// readCommandLine reads the flags and the words among them. Package flag stops at a word, so what follows it is parsed in another
// round. The error is flag.ErrHelp where help is asked for by a flag.
func readCommandLine(groups []group, args []string) (commandLine, error) {
	line := commandLine{values: map[string]string{}}
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for s := range all(groups) {
		flags.Var(flagValue{setting: s, line: &line}, s.name, "")
	}
	line.declareUnknown(flags, args)
	for {
		err := flags.Parse(args)
		if err != nil && !errors.Is(err, flag.ErrHelp) {
			line.problems = append(line.problems, Problem{Problem: err.Error(), Remedy: "correct it; what follows it wasn't looked at"})
			return line, nil
		}
		if err != nil || flags.NArg() == 0 {
			return line, err
		}
		line.words = append(line.words, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// declareUnknown reports the flags that no setting has, and declares them, since package flag would stop at the first.
func (l *commandLine) declareUnknown(flags *flag.FlagSet, args []string) {
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	for i := 0; i < len(args); i++ {
		name, hasValue := flagName(args[i])
		if name == "" || name == "help" || name == "h" {
			continue
		}
		if flags.Lookup(name) == nil {
			problem := unknown(Source{Kind: Flag, Name: "--" + name}, name, names, "leave it out", func(name string) string { return "--" + name })
			l.problems = append(l.problems, problem)
			flags.Var(unknownFlag{takesValue: i+1 < len(args) && looksLikeValue(args[i+1])}, name, "")
		}
		if f, ok := flags.Lookup(name).Value.(interface{ IsBoolFlag() bool }); ok && !f.IsBoolFlag() && !hasValue {
			i++ // what follows is the value
		}
	}
}

// flagName is the name of the flag that an argument is, or empty. It may have its value behind an equals sign.
func flagName(arg string) (name string, hasValue bool) {
	trimmed := strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-")
	if trimmed == arg || trimmed == "" || strings.HasPrefix(trimmed, "-") || strings.HasPrefix(trimmed, "=") {
		return "", false // package flag tells what is wrong with it
	}
	name, _, hasValue = strings.Cut(trimmed, "=")
	return name, hasValue
}

// looksLikeValue tells whether the argument behind a flag that nobody knows is its value.
func looksLikeValue(arg string) bool {
	isWord := slices.ContainsFunc(subcommands(), func(s Subcommand) bool { return strings.Fields(string(s))[0] == arg })
	return !strings.HasPrefix(arg, "-") && !isWord
}

// flagValue collects the texts of the flags. They are parsed later: package flag would stop at the first that is wrong.
type flagValue struct {
	setting

	line *commandLine
}

var _ flag.Value = flagValue{}

// String implements flag.Value.
func (flagValue) String() string { return "" }

// Set implements flag.Value. The flag of a list may be repeated.
func (f flagValue) Set(value string) error {
	earlier, repeated := f.line.values[f.name]
	if repeated && !f.isList() {
		f.line.problems = append(f.line.problems, Problem{
			Setting: f.name, Source: Source{Kind: Flag, Name: "--" + f.name}, Value: withoutSecrets(value), Problem: "it is given more than once", Remedy: "keep one",
		})
	}
	if repeated && f.isList() {
		value = earlier + "," + value
	}
	f.line.values[f.name] = value
	return nil
}

// IsBoolFlag lets package flag take --name for --name=true.
func (f flagValue) IsBoolFlag() bool { return f.value == "" }

// unknownFlag takes the place of a flag that no setting has.
type unknownFlag struct{ takesValue bool }

var _ flag.Value = unknownFlag{}

// String implements flag.Value.
func (unknownFlag) String() string { return "" }

// Set implements flag.Value.
func (unknownFlag) Set(string) error { return nil }

// IsBoolFlag lets package flag take the flag without a value.
func (f unknownFlag) IsBoolFlag() bool { return !f.takesValue }
