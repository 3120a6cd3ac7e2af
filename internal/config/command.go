package config

import (
	"errors"
	"flag"
	"fmt"
	"strings"
)

// Command is what the program is to do. On the command line it stands before, after or between the flags.
type Command string

// What the program can do.
const (
	// Serve is what it does unless told otherwise; it has no name on the command line.
	Serve Command = ""
	// PrintSchema prints the schema that is served.
	PrintSchema Command = "schema"
	// PrintLicenses prints the licences of the program and of what is built into it.
	PrintLicenses Command = "licenses"
	// PrintVersion prints the version; --version asks for it too.
	PrintVersion Command = "version"

	// printHelp doesn't leave this package: it makes a HelpError, as --help does.
	printHelp Command = "help"
)

// does says it in the help text; empty for what is no command.
func (c Command) does() string {
	switch c {
	case Serve:
		return "serve"
	case PrintSchema:
		return "print the schema that is served; with --federation, the subgraph's"
	case PrintLicenses:
		return "print the licences of the program and of what is built into it"
	case PrintVersion:
		return "print the version, as --version does"
	case printHelp:
		return "print this, as --help does"
	default:
		return ""
	}
}

// commands lists what has a name, in the order of the help text.
func commands() []Command { return []Command{PrintSchema, PrintLicenses, PrintVersion, printHelp} }

// usage is how the program is called, a line for each command.
func usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: zitadel-graphql [flags]             %s\n", Serve.does())
	for _, c := range commands() {
		fmt.Fprintf(&b, "       zitadel-graphql %-8s [flags]    %s\n", c, c.does())
	}
	return b.String()
}

// parse reads the flags before and after the command, which package flag takes for the end of them. The error is
// flag.ErrHelp where help is asked for in either way.
func parse(flags *flag.FlagSet, args []string) (Command, error) {
	command := Serve
	for {
		if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
			return command, err
		} else if err != nil {
			return command, fmt.Errorf("%w; what follows it wasn't looked at", err)
		}
		if flags.NArg() == 0 {
			return command, nil
		}
		word := Command(flags.Arg(0))
		switch {
		case word == printHelp:
			return command, flag.ErrHelp
		case word.does() == "" || word == Serve:
			return command, fmt.Errorf("%q is neither a flag nor a command; flags start with --, the commands are %s", word, listed(commands()))
		case command != Serve:
			return command, fmt.Errorf("%q and %q are two commands; want one", command, word)
		}
		command, args = word, flags.Args()[1:]
	}
}

func listed(commands []Command) string {
	var names []string
	for _, c := range commands {
		names = append(names, string(c))
	}
	return strings.Join(names, ", ")
}
