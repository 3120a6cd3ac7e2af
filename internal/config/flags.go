package config

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// commandLine is what stands on the command line.
type commandLine struct {
	words    []string          // those that are no flags
	values   map[string]string // by setting's name; of a list, joined by commas
	help     bool              // whether a flag asks for help
	problems []Problem
}

// readCommandLine reads the flags and the words among them, as package flag would but for this: flags may follow a word, and what is
// wrong with one flag keeps no other from being read.
func readCommandLine(groups []group, args []string) commandLine {
	line := commandLine{values: map[string]string{}}
	for len(args) > 0 {
		args = args[line.take(groups, args):]
	}
	return line
}

// take reads the first argument, with the next one where that is its value, and returns how many it has read.
func (l *commandLine) take(groups []group, args []string) int {
	arg, rest := args[0], args[1:]
	if isWord(arg) {
		l.words = append(l.words, arg)
		return 1
	}
	name, value, hasValue := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
	s := settingNamed(groups, name)
	switch {
	case arg == "--": // which elsewhere ends the flags; here they may stand anywhere
	case name == "" || strings.HasPrefix(name, "-"):
		l.problems = append(l.problems, Problem{
			Problem: fmt.Sprintf("%q is no flag", withoutSecrets(arg)), Remedy: "write --NAME VALUE or --NAME=VALUE, with the name of a setting",
		})
	case name == "help" || name == "h":
		l.help = true
	case s.name == "":
		l.problems = append(l.problems, unknownFlag(groups, name))
		if !hasValue && len(rest) > 0 && looksLikeValue(rest[0]) {
			return 2
		}
	case hasValue:
		l.set(s, value)
	case s.isSwitch():
		l.set(s, "true")
	case len(rest) == 0 || isFlagOf(groups, rest[0]):
		l.problems = append(l.problems, Problem{Setting: s.name, Source: flagSource(s.name), Problem: "it has no value", Remedy: s.onCommandLine()})
	default:
		l.set(s, rest[0])
		return 2
	}
	return 1
}

// set keeps the text of a flag, which is parsed later. The flag of a list may be repeated.
func (l *commandLine) set(s setting, value string) {
	earlier, repeated := l.values[s.name]
	if repeated && !s.isList() {
		l.problems = append(l.problems, Problem{
			Setting: s.name, Source: flagSource(s.name), Value: withoutSecrets(value), Problem: "it is given more than once", Remedy: "keep one",
		})
	}
	if repeated && s.isList() {
		value = earlier + "," + value
	}
	l.values[s.name] = value
}

func flagSource(name string) Source { return Source{Kind: Flag, Name: "--" + name} }

// unknownFlag is the problem of a flag that no setting has.
func unknownFlag(groups []group, name string) Problem {
	var names []string
	for s := range all(groups) {
		names = append(names, s.name)
	}
	return unknown(flagSource(name), name, names, "leave it out", func(name string) string { return "--" + name })
}

// isWord reports whether an argument is no flag. A dash alone is a word, as it is for other programs, which take it for a file.
func isWord(arg string) bool { return arg == "-" || !strings.HasPrefix(arg, "-") }

// isFlagOf reports whether an argument is the flag of a setting, which is hardly meant as another one's value.
func isFlagOf(groups []group, arg string) bool {
	flag, isFlag := strings.CutPrefix(arg, "--")
	name, _, _ := strings.Cut(flag, "=")
	return isFlag && settingNamed(groups, name).name != ""
}

// looksLikeValue tells whether the argument behind a flag that nobody knows is its value.
func looksLikeValue(arg string) bool {
	isCommand := slices.ContainsFunc(subcommands(), func(s Subcommand) bool { return strings.Fields(string(s))[0] == arg })
	return !strings.HasPrefix(arg, "-") && !isCommand
}

// onCommandLine tells how a value of the setting is written behind its flag.
func (s setting) onCommandLine() string {
	if choices := strings.Split(s.value, "|"); len(choices) > 1 && !strings.ContainsFunc(s.value, unicode.IsUpper) {
		last := len(choices) - 1
		return "write " + strings.Join(choices[:last], ", ") + " or " + choices[last]
	}
	return "write --" + s.name + " " + s.value
}
